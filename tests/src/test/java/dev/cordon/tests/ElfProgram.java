// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.tests;

import dev.cordon.machine.isa.Assembler;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Links what an {@link Assembler} has made into an ELF executable of one segment, with a section for GDB, and all labels as symbols. */
final class ElfProgram {
    private static final int HEADER = 64;
    private static final int PROGRAM_HEADER = 56;
    private static final int SECTION_HEADER = 64;
    private static final int SYMBOL = 24;
    private static final int CONTENT = 0x1000;

    private ElfProgram() {}

    /** Assembles a program for the start of RAM, whose entry is the label {@code _start}, into a file. */
    static Path write(Path file, String source) throws IOException {
        Assembler program = Assembler.parse("program.s", 0x8000_0000L, source);
        byte[] content = program.bytes();
        return Files.write(file, link(0x8000_0000L, content, program.labels(), program.addressOf("_start")));
    }

    /** The bytes of the file. */
    static byte[] link(long base, byte[] content, Map<String, Long> symbols, long entry) {
        ByteArrayOutputStream names = new ByteArrayOutputStream();
        names.write(0);
        ByteBuffer table = ByteBuffer.allocate(SYMBOL * (symbols.size() + 1)).order(ByteOrder.LITTLE_ENDIAN);
        table.position(SYMBOL);
        symbols.forEach((name, value) -> {
            table.putInt(names.size()).putInt(0x1_0010).putLong(value).putLong(0);
            names.writeBytes((name + "\0").getBytes(StandardCharsets.US_ASCII));
        });
        int textName = names.size();
        names.writeBytes(".text\0".getBytes(StandardCharsets.US_ASCII));
        int tableAt = CONTENT + content.length;
        int namesAt = tableAt + table.capacity();
        int sectionsAt = namesAt + names.size();
        byte[] bytes = new byte[sectionsAt + 4 * SECTION_HEADER];
        ByteBuffer file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        file.putInt(0x464c_457f).put((byte) 2).put((byte) 1).put((byte) 1).position(16);
        file.putShort((short) 2).putShort((short) 243).putInt(1).putLong(entry);
        file.putLong(HEADER).putLong(sectionsAt).putInt(0).putShort((short) HEADER);
        file.putShort((short) PROGRAM_HEADER).putShort((short) 1);
        file.putShort((short) SECTION_HEADER).putShort((short) 4).putShort((short) 3);
        file.putInt(1).putInt(7).putLong(CONTENT).putLong(base).putLong(base);
        file.putLong(content.length).putLong(content.length).putLong(0x1000);
        file.put(CONTENT, content).put(tableAt, table, 0, table.capacity()).put(namesAt, names.toByteArray());
        file.position(sectionsAt + SECTION_HEADER)
                .putInt(textName)
                .putInt(1)
                .putLong(7); // written, in memory, executable
        file.putLong(base)
                .putLong(CONTENT)
                .putLong(content.length)
                .putLong(0)
                .putLong(8)
                .putLong(0);
        section(file.position(sectionsAt + 2 * SECTION_HEADER), 2, tableAt, table.capacity(), 3);
        section(file.position(sectionsAt + 3 * SECTION_HEADER), 3, namesAt, names.size(), 0);
        return bytes;
    }

    private static void section(ByteBuffer file, int type, long offset, long size, int link) {
        file.putInt(0).putInt(type).putLong(0).putLong(0).putLong(offset).putLong(size);
        file.putInt(link).putInt(0).putLong(8).putLong(type == 2 ? SYMBOL : 0);
    }
}
