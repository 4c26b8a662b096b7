// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import dev.cordon.microhypervisor.abi.HostFault;
import dev.cordon.microhypervisor.abi.RootPortal;

/** How an entry ended, in words for its fault portal. */
final class Faults {
    private static final int FRAMES = 6;

    /** The most characters of a program's own words: it must not make us run out of memory. */
    private static final int MESSAGE = 1000;

    private Faults() {}

    /** One of the fault kinds of {@link RootPortal}. */
    static long kind(Throwable cause) {
        return switch (cause) {
            case HostFault _ -> RootPortal.MEMORY_FAULT;
            case IllegalStateException closed when "Already closed".equals(message(closed)) -> RootPortal.MEMORY_FAULT;
            case VirtualMachineError _ -> RootPortal.RESOURCE_FAULT;
            default -> RootPortal.PROGRAM_FAULT;
        };
    }

    /** What happened, for a person. */
    static String describe(Throwable cause) {
        try {
            StringBuilder text = new StringBuilder(cause.getClass().getName());
            String message = message(cause);
            text.append(": ").append(message, 0, Math.min(message.length(), MESSAGE));
            if (isForeign(cause)) {
                return text.toString();
            }
            StackTraceElement[] frames = cause.getStackTrace();
            for (int i = 0; i < Math.min(frames.length, FRAMES); i++) {
                text.append("\n  at ").append(frames[i]);
            }
            return text.toString();
        } catch (OutOfMemoryError | StackOverflowError e) {
            return "";
        }
    }

    private static String message(Throwable cause) {
        return isForeign(cause) ? "" : String.valueOf(cause.getMessage());
    }

    /** Whether the class may be the program's own: then its methods are not for us to call. */
    private static boolean isForeign(Throwable cause) {
        return !(cause instanceof HostFault) && cause.getClass().getClassLoader() != null;
    }
}
