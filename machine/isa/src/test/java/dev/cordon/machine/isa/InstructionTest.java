// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.isa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class InstructionTest {
    @Test
    void noWordIsTwoInstructions() {
        for (Instruction one : Instruction.values()) {
            for (Instruction other : Instruction.values()) {
                if (one != other && one != Instruction.ILLEGAL && other != Instruction.ILLEGAL) {
                    int decisive = one.mask() & other.mask();
                    assertThat((one.match() ^ other.match()) & decisive)
                            .as("%s and %s", one, other)
                            .isNotZero();
                }
            }
        }
    }

    @Test
    void matchesLieWithinMasks() {
        for (Instruction instruction : Instruction.values()) {
            assertThat(instruction.match() & ~instruction.mask())
                    .as(instruction.name())
                    .isZero();
        }
    }

    @Test
    void masksAndOperandsDoNotOverlap() {
        for (Format format : Format.values()) {
            int taken = format.mask();
            for (Operand operand : format.operands()) {
                int field = operand.insert(operand.minimum() < 0 ? -1 : operand.maximum());
                assertThat(taken & field).as("%s %s", format, operand).isZero();
                taken |= field;
            }
        }
    }

    @Test
    void mnemonicsAreSpelledAsInTheSpecification() {
        assertThat(Instruction.ADDI.mnemonic()).isEqualTo("addi");
        assertThat(Instruction.AMOADD_W.mnemonic()).isEqualTo("amoadd.w");
        assertThat(Instruction.SH1ADD_UW.mnemonic()).isEqualTo("sh1add.uw");
        assertThat(Instruction.SFENCE_INVAL_IR.mnemonic()).isEqualTo("sfence.inval.ir");
        assertThat(Instruction.HLVX_HU.mnemonic()).isEqualTo("hlvx.hu");
    }

    @Test
    void encodingNamesTheOperandThatDoesNotFit() {
        assertThatThrownBy(() -> Instruction.ADDI.encode(1, 2, 2048))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("addi: immediate 2048 is out of range (-2048 to 2047)");
        assertThatThrownBy(() -> Instruction.JAL.encode(1, 3)).hasMessage("jal: jump distance 3 is odd");
        assertThatThrownBy(() -> Instruction.ADD.encode(1, 2, 32)).hasMessage("add: rs2 32 is out of range (0 to 31)");
        assertThatThrownBy(() -> Instruction.ADD.encode(1, 2)).hasMessage("add lacks its operand rs2");
        assertThatThrownBy(() -> Instruction.ADD.encode(1, 2, 3, 4)).hasMessage("add takes 3 operands at most, not 4");
    }

    @Test
    void optionalOperandsMayBeLeftOut() {
        assertThat(Instruction.FADD_D.encode(1, 2, 3)).isEqualTo(Instruction.FADD_D.encode(1, 2, 3, 7));
        assertThat(Instruction.AMOADD_W.encode(1, 2, 3)).isEqualTo(Instruction.AMOADD_W.encode(1, 2, 3, 0));
        assertThat(Instruction.FCVT_D_W.encode(1, 2)).isEqualTo(Instruction.FCVT_D_W.encode(1, 2, 0));
    }
}
