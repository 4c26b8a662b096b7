// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.translator;

import dev.cordon.machine.isa.Csr;
import dev.cordon.machine.isa.Instruction;
import dev.cordon.machine.isa.Operands;

/** Writes accesses to fcsr that arithmetic in software makes all the time: reads of it and its fields, and writes of fflags. The rounding mode does not change in a region. */
final class FloatCsrEmitter {
    private final Code code;
    private final InstructionEmitter registers;

    FloatCsrEmitter(Code code, InstructionEmitter registers) {
        this.code = code;
        this.registers = registers;
    }

    /** Whether an instruction is such an access. */
    static boolean isTranslated(GuestInstruction at) {
        int csr = Operands.csr(at.word());
        return switch (at.instruction()) {
            case CSRRW, CSRRWI -> csr == Csr.FFLAGS;
            case CSRRS -> Operands.rs1(at.word()) == 0 && (csr == Csr.FFLAGS || csr == Csr.FRM || csr == Csr.FCSR);
            default -> false;
        };
    }

    /** Whether it writes. */
    static boolean writes(GuestInstruction at) {
        return at.instruction() != Instruction.CSRRS;
    }

    void emit(GuestInstruction at) {
        int rd = Operands.rd(at.word());
        if (writes(at)) {
            pushOperand(at);
        }
        if (rd != 0) {
            read(Operands.csr(at.word()));
            registers.store(rd);
        }
        if (writes(at)) {
            code.aload(Frame.STATE)
                    .invokestatic(Names.FLOATS, "flags", "(IL" + Names.STATE + ";)V")
                    .aload(Frame.STATE)
                    .invokestatic(Names.FLOATS, "isInexact", Names.ASKS_STATE)
                    .istore(Frame.INEXACT);
        }
    }

    /** Pushes what fflags becomes; before the old value is there, which may go to the same register. */
    private void pushOperand(GuestInstruction at) {
        int field = Operands.rs1(at.word());
        if (at.instruction() == Instruction.CSRRWI) {
            code.push(field);
        } else {
            registers.push(field);
            code.l2i();
        }
    }

    private void read(int csr) {
        String name = switch (csr) {
            case Csr.FFLAGS -> "flags";
            case Csr.FRM -> "roundingMode";
            default -> "control";
        };
        code.aload(Frame.STATE).invokestatic(Names.FLOATS, name, "(L" + Names.STATE + ";)J");
    }
}
