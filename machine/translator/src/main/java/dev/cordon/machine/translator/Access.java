// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.translator;

import dev.cordon.machine.isa.Instruction;
import dev.cordon.machine.isa.Operands;

/** What loads and stores say: integer and floating point, but no atomics. */
final class Access {
    private Access() {}

    /** Whether an instruction is one. */
    static boolean isPlain(GuestInstruction at) {
        return switch (at.instruction().format()) {
            case LOAD, FLOAT_LOAD, STORE, FLOAT_STORE -> at.instruction() != Instruction.JALR;
            default -> false;
        };
    }

    static boolean isStore(GuestInstruction at) {
        return switch (at.instruction().format()) {
            case STORE, FLOAT_STORE -> true;
            default -> false;
        };
    }

    /** The register that the address comes from. */
    static int base(GuestInstruction at) {
        return Operands.rs1(at.word());
    }

    /** What is added to it. */
    static int offset(GuestInstruction at) {
        return isStore(at) ? Operands.immS(at.word()) : Operands.immI(at.word());
    }

    /** How many bytes. */
    static int size(GuestInstruction at) {
        return switch (at.instruction()) {
            case LB, LBU, SB -> 1;
            case LH, LHU, SH -> 2;
            case LW, LWU, SW, FLW, FSW -> 4;
            default -> 8;
        };
    }
}
