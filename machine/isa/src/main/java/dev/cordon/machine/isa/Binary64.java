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
 * <p>Most programs round to nearest and have raised NX long ago. For these the host's own double arithmetic gives the
 * result, and only its range is looked at; if NX is still clear, the residual of the operation tells whether the result
 * is exact. Whatever is near the ends of the range, another mode, NaN or infinite is left to {@link FloatArithmetic}.
 */
public final class Binary64 {
    /** The canonical NaN. */
    public static final long CANONICAL_NAN = 0x7ff8_0000_0000_0000L;

    private static final long SIGN = Long.MIN_VALUE;

    /** A result not below this, rounded to nearest, was not tiny. */
    private static final double SURELY_NORMAL = 2 * Double.MIN_NORMAL;

    /** From here on no residual of a product, quotient or root is below the smallest subnormal. */
    private static final double RESIDUAL_IS_EXACT = 0x1p-960;

    private Binary64() {}

    /** {@code FADD.D}. */
    public static long add(long a, long b, int mode, FloatFlags flags) {
        if (mode == Rounding.RNE) {
            double x = Double.longBitsToDouble(a);
            double y = Double.longBitsToDouble(b);
            double sum = x + y;
            if (Math.abs(sum) <= Double.MAX_VALUE) { // a tiny sum is exact
                if (flags.inexact()) {
                    return Double.doubleToRawLongBits(sum);
                }
                double residual = sumResidual(x, y, sum);
                if (!Double.isNaN(residual)) { // NaN: an intermediate overflow
                    return settled(sum, residual == 0, flags);
                }
            }
        }
        return FloatArithmetic.add(BINARY64, a, b, mode, flags);
    }

    /** {@code FSUB.D}. */
    public static long sub(long a, long b, int mode, FloatFlags flags) {
        return add(a, b ^ SIGN, mode, flags); // the sign of a NaN is never seen again
    }

    /** {@code FMUL.D}. */
    public static long mul(long a, long b, int mode, FloatFlags flags) {
        if (mode == Rounding.RNE) {
            double x = Double.longBitsToDouble(a);
            double y = Double.longBitsToDouble(b);
            double product = x * y;
            double size = Math.abs(product);
            if (size <= Double.MAX_VALUE) {
                if ((size >= SURELY_NORMAL && flags.inexact()) || x == 0 || y == 0) {
                    return Double.doubleToRawLongBits(product);
                }
                if (size >= RESIDUAL_IS_EXACT) {
                    return settled(product, Math.fma(x, y, -product) == 0, flags);
                }
            }
        }
        return FloatArithmetic.multiply(BINARY64, a, b, mode, flags);
    }

    /** {@code FDIV.D}. */
    public static long div(long a, long b, int mode, FloatFlags flags) {
        if (mode == Rounding.RNE) {
            double x = Double.longBitsToDouble(a);
            double y = Double.longBitsToDouble(b);
            double quotient = x / y;
            double size = Math.abs(quotient);
            if (size >= SURELY_NORMAL && size <= Double.MAX_VALUE) {
                if (flags.inexact()) {
                    return Double.doubleToRawLongBits(quotient);
                }
                if (Math.abs(x) >= RESIDUAL_IS_EXACT) {
                    return settled(quotient, Math.fma(-quotient, y, x) == 0, flags);
                }
            }
        }
        return FloatArithmetic.divide(BINARY64, a, b, mode, flags);
    }

    /** {@code FSQRT.D}. */
    public static long sqrt(long a, int mode, FloatFlags flags) {
        if (mode == Rounding.RNE) {
            double x = Double.longBitsToDouble(a);
            if (x >= RESIDUAL_IS_EXACT && x <= Double.MAX_VALUE) {
                double root = Math.sqrt(x);
                return settled(root, flags.inexact() || Math.fma(-root, root, x) == 0, flags);
            }
        }
        return FloatArithmetic.squareRoot(BINARY64, a, mode, flags);
    }

    /** {@code FMADD.D}: {@code a * b + c}. */
    public static long madd(long a, long b, long c, int mode, FloatFlags flags) {
        if (mode == Rounding.RNE) {
            double x = Double.longBitsToDouble(a);
            double y = Double.longBitsToDouble(b);
            double z = Double.longBitsToDouble(c);
            double result = Math.fma(x, y, z);
            double size = Math.abs(result);
            if (size <= Double.MAX_VALUE) {
                if (size >= SURELY_NORMAL && flags.inexact()) {
                    return Double.doubleToRawLongBits(result);
                }
                if (Math.abs(x * y) >= RESIDUAL_IS_EXACT) {
                    double residual = multiplyAddResidual(x, y, z, result);
                    if (!Double.isNaN(residual)) { // NaN: an intermediate overflow
                        return settled(result, residual == 0, flags);
                    }
                }
            }
        }
        return FloatArithmetic.multiplyAdd(BINARY64, a, b, c, mode, flags);
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
        double x = Double.longBitsToDouble(a);
        double y = Double.longBitsToDouble(b);
        if (x < y) {
            return a;
        }
        return x > y ? b : FloatOperations.minimum(BINARY64, a, b, flags);
    }

    /** {@code FMAX.D}. */
    public static long max(long a, long b, FloatFlags flags) {
        double x = Double.longBitsToDouble(a);
        double y = Double.longBitsToDouble(b);
        if (x > y) {
            return a;
        }
        return x < y ? b : FloatOperations.maximum(BINARY64, a, b, flags);
    }

    /** {@code FEQ.D}: 1 or 0 for an integer register. */
    public static long eq(long a, long b, FloatFlags flags) {
        double x = Double.longBitsToDouble(a);
        double y = Double.longBitsToDouble(b);
        if (x == y) {
            return 1;
        }
        return x < y || x > y ? 0 : FloatOperations.equal(BINARY64, a, b, flags);
    }

    /** {@code FLT.D}: 1 or 0 for an integer register. */
    public static long lt(long a, long b, FloatFlags flags) {
        double x = Double.longBitsToDouble(a);
        double y = Double.longBitsToDouble(b);
        if (x < y) {
            return 1;
        }
        return x >= y ? 0 : FloatOperations.less(BINARY64, a, b, flags);
    }

    /** {@code FLE.D}: 1 or 0 for an integer register. */
    public static long le(long a, long b, FloatFlags flags) {
        double x = Double.longBitsToDouble(a);
        double y = Double.longBitsToDouble(b);
        if (x <= y) {
            return 1;
        }
        return x > y ? 0 : FloatOperations.lessOrEqual(BINARY64, a, b, flags);
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
        if (value == (value << 11) >> 11) {
            return Double.doubleToRawLongBits((double) value);
        }
        return FloatOperations.fromSigned(BINARY64, value, mode, flags);
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
        int bits = Binary32.unbox(a);
        float x = Float.intBitsToFloat(bits);
        if (!Float.isNaN(x)) {
            return Double.doubleToRawLongBits(x);
        }
        return FloatOperations.convert(BINARY32, BINARY64, bits, Rounding.RNE, flags);
    }

    private static long settled(double result, boolean exact, FloatFlags flags) {
        if (!exact) {
            flags.raise(FloatFlags.NX);
        }
        return Double.doubleToRawLongBits(result);
    }

    /** What rounding took away from {@code x + y}: Knuth's 2Sum, exact unless it overflows to NaN. */
    private static double sumResidual(double x, double y, double sum) {
        double secondPart = sum - x;
        return (x - (sum - secondPart)) + (y - secondPart);
    }

    /**
     * Zero if and only if {@code result} is exactly {@code x * y + z}: the error of a fused multiply-add after Boldo and
     * Muller. Needs a product whose own residual is exact.
     */
    private static double multiplyAddResidual(double x, double y, double z, double result) {
        double product = x * y;
        double productResidual = Math.fma(x, y, -product);
        double low = z + productResidual;
        double lowResidual = sumResidual(z, productResidual, low);
        double high = product + low;
        double highResidual = sumResidual(product, low, high);
        return (high - result) + highResidual + lowResidual;
    }
}
