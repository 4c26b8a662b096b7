// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.isa;

/**
 * The arithmetic of IEEE 754-2008 in integers: every format, every rounding mode, every flag. It defines the results;
 * {@link Binary32} and {@link Binary64} ask the host's floating point first where that is known to agree.
 *
 * <p>Operands and results are raw bits of the format in the low bits of a {@code long}.
 */
final class FloatArithmetic {
    /** Bits of a square root that are computed: enough to round by, and no remainder exceeds a {@code long}. */
    private static final int ROOT_BITS = 60;

    private FloatArithmetic() {}

    static long add(FloatFormat format, long a, long b, int mode, FloatFlags flags) {
        if (format.isNaN(a) || format.isNaN(b)) {
            return format.quiet(a, b, flags);
        }
        if (format.isInfinite(a)) {
            return format.isInfinite(b) && a != b ? format.invalid(flags) : a;
        }
        if (format.isInfinite(b) || format.isZero(a)) {
            return format.isZero(a) && format.isZero(b) && a != b ? format.cancelled(mode) : b;
        }
        if (format.isZero(b)) {
            return a;
        }
        return format.magnitude(a) < format.magnitude(b)
                ? addFinite(format, b, a, mode, flags)
                : addFinite(format, a, b, mode, flags);
    }

    private static long addFinite(FloatFormat format, long larger, long smaller, int mode, FloatFlags flags) {
        int exponent = format.exponent(larger);
        long augend = format.significand(larger) >>> 1;
        long addend = FloatFormat.shiftRightJam(format.significand(smaller) >>> 1, exponent - format.exponent(smaller));
        boolean negative = format.isNegative(larger);
        long sum = negative == format.isNegative(smaller) ? augend + addend : augend - addend;
        if (sum == 0) {
            return format.cancelled(mode);
        }
        int shift = Long.numberOfLeadingZeros(sum);
        return format.round(negative, exponent + 1 - shift, sum << shift, mode, flags);
    }

    static long multiply(FloatFormat format, long a, long b, int mode, FloatFlags flags) {
        if (format.isNaN(a) || format.isNaN(b)) {
            return format.quiet(a, b, flags);
        }
        boolean negative = format.isNegative(a) != format.isNegative(b);
        if (format.isInfinite(a) || format.isInfinite(b)) {
            return format.isZero(a) || format.isZero(b)
                    ? format.invalid(flags)
                    : format.withSign(negative, format.infinity());
        }
        if (format.isZero(a) || format.isZero(b)) {
            return format.withSign(negative, 0);
        }
        long x = format.significand(a);
        long y = format.significand(b);
        long product = Math.unsignedMultiplyHigh(x, y) | (x * y == 0 ? 0 : 1);
        int shift = Long.numberOfLeadingZeros(product);
        int exponent = format.exponent(a) + format.exponent(b) + 1 - shift;
        return format.round(negative, exponent, product << shift, mode, flags);
    }

    static long divide(FloatFormat format, long a, long b, int mode, FloatFlags flags) {
        if (format.isNaN(a) || format.isNaN(b)) {
            return format.quiet(a, b, flags);
        }
        boolean negative = format.isNegative(a) != format.isNegative(b);
        if (format.isInfinite(a)) {
            return format.isInfinite(b) ? format.invalid(flags) : format.withSign(negative, format.infinity());
        }
        if (format.isZero(b)) {
            if (format.isZero(a)) {
                return format.invalid(flags);
            }
            flags.raise(FloatFlags.DZ);
            return format.withSign(negative, format.infinity());
        }
        if (format.isZero(a) || format.isInfinite(b)) {
            return format.withSign(negative, 0);
        }
        long quotient = quotient(format.significand(a), format.significand(b));
        int shift = Long.numberOfLeadingZeros(quotient);
        int exponent = format.exponent(a) - format.exponent(b) - shift;
        return format.round(negative, exponent, quotient << shift, mode, flags);
    }

    /** The quotient of two significands times 2^63, jammed. */
    private static long quotient(long dividend, long divisor) {
        // The two lowest bits of a significand are zero: without them nothing here reaches the sign bit.
        long remainder = dividend >>> 2;
        long subtrahend = divisor >>> 2;
        long quotient = 0;
        for (int bit = 0; bit < 64; bit++) {
            quotient <<= 1;
            if (remainder >= subtrahend) {
                remainder -= subtrahend;
                quotient |= 1;
            }
            remainder <<= 1;
        }
        return quotient | (remainder == 0 ? 0 : 1);
    }

    static long squareRoot(FloatFormat format, long a, int mode, FloatFlags flags) {
        if (format.isNaN(a)) {
            return format.quiet(a, a, flags);
        }
        if (format.isZero(a)) {
            return a;
        }
        if (format.isNegative(a)) {
            return format.invalid(flags);
        }
        if (format.isInfinite(a)) {
            return a;
        }
        int exponent = format.exponent(a);
        long radicand = (exponent & 1) == 0 ? format.significand(a) >>> 1 : format.significand(a);
        return format.round(false, exponent >> 1, root(radicand), mode, flags);
    }

    /** The square root of a number in [1, 4) with two integer bits, digit by digit, as a jammed significand. */
    private static long root(long radicand) {
        long digits = radicand;
        long remainder = 0;
        long root = 0;
        for (int bit = 0; bit < ROOT_BITS; bit++) {
            remainder = remainder << 2 | digits >>> 62;
            digits <<= 2;
            long subtrahend = root << 2 | 1;
            root <<= 1;
            if (remainder >= subtrahend) {
                remainder -= subtrahend;
                root |= 1;
            }
        }
        return root << (64 - ROOT_BITS) | (remainder == 0 ? 0 : 1);
    }

    /** {@code a * b + c}, rounded once. */
    static long multiplyAdd(FloatFormat format, long a, long b, long c, int mode, FloatFlags flags) {
        boolean noProduct = (format.isInfinite(a) && format.isZero(b)) || (format.isZero(a) && format.isInfinite(b));
        if (noProduct) {
            return format.invalid(flags); // also when c is a quiet NaN: the specification asks for the flag
        }
        if (format.isNaN(a) || format.isNaN(b) || format.isNaN(c)) {
            format.quiet(a, b, flags);
            return format.quiet(c, c, flags);
        }
        boolean negative = format.isNegative(a) != format.isNegative(b);
        if (format.isInfinite(a) || format.isInfinite(b)) {
            return add(format, format.withSign(negative, format.infinity()), c, mode, flags);
        }
        if (format.isZero(a) || format.isZero(b)) {
            return add(format, format.withSign(negative, 0), c, mode, flags);
        }
        if (format.isInfinite(c)) {
            return c;
        }
        if (format.isZero(c)) {
            return multiply(format, a, b, mode, flags);
        }
        return multiplyAddFinite(format, a, b, c, mode, flags);
    }

    /** Both terms as 128-bit fractions whose bit 126 is one, the smaller one jammed after alignment. */
    private static long multiplyAddFinite(FloatFormat format, long a, long b, long c, int mode, FloatFlags flags) {
        long x = format.significand(a) >>> 1;
        long y = format.significand(b);
        long productHigh = Math.unsignedMultiplyHigh(x, y);
        long productLow = x * y;
        int productExponent = format.exponent(a) + format.exponent(b) + 1;
        if (productHigh << 1 >= 0) {
            productHigh = productHigh << 1 | productLow >>> 63;
            productLow <<= 1;
            productExponent--;
        }
        boolean productNegative = format.isNegative(a) != format.isNegative(b);
        long addend = format.significand(c) >>> 1;
        int addendExponent = format.exponent(c);
        boolean addendNegative = format.isNegative(c);
        boolean productLarger = productExponent > addendExponent
                || (productExponent == addendExponent && Long.compareUnsigned(productHigh, addend) >= 0);
        return productLarger
                ? addWide(
                        format,
                        productNegative,
                        productExponent,
                        productHigh,
                        productLow,
                        addendNegative,
                        addendExponent,
                        addend,
                        0,
                        mode,
                        flags)
                : addWide(
                        format,
                        addendNegative,
                        addendExponent,
                        addend,
                        0,
                        productNegative,
                        productExponent,
                        productHigh,
                        productLow,
                        mode,
                        flags);
    }

    /** Adds two numbers of 128 bits; the magnitude of the first is not below that of the second. */
    private static long addWide(
            FloatFormat format,
            boolean negative,
            int exponent,
            long high,
            long low,
            boolean otherNegative,
            int otherExponent,
            long otherHigh,
            long otherLow,
            int mode,
            FloatFlags flags) {
        int distance = exponent - otherExponent;
        long alignedLow = shiftRightJamLow(otherHigh, otherLow, distance);
        long alignedHigh = distance >= 64 ? 0 : otherHigh >>> distance;
        long sumLow;
        long sumHigh;
        if (negative == otherNegative) {
            sumLow = low + alignedLow;
            sumHigh = high + alignedHigh + (Long.compareUnsigned(sumLow, low) < 0 ? 1 : 0);
        } else {
            sumLow = low - alignedLow;
            sumHigh = high - alignedHigh - (Long.compareUnsigned(low, alignedLow) < 0 ? 1 : 0);
        }
        if ((sumHigh | sumLow) == 0) {
            return format.cancelled(mode);
        }
        return roundWide(format, negative, exponent + 1, sumHigh, sumLow, mode, flags);
    }

    /** Rounds {@code high:low * 2^(exponent - 127)}, not zero. */
    private static long roundWide(
            FloatFormat format, boolean negative, int exponent, long high, long low, int mode, FloatFlags flags) {
        if (high == 0) {
            int shift = Long.numberOfLeadingZeros(low);
            return format.round(negative, exponent - 64 - shift, low << shift, mode, flags);
        }
        int shift = Long.numberOfLeadingZeros(high);
        long top = shift == 0 ? high : high << shift | low >>> -shift;
        return format.round(negative, exponent - shift, top | (low << shift == 0 ? 0 : 1), mode, flags);
    }

    /** The low half of {@code high:low} shifted right; bit 0 is one if anything was cut off. */
    private static long shiftRightJamLow(long high, long low, int distance) {
        if (distance == 0) {
            return low;
        }
        if (distance < 64) {
            return high << -distance | FloatFormat.shiftRightJam(low, distance);
        }
        return FloatFormat.shiftRightJam(high, distance - 64); // not zero, whatever the low half was
    }
}
