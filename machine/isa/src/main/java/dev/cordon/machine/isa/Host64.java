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
        double x = Double.longBitsToDouble(a);
        double y = -Double.longBitsToDouble(b);
        double sum = x + y;
        return certain(sum, isFinite(sum) && (inexact || sumResidual(x, y, sum) == 0));
    }

    /** {@code FMUL.D}. */
    public static long mul(long a, long b, boolean inexact) {
        double x = Double.longBitsToDouble(a);
        double y = Double.longBitsToDouble(b);
        double product = x * y;
        return certain(product, (inexact && isInside(product)) || isProduct(x, y, product));
    }

    /** {@code FDIV.D}. */
    public static long div(long a, long b, boolean inexact) {
        double x = Double.longBitsToDouble(a);
        double y = Double.longBitsToDouble(b);
        double quotient = x / y;
        return certain(quotient, (inexact && isInside(quotient)) || isQuotient(x, y, quotient));
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
        return multiplyAdd(Double.longBitsToDouble(a), Double.longBitsToDouble(b), Double.longBitsToDouble(c), inexact);
    }

    /** {@code FMSUB.D}: {@code a * b - c}. */
    public static long msub(long a, long b, long c, boolean inexact) {
        return multiplyAdd(
                Double.longBitsToDouble(a), Double.longBitsToDouble(b), -Double.longBitsToDouble(c), inexact);
    }

    /** {@code FNMSUB.D}: {@code -(a * b) + c}. */
    public static long nmsub(long a, long b, long c, boolean inexact) {
        return multiplyAdd(
                -Double.longBitsToDouble(a), Double.longBitsToDouble(b), Double.longBitsToDouble(c), inexact);
    }

    /** {@code FNMADD.D}: {@code -(a * b) - c}. */
    public static long nmadd(long a, long b, long c, boolean inexact) {
        return multiplyAdd(
                -Double.longBitsToDouble(a), Double.longBitsToDouble(b), -Double.longBitsToDouble(c), inexact);
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

    private static long multiplyAdd(double x, double y, double z, boolean inexact) {
        double result = Math.fma(x, y, z);
        return certain(result, (inexact && isInside(result)) || isMultiplyAdd(x, y, z, result));
    }

    /** Whether a result that is rounded to nearest can raise nothing but NX: it is neither near underflow nor beyond overflow. This is asked first, since NX is raised nearly always. */
    private static boolean isInside(double x) {
        return Math.abs(x) >= SURELY_NORMAL && isFinite(x);
    }

    /** Whether a product is exact, and known to be. */
    private static boolean isProduct(double x, double y, double product) {
        if (Math.abs(product) < RESIDUAL_IS_EXACT) {
            return x == 0 || y == 0;
        }
        return isFinite(product) && Math.fma(x, y, -product) == 0;
    }

    /** Whether a quotient is exact, and known to be. */
    private static boolean isQuotient(double x, double y, double quotient) {
        if (x == 0) {
            return isFinite(quotient);
        }
        return isInside(quotient) && Math.abs(x) >= RESIDUAL_IS_EXACT && Math.fma(-quotient, y, x) == 0;
    }

    /** Whether a sum with a product is exact, and known to be. */
    private static boolean isMultiplyAdd(double x, double y, double z, double result) {
        boolean known = x == 0 || y == 0 || Math.abs(x * y) >= RESIDUAL_IS_EXACT;
        return known && isFinite(result) && (x == 0 || y == 0 || multiplyAddResidual(x, y, z, result) == 0);
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
