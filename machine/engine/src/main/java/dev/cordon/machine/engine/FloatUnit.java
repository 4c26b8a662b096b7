// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

import dev.cordon.machine.isa.Binary32;
import dev.cordon.machine.isa.Binary64;
import dev.cordon.machine.isa.FloatFlags;
import dev.cordon.machine.isa.Format;
import dev.cordon.machine.isa.Instruction;
import dev.cordon.machine.isa.Operands;
import dev.cordon.machine.isa.Rounding;
import dev.cordon.machine.translator.Floats;

/** The computational instructions of F and D, and the state of the unit in mstatus.FS and vsstatus.FS. */
final class FloatUnit {
    private final Trap trap;

    FloatUnit(Trap trap) {
        this.trap = trap;
    }

    /** Whether floating-point instructions are illegal: FS is Off, at either level for a guest. */
    static boolean isOff(HartState state) {
        return (state.mstatus & Status.FS) == 0 || (state.virtual && (state.vsstatus & Status.FS) == 0);
    }

    /** Whether FS says that the unit's state has changed, so that changing it needs no further ado. */
    static boolean isDirty(HartState state) {
        return (state.mstatus & Status.FS) == Status.FS
                && (!state.virtual || (state.vsstatus & Status.FS) == Status.FS);
    }

    // For translated code.

    /** What translated code may do here, as {@link Floats} numbers it. */
    static int allowed(HartState state) {
        if (isDirty(state)) {
            return state.frm == Rounding.RNE ? Floats.READY : Floats.WRITABLE;
        }
        return isOff(state) ? Floats.OFF : Floats.READABLE;
    }

    /** Whether NX is raised. */
    static boolean isInexact(HartState state) {
        return (state.fflags.bits & FloatFlags.NX) != 0;
    }

    /** fflags. */
    static long flags(HartState state) {
        return state.fflags.bits;
    }

    /** Writes fflags; FS is dirty. */
    static void flags(int value, HartState state) {
        state.fflags.bits = value & FloatCsrs.FLAGS;
    }

    /** frm. */
    static long roundingMode(HartState state) {
        return state.frm;
    }

    /** fcsr. */
    static long control(HartState state) {
        return state.fcsr();
    }

    // For everybody.

    /** Notes that the unit's state changes; it is not Off. */
    static void markDirty(HartState state) {
        state.mstatus |= Status.FS;
        if (state.virtual) {
            state.vsstatus |= Status.FS;
        }
    }

    /** Does a computational instruction; false if it traps. */
    boolean execute(HartState state, Instruction instruction, int word) {
        int mode = mode(state, instruction.format(), word);
        if (isOff(state) || !Rounding.isValid(mode)) {
            return trap.raise(Cause.ILLEGAL_INSTRUCTION, Integer.toUnsignedLong(word));
        }
        if (instruction.format() != Format.FLOAT_INSPECT) {
            markDirty(state);
        }
        int rd = Operands.rd(word);
        switch (instruction.format()) {
            case FLOAT_COMPARE, FLOAT_INSPECT, FLOAT_TO_INTEGER ->
                state.x[rd == 0 ? HartState.SINK : rd] = toInteger(state, instruction, word, mode);
            default -> toFloat(state, instruction, word, mode);
        }
        return true;
    }

    /** The rounding mode of an instruction, the dynamic one looked up; an invalid one may result. */
    private static int mode(HartState state, Format format, int word) {
        if (!format.rounds()) {
            return Rounding.RNE;
        }
        int mode = Operands.rm(word);
        return mode == Rounding.DYN ? state.frm : mode;
    }

    private static void toFloat(HartState state, Instruction instruction, int word, int mode) {
        long[] x = state.x;
        long[] f = state.f;
        FloatFlags flags = state.fflags;
        int rd = Operands.rd(word);
        int rs1 = Operands.rs1(word);
        int rs2 = Operands.rs2(word);
        switch (instruction) {
            case FADD_S -> f[rd] = Binary32.add(f[rs1], f[rs2], mode, flags);
            case FSUB_S -> f[rd] = Binary32.sub(f[rs1], f[rs2], mode, flags);
            case FMUL_S -> f[rd] = Binary32.mul(f[rs1], f[rs2], mode, flags);
            case FDIV_S -> f[rd] = Binary32.div(f[rs1], f[rs2], mode, flags);
            case FSQRT_S -> f[rd] = Binary32.sqrt(f[rs1], mode, flags);
            case FMADD_S -> f[rd] = Binary32.madd(f[rs1], f[rs2], f[Operands.rs3(word)], mode, flags);
            case FMSUB_S -> f[rd] = Binary32.msub(f[rs1], f[rs2], f[Operands.rs3(word)], mode, flags);
            case FNMSUB_S -> f[rd] = Binary32.nmsub(f[rs1], f[rs2], f[Operands.rs3(word)], mode, flags);
            case FNMADD_S -> f[rd] = Binary32.nmadd(f[rs1], f[rs2], f[Operands.rs3(word)], mode, flags);
            case FSGNJ_S -> f[rd] = Binary32.sgnj(f[rs1], f[rs2]);
            case FSGNJN_S -> f[rd] = Binary32.sgnjn(f[rs1], f[rs2]);
            case FSGNJX_S -> f[rd] = Binary32.sgnjx(f[rs1], f[rs2]);
            case FMIN_S -> f[rd] = Binary32.min(f[rs1], f[rs2], flags);
            case FMAX_S -> f[rd] = Binary32.max(f[rs1], f[rs2], flags);
            case FCVT_S_W -> f[rd] = Binary32.fromInt32(x[rs1], mode, flags);
            case FCVT_S_WU -> f[rd] = Binary32.fromUint32(x[rs1], mode, flags);
            case FCVT_S_L -> f[rd] = Binary32.fromInt64(x[rs1], mode, flags);
            case FCVT_S_LU -> f[rd] = Binary32.fromUint64(x[rs1], mode, flags);
            case FADD_D -> f[rd] = Binary64.add(f[rs1], f[rs2], mode, flags);
            case FSUB_D -> f[rd] = Binary64.sub(f[rs1], f[rs2], mode, flags);
            case FMUL_D -> f[rd] = Binary64.mul(f[rs1], f[rs2], mode, flags);
            case FDIV_D -> f[rd] = Binary64.div(f[rs1], f[rs2], mode, flags);
            case FSQRT_D -> f[rd] = Binary64.sqrt(f[rs1], mode, flags);
            case FMADD_D -> f[rd] = Binary64.madd(f[rs1], f[rs2], f[Operands.rs3(word)], mode, flags);
            case FMSUB_D -> f[rd] = Binary64.msub(f[rs1], f[rs2], f[Operands.rs3(word)], mode, flags);
            case FNMSUB_D -> f[rd] = Binary64.nmsub(f[rs1], f[rs2], f[Operands.rs3(word)], mode, flags);
            case FNMADD_D -> f[rd] = Binary64.nmadd(f[rs1], f[rs2], f[Operands.rs3(word)], mode, flags);
            case FSGNJ_D -> f[rd] = Binary64.sgnj(f[rs1], f[rs2]);
            case FSGNJN_D -> f[rd] = Binary64.sgnjn(f[rs1], f[rs2]);
            case FSGNJX_D -> f[rd] = Binary64.sgnjx(f[rs1], f[rs2]);
            case FMIN_D -> f[rd] = Binary64.min(f[rs1], f[rs2], flags);
            case FMAX_D -> f[rd] = Binary64.max(f[rs1], f[rs2], flags);
            case FCVT_D_W -> f[rd] = Binary64.fromInt32(x[rs1]);
            case FCVT_D_WU -> f[rd] = Binary64.fromUint32(x[rs1]);
            case FCVT_D_L -> f[rd] = Binary64.fromInt64(x[rs1], mode, flags);
            case FCVT_D_LU -> f[rd] = Binary64.fromUint64(x[rs1], mode, flags);
            case FCVT_S_D -> f[rd] = Binary32.fromBinary64(f[rs1], mode, flags);
            case FCVT_D_S -> f[rd] = Binary64.fromBinary32(f[rs1], flags);
            case FMV_W_X -> f[rd] = Binary32.fromRegister(x[rs1]);
            case FMV_D_X -> f[rd] = x[rs1];
            default -> throw new IllegalArgumentException(instruction.mnemonic());
        }
    }

    private static long toInteger(HartState state, Instruction instruction, int word, int mode) {
        long[] f = state.f;
        FloatFlags flags = state.fflags;
        int rs1 = Operands.rs1(word);
        int rs2 = Operands.rs2(word);
        return switch (instruction) {
            case FEQ_S -> Binary32.eq(f[rs1], f[rs2], flags);
            case FLT_S -> Binary32.lt(f[rs1], f[rs2], flags);
            case FLE_S -> Binary32.le(f[rs1], f[rs2], flags);
            case FCLASS_S -> Binary32.classify(f[rs1]);
            case FCVT_W_S -> Binary32.toInt32(f[rs1], mode, flags);
            case FCVT_WU_S -> Binary32.toUint32(f[rs1], mode, flags);
            case FCVT_L_S -> Binary32.toInt64(f[rs1], mode, flags);
            case FCVT_LU_S -> Binary32.toUint64(f[rs1], mode, flags);
            case FEQ_D -> Binary64.eq(f[rs1], f[rs2], flags);
            case FLT_D -> Binary64.lt(f[rs1], f[rs2], flags);
            case FLE_D -> Binary64.le(f[rs1], f[rs2], flags);
            case FCLASS_D -> Binary64.classify(f[rs1]);
            case FCVT_W_D -> Binary64.toInt32(f[rs1], mode, flags);
            case FCVT_WU_D -> Binary64.toUint32(f[rs1], mode, flags);
            case FCVT_L_D -> Binary64.toInt64(f[rs1], mode, flags);
            case FCVT_LU_D -> Binary64.toUint64(f[rs1], mode, flags);
            case FMV_X_W -> Binary32.toRegister(f[rs1]);
            case FMV_X_D -> f[rs1];
            default -> throw new IllegalArgumentException(instruction.mnemonic());
        };
    }
}
