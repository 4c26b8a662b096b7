// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

import dev.cordon.machine.isa.Branch;
import dev.cordon.machine.isa.Instruction;
import dev.cordon.machine.isa.Operands;

/**
 * Jumps of a hart without the C extension: one that leads to no multiple of four takes an instruction-address-misaligned exception,
 * of which it is the place itself (Unprivileged ISA, "Control Transfer Instructions").
 */
final class JumpUnit {
    private static final int BYTES = 4;

    private JumpUnit() {}

    /** Whether the target of an instruction may be no multiple of four. */
    static boolean mayMisalign(Instruction instruction, int word) {
        return switch (instruction) {
            case JALR -> true;
            case JAL -> (Operands.immJ(word) & BYTES - 1) != 0;
            case BEQ, BNE, BLT, BGE, BLTU, BGEU -> (Operands.immB(word) & BYTES - 1) != 0;
            default -> false;
        };
    }

    /** Does a jump; false if it traps. */
    static boolean execute(HartState state, Trap trap, Instruction instruction, int word) {
        long a = state.x[Operands.rs1(word)];
        long b = state.x[Operands.rs2(word)];
        long next = state.pc + BYTES;
        long target = switch (instruction) {
            case JALR -> a + Operands.immI(word) & -2;
            case JAL -> state.pc + Operands.immJ(word);
            default -> taken(instruction, a, b) ? state.pc + Operands.immB(word) : next;
        };
        if ((target & BYTES - 1) != 0) {
            return trap.raise(Cause.INSTRUCTION_ADDRESS_MISALIGNED, target, state.virtual);
        }
        if (instruction == Instruction.JALR || instruction == Instruction.JAL) {
            int rd = Operands.rd(word);
            state.x[rd == 0 ? HartState.SINK : rd] = next;
        }
        state.pc = target;
        return true;
    }

    private static boolean taken(Instruction instruction, long a, long b) {
        return switch (instruction) {
            case BEQ -> Branch.beq(a, b);
            case BNE -> Branch.bne(a, b);
            case BLT -> Branch.blt(a, b);
            case BGE -> Branch.bge(a, b);
            case BLTU -> Branch.bltu(a, b);
            default -> Branch.bgeu(a, b);
        };
    }
}
