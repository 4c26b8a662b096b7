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
import java.util.Optional;

/** The file that takes a test program's signature, for comparison with that of another machine. */
final class SignatureFile implements AutoCloseable {
    private final Writer file;
    private final MemorySegment memory;
    private final int granularity;
    private final String name;
    private volatile Optional<String> loss = Optional.empty();

    private SignatureFile(Writer file, MemorySegment memory, BareOptions.Signature wanted) {
        this.file = file;
        this.memory = memory;
        this.granularity = wanted.granularity();
        this.name = "the signature " + wanted.file();
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
            return new SignatureFile(file, memory, wanted);
        } catch (IOException e) {
            throw new CordonException("the signature " + Failures.describe(e) + "; name a file that can be written");
        }
    }

    /** Writes the signature as it is in memory now, as far as that is possible; what is missing of the last word is zero. */
    void write() {
        try {
            writeWords();
        } catch (IOException e) {
            loss = Optional.of(name + " could not be written to its end: " + Failures.describe(e));
        }
    }

    private void writeWords() throws IOException {
        HexFormat hex = HexFormat.of();
        for (long word = 0; word < memory.byteSize(); word += granularity) {
            for (long at = word + granularity - 1; at >= word; at--) {
                file.append(hex.toHexDigits(at < memory.byteSize() ? memory.get(ValueLayout.JAVA_BYTE, at) : 0));
            }
            file.append('\n');
        }
        file.flush();
    }

    /** Why the file is not whole, if it is not. */
    Optional<String> loss() {
        return loss;
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            // What could not be written is known by now.
        }
    }
}
