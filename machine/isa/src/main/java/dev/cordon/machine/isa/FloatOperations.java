// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.isa;

/**
 * What the formats share beside arithmetic: comparisons, minimum and maximum, classes, and integers made floating
 * point. Raw bits in and out.
 */
final class FloatOperations {
    private FloatOperations() {}

    /** {@code FEQ}: quiet, so that only a signalling NaN is invalid. */
    static long equal(FloatFormat format, long a, long b, FloatFlags flags) {
        if (format.isNaN(a) || format.isNaN(b)) {
            format.quiet(a, b, flags);
            return 0;
        }
        return a == b || (format.isZero(a) && format.isZero(b)) ? 1 : 0;
    }

    /** {@code FLT}: every NaN is invalid. */
    static long less(FloatFormat format, long a, long b, FloatFlags flags) {
        if (format.isNaN(a) || format.isNaN(b)) {
            flags.raise(FloatFlags.NV);
            return 0;
        }
        return order(format, a) < order(format, b) ? 1 : 0;
    }

    /** {@code FLE}: every NaN is invalid. */
    static long lessOrEqual(FloatFormat format, long a, long b, FloatFlags flags) {
        if (format.isNaN(a) || format.isNaN(b)) {
            flags.raise(FloatFlags.NV);
            return 0;
        }
        return order(format, a) <= order(format, b) ? 1 : 0;
    }

    /** {@code FMIN}, the {@code minimumNumber} of IEEE 754-2019: a NaN yields to a number, -0 is below +0. */
    static long minimum(FloatFormat format, long a, long b, FloatFlags flags) {
        if (format.isNaN(a) || format.isNaN(b)) {
            return number(format, a, b, flags);
        }
        int comparison = Long.compare(order(format, a), order(format, b));
        return comparison < 0 || (comparison == 0 && format.isNegative(a)) ? a : b;
    }

    /** {@code FMAX}, the {@code maximumNumber} of IEEE 754-2019: a NaN yields to a number, -0 is below +0. */
    static long maximum(FloatFormat format, long a, long b, FloatFlags flags) {
        if (format.isNaN(a) || format.isNaN(b)) {
            return number(format, a, b, flags);
        }
        int comparison = Long.compare(order(format, a), order(format, b));
        return comparison > 0 || (comparison == 0 && !format.isNegative(a)) ? a : b;
    }

    private static long number(FloatFormat format, long a, long b, FloatFlags flags) {
        long nan = format.quiet(a, b, flags);
        if (!format.isNaN(a)) {
            return a;
        }
        return format.isNaN(b) ? nan : b;
    }

    /** A number that orders as the value does, both zeros alike. */
    private static long order(FloatFormat format, long a) {
        return format.isNegative(a) ? -format.magnitude(a) : format.magnitude(a);
    }

    /** {@code FCLASS}: one bit of ten. */
    static long classify(FloatFormat format, long a) {
        if (format.isNaN(a)) {
            return format.isSignalling(a) ? 1 << 8 : 1 << 9;
        }
        int outward; // 0 zero, 1 subnormal, 2 normal, 3 infinite
        if (format.isZero(a)) {
            outward = 0;
        } else if (format.isInfinite(a)) {
            outward = 3;
        } else {
            outward = format.isSubnormal(a) ? 1 : 2;
        }
        return format.isNegative(a) ? 1 << (3 - outward) : 1 << (4 + outward);
    }

    /** {@code FCVT} from a signed integer. */
    static long fromSigned(FloatFormat format, long value, int mode, FloatFlags flags) {
        return fromMagnitude(format, value < 0, Math.abs(value), mode, flags);
    }

    /** {@code FCVT} from an unsigned integer. */
    static long fromUnsigned(FloatFormat format, long value, int mode, FloatFlags flags) {
        return fromMagnitude(format, false, value, mode, flags);
    }

    private static long fromMagnitude(
            FloatFormat format, boolean negative, long magnitude, int mode, FloatFlags flags) {
        if (magnitude == 0) {
            return 0;
        }
        int shift = Long.numberOfLeadingZeros(magnitude);
        return format.round(negative, 63 - shift, magnitude << shift, mode, flags);
    }

    /** {@code FCVT.S.D} and {@code FCVT.D.S}. */
    static long convert(FloatFormat from, FloatFormat to, long a, int mode, FloatFlags flags) {
        if (from.isNaN(a)) {
            from.quiet(a, a, flags);
            return to.canonicalNaN();
        }
        boolean negative = from.isNegative(a);
        if (from.isInfinite(a) || from.isZero(a)) {
            return to.withSign(negative, from.isZero(a) ? 0 : to.infinity());
        }
        return to.round(negative, from.exponent(a), from.significand(a), mode, flags);
    }
}
