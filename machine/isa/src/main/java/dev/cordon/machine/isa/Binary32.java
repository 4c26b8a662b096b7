// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.isa;

import static dev.cordon.machine.isa.FloatFormat.BINARY32;
import static dev.cordon.machine.isa.FloatFormat.BINARY64;

/**
 * Single-precision floating point: the F extension (and its RV64 part), exact in values and flags.
 *
 * <p>Operands and results are {@code f} registers: 64 bits, in which a single-precision number is NaN-boxed, its upper
 * half all ones. What is not boxed so counts as the canonical NaN. Modes, flags and NaNs are as in {@link Binary64}.
 *
 * <p>Rounding to nearest is done in the host's arithmetic ({@link Host32}) wherever it is certain.
 */
public final class Binary32 {
    /** The canonical NaN, boxed. */
    public static final long CANONICAL_NAN = 0xffff_ffff_7fc0_0000L;

    private static final long BOX = 0xffff_ffff_0000_0000L;
    private static final int SIGN = Integer.MIN_VALUE;

    private Binary32() {}

    /** The number in a register: its low half, or the canonical NaN if the register is not boxed. */
    public static int unbox(long register) {
        return register >>> 32 == 0xffff_ffffL ? (int) register : (int) CANONICAL_NAN;
    }

    /** The register that holds a number; {@code FMV.W.X} boxes the low half of an integer register so. */
    public static long box(int bits) {
        return BOX | bits;
    }

    private static float value(long register) {
        return Float.intBitsToFloat(unbox(register));
    }

    /** The operand as the integer arithmetic wants it. */
    private static long bits(long register) {
        return unbox(register) & 0xffff_ffffL;
    }

    private static long negate(long register) {
        return box(unbox(register) ^ SIGN);
    }

    /** {@code FADD.S}. */
    public static long add(long a, long b, int mode, FloatFlags flags) {
        long result = mode == Rounding.RNE ? Host32.add(a, b, flags.inexact()) : Host32.UNCERTAIN;
        return result != Host32.UNCERTAIN ? result : BOX | FloatArithmetic.add(BINARY32, bits(a), bits(b), mode, flags);
    }

    /** {@code FSUB.S}. */
    public static long sub(long a, long b, int mode, FloatFlags flags) {
        return add(a, negate(b), mode, flags); // the sign of a NaN is never seen again
    }

    /** {@code FMUL.S}. */
    public static long mul(long a, long b, int mode, FloatFlags flags) {
        long result = mode == Rounding.RNE ? Host32.mul(a, b, flags.inexact()) : Host32.UNCERTAIN;
        return result != Host32.UNCERTAIN
                ? result
                : BOX | FloatArithmetic.multiply(BINARY32, bits(a), bits(b), mode, flags);
    }

    /** {@code FDIV.S}. */
    public static long div(long a, long b, int mode, FloatFlags flags) {
        long result = mode == Rounding.RNE ? Host32.div(a, b, flags.inexact()) : Host32.UNCERTAIN;
        return result != Host32.UNCERTAIN
                ? result
                : BOX | FloatArithmetic.divide(BINARY32, bits(a), bits(b), mode, flags);
    }

    /** {@code FSQRT.S}. */
    public static long sqrt(long a, int mode, FloatFlags flags) {
        long result = mode == Rounding.RNE ? Host32.sqrt(a, flags.inexact()) : Host32.UNCERTAIN;
        return result != Host32.UNCERTAIN ? result : BOX | FloatArithmetic.squareRoot(BINARY32, bits(a), mode, flags);
    }

    /** {@code FMADD.S}: {@code a * b + c}. */
    public static long madd(long a, long b, long c, int mode, FloatFlags flags) {
        long result = mode == Rounding.RNE ? Host32.madd(a, b, c, flags.inexact()) : Host32.UNCERTAIN;
        return result != Host32.UNCERTAIN
                ? result
                : BOX | FloatArithmetic.multiplyAdd(BINARY32, bits(a), bits(b), bits(c), mode, flags);
    }

    /** {@code FMSUB.S}: {@code a * b - c}. */
    public static long msub(long a, long b, long c, int mode, FloatFlags flags) {
        return madd(a, b, negate(c), mode, flags);
    }

    /** {@code FNMSUB.S}: {@code -(a * b) + c}. */
    public static long nmsub(long a, long b, long c, int mode, FloatFlags flags) {
        return madd(negate(a), b, c, mode, flags);
    }

    /** {@code FNMADD.S}: {@code -(a * b) - c}. */
    public static long nmadd(long a, long b, long c, int mode, FloatFlags flags) {
        return madd(negate(a), b, negate(c), mode, flags);
    }

    /** {@code FMIN.S}. */
    public static long min(long a, long b, FloatFlags flags) {
        long result = Host32.min(a, b);
        return result != Host32.UNCERTAIN ? result : BOX | FloatOperations.minimum(BINARY32, bits(a), bits(b), flags);
    }

    /** {@code FMAX.S}. */
    public static long max(long a, long b, FloatFlags flags) {
        long result = Host32.max(a, b);
        return result != Host32.UNCERTAIN ? result : BOX | FloatOperations.maximum(BINARY32, bits(a), bits(b), flags);
    }

    /** {@code FEQ.S}: 1 or 0 for an integer register. */
    public static long eq(long a, long b, FloatFlags flags) {
        long result = Host32.eq(a, b);
        return result != Host32.UNCERTAIN ? result : FloatOperations.equal(BINARY32, bits(a), bits(b), flags);
    }

    /** {@code FLT.S}: 1 or 0 for an integer register. */
    public static long lt(long a, long b, FloatFlags flags) {
        long result = Host32.lt(a, b);
        return result != Host32.UNCERTAIN ? result : FloatOperations.less(BINARY32, bits(a), bits(b), flags);
    }

    /** {@code FLE.S}: 1 or 0 for an integer register. */
    public static long le(long a, long b, FloatFlags flags) {
        long result = Host32.le(a, b);
        return result != Host32.UNCERTAIN ? result : FloatOperations.lessOrEqual(BINARY32, bits(a), bits(b), flags);
    }

    /** {@code FCLASS.S}: one bit of ten for an integer register. */
    public static long classify(long a) {
        return FloatOperations.classify(BINARY32, bits(a));
    }

    /** {@code FSGNJ.S}: {@code a} with the sign of {@code b}. */
    public static long sgnj(long a, long b) {
        return box((unbox(a) & ~SIGN) | (unbox(b) & SIGN));
    }

    /** {@code FSGNJN.S}: {@code a} with the opposite sign of {@code b}. */
    public static long sgnjn(long a, long b) {
        return box((unbox(a) & ~SIGN) | (~unbox(b) & SIGN));
    }

    /** {@code FSGNJX.S}: {@code a}, its sign changed if {@code b} is negative. */
    public static long sgnjx(long a, long b) {
        return box(unbox(a) ^ (unbox(b) & SIGN));
    }

    /** {@code FMV.X.W}: the low half of the register, boxed or not, sign-extended for an integer register. */
    public static long toRegister(long a) {
        return (int) a;
    }

    /** {@code FMV.W.X}: the low half of an integer register, boxed. */
    public static long fromRegister(long value) {
        return box((int) value);
    }

    /** {@code FCVT.W.S}: to a signed 32-bit integer, sign-extended. */
    public static long toInt32(long a, int mode, FloatFlags flags) {
        return FloatToInteger.toInt32(value(a), mode, flags);
    }

    /** {@code FCVT.WU.S}: to an unsigned 32-bit integer, sign-extended as every 32-bit result is. */
    public static long toUint32(long a, int mode, FloatFlags flags) {
        return FloatToInteger.toUint32(value(a), mode, flags);
    }

    /** {@code FCVT.L.S}: to a signed 64-bit integer. */
    public static long toInt64(long a, int mode, FloatFlags flags) {
        return FloatToInteger.toInt64(value(a), mode, flags);
    }

    /** {@code FCVT.LU.S}: to an unsigned 64-bit integer. */
    public static long toUint64(long a, int mode, FloatFlags flags) {
        return FloatToInteger.toUint64(value(a), mode, flags);
    }

    /** {@code FCVT.S.W}: from the low 32 bits of an integer register, signed. */
    public static long fromInt32(long value, int mode, FloatFlags flags) {
        return fromInt64((value << 32) >> 32, mode, flags);
    }

    /** {@code FCVT.S.WU}: from the low 32 bits of an integer register, unsigned. */
    public static long fromUint32(long value, int mode, FloatFlags flags) {
        return fromInt64(value & 0xffff_ffffL, mode, flags);
    }

    /** {@code FCVT.S.L}: from a signed integer register. */
    public static long fromInt64(long value, int mode, FloatFlags flags) {
        long result = mode == Rounding.RNE ? Host32.fromInt64(value, flags.inexact()) : Host32.UNCERTAIN;
        return result != Host32.UNCERTAIN ? result : BOX | FloatOperations.fromSigned(BINARY32, value, mode, flags);
    }

    /** {@code FCVT.S.LU}: from an unsigned integer register. */
    public static long fromUint64(long value, int mode, FloatFlags flags) {
        return BOX | FloatOperations.fromUnsigned(BINARY32, value, mode, flags);
    }

    /**
     * {@code FCVT.S.D}: from double precision.
     *
     * @param a the raw bits of a double-precision number
     */
    public static long fromBinary64(long a, int mode, FloatFlags flags) {
        long result = mode == Rounding.RNE ? Host32.fromBinary64(a, flags.inexact()) : Host32.UNCERTAIN;
        return result != Host32.UNCERTAIN ? result : BOX | FloatOperations.convert(BINARY64, BINARY32, a, mode, flags);
    }
}
