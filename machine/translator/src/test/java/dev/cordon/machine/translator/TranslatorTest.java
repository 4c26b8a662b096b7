// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.translator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.machine.isa.Isa;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What class files look like, to a reader that is not ours. What they do is tested by the engine, which runs them. */
class TranslatorTest {
    private static final long ENTRY = 0x8000_0000L;

    private static final int RETURN = 0x0000_8067;

    /** So many times some instructions, then a return. */
    @ParameterizedTest
    @CsvSource({
        "00150513, 1", // addi a0, a0, 1
        "00150513, 254",
        "00a13423, 60", // sd a0, 8(sp)
        "00853503, 30", // ld a0, 8(a0)
        "00a4b52f, 20", // amoadd.d a0, a0, (s1)
        "02a5f553, 20", // fadd.d fa0, fa1, fa0
        "0045200f, 20", // cbo.zero (a0)
        "00242503 00843583 01043603 00b43c23, 1", // lw a0, 2(s0); ld a1, 8(s0); ld a2, 16(s0); sd a1, 24(s0)
        "00843583 00242503 01043603 00b43c23, 8",
    })
    void classFilesAreWellFormed(String words, int times) {
        List<String> row = Collections.nCopies(times, List.of(words.split(" "))).stream()
                .flatMap(List::stream)
                .toList();
        GuestCode code = code(row);
        for (boolean alone : new boolean[] {false, true}) {
            for (boolean spanning : new boolean[] {false, true}) {
                Translation translation = new Translator(Isa.HART, alone, 16)
                        .translate(ENTRY, code, Translator.LARGEST, spanning)
                        .orElseThrow();
                check(translation);
            }
        }
    }

    private static GuestCode code(List<String> row) {
        return new GuestCode() {
            @Override
            public int halfword(long address) {
                int place = (int) (address - ENTRY) / 4;
                int word = place < row.size() ? Integer.parseUnsignedInt(row.get(place), 16) : RETURN;
                return place > row.size() ? UNKNOWN : (word >>> (8 * (address & 2))) & 0xffff;
            }

            @Override
            public boolean hasRun(long address) {
                return true;
            }

            @Override
            public boolean isEntry(long address) {
                return address == ENTRY;
            }

            @Override
            public long[] targets(long address) {
                return new long[0];
            }
        };
    }

    private static void check(Translation translation) {
        ClassModel type = ClassFile.of().parse(translation.bytes());
        assertThat(ClassFile.of().verify(type)).isEmpty();
        assertThat(type.methods()).hasSize(2);
        int length = type.methods()
                .getLast()
                .findAttribute(Attributes.code())
                .orElseThrow()
                .codeLength();
        assertThat(translation.codeBytes()).isEqualTo(length).isLessThan(8000);
    }
}
