// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.translator;

import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;

import dev.cordon.machine.isa.Instruction;
import dev.cordon.machine.isa.Operand;
import dev.cordon.machine.isa.Operands;
import dev.cordon.machine.isa.Rounding;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes the computational instructions of F and D, which run only where {@link Frame#FLOATS_READY} holds: the dynamic rounding mode is to nearest then, and nothing
 * has to be noted in mstatus.FS.
 */
final class FloatEmitter {
    private final CodeBuilder code;
    private final InstructionEmitter registers;

    FloatEmitter(CodeBuilder code, InstructionEmitter registers) {
        this.code = code;
        this.registers = registers;
    }

    /** Whether an instruction can be translated: its static rounding mode, if it has one, is valid. */
    static boolean isTranslated(GuestInstruction at) {
        List<Operand> operands = at.instruction().format().operands();
        int mode = Operands.rm(at.word());
        boolean named = operands.contains(Operand.RM) || operands.contains(Operand.RM_EXACT);
        return !named || mode == Rounding.DYN || Rounding.isValid(mode);
    }

    void emit(GuestInstruction at) {
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
        if (instruction != Instruction.FMV_X_D && instruction != Instruction.FMV_D_X) {
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

    private void call(GuestInstruction at) {
        Instruction instruction = at.instruction();
        List<ClassDesc> parameters = new ArrayList<>();
        int operands = switch (instruction.format()) {
            case R4_TYPE -> 3;
            case FLOAT_ARITHMETIC, FLOAT_SELECT, FLOAT_COMPARE -> 2;
            default -> 1;
        };
        for (int i = 0; i < operands; i++) {
            parameters.add(CD_long);
        }
        if (hasMode(instruction)) {
            int mode = Operands.rm(at.word());
            code.loadConstant(mode == Rounding.DYN ? Rounding.RNE : mode);
            parameters.add(CD_int);
        }
        if (raisesFlags(instruction)) {
            code.aload(Frame.STATE).getfield(Names.STATE, "fflags", Names.FLAGS);
            parameters.add(Names.FLAGS);
        }
        code.invokestatic(
                Semantics.owner(instruction), Semantics.method(instruction), MethodTypeDesc.of(CD_long, parameters));
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
