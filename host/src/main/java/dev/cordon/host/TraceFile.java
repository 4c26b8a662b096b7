// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where a trace or a log goes, line by line, from any thread. */
final class TraceFile implements AutoCloseable {
    private final PrintWriter out;

    private TraceFile(PrintWriter out) {
        this.out = out;
    }

    /**
     * Creates the file, or empties it; {@code -} is standard error.
     *
     * @param role what the user gave the file as, for the message
     * @throws CordonException if it cannot be written
     */
    static TraceFile open(Path file, String role) {
        try {
            boolean standardError = file.equals(TraceOptions.STANDARD_ERROR);
            OutputStream out = standardError ? new FileOutputStream(FileDescriptor.err) : Files.newOutputStream(file);
            return new TraceFile(new PrintWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), standardError));
        } catch (IOException e) {
            throw new CordonException(role + " " + Failures.describe(e) + "; name a file that can be written");
        }
    }

    synchronized void write(String line) {
        out.println(line);
    }

    synchronized void flush() {
        out.flush();
    }

    @Override
    public synchronized void close() {
        out.close();
    }
}
