// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.isa;

import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * Floating point as IEEE 754 defines it, on fractions of big integers: the exact result first, then one rounding. Slow,
 * simple, and without a line shared with the code under test.
 */
final class FloatReference {
    static final FloatReference SINGLE = new FloatReference(8, 24);
    static final FloatReference DOUBLE = new FloatReference(11, 53);

    static final int NX = 1;
    static final int UF = 2;
    static final int OF = 4;
    static final int DZ = 8;
    static final int NV = 16;

    /** Enough bits below the point of a root that its rounding cannot depend on what follows. */
    private static final int ROOT_SCALE = 1200;

    private final int width;
    private final int precision;
    private final int bias;

    /** What the last operation raised. */
    int raised;

    private FloatReference(int exponentBits, int precision) {
        this.width = exponentBits + precision;
        this.precision = precision;
        this.bias = (1 << (exponentBits - 1)) - 1;
    }

    /** A positive or zero fraction. */
    record Fraction(BigInteger numerator, BigInteger denominator) {
        static Fraction of(BigInteger integer) {
            return new Fraction(integer, BigInteger.ONE);
        }

        /** A negative one is the opposite of a positive one: the sign is kept apart only where zero may have one. */
        Fraction plus(Fraction other) {
            return new Fraction(
                    numerator.multiply(other.denominator).add(other.numerator.multiply(denominator)),
                    denominator.multiply(other.denominator));
        }

        Fraction times(Fraction other) {
            return new Fraction(numerator.multiply(other.numerator), denominator.multiply(other.denominator));
        }

        Fraction inverse() {
            return numerator.signum() < 0
                    ? new Fraction(denominator.negate(), numerator.negate())
                    : new Fraction(denominator, numerator);
        }

        Fraction abs() {
            return new Fraction(numerator.abs(), denominator);
        }

        int signum() {
            return numerator.signum();
        }

        int compareTo(Fraction other) {
            return numerator.multiply(other.denominator).compareTo(other.numerator.multiply(denominator));
        }
    }

    private static Fraction powerOfTwo(int exponent) {
        return exponent >= 0
                ? Fraction.of(BigInteger.ONE.shiftLeft(exponent))
                : new Fraction(BigInteger.ONE, BigInteger.ONE.shiftLeft(-exponent));
    }

    long canonicalNaN() {
        return width == 32 ? 0x7fc0_0000L : 0x7ff8_0000_0000_0000L;
    }

    private long exponentField(long bits) {
        return bits >>> (precision - 1) & (2L * bias + 1);
    }

    private long fractionField(long bits) {
        return bits & ((1L << (precision - 1)) - 1);
    }

    boolean negative(long bits) {
        return (bits >>> (width - 1) & 1) == 1;
    }

    boolean nan(long bits) {
        return exponentField(bits) == 2L * bias + 1 && fractionField(bits) != 0;
    }

    boolean signalling(long bits) {
        return nan(bits) && fractionField(bits) >>> (precision - 2) == 0;
    }

    boolean infinite(long bits) {
        return exponentField(bits) == 2L * bias + 1 && fractionField(bits) == 0;
    }

    boolean zero(long bits) {
        return exponentField(bits) == 0 && fractionField(bits) == 0;
    }

    boolean subnormal(long bits) {
        return exponentField(bits) == 0 && fractionField(bits) != 0;
    }

    private long infinity(boolean negative) {
        return signed(negative, (2L * bias + 1) << (precision - 1));
    }

    private long signed(boolean negative, long magnitude) {
        return negative ? magnitude | 1L << (width - 1) : magnitude;
    }

    /** The value of a finite number. */
    Fraction value(long bits) {
        BigDecimal exact = width == 32
                ? new BigDecimal(Float.intBitsToFloat((int) bits))
                : new BigDecimal(Double.longBitsToDouble(bits));
        return exact.scale() <= 0
                ? Fraction.of(exact.toBigIntegerExact())
                : new Fraction(exact.unscaledValue(), BigInteger.TEN.pow(exact.scale()));
    }

    private long invalid() {
        raised |= NV;
        return canonicalNaN();
    }

    private boolean anyNaN(long... operands) {
        boolean found = false;
        for (long operand : operands) {
            if (signalling(operand)) {
                raised |= NV;
            }
            found |= nan(operand);
        }
        return found;
    }

    /** Rounds a fraction to an integral multiple of a quantum; the multiple. */
    private static BigInteger roundTo(Fraction magnitude, Fraction quantum, boolean negative, int mode) {
        Fraction multiple = magnitude.times(quantum.inverse());
        BigInteger[] parts = multiple.numerator.divideAndRemainder(multiple.denominator);
        int half = parts[1].shiftLeft(1).compareTo(multiple.denominator);
        boolean up = parts[1].signum() != 0
                && switch (mode) {
                    case 0 -> half > 0 || (half == 0 && parts[0].testBit(0));
                    case 1 -> false;
                    case 2 -> negative;
                    case 3 -> !negative;
                    default -> half >= 0;
                };
        return up ? parts[0].add(BigInteger.ONE) : parts[0];
    }

    /** The exponent of the largest power of two not above a positive fraction. */
    private static int floorLog2(Fraction magnitude) {
        int estimate = magnitude.numerator.bitLength() - magnitude.denominator.bitLength();
        return powerOfTwo(estimate).compareTo(magnitude) > 0 ? estimate - 1 : estimate;
    }

    long round(Fraction exact, int mode) {
        boolean negative = exact.signum() < 0;
        Fraction magnitude = exact.abs();
        int exponent = floorLog2(magnitude);
        int minExponent = 1 - bias;
        Fraction unbounded = rounded(magnitude, powerOfTwo(exponent - precision + 1), negative, mode);
        Fraction quantum = powerOfTwo(Math.max(exponent, minExponent) - precision + 1);
        Fraction result = rounded(magnitude, quantum, negative, mode);
        if (result.compareTo(powerOfTwo(bias + 1)) >= 0) {
            raised |= OF | NX;
            boolean toInfinity = mode == 0 || mode == 4 || (mode == 2 && negative) || (mode == 3 && !negative);
            return toInfinity ? infinity(negative) : infinity(negative) - 1;
        }
        if (result.compareTo(magnitude) != 0) {
            raised |= NX;
            if (unbounded.compareTo(powerOfTwo(minExponent)) < 0) {
                raised |= UF;
            }
        }
        return signed(negative, encode(result));
    }

    private static Fraction rounded(Fraction magnitude, Fraction quantum, boolean negative, int mode) {
        return Fraction.of(roundTo(magnitude, quantum, negative, mode)).times(quantum);
    }

    /** The bits of a magnitude that the format can represent. */
    private long encode(Fraction magnitude) {
        if (magnitude.signum() == 0) {
            return 0;
        }
        int exponent = Math.max(floorLog2(magnitude), 1 - bias);
        Fraction units = magnitude.times(powerOfTwo(precision - 1 - exponent));
        long significand = units.numerator.divide(units.denominator).longValueExact();
        boolean normal = significand >>> (precision - 1) != 0;
        long field = normal ? exponent + bias : 0;
        return field << (precision - 1) | fractionField(significand);
    }

    private long zeroSum(boolean negativeA, boolean negativeB, int mode) {
        return signed(negativeA == negativeB ? negativeA : mode == 2, 0);
    }

    long add(long a, long b, int mode) {
        if (anyNaN(a, b)) {
            return canonicalNaN();
        }
        if (infinite(a) && infinite(b)) {
            return negative(a) == negative(b) ? a : invalid();
        }
        if (infinite(a) || infinite(b)) {
            return infinite(a) ? a : b;
        }
        Fraction sum = value(a).plus(value(b));
        boolean zeros = zero(a) && zero(b);
        return sum.signum() == 0 ? zeroSum(negative(a), zeros ? negative(b) : !negative(a), mode) : round(sum, mode);
    }

    long negate(long a) {
        return a ^ 1L << (width - 1);
    }

    long multiply(long a, long b, int mode) {
        if (anyNaN(a, b)) {
            return canonicalNaN();
        }
        boolean negative = negative(a) != negative(b);
        if ((infinite(a) && zero(b)) || (zero(a) && infinite(b))) {
            return invalid();
        }
        if (infinite(a) || infinite(b)) {
            return infinity(negative);
        }
        return zero(a) || zero(b) ? signed(negative, 0) : round(value(a).times(value(b)), mode);
    }

    long divide(long a, long b, int mode) {
        if (anyNaN(a, b)) {
            return canonicalNaN();
        }
        boolean negative = negative(a) != negative(b);
        if ((infinite(a) && infinite(b)) || (zero(a) && zero(b))) {
            return invalid();
        }
        if (zero(b) && !infinite(a)) {
            raised |= DZ;
        }
        if (infinite(a) || zero(b)) {
            return infinity(negative);
        }
        return zero(a) || infinite(b) ? signed(negative, 0) : round(value(a).times(value(b).inverse()), mode);
    }

    long squareRoot(long a, int mode) {
        if (anyNaN(a)) {
            return canonicalNaN();
        }
        if (zero(a)) {
            return a;
        }
        if (negative(a)) {
            return invalid();
        }
        if (infinite(a)) {
            return a;
        }
        Fraction scaled = value(a).times(powerOfTwo(2 * ROOT_SCALE));
        BigInteger radicand = scaled.numerator.divide(scaled.denominator); // exact: no number has so many digits
        BigInteger root = radicand.sqrt();
        boolean exact = root.multiply(root).equals(radicand);
        BigInteger doubled = root.shiftLeft(1).add(exact ? BigInteger.ZERO : BigInteger.ONE);
        return round(new Fraction(doubled, BigInteger.ONE.shiftLeft(ROOT_SCALE + 1)), mode);
    }

    long multiplyAdd(long a, long b, long c, int mode) {
        if ((infinite(a) && zero(b)) || (zero(a) && infinite(b))) {
            return invalid();
        }
        if (anyNaN(a, b, c)) {
            return canonicalNaN();
        }
        boolean negative = negative(a) != negative(b);
        if (infinite(a) || infinite(b)) {
            return infinite(c) && negative(c) != negative ? invalid() : infinity(negative);
        }
        if (infinite(c)) {
            return c;
        }
        Fraction sum = value(a).times(value(b)).plus(value(c));
        boolean zeros = (zero(a) || zero(b)) && zero(c);
        return sum.signum() == 0 ? zeroSum(negative, zeros ? negative(c) : !negative, mode) : round(sum, mode);
    }

    long minimum(long a, long b) {
        return select(a, b, true);
    }

    long maximum(long a, long b) {
        return select(a, b, false);
    }

    private long select(long a, long b, boolean smaller) {
        if (anyNaN(a, b)) {
            return nan(a) ? (nan(b) ? canonicalNaN() : b) : a;
        }
        int order = compare(a, b);
        if (order == 0) {
            return negative(a) == smaller ? a : b;
        }
        return order < 0 == smaller ? a : b;
    }

    /** Orders two numbers that are no NaN. */
    int compare(long a, long b) {
        return host(a) < host(b) ? -1 : host(a) > host(b) ? 1 : 0;
    }

    private double host(long bits) {
        return width == 32 ? Float.intBitsToFloat((int) bits) : Double.longBitsToDouble(bits);
    }

    long compareQuiet(long a, long b) {
        return anyNaN(a, b) ? 0 : compare(a, b) == 0 ? 1 : 0;
    }

    long compareSignalling(long a, long b, boolean orEqual) {
        if (nan(a) || nan(b)) {
            raised |= NV;
            return 0;
        }
        return compare(a, b) < (orEqual ? 1 : 0) ? 1 : 0;
    }

    long classify(long a) {
        boolean[] classes = {
            infinite(a) && negative(a),
            negative(a) && !infinite(a) && !nan(a) && !subnormal(a) && !zero(a),
            subnormal(a) && negative(a),
            zero(a) && negative(a),
            zero(a) && !negative(a),
            subnormal(a) && !negative(a),
            !negative(a) && !infinite(a) && !nan(a) && !subnormal(a) && !zero(a),
            infinite(a) && !negative(a),
            signalling(a),
            nan(a) && !signalling(a),
        };
        long result = 0;
        for (int bit = 0; bit < classes.length; bit++) {
            result |= classes[bit] ? 1L << bit : 0;
        }
        return result;
    }

    long inject(long a, boolean negative) {
        return (a & ~(1L << (width - 1))) | signed(negative, 0);
    }

    /** To an integer of 32 or 64 bits; as it stands in a register, so sign-extended from 32. */
    long toInteger(long a, int bits, boolean isSigned, int mode) {
        BigInteger least = isSigned ? BigInteger.ONE.shiftLeft(bits - 1).negate() : BigInteger.ZERO;
        BigInteger greatest =
                BigInteger.ONE.shiftLeft(isSigned ? bits - 1 : bits).subtract(BigInteger.ONE);
        BigInteger result;
        if (nan(a) || infinite(a)) {
            raised |= NV;
            result = infinite(a) && negative(a) ? least : greatest;
        } else {
            Fraction exact = value(a);
            BigInteger magnitude = roundTo(exact.abs(), powerOfTwo(0), negative(a), mode);
            BigInteger rounded = negative(a) ? magnitude.negate() : magnitude;
            result = rounded.max(least).min(greatest);
            if (!result.equals(rounded)) {
                raised |= NV;
            } else if (Fraction.of(result).compareTo(exact) != 0) {
                raised |= NX;
            }
        }
        return bits == 32 ? result.intValue() : result.longValue();
    }

    long fromInteger(long value, int bits, boolean isSigned, int mode) {
        BigInteger exact = BigInteger.valueOf(value);
        if (bits == 32) {
            exact = BigInteger.valueOf(isSigned ? (int) value : value & 0xffff_ffffL);
        } else if (!isSigned && value < 0) {
            exact = exact.add(BigInteger.ONE.shiftLeft(64));
        }
        return exact.signum() == 0 ? 0 : round(Fraction.of(exact), mode);
    }

    /** From the other format. */
    long convert(FloatReference from, long a, int mode) {
        if (from.nan(a)) {
            raised |= from.signalling(a) ? NV : 0;
            return canonicalNaN();
        }
        if (from.infinite(a)) {
            return infinity(from.negative(a));
        }
        return from.zero(a) ? signed(from.negative(a), 0) : round(from.value(a), mode);
    }
}
