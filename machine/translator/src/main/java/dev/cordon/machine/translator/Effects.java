// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.translator;

import dev.cordon.machine.isa.Instruction;
import dev.cordon.machine.isa.Operands;

/** Which registers an instruction reads and writes: sets of them, bit n for xn, bit 32 + n for fn. x0 is in none. */
final class Effects {
    private static final int FLOATS = 32;
    private static final long NOT_ZERO = ~1L;

    private Effects() {}

    static int floatRegister(int number) {
        return FLOATS + number;
    }

    static long reads(GuestInstruction at) {
        int word = at.word();
        long rs1 = 1L << Operands.rs1(word);
        long rs2 = 1L << Operands.rs2(word);
        long fs1 = rs1 << FLOATS;
        long fs2 = rs2 << FLOATS;
        long read = switch (at.instruction().format()) {
            case R_TYPE, STORE, B_TYPE, AMO -> rs1 | rs2;
            case UNARY, I_TYPE, SHIFT, SHIFT_WORD, LOAD, LOAD_RESERVED, FLOAT_LOAD, CSR_REGISTER, CACHE_BLOCK -> rs1;
            case FLOAT_STORE -> rs1 | fs2;
            case FLOAT_ARITHMETIC, FLOAT_SELECT, FLOAT_COMPARE -> fs1 | fs2;
            case R4_TYPE -> fs1 | fs2 | 1L << floatRegister(Operands.rs3(word));
            case FLOAT_UNARY, FLOAT_WIDEN, FLOAT_INSPECT, FLOAT_TO_INTEGER -> fs1;
            case FLOAT_FROM_INTEGER, FLOAT_FROM_WORD, FLOAT_FROM_BITS -> rs1;
            default -> 0;
        };
        return read & NOT_ZERO;
    }

    static long writes(GuestInstruction at) {
        long rd = 1L << Operands.rd(at.word());
        long written = switch (at.instruction().format()) {
            case R_TYPE,
                    UNARY,
                    I_TYPE,
                    SHIFT,
                    SHIFT_WORD,
                    LOAD,
                    LOAD_RESERVED,
                    J_TYPE,
                    U_TYPE,
                    AMO,
                    CSR_REGISTER,
                    CSR_IMMEDIATE -> rd;
            case FLOAT_COMPARE, FLOAT_INSPECT, FLOAT_TO_INTEGER -> rd;
            case FLOAT_LOAD,
                    FLOAT_ARITHMETIC,
                    FLOAT_SELECT,
                    R4_TYPE,
                    FLOAT_UNARY,
                    FLOAT_WIDEN,
                    FLOAT_FROM_INTEGER,
                    FLOAT_FROM_WORD,
                    FLOAT_FROM_BITS -> rd << FLOATS;
            default -> 0;
        };
        return written & NOT_ZERO;
    }

    /** Whether the instruction may leave the region, before it has done anything. */
    static boolean mayLeave(GuestInstruction at) {
        return switch (at.instruction().format()) {
            case LOAD -> at.instruction() != Instruction.JALR;
            case STORE, FLOAT_LOAD, FLOAT_STORE, LOAD_RESERVED, AMO, CACHE_BLOCK -> true;
            default -> isFloat(at);
        };
    }

    /** Whether the instruction, which is {@linkplain #isTranslated translated}, is one that mstatus.FS rules. */
    static boolean isFloat(GuestInstruction at) {
        return switch (at.instruction().format()) {
            case FLOAT_LOAD,
                    FLOAT_STORE,
                    CSR_REGISTER,
                    CSR_IMMEDIATE,
                    FLOAT_ARITHMETIC,
                    FLOAT_SELECT,
                    FLOAT_COMPARE,
                    FLOAT_INSPECT,
                    FLOAT_TO_INTEGER,
                    R4_TYPE,
                    FLOAT_UNARY,
                    FLOAT_WIDEN,
                    FLOAT_FROM_INTEGER,
                    FLOAT_FROM_WORD,
                    FLOAT_FROM_BITS -> true;
            default -> false;
        };
    }

    /** Whether regions contain instructions of this kind; all others are left to the interpreter. */
    static boolean isTranslated(GuestInstruction at) {
        return switch (at.instruction().format()) {
            case R_TYPE,
                    UNARY,
                    I_TYPE,
                    SHIFT,
                    SHIFT_WORD,
                    LOAD,
                    STORE,
                    B_TYPE,
                    J_TYPE,
                    U_TYPE,
                    FENCE_SETS,
                    LOAD_RESERVED,
                    AMO -> true;
            case CACHE_BLOCK -> at.instruction() == Instruction.CBO_ZERO;
            case CSR_REGISTER, CSR_IMMEDIATE -> FloatCsrEmitter.isTranslated(at);
            default -> isFloat(at) && FloatEmitter.isTranslated(at);
        };
    }
}
