// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.isa;

/**
 * Single precision in the host's arithmetic, rounded to nearest, where both the result and the flags are certain at once: nothing but NX may be raised, and it is not, either because it is already or because the result is exact. All else is
 * {@link #UNCERTAIN}, and {@link Binary32} knows.
 *
 * <p>Sums, products and quotients of two floats, and roots, are the same whether rounded at once or through double, and double tells cheaply whether they are exact.
 *
 * <p>Operands are the raw bits of {@code f} registers as in {@link Binary32}; {@code inexact} says whether NX is raised already. Nothing is called here that HotSpot would not put in place: translated code, which leaves where a result is uncertain, keeps its registers.
 */
public final class Host32 {
    /** No result: no boxed number. */
    public static final long UNCERTAIN = Host64.UNCERTAIN;

    private static final int SIGN = Integer.MIN_VALUE;

    /** A result not below this, rounded to nearest, was not tiny. */
    private static final float SURELY_NORMAL = 2 * Float.MIN_NORMAL;

    private Host32() {}

    /** {@code FADD.S}. */
    public static long add(long a, long b, boolean inexact) {
        float x = value(a);
        float y = value(b);
        float sum = x + y; // a tiny one is exact
        return certain(sum, isFinite(sum) && (inexact || isSum(x, y, sum)));
    }

    /** {@code FSUB.S}. */
    public static long sub(long a, long b, boolean inexact) {
        return add(a, negate(b), inexact);
    }

    /** {@code FMUL.S}. */
    public static long mul(long a, long b, boolean inexact) {
        double product = (double) value(a) * value(b);
        float result = (float) product;
        return certain(result, (inexact && isInside(result)) || (result == product && isFinite(result)));
    }

    /** {@code FDIV.S}. */
    public static long div(long a, long b, boolean inexact) {
        float x = value(a);
        float y = value(b);
        float quotient = x / y;
        boolean inside = isInside(quotient);
        return certain(
                quotient, (inexact && inside) || (x == 0 ? isFinite(quotient) : inside && (double) quotient * y == x));
    }

    /** {@code FSQRT.S}. */
    public static long sqrt(long a, boolean inexact) {
        float x = value(a);
        float root = (float) Math.sqrt(x);
        return certain(root, x >= 0 && x <= Float.MAX_VALUE && (inexact || (double) root * root == x));
    }

    /** {@code FMADD.S}: {@code a * b + c}. */
    public static long madd(long a, long b, long c, boolean inexact) {
        float x = value(a);
        float y = value(b);
        float z = value(c);
        float result = Math.fma(x, y, z);
        return certain(result, (inexact && isInside(result)) || (isFinite(result) && isSum((double) x * y, z, result)));
    }

    /** {@code FMSUB.S}: {@code a * b - c}. */
    public static long msub(long a, long b, long c, boolean inexact) {
        return madd(a, b, negate(c), inexact);
    }

    /** {@code FNMSUB.S}: {@code -(a * b) + c}. */
    public static long nmsub(long a, long b, long c, boolean inexact) {
        return madd(negate(a), b, c, inexact);
    }

    /** {@code FNMADD.S}: {@code -(a * b) - c}. */
    public static long nmadd(long a, long b, long c, boolean inexact) {
        return madd(negate(a), b, negate(c), inexact);
    }

    /** {@code FMIN.S}. */
    public static long min(long a, long b) {
        float x = value(a);
        float y = value(b);
        return x < y || (a == b && x == y) ? a : x > y ? b : UNCERTAIN;
    }

    /** {@code FMAX.S}. */
    public static long max(long a, long b) {
        float x = value(a);
        float y = value(b);
        return x > y || (a == b && x == y) ? a : x < y ? b : UNCERTAIN;
    }

    /** {@code FEQ.S}: 1 or 0 for an integer register. */
    public static long eq(long a, long b) {
        float x = value(a);
        float y = value(b);
        return x == y ? 1 : x < y || x > y ? 0 : UNCERTAIN;
    }

    /** {@code FLT.S}: 1 or 0 for an integer register. */
    public static long lt(long a, long b) {
        float x = value(a);
        float y = value(b);
        return x < y ? 1 : x >= y ? 0 : UNCERTAIN;
    }

    /** {@code FLE.S}: 1 or 0 for an integer register. */
    public static long le(long a, long b) {
        float x = value(a);
        float y = value(b);
        return x <= y ? 1 : x > y ? 0 : UNCERTAIN;
    }

    /** {@code FCVT.S.L}: from a signed integer register. */
    public static long fromInt64(long value, boolean inexact) {
        return certain((float) value, inexact || value == (value << 40) >> 40);
    }

    /** {@code FCVT.S.W}: from the low 32 bits of an integer register, signed. */
    public static long fromInt32(long value, boolean inexact) {
        return fromInt64((value << 32) >> 32, inexact);
    }

    /** {@code FCVT.S.D}: from double precision. */
    public static long fromBinary64(long a, boolean inexact) {
        double x = Double.longBitsToDouble(a);
        float result = (float) x;
        return certain(result, result == x || (inexact && isInside(result)));
    }

    private static float value(long register) {
        return Float.intBitsToFloat(Binary32.unbox(register));
    }

    private static long negate(long register) {
        return Binary32.box(Binary32.unbox(register) ^ SIGN);
    }

    private static long certain(float result, boolean certain) {
        return certain ? Binary32.box(Float.floatToRawIntBits(result)) : UNCERTAIN;
    }

    private static boolean isFinite(float x) {
        return Math.abs(x) <= Float.MAX_VALUE;
    }

    /** Neither near underflow nor beyond overflow. */
    private static boolean isInside(float x) {
        return Math.abs(x) >= SURELY_NORMAL && Math.abs(x) <= Float.MAX_VALUE;
    }

    /** Whether {@code sum} is exactly {@code x + y}: Knuth's 2Sum; no float makes it overflow. */
    private static boolean isSum(double x, double y, float sum) {
        double rounded = x + y;
        double secondPart = rounded - x;
        double residual = (x - (rounded - secondPart)) + (y - secondPart);
        return rounded == sum && residual == 0;
    }
}
