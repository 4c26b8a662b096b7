// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.isa;

/**
 * A binary interchange format of IEEE 754-2008: how numbers lie in the low bits of a {@code long}, and how an exact
 * result is rounded into it.
 *
 * <p>A finite number other than zero is taken apart into its sign, its {@link #exponent exponent} and its
 * {@link #significand significand}, a fraction of 64 bits whose bit 63 is one, subnormal numbers too: the value is
 * {@code significand * 2^(exponent - 63)}. Bit 0 of a significand that is to be rounded may be <em>jammed</em>: one,
 * if anything other than zero was cut off below. As no format keeps more than 53 bits, that is exact enough.
 *
 * @param precision bits of the significand, the hidden one among them
 * @param maxExponent exponent of the largest finite number; also the bias
 */
record FloatFormat(int precision, int maxExponent) {
    static final FloatFormat BINARY32 = new FloatFormat(24, 127);
    static final FloatFormat BINARY64 = new FloatFormat(53, 1023);

    /** Exponent of the smallest normal number. */
    int minExponent() {
        return 1 - maxExponent;
    }

    private long hiddenBit() {
        return 1L << (precision - 1);
    }

    /** Positive infinity: exponent field all ones, fraction zero. */
    long infinity() {
        return (2L * maxExponent + 1) << (precision - 1);
    }

    /** The canonical NaN: quiet, positive, no payload. */
    long canonicalNaN() {
        return infinity() | hiddenBit() >>> 1;
    }

    long signBit() {
        return infinity() + hiddenBit();
    }

    boolean isNegative(long bits) {
        return (bits & signBit()) != 0;
    }

    long magnitude(long bits) {
        return bits & (signBit() - 1);
    }

    boolean isZero(long bits) {
        return magnitude(bits) == 0;
    }

    boolean isInfinite(long bits) {
        return magnitude(bits) == infinity();
    }

    boolean isNaN(long bits) {
        return magnitude(bits) > infinity();
    }

    boolean isSignalling(long bits) {
        return isNaN(bits) && (bits & hiddenBit() >>> 1) == 0;
    }

    /** Whether a finite number is below every normal one; also of zero. */
    boolean isSubnormal(long bits) {
        return magnitude(bits) < hiddenBit();
    }

    long withSign(boolean negative, long magnitude) {
        return negative ? magnitude | signBit() : magnitude;
    }

    /** The exponent of a finite number other than zero. */
    int exponent(long bits) {
        long magnitude = magnitude(bits);
        return magnitude < hiddenBit()
                ? minExponent() - (precision - 1) + 63 - Long.numberOfLeadingZeros(magnitude)
                : (int) (magnitude >>> (precision - 1)) - maxExponent;
    }

    /** The significand of a finite number other than zero. */
    long significand(long bits) {
        long magnitude = magnitude(bits);
        return magnitude < hiddenBit()
                ? magnitude << Long.numberOfLeadingZeros(magnitude)
                : (magnitude | hiddenBit()) << (64 - precision);
    }

    /** The result of an operation that was given a NaN: canonical, and invalid if one of the operands is signalling. */
    long quiet(long a, long b, FloatFlags flags) {
        if (isSignalling(a) || isSignalling(b)) {
            flags.raise(FloatFlags.NV);
        }
        return canonicalNaN();
    }

    /** The result of an operation that has none: canonical NaN, and invalid. */
    long invalid(FloatFlags flags) {
        flags.raise(FloatFlags.NV);
        return canonicalNaN();
    }

    /** An exact sum of zero whose terms do not agree on the sign. */
    long cancelled(int mode) {
        return withSign(mode == Rounding.RDN, 0);
    }

    /**
     * Rounds an exact number other than zero. Raises NX, OF and UF as it must; tininess is detected after rounding.
     *
     * @param significand bit 63 is one; bit 0 may be jammed
     */
    long round(boolean negative, int exponent, long significand, int mode, FloatFlags flags) {
        if (exponent < minExponent()) {
            return roundSubnormal(negative, exponent, significand, mode, flags);
        }
        long discarded = significand << precision;
        long kept = significand >>> (64 - precision);
        if (Rounding.increments(mode, negative, (kept & 1) != 0, discarded)) {
            kept++;
        }
        // A carry out of the significand, and the hidden bit itself, add to the exponent field.
        long magnitude = ((long) (exponent + maxExponent - 1) << (precision - 1)) + kept;
        if (exponent > maxExponent || magnitude >= infinity()) {
            flags.raise(FloatFlags.OF | FloatFlags.NX);
            return withSign(negative, Rounding.overflowsToInfinity(mode, negative) ? infinity() : infinity() - 1);
        }
        if (discarded != 0) {
            flags.raise(FloatFlags.NX);
        }
        return withSign(negative, magnitude);
    }

    private long roundSubnormal(boolean negative, int exponent, long significand, int mode, FloatFlags flags) {
        long aligned = shiftRightJam(significand, minExponent() - exponent);
        long discarded = aligned << precision;
        long magnitude = aligned >>> (64 - precision);
        if (Rounding.increments(mode, negative, (magnitude & 1) != 0, discarded)) {
            magnitude++;
        }
        if (discarded != 0) {
            flags.raise(isTiny(negative, exponent, significand, mode) ? FloatFlags.UF | FloatFlags.NX : FloatFlags.NX);
        }
        return withSign(negative, magnitude);
    }

    /** Whether the number, rounded as if exponents had no bound, is still smaller than every normal number. */
    private boolean isTiny(boolean negative, int exponent, long significand, int mode) {
        long kept = significand >>> (64 - precision);
        boolean carries =
                kept == 2 * hiddenBit() - 1 && Rounding.increments(mode, negative, true, significand << precision);
        return exponent < minExponent() - 1 || !carries;
    }

    /** Shifts right by 0 or more; bit 0 of the result is one if anything was cut off. */
    static long shiftRightJam(long bits, int distance) {
        if (distance == 0) {
            return bits;
        }
        if (distance >= 64) {
            return bits == 0 ? 0 : 1;
        }
        return bits >>> distance | (bits << -distance == 0 ? 0 : 1);
    }
}
