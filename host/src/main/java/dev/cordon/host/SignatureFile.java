// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

import dev.cordon.machine.platform.BareMachine;
import java.io.IOException;
import java.io.Writer;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;

/** The file that takes a test program's signature, for comparison with that of another machine. */
final class SignatureFile implements AutoCloseable {
    private final Writer file;
    private final MemorySegment memory;
    private final int granularity;

    private SignatureFile(Writer file, MemorySegment memory, int granularity) {
        this.file = file;
        this.memory = memory;
        this.granularity = granularity;
    }

    /**
     * Creates the file, or empties it.
     *
     * @throws CordonException if it cannot be written, or if the program has no signature
     */
    static SignatureFile open(BareOptions.Signature wanted, Path program, BareMachine machine) {
        MemorySegment memory = machine.signature()
                .orElseThrow(
                        () -> new CordonException(
                                program
                                        + ": --signature needs the symbols 'begin_signature' and 'end_signature', and it does not have both"));
        try {
            Writer file = Files.newBufferedWriter(wanted.file(), StandardCharsets.US_ASCII);
            return new SignatureFile(file, memory, wanted.granularity());
        } catch (IOException e) {
            throw new CordonException("the signature " + Failures.describe(e) + "; name a file that can be written");
        }
    }

    /** Writes the signature as it is in memory now; what is missing of the last word is zero. */
    void write() throws IOException {
        HexFormat hex = HexFormat.of();
        for (long word = 0; word < memory.byteSize(); word += granularity) {
            for (long at = word + granularity - 1; at >= word; at--) {
                file.append(hex.toHexDigits(at < memory.byteSize() ? memory.get(ValueLayout.JAVA_BYTE, at) : 0));
            }
            file.append('\n');
        }
        file.flush();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
