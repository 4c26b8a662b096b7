// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class ElfFileProperties {

    /** A program of one segment with 8 bytes of content and 16 of memory, entry in its middle, symbol {@code tohost}. */
    private static byte[] program() {
        ByteBuffer b = ByteBuffer.allocate(64 + 56 + 8 + 48 + 16 + 3 * 64).order(ByteOrder.LITTLE_ENDIAN);
        b.putInt(0x464c_457f).put((byte) 2).put((byte) 1).put((byte) 1).position(16);
        b.putShort((short) 2).putShort((short) 243).putInt(1).putLong(0xffff_0004L);
        b.putLong(64).putLong(64 + 56 + 8 + 48 + 16).putInt(0);
        b.putShort((short) 64).putShort((short) 56).putShort((short) 1);
        b.putShort((short) 64).putShort((short) 3).putShort((short) 0);
        b.putInt(1).putInt(5).putLong(120).putLong(0xffff_0000L).putLong(0x8000_0000L);
        b.putLong(8).putLong(16).putLong(4);
        b.putLong(0x1122_3344_5566_7788L);
        b.position(128 + 24);
        b.putInt(1).putInt(0).putLong(0x8000_1000L).putLong(8);
        b.put("\0tohost\0".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        b.position(192 + 64);
        b.putInt(0).putInt(2).putLong(0).putLong(0).putLong(128).putLong(48).putInt(2);
        b.position(192 + 128);
        b.putInt(0).putInt(3).putLong(0).putLong(0).putLong(176).putLong(8);
        return b.array();
    }

    @Example
    void aProgramIsRead() throws FormatException {
        ElfFile elf = ElfFile.parse(MemorySegment.ofArray(program()));
        assertThat(elf.segments()).containsExactly(new ElfFile.Segment(0x8000_0000L, 0xffff_0000L, 120, 8, 16, 5));
        assertThat(elf.content(elf.segments().getFirst()).byteSize()).isEqualTo(8);
        assertThat(elf.entry()).isEqualTo(0xffff_0004L);
        assertThat(elf.physicalEntry()).isEqualTo(0x8000_0004L);
        assertThat(elf.symbol("tohost")).hasValue(0x8000_1000L);
        assertThat(elf.symbol("fromhost")).isEmpty();
    }

    @Example
    void everyReasonIsOneClearLine() {
        assertRefused("not an ELF file", 0, 'x');
        assertRefused("not a 64-bit little-endian ELF file; build it for riscv64", 4, 1);
        assertRefused("an ELF file for another processor (machine 62); build it for riscv64", 18, 62);
        assertRefused("an ELF file that is no executable; link it", 16, 1);
        assertRefused("an ELF file without loadable segments; nothing of it would be in memory", 56, 0);
        assertRefused("a truncated ELF file: segment 0 reaches beyond its end", 64 + 34, 1);
        assertRefused("a malformed ELF file: segment 0 is larger in the file than in memory", 64 + 40, 1);
        assertRefused("a malformed ELF file: its program headers have 16 bytes each", 54, 16);
        assertRefused("a truncated ELF file: its program headers lie beyond its end", 39, 127);
        assertThatThrownBy(() -> ElfFile.parse(MemorySegment.ofArray(Arrays.copyOf(program(), 40))))
                .isInstanceOf(FormatException.class)
                .hasMessage("a truncated ELF file: its header alone takes 64 bytes");
    }

    @Property(tries = 1000)
    void damageIsFoundOrHarmless(@ForAll int where, @ForAll byte what, @ForAll int cut) {
        byte[] file = program();
        file[Math.floorMod(where, file.length)] = what;
        byte[] part = Arrays.copyOf(file, file.length - Math.floorMod(cut, 3) * Math.floorMod(cut, 120));
        try {
            ElfFile elf = ElfFile.parse(MemorySegment.ofArray(part));
            elf.segments().forEach(elf::content);
            assertThat(elf.symbol("fromhost")).isEmpty();
            elf.physicalEntry();
        } catch (FormatException e) {
            assertThat(e.getMessage()).isNotBlank().doesNotContain("\n");
        }
    }

    private static void assertRefused(String message, int at, int value) {
        byte[] file = program();
        file[at] = (byte) value;
        assertThatThrownBy(() -> ElfFile.parse(MemorySegment.ofArray(file)))
                .isInstanceOf(FormatException.class)
                .hasMessage(message);
    }
}
