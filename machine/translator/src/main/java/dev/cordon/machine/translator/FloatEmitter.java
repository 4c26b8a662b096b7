// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.translator;

import dev.cordon.machine.isa.Format;
import dev.cordon.machine.isa.Host64;
import dev.cordon.machine.isa.Instruction;
import dev.cordon.machine.isa.Operands;
import dev.cordon.machine.isa.Rounding;

/**
 * Writes the computational instructions of F and D, which run only where {@link Frame#FLOATS} says so: the dynamic rounding mode is to nearest then, and nothing
 * has to be noted in mstatus.FS.
 */
final class FloatEmitter {
    private final Code code;
    private final InstructionEmitter registers;

    FloatEmitter(Code code, InstructionEmitter registers) {
        this.code = code;
        this.registers = registers;
    }

    /** Whether an instruction can be translated: its static rounding mode, if it has one, is valid. */
    static boolean isTranslated(GuestInstruction at) {
        int mode = Operands.rm(at.word());
        return !at.instruction().format().rounds() || mode == Rounding.DYN || Rounding.isValid(mode);
    }

    /** Writes an instruction; {@code leave} is where to go, with nothing done, if the host's arithmetic is uncertain. */
    void emit(GuestInstruction at, Label leave) {
        int word = at.word();
        Instruction instruction = at.instruction();
        int rd = Operands.rd(word);
        int rs1 = Operands.rs1(word);
        boolean toInteger = false;
        switch (instruction.format()) {
            case FLOAT_ARITHMETIC, FLOAT_SELECT -> {
                pushFloat(rs1);
                pushFloat(Operands.rs2(word));
            }
            case FLOAT_COMPARE -> {
                pushFloat(rs1);
                pushFloat(Operands.rs2(word));
                toInteger = true;
            }
            case R4_TYPE -> {
                pushFloat(rs1);
                pushFloat(Operands.rs2(word));
                pushFloat(Operands.rs3(word));
            }
            case FLOAT_INSPECT, FLOAT_TO_INTEGER -> {
                pushFloat(rs1);
                toInteger = true;
            }
            case FLOAT_FROM_INTEGER, FLOAT_FROM_WORD, FLOAT_FROM_BITS -> registers.push(rs1);
            default -> pushFloat(rs1);
        }
        if (isHosts(at)) {
            ask(at, leave);
        } else if (instruction != Instruction.FMV_X_D && instruction != Instruction.FMV_D_X) {
            call(at);
        }
        if (!toInteger) {
            code.lstore(Frame.register(Effects.floatRegister(rd)));
        } else if (rd == 0) {
            code.pop2();
        } else {
            registers.store(rd);
        }
    }

    /** Whether the host's arithmetic knows the result of an instruction most of the time: it rounds to nearest, or not at all. */
    private static boolean isHosts(GuestInstruction at) {
        int mode = Operands.rm(at.word());
        boolean nearest = mode == Rounding.DYN || mode == Rounding.RNE;
        return switch (at.instruction()) {
            case FMIN_S, FMAX_S, FMIN_D, FMAX_D, FCVT_D_S -> true;
            case FCVT_S_W, FCVT_S_L, FCVT_D_L, FCVT_S_D, FSQRT_S, FSQRT_D -> nearest;
            default ->
                switch (at.instruction().format()) {
                    case FLOAT_ARITHMETIC, R4_TYPE -> nearest;
                    default -> at.instruction().format() == Format.FLOAT_COMPARE;
                };
        };
    }

    /** Replaces the operands by the result in the host's arithmetic, or leaves. */
    private void ask(GuestInstruction at, Label leave) {
        Instruction instruction = at.instruction();
        String parameters = operands(instruction);
        if (hasMode(instruction)) {
            code.iload(Frame.INEXACT);
            parameters += "Z";
        }
        String host = Semantics.owner(instruction).equals(Names.BINARY32) ? Names.HOST32 : Names.HOST64;
        code.invokestatic(host, Semantics.method(instruction), "(" + parameters + ")J")
                .lstore(Frame.OLD)
                .lload(Frame.OLD)
                .push(Host64.UNCERTAIN)
                .lcmp()
                .ifeq(leave)
                .lload(Frame.OLD);
    }

    private static String operands(Instruction instruction) {
        int count = switch (instruction.format()) {
            case R4_TYPE -> 3;
            case FLOAT_ARITHMETIC, FLOAT_SELECT, FLOAT_COMPARE -> 2;
            default -> 1;
        };
        return "J".repeat(count);
    }

    private void call(GuestInstruction at) {
        Instruction instruction = at.instruction();
        String parameters = operands(instruction);
        if (hasMode(instruction)) {
            int mode = Operands.rm(at.word());
            code.push(mode == Rounding.DYN ? Rounding.RNE : mode);
            parameters += "I";
        }
        if (raisesFlags(instruction)) {
            code.aload(Frame.STATE).getfield(Names.STATE, "fflags", "L" + Names.FLAGS + ";");
            parameters += "L" + Names.FLAGS + ";";
        }
        code.invokestatic(Semantics.owner(instruction), Semantics.method(instruction), "(" + parameters + ")J");
    }

    private static boolean hasMode(Instruction instruction) {
        return switch (instruction.format()) {
            case FLOAT_ARITHMETIC, R4_TYPE, FLOAT_UNARY, FLOAT_TO_INTEGER, FLOAT_FROM_INTEGER -> true;
            default -> false;
        };
    }

    private static boolean raisesFlags(Instruction instruction) {
        return switch (instruction.format()) {
            case FLOAT_FROM_BITS, FLOAT_FROM_WORD, FLOAT_INSPECT -> false;
            case FLOAT_SELECT ->
                switch (instruction) {
                    case FMIN_S, FMAX_S, FMIN_D, FMAX_D -> true;
                    default -> false;
                };
            default -> true;
        };
    }

    private void pushFloat(int register) {
        code.lload(Frame.register(Effects.floatRegister(register)));
    }
}
