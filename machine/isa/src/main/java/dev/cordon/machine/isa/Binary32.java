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
 * <p>Rounding to nearest is done in the host's arithmetic: sums, products and quotients of two floats, and roots, are
 * the same whether rounded at once or through double, and double tells cheaply whether they are exact.
 */
public final class Binary32 {
    /** The canonical NaN, boxed. */
    public static final long CANONICAL_NAN = 0xffff_ffff_7fc0_0000L;

    private static final long BOX = 0xffff_ffff_0000_0000L;
    private static final int SIGN = Integer.MIN_VALUE;

    /** A result not below this, rounded to nearest, was not tiny. */
    private static final float SURELY_NORMAL = 2 * Float.MIN_NORMAL;

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

    private static long box(float result) {
        return BOX | Float.floatToRawIntBits(result);
    }

    private static long negate(long register) {
        return box(unbox(register) ^ SIGN);
    }

    /** {@code FADD.S}. */
    public static long add(long a, long b, int mode, FloatFlags flags) {
        if (mode == Rounding.RNE) {
            float x = value(a);
            float y = value(b);
            float sum = x + y;
            if (Math.abs(sum) <= Float.MAX_VALUE) { // a tiny sum is exact
                return settled(sum, flags.inexact() || isSum(x, y, sum), flags);
            }
        }
        return BOX | FloatArithmetic.add(BINARY32, bits(a), bits(b), mode, flags);
    }

    /** {@code FSUB.S}. */
    public static long sub(long a, long b, int mode, FloatFlags flags) {
        return add(a, negate(b), mode, flags); // the sign of a NaN is never seen again
    }

    /** {@code FMUL.S}. */
    public static long mul(long a, long b, int mode, FloatFlags flags) {
        if (mode == Rounding.RNE) {
            double product = (double) value(a) * value(b);
            float result = (float) product;
            if (result == product ? isFinite(result) : isInside(result)) {
                return settled(result, result == product, flags);
            }
        }
        return BOX | FloatArithmetic.multiply(BINARY32, bits(a), bits(b), mode, flags);
    }

    /** {@code FDIV.S}. */
    public static long div(long a, long b, int mode, FloatFlags flags) {
        if (mode == Rounding.RNE) {
            float x = value(a);
            float y = value(b);
            float quotient = x / y;
            if (isInside(quotient)) {
                return settled(quotient, (double) quotient * y == x, flags);
            }
        }
        return BOX | FloatArithmetic.divide(BINARY32, bits(a), bits(b), mode, flags);
    }

    /** {@code FSQRT.S}. */
    public static long sqrt(long a, int mode, FloatFlags flags) {
        if (mode == Rounding.RNE) {
            float x = value(a);
            if (x > 0 && x <= Float.MAX_VALUE) {
                float root = (float) Math.sqrt(x);
                return settled(root, (double) root * root == x, flags);
            }
        }
        return BOX | FloatArithmetic.squareRoot(BINARY32, bits(a), mode, flags);
    }

    /** {@code FMADD.S}: {@code a * b + c}. */
    public static long madd(long a, long b, long c, int mode, FloatFlags flags) {
        if (mode == Rounding.RNE) {
            float x = value(a);
            float y = value(b);
            float z = value(c);
            float result = Math.fma(x, y, z);
            if (isInside(result)) {
                return settled(result, flags.inexact() || isSum((double) x * y, z, result), flags);
            }
        }
        return BOX | FloatArithmetic.multiplyAdd(BINARY32, bits(a), bits(b), bits(c), mode, flags);
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
        float x = value(a);
        float y = value(b);
        if (x < y) {
            return a;
        }
        return x > y ? b : BOX | FloatOperations.minimum(BINARY32, bits(a), bits(b), flags);
    }

    /** {@code FMAX.S}. */
    public static long max(long a, long b, FloatFlags flags) {
        float x = value(a);
        float y = value(b);
        if (x > y) {
            return a;
        }
        return x < y ? b : BOX | FloatOperations.maximum(BINARY32, bits(a), bits(b), flags);
    }

    /** {@code FEQ.S}: 1 or 0 for an integer register. */
    public static long eq(long a, long b, FloatFlags flags) {
        float x = value(a);
        float y = value(b);
        if (x == y) {
            return 1;
        }
        return x < y || x > y ? 0 : FloatOperations.equal(BINARY32, bits(a), bits(b), flags);
    }

    /** {@code FLT.S}: 1 or 0 for an integer register. */
    public static long lt(long a, long b, FloatFlags flags) {
        float x = value(a);
        float y = value(b);
        if (x < y) {
            return 1;
        }
        return x >= y ? 0 : FloatOperations.less(BINARY32, bits(a), bits(b), flags);
    }

    /** {@code FLE.S}: 1 or 0 for an integer register. */
    public static long le(long a, long b, FloatFlags flags) {
        float x = value(a);
        float y = value(b);
        if (x <= y) {
            return 1;
        }
        return x > y ? 0 : FloatOperations.lessOrEqual(BINARY32, bits(a), bits(b), flags);
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
        if (value == (value << 40) >> 40) {
            return box((float) value);
        }
        return BOX | FloatOperations.fromSigned(BINARY32, value, mode, flags);
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
        if (mode == Rounding.RNE) {
            double x = Double.longBitsToDouble(a);
            float result = (float) x;
            if (result == x || isInside(result)) {
                return settled(result, result == x, flags);
            }
        }
        return BOX | FloatOperations.convert(BINARY64, BINARY32, a, mode, flags);
    }

    private static boolean isFinite(float x) {
        return Math.abs(x) <= Float.MAX_VALUE;
    }

    /** Neither near underflow nor beyond overflow. */
    private static boolean isInside(float x) {
        return Math.abs(x) >= SURELY_NORMAL && Math.abs(x) <= Float.MAX_VALUE;
    }

    private static long settled(float result, boolean exact, FloatFlags flags) {
        if (!exact) {
            flags.raise(FloatFlags.NX);
        }
        return box(result);
    }

    /** Whether {@code sum} is exactly {@code x + y}: Knuth's 2Sum; no float makes it overflow. */
    private static boolean isSum(double x, double y, float sum) {
        double rounded = x + y;
        double secondPart = rounded - x;
        double residual = (x - (rounded - secondPart)) + (y - secondPart);
        return rounded == sum && residual == 0;
    }
}
