// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.isa;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Promises that hold for every instruction of the table, and for every word. */
class InstructionProperties {
    private static final List<Instruction> INSTRUCTIONS = List.of(Instruction.values()).stream()
            .filter(instruction -> instruction != Instruction.ILLEGAL)
            .toList();

    /** A word of the instruction whose operands are taken from these bits. */
    private static int word(Instruction instruction, int bits) {
        return instruction.match() | (bits & ~instruction.mask());
    }

    private static long[] operands(Instruction instruction, int word) {
        return instruction.format().operands().stream()
                .mapToLong(operand -> operand.extract(word))
                .toArray();
    }

    @Property(tries = 300)
    void everyWordOfAnInstructionDecodesToIt(@ForAll int bits) {
        for (Instruction instruction : INSTRUCTIONS) {
            assertThat(Decoder.decode(word(instruction, bits))).isSameAs(instruction);
        }
    }

    @Property(tries = 300)
    void encodingInvertsTheExtractionOfOperands(@ForAll int bits) {
        for (Instruction instruction : INSTRUCTIONS) {
            long[] values = operands(instruction, word(instruction, bits));
            int encoded = instruction.encode(values);
            assertThat(Decoder.decode(encoded)).isSameAs(instruction);
            assertThat(operands(instruction, encoded))
                    .as(instruction.mnemonic())
                    .isEqualTo(values);
        }
    }

    @Property(tries = 300)
    void whatIsDisassembledAssemblesToTheSameWord(@ForAll int bits, @ForAll long base) {
        long pc = base & -2;
        for (Instruction instruction : INSTRUCTIONS) {
            int word = instruction.encode(operands(instruction, word(instruction, bits)));
            String text = Disassembler.disassemble(pc, word);
            byte[] bytes = Assembler.parse("test", pc, text).bytes();
            assertThat(bytes).as(text).isEqualTo(new Assembler(pc).word(word).bytes());
        }
    }

    @Property
    void aWordDecodesToTheOneInstructionThatItMatchesOrIsIllegal(@ForAll int word) {
        Instruction decoded = Decoder.decode(word);
        List<Instruction> matching = INSTRUCTIONS.stream()
                .filter(instruction -> (word & instruction.mask()) == instruction.match())
                .toList();
        assertThat(matching).isEqualTo(decoded == Instruction.ILLEGAL ? List.of() : List.of(decoded));
    }

    @Property
    void aWordThatIsNotAnInstructionDisassemblesToData(@ForAll int word) {
        if (!Compressed.isCompressed(word) && Decoder.decode(word) == Instruction.ILLEGAL) {
            assertThat(Disassembler.disassemble(0, word)).isEqualTo(".word 0x%08x".formatted(word));
        }
    }

    @Property
    void operandsOutsideTheirRangeAreRefused(@ForAll long value) {
        for (Operand operand : Operand.values()) {
            if (operand.fits(value)) {
                int word = operand.insert((int) value);
                assertThat(operand.extract(word)).as(operand.name()).isEqualTo((int) value);
            } else {
                assertThat(operand.misfit(value)).containsAnyOf("is out of range (", "is odd");
            }
        }
    }
}
