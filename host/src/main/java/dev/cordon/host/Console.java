// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;

/** The console of one guest, or of a bare machine. All methods may be called from any thread. */
public final class Console {
    private final int index;
    private final String name;
    private final Assembly assembly;
    private final AtomicReference<ConsoleOutput> output = new AtomicReference<>();

    Console(int index, String name, Assembly assembly) {
        this.index = index;
        this.name = name;
        this.assembly = assembly;
    }

    /** The position among the consoles of the system, from 0. */
    public int index() {
        return index;
    }

    /** The guest's name in the manifest. */
    public String name() {
        return name;
    }

    /**
     * Types to the guest; waits while it has not read what was typed before. In virtual time everything is typed before {@link Cordon#start}: it does not wait, and the guest
     * gets it as soon as it reads.
     */
    public void type(byte[] typed) throws InterruptedException {
        assembly.type(index, typed);
    }

    /** Types a text in UTF-8, as {@link #type(byte[])} does. */
    public void type(String text) throws InterruptedException {
        type(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The guest's keyboard as a stream. Closing it does nothing: no guest ends because nobody types any more. */
    public OutputStream input() {
        return new OutputStream() {
            @Override
            public void write(int octet) throws IOException {
                write(new byte[] {(byte) octet});
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                try {
                    type(Arrays.copyOfRange(bytes, offset, offset + length));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new InterruptedIOException("interrupted while typing to " + name);
                }
            }
        };
    }

    /**
     * What the guest writes from now on, as a stream that ends with the run. Ask before {@link Cordon#start} to miss nothing.
     * What is not read is kept in memory.
     */
    public InputStream output() {
        return output.updateAndGet(present -> present == null ? new ConsoleOutput() : present);
    }

    void written(byte[] bytes) {
        ConsoleOutput stream = output.get();
        if (stream != null) {
            stream.append(bytes);
        }
    }

    void ended() {
        ConsoleOutput stream = output.get();
        if (stream != null) {
            stream.end();
        }
    }
}
