// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.isa;

import static dev.cordon.machine.isa.FloatFormat.BINARY32;
import static dev.cordon.machine.isa.FloatFormat.BINARY64;

/**
 * Double-precision floating point: the D extension (and its RV64 part), exact in values and flags.
 *
 * <p>Operands and results are the raw bits of the {@code f} registers, except where a method says integer register.
 * A rounding mode is one of the five of {@link Rounding}; {@code DYN} is resolved by the caller. Flags are added to the
 * given {@link FloatFlags}. Tininess is detected after rounding; every NaN that an operation makes is the canonical one.
 *
 * <p>Most programs round to nearest and have raised NX long ago: for these {@link Host64} knows the result. Whatever is uncertain there (the ends of the range, another mode, a NaN) is left to {@link FloatArithmetic}.
 */
public final class Binary64 {
    /** The canonical NaN. */
    public static final long CANONICAL_NAN = 0x7ff8_0000_0000_0000L;

    private static final long SIGN = Long.MIN_VALUE;

    private Binary64() {}

    /** {@code FADD.D}. */
    public static long add(long a, long b, int mode, FloatFlags flags) {
        long result = mode == Rounding.RNE ? Host64.add(a, b, flags.inexact()) : Host64.UNCERTAIN;
        return result != Host64.UNCERTAIN ? result : FloatArithmetic.add(BINARY64, a, b, mode, flags);
    }

    /** {@code FSUB.D}. */
    public static long sub(long a, long b, int mode, FloatFlags flags) {
        return add(a, b ^ SIGN, mode, flags); // the sign of a NaN is never seen again
    }

    /** {@code FMUL.D}. */
    public static long mul(long a, long b, int mode, FloatFlags flags) {
        long result = mode == Rounding.RNE ? Host64.mul(a, b, flags.inexact()) : Host64.UNCERTAIN;
        return result != Host64.UNCERTAIN ? result : FloatArithmetic.multiply(BINARY64, a, b, mode, flags);
    }

    /** {@code FDIV.D}. */
    public static long div(long a, long b, int mode, FloatFlags flags) {
        long result = mode == Rounding.RNE ? Host64.div(a, b, flags.inexact()) : Host64.UNCERTAIN;
        return result != Host64.UNCERTAIN ? result : FloatArithmetic.divide(BINARY64, a, b, mode, flags);
    }

    /** {@code FSQRT.D}. */
    public static long sqrt(long a, int mode, FloatFlags flags) {
        long result = mode == Rounding.RNE ? Host64.sqrt(a, flags.inexact()) : Host64.UNCERTAIN;
        return result != Host64.UNCERTAIN ? result : FloatArithmetic.squareRoot(BINARY64, a, mode, flags);
    }

    /** {@code FMADD.D}: {@code a * b + c}. */
    public static long madd(long a, long b, long c, int mode, FloatFlags flags) {
        long result = mode == Rounding.RNE ? Host64.madd(a, b, c, flags.inexact()) : Host64.UNCERTAIN;
        return result != Host64.UNCERTAIN ? result : FloatArithmetic.multiplyAdd(BINARY64, a, b, c, mode, flags);
    }

    /** {@code FMSUB.D}: {@code a * b - c}. */
    public static long msub(long a, long b, long c, int mode, FloatFlags flags) {
        return madd(a, b, c ^ SIGN, mode, flags);
    }

    /** {@code FNMSUB.D}: {@code -(a * b) + c}. */
    public static long nmsub(long a, long b, long c, int mode, FloatFlags flags) {
        return madd(a ^ SIGN, b, c, mode, flags);
    }

    /** {@code FNMADD.D}: {@code -(a * b) - c}. */
    public static long nmadd(long a, long b, long c, int mode, FloatFlags flags) {
        return madd(a ^ SIGN, b, c ^ SIGN, mode, flags);
    }

    /** {@code FMIN.D}. */
    public static long min(long a, long b, FloatFlags flags) {
        long result = Host64.min(a, b);
        return result != Host64.UNCERTAIN ? result : FloatOperations.minimum(BINARY64, a, b, flags);
    }

    /** {@code FMAX.D}. */
    public static long max(long a, long b, FloatFlags flags) {
        long result = Host64.max(a, b);
        return result != Host64.UNCERTAIN ? result : FloatOperations.maximum(BINARY64, a, b, flags);
    }

    /** {@code FEQ.D}: 1 or 0 for an integer register. */
    public static long eq(long a, long b, FloatFlags flags) {
        long result = Host64.eq(a, b);
        return result != Host64.UNCERTAIN ? result : FloatOperations.equal(BINARY64, a, b, flags);
    }

    /** {@code FLT.D}: 1 or 0 for an integer register. */
    public static long lt(long a, long b, FloatFlags flags) {
        long result = Host64.lt(a, b);
        return result != Host64.UNCERTAIN ? result : FloatOperations.less(BINARY64, a, b, flags);
    }

    /** {@code FLE.D}: 1 or 0 for an integer register. */
    public static long le(long a, long b, FloatFlags flags) {
        long result = Host64.le(a, b);
        return result != Host64.UNCERTAIN ? result : FloatOperations.lessOrEqual(BINARY64, a, b, flags);
    }

    /** {@code FCLASS.D}: one bit of ten for an integer register. */
    public static long classify(long a) {
        return FloatOperations.classify(BINARY64, a);
    }

    /** {@code FSGNJ.D}: {@code a} with the sign of {@code b}. */
    public static long sgnj(long a, long b) {
        return (a & ~SIGN) | (b & SIGN);
    }

    /** {@code FSGNJN.D}: {@code a} with the opposite sign of {@code b}. */
    public static long sgnjn(long a, long b) {
        return (a & ~SIGN) | (~b & SIGN);
    }

    /** {@code FSGNJX.D}: {@code a}, its sign changed if {@code b} is negative. */
    public static long sgnjx(long a, long b) {
        return a ^ (b & SIGN);
    }

    /** {@code FCVT.W.D}: to a signed 32-bit integer, sign-extended. */
    public static long toInt32(long a, int mode, FloatFlags flags) {
        return FloatToInteger.toInt32(Double.longBitsToDouble(a), mode, flags);
    }

    /** {@code FCVT.WU.D}: to an unsigned 32-bit integer, sign-extended as every 32-bit result is. */
    public static long toUint32(long a, int mode, FloatFlags flags) {
        return FloatToInteger.toUint32(Double.longBitsToDouble(a), mode, flags);
    }

    /** {@code FCVT.L.D}: to a signed 64-bit integer. */
    public static long toInt64(long a, int mode, FloatFlags flags) {
        return FloatToInteger.toInt64(Double.longBitsToDouble(a), mode, flags);
    }

    /** {@code FCVT.LU.D}: to an unsigned 64-bit integer. */
    public static long toUint64(long a, int mode, FloatFlags flags) {
        return FloatToInteger.toUint64(Double.longBitsToDouble(a), mode, flags);
    }

    /** {@code FCVT.D.W}: from the low 32 bits of an integer register, signed; always exact. */
    public static long fromInt32(long value) {
        return Double.doubleToRawLongBits((int) value);
    }

    /** {@code FCVT.D.WU}: from the low 32 bits of an integer register, unsigned; always exact. */
    public static long fromUint32(long value) {
        return Double.doubleToRawLongBits((double) (value & 0xffff_ffffL));
    }

    /** {@code FCVT.D.L}: from a signed integer register. */
    public static long fromInt64(long value, int mode, FloatFlags flags) {
        long result = mode == Rounding.RNE ? Host64.fromInt64(value, flags.inexact()) : Host64.UNCERTAIN;
        return result != Host64.UNCERTAIN ? result : FloatOperations.fromSigned(BINARY64, value, mode, flags);
    }

    /** {@code FCVT.D.LU}: from an unsigned integer register. */
    public static long fromUint64(long value, int mode, FloatFlags flags) {
        return FloatOperations.fromUnsigned(BINARY64, value, mode, flags);
    }

    /**
     * {@code FCVT.D.S}: from single precision; always exact.
     *
     * @param a a NaN-boxed single-precision number
     */
    public static long fromBinary32(long a, FloatFlags flags) {
        long result = Host64.fromBinary32(a);
        return result != Host64.UNCERTAIN
                ? result
                : FloatOperations.convert(BINARY32, BINARY64, Binary32.unbox(a), Rounding.RNE, flags);
    }
}
