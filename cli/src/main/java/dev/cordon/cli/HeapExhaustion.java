// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/** The end of everything when the Java heap has run out: whoever finds that out may not be able to tell anybody else, which takes memory. */
final class HeapExhaustion {
    private static final String LINE = "cordon: the JVM has no memory left (its heap: "
            + (Runtime.getRuntime().maxMemory() >> 20)
            + " MiB): a program took ever more, or the system needs more; JDK_JAVA_OPTIONS=-Xmx4g gives it 4 GiB\n";

    private static final byte[] BYTES = LINE.getBytes(StandardCharsets.UTF_8);
    private static final FileOutputStream ERRORS = new FileOutputStream(FileDescriptor.err);

    private static boolean said; // guarded by the class

    private HeapExhaustion() {}

    /** From now on a thread of whatever kind that ends for want of memory ends the JVM. */
    static void watch() {
        Runtime.getRuntime().addShutdownHook(new Thread()); // loads what ends the JVM: later there is no memory for it
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> {
            if (failure instanceof OutOfMemoryError) {
                end();
            } else {
                System.err.print("Exception in thread " + thread.getName() + " ");
                failure.printStackTrace();
            }
        });
    }

    /** Makes no object, and waits for nobody: others may hold what they will never let go. */
    private static synchronized void end() {
        try {
            if (!said) {
                ERRORS.write(BYTES);
            }
        } catch (IOException e) {
            // Nobody reads it.
        } finally {
            Runtime.getRuntime().halt(ExitStatus.OUR_FAULT);
        }
    }

    /** Whether a failure is for want of memory. */
    static boolean caused(Throwable failure) {
        Throwable cause = failure;
        while (cause != null && !(cause instanceof OutOfMemoryError)) {
            cause = cause.getCause();
        }
        return cause != null;
    }

    /** Ends the JVM if that was said: an orderly exit takes memory. */
    static synchronized void endIfSaid() {
        if (said) {
            end();
        }
    }

    /** Says it while there is memory for that. */
    static synchronized void say(PrintWriter err) {
        err.print(LINE);
        err.flush();
        said = true;
    }
}
