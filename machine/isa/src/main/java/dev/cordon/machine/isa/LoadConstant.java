// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.isa;

/**
 * The shortest well-known sequence of instructions that puts a constant into a register: what the pseudoinstruction LI
 * stands for.
 */
final class LoadConstant {
    private LoadConstant() {}

    /**
     * Emits the sequence. Twelve bits take one ADDI and 32 bits LUI and ADDIW. Anything longer is built from its top:
     * the low 12 bits are set aside, what remains is loaded without its trailing zeros, shifted into place, and the low
     * bits are added.
     */
    static void emit(Assembler assembler, int rd, long value) {
        long low = value << 52 >> 52;
        if (value == low) {
            assembler.emit(Instruction.ADDI, rd, Register.ZERO, value);
        } else if (value == (int) value) {
            assembler.emit(Instruction.LUI, rd, (value - low) >>> 12 & 0xf_ffff);
            add(assembler, Instruction.ADDIW, rd, low); // wraps where LUI has rounded 2^31 - 1 up
        } else {
            long rest = (value - low) >> 12;
            int zeros = Long.numberOfTrailingZeros(rest);
            emit(assembler, rd, rest >> zeros);
            assembler.emit(Instruction.SLLI, rd, rd, 12 + zeros);
            add(assembler, Instruction.ADDI, rd, low);
        }
    }

    private static void add(Assembler assembler, Instruction instruction, int rd, long low) {
        if (low != 0) {
            assembler.emit(instruction, rd, rd, low);
        }
    }
}
