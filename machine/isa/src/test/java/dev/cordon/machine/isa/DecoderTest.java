// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.isa;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Encodings against tables that another assembler and the specification's reserved ranges gave. */
class DecoderTest {
    /** A line of a table in the test resources: bits, and the text that stands for them. */
    record Row(int bits, String text) {
        static List<Row> of(String table) {
            try (InputStream stream = DecoderTest.class.getResourceAsStream(table)) {
                assertThat(stream).isNotNull();
                return new String(stream.readAllBytes(), StandardCharsets.UTF_8)
                        .lines()
                        .filter(line -> !line.startsWith("#"))
                        .map(line -> line.split(" ", 2))
                        .map(parts -> new Row(Integer.parseUnsignedInt(parts[0], 16), parts[1]))
                        .toList();
            } catch (IOException e) {
                throw new AssertionError(table, e);
            }
        }

        /** The word that the text assembles to. */
        int word() {
            byte[] bytes = Assembler.parse("table", 0, text).bytes();
            assertThat(bytes).as(text).hasSize(4);
            return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt();
        }
    }

    static List<Row> encodings() {
        return Row.of("encodings.txt");
    }

    @ParameterizedTest
    @MethodSource("encodings")
    void encodesAsGnuAs(Row row) {
        assertThat(row.word()).as(row.text()).isEqualTo(row.bits());
        assertThat(Decoder.decode(row.bits())).isNotEqualTo(Instruction.ILLEGAL);
        if (!row.text().contains(".+") && !row.text().contains(".-")) {
            assertThat(Disassembler.disassemble(0, row.bits())).isEqualTo(row.text());
        }
    }

    @Test
    void theTableHasEveryInstruction() {
        Set<Instruction> missing = EnumSet.allOf(Instruction.class);
        encodings().forEach(row -> missing.remove(Decoder.decode(row.bits())));
        assertThat(missing).containsExactly(Instruction.ILLEGAL);
    }

    @ParameterizedTest
    @CsvSource({
        "00000000, all zeros",
        "ffffffff, all ones",
        "00002067, JALR with funct3 2",
        "00002063, branch with funct3 2",
        "00003063, branch with funct3 3",
        "00007003, load with funct3 7",
        "00004023, store with funct3 4",
        "04001013, SLLI with bit 26 set",
        "0200101b, SLLIW by 32",
        "0200501b, SRLIW by 32",
        "4200501b, SRAIW by 32",
        "0000201b, OP-IMM-32 with funct3 2",
        "0200103b, OP-32 with M's funct7 and funct3 1",
        "40001033, SUB's funct7 with funct3 1",
        "0a001033, MIN's funct7 with funct3 1 (CLMUL)",
        "0810403b, ZEXT.H with rs2 1 (PACKW)",
        "69805013, REV8 of RV32",
        "60301013, CLZ's funct12 plus 3",
        "6200501b, RORIW by 32",
        "6200101b, CLZW with bit 25 set",
        "1010202f, LR.W with rs2 1",
        "2800202f, AMO funct5 5 (AMOCAS)",
        "3800202f, AMO funct5 7",
        "0000002f, AMO with funct3 0 (byte)",
        "0000402f, AMO with funct3 4 (quad)",
        "00004073, SYSTEM with funct3 4",
        "00200073, URET",
        "10208073, SRET with rs1 1",
        "302000f3, MRET with rd 1",
        "10500173, WFI with rd 2",
        "00d00073, WRS.NTO",
        "120000f3, SFENCE.VMA with rd 1",
        "220000f3, HFENCE.VVMA with rd 1",
        "18200073, SFENCE.W.INVAL's funct12 plus 2",
        "60204073, HLV.B's rs2 2",
        "60304073, HLVX.B",
        "6c104073, HLV.DU",
        "620040f3, HSV.B with rd 1",
        "0030200f, CBO with number 3",
        "0000208f, CBO.INVAL with rd 1",
        "0000300f, MISC-MEM with funct3 3",
        "00001007, FLH",
        "00004007, FLQ",
        "04000053, FADD.H",
        "06000053, FADD.Q",
        "04000043, FMADD.H",
        "58100053, FSQRT.S with rs2 1",
        "20003053, FSGNJ.S with funct3 3",
        "28002053, FMINM.S",
        "a0003053, FEQ.S with funct3 3",
        "e0002053, FMV.X.W with funct3 2",
        "40000053, FCVT.S.S",
        "40200053, FCVT.S.H",
        "c0400053, FCVT to an integer of kind 4",
        "f0100053, FMV.W.X with rs2 1",
        "0000000b, custom-0",
        "00000057, vector",
        "0000001f, 48 bits",
        "0000003f, 64 bits",
    })
    void refusesReservedEncodings(String word, String why) {
        assertThat(Decoder.decode(Integer.parseUnsignedInt(word, 16))).as(why).isEqualTo(Instruction.ILLEGAL);
    }

    @ParameterizedTest
    @CsvSource({
        "8330000f, FENCE",
        "0000000f, FENCE",
        "ffff8f8f, FENCE",
        "0ff0000f, FENCE",
        "f00f908f, FENCE_I",
        "00c00053, FADD_S",
        "00505053, FADD_S",
        "fff01073, CSRRW"
    })
    void leavesToTheHartWhatTheHartMustJudge(String word, Instruction instruction) {
        assertThat(Decoder.decode(Integer.parseUnsignedInt(word, 16))).isEqualTo(instruction);
    }
}
