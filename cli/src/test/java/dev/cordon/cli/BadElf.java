// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * An ELF executable with program headers as a test wants them. As it is made it has one good segment, of 4 KiB at the beginning of RAM, which loops for
 * ever.
 */
final class BadElf {
    private static final int PROGRAM_HEADERS = 64;
    private static final int PROGRAM_HEADER = 56;
    private static final long RAM = 0x8000_0000L;

    private final ByteBuffer file;
    private int segments;

    BadElf() {
        this(8);
    }

    /** With room for so many segments. */
    BadElf(int room) {
        file = ByteBuffer.allocate(PROGRAM_HEADERS + room * PROGRAM_HEADER + 4096)
                .order(ByteOrder.LITTLE_ENDIAN);
        file.putInt(0, 0x464c_457f).put(4, (byte) 2).put(5, (byte) 1).put(6, (byte) 1);
        file.putShort(16, (short) 2).putShort(18, (short) 243).putInt(20, 1).putLong(24, RAM);
        file.putLong(32, PROGRAM_HEADERS).putShort(52, (short) 64).putShort(54, (short) PROGRAM_HEADER);
        file.putInt(content(), 0x0000_006f); // j .
        segment(RAM, 4096, 4096);
    }

    private int content() {
        return file.capacity() - 4096;
    }

    /** Adds a segment. */
    BadElf segment(long address, long fileSize, long memorySize) {
        int at = PROGRAM_HEADERS + segments * PROGRAM_HEADER;
        file.putInt(at, 1).putInt(at + 4, 7).putLong(at + 8, content());
        file.putLong(at + 16, address).putLong(at + 24, address).putLong(at + 32, fileSize);
        file.putLong(at + 40, memorySize);
        file.putShort(56, (short) ++segments);
        return this;
    }

    /** Changes a byte of the file. */
    BadElf with(int at, int value) {
        file.put(at, (byte) value);
        return this;
    }

    /** Changes a doubleword of the file. */
    BadElf withWord(int at, long value) {
        file.putLong(at, value);
        return this;
    }

    byte[] bytes() {
        return file.array();
    }

    Path write(Path path) throws IOException {
        return Files.write(path, bytes());
    }
}
