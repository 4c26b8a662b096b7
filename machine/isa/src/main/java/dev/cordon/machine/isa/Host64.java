// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.isa;

/**
 * Double precision in the host's arithmetic, rounded to nearest, where both the result and the flags are certain at once: nothing but NX may be raised, and it is not, either because it is already or because the result is exact. All else is
 * {@link #UNCERTAIN}, and {@link Binary64} knows.
 *
 * <p>Operands are the raw bits of {@code f} registers as in {@link Binary64}; {@code inexact} says whether NX is raised already. Nothing is called here that HotSpot would not put in place: translated code, which leaves where a result is uncertain, keeps its registers.
 */
public final class Host64 {
    /** No result: the bits of a signaling NaN, which no operation makes. */
    public static final long UNCERTAIN = 0x7ff4_0000_0000_0001L;

    private static final long SIGN = Long.MIN_VALUE;

    /** A result not below this, rounded to nearest, was not tiny. */
    private static final double SURELY_NORMAL = 2 * Double.MIN_NORMAL;

    /** From here on no residual of a product, quotient or root is below the smallest subnormal. */
    private static final double RESIDUAL_IS_EXACT = 0x1p-960;

    private Host64() {}

    /** {@code FADD.D}. */
    public static long add(long a, long b, boolean inexact) {
        double x = Double.longBitsToDouble(a);
        double y = Double.longBitsToDouble(b);
        double sum = x + y; // a tiny one is exact
        return certain(sum, isFinite(sum) && (inexact || sumResidual(x, y, sum) == 0));
    }

    /** {@code FSUB.D}. */
    public static long sub(long a, long b, boolean inexact) {
        return add(a, b ^ SIGN, inexact);
    }

    /** {@code FMUL.D}. */
    public static long mul(long a, long b, boolean inexact) {
        double x = Double.longBitsToDouble(a);
        double y = Double.longBitsToDouble(b);
        double product = x * y;
        double size = Math.abs(product);
        boolean exact = size >= RESIDUAL_IS_EXACT ? Math.fma(x, y, -product) == 0 : x == 0 || y == 0;
        return certain(product, isFinite(product) && ((inexact && size >= SURELY_NORMAL) || exact));
    }

    /** {@code FDIV.D}. */
    public static long div(long a, long b, boolean inexact) {
        double x = Double.longBitsToDouble(a);
        double y = Double.longBitsToDouble(b);
        double quotient = x / y;
        if (x == 0) {
            return certain(quotient, isFinite(quotient));
        }
        boolean exact = Math.abs(x) >= RESIDUAL_IS_EXACT && Math.fma(-quotient, y, x) == 0;
        return certain(quotient, isFinite(quotient) && Math.abs(quotient) >= SURELY_NORMAL && (inexact || exact));
    }

    /** {@code FSQRT.D}. */
    public static long sqrt(long a, boolean inexact) {
        double x = Double.longBitsToDouble(a);
        double root = Math.sqrt(x);
        boolean inside = x >= RESIDUAL_IS_EXACT && x <= Double.MAX_VALUE;
        return certain(root, x == 0 || (inside && (inexact || Math.fma(-root, root, x) == 0)));
    }

    /** {@code FMADD.D}: {@code a * b + c}. */
    public static long madd(long a, long b, long c, boolean inexact) {
        double x = Double.longBitsToDouble(a);
        double y = Double.longBitsToDouble(b);
        double z = Double.longBitsToDouble(c);
        double result = Math.fma(x, y, z);
        boolean exact =
                x == 0 || y == 0 || (Math.abs(x * y) >= RESIDUAL_IS_EXACT && multiplyAddResidual(x, y, z, result) == 0);
        return certain(result, isFinite(result) && ((inexact && Math.abs(result) >= SURELY_NORMAL) || exact));
    }

    /** {@code FMSUB.D}: {@code a * b - c}. */
    public static long msub(long a, long b, long c, boolean inexact) {
        return madd(a, b, c ^ SIGN, inexact);
    }

    /** {@code FNMSUB.D}: {@code -(a * b) + c}. */
    public static long nmsub(long a, long b, long c, boolean inexact) {
        return madd(a ^ SIGN, b, c, inexact);
    }

    /** {@code FNMADD.D}: {@code -(a * b) - c}. */
    public static long nmadd(long a, long b, long c, boolean inexact) {
        return madd(a ^ SIGN, b, c ^ SIGN, inexact);
    }

    /** {@code FMIN.D}. */
    public static long min(long a, long b) {
        double x = Double.longBitsToDouble(a);
        double y = Double.longBitsToDouble(b);
        return x < y || (a == b && x == y) ? a : x > y ? b : UNCERTAIN;
    }

    /** {@code FMAX.D}. */
    public static long max(long a, long b) {
        double x = Double.longBitsToDouble(a);
        double y = Double.longBitsToDouble(b);
        return x > y || (a == b && x == y) ? a : x < y ? b : UNCERTAIN;
    }

    /** {@code FEQ.D}: 1 or 0 for an integer register. */
    public static long eq(long a, long b) {
        double x = Double.longBitsToDouble(a);
        double y = Double.longBitsToDouble(b);
        return x == y ? 1 : x < y || x > y ? 0 : UNCERTAIN;
    }

    /** {@code FLT.D}: 1 or 0 for an integer register. */
    public static long lt(long a, long b) {
        double x = Double.longBitsToDouble(a);
        double y = Double.longBitsToDouble(b);
        return x < y ? 1 : x >= y ? 0 : UNCERTAIN;
    }

    /** {@code FLE.D}: 1 or 0 for an integer register. */
    public static long le(long a, long b) {
        double x = Double.longBitsToDouble(a);
        double y = Double.longBitsToDouble(b);
        return x <= y ? 1 : x > y ? 0 : UNCERTAIN;
    }

    /** {@code FCVT.D.L}: from a signed integer register. */
    public static long fromInt64(long value, boolean inexact) {
        return certain((double) value, inexact || value == (value << 11) >> 11);
    }

    /** {@code FCVT.D.S}: from single precision. */
    public static long fromBinary32(long a) {
        double x = Float.intBitsToFloat(Binary32.unbox(a));
        return certain(x, !Double.isNaN(x));
    }

    private static boolean isFinite(double x) {
        return Math.abs(x) <= Double.MAX_VALUE;
    }

    private static long certain(double result, boolean certain) {
        return certain ? Double.doubleToRawLongBits(result) : UNCERTAIN;
    }

    /** What rounding took away from {@code x + y}: Knuth's 2Sum, exact unless it overflows to NaN. */
    private static double sumResidual(double x, double y, double sum) {
        double secondPart = sum - x;
        return (x - (sum - secondPart)) + (y - secondPart);
    }

    /**
     * Zero if and only if {@code result} is exactly {@code x * y + z}: the error of a fused multiply-add after Boldo and
     * Muller; NaN if something overflows. Needs a product whose own residual is exact.
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
