// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where a trace or a log goes, line by line, from any thread. A line that cannot be written is the last that is tried: the run goes
 * on, and whoever asked for the file hears of it in the end.
 */
final class TraceFile implements AutoCloseable {
    private final String name;
    private final Writer out;
    private final boolean immediate;
    private Optional<String> loss = Optional.empty(); // guarded by this, and so is what follows
    private boolean closed;

    /** What may fail. */
    private interface Output {
        void write() throws IOException;
    }

    private TraceFile(String name, Writer out, boolean immediate) {
        this.name = name;
        this.out = out;
        this.immediate = immediate;
    }

    /**
     * Creates the file, or empties it; {@code -} is standard error.
     *
     * @param role what the user gave the file as, for messages
     * @throws CordonException if it cannot be written
     */
    static TraceFile open(Path file, String role) {
        try {
            boolean standardError = file.equals(TraceOptions.STANDARD_ERROR);
            OutputStream out = standardError ? new FileOutputStream(FileDescriptor.err) : Files.newOutputStream(file);
            String name = role + (standardError ? " on standard error" : " " + file);
            return new TraceFile(name, new OutputStreamWriter(out, StandardCharsets.UTF_8), standardError);
        } catch (IOException e) {
            throw new CordonException(role + " " + Failures.describe(e) + "; name a file that can be written");
        }
    }

    synchronized void write(String line) {
        attempt(() -> {
            out.write(line);
            out.write(System.lineSeparator());
            if (immediate) {
                out.flush();
            }
        });
    }

    synchronized void flush() {
        attempt(out::flush);
    }

    private void attempt(Output output) {
        if (loss.isPresent() || closed) {
            return;
        }
        try {
            output.write();
        } catch (IOException e) {
            loss = Optional.of(name + " could not be written to its end: " + Failures.describe(e));
        }
    }

    /** Why the file is not whole, if it is not; known once it is closed. */
    synchronized Optional<String> loss() {
        return loss;
    }

    @Override
    public synchronized void close() {
        flush();
        closed = true;
        try {
            out.close();
        } catch (IOException e) {
            // What could not be written is known by now.
        }
    }
}
