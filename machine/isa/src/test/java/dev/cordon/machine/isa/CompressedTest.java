// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.isa;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CompressedTest {
    static List<DecoderTest.Row> table() {
        return DecoderTest.Row.of("compressed.txt");
    }

    @ParameterizedTest
    @MethodSource("table")
    void expandsAsGnuObjdumpReadsIt(DecoderTest.Row row) {
        int expected = row.text().equals("reserved") ? Compressed.ILLEGAL : row.word();
        assertThat(Compressed.expand(row.bits())).as(row.text()).isEqualTo(expected);
    }

    @Test
    void everyHalfwordExpandsToALegalWordOrToNone() {
        int legal = 0;
        for (int halfword = 0; halfword < 0x10000; halfword++) {
            int word = Compressed.expand(halfword);
            if (word != Compressed.ILLEGAL) {
                legal++;
                assertThat(Decoder.decode(word)).as("0x%04x", halfword).isNotEqualTo(Instruction.ILLEGAL);
                assertThat(Compressed.isCompressed(halfword)).isTrue();
            }
        }
        // Of 3 * 2^14 halfwords these are reserved: C.ADDI4SPN with immediate 0 (8), quadrant 0 funct3 4 (2048),
        // C.ADDIW with rd 0 (64),
        // C.LUI and C.ADDI16SP with immediate 0 (32), two rows of the arithmetic group (128), C.LWSP and C.LDSP with rd
        // 0 (128),
        // and C.JR with rs1 0 (1).
        assertThat(legal).isEqualTo(3 * (1 << 14) - 8 - 2048 - 64 - 32 - 128 - 128 - 1);
    }

    @Test
    void ignoresTheUpperHalf() {
        assertThat(Compressed.expand(0xabcd_8082)).isEqualTo(Compressed.expand(0x8082));
    }
}
