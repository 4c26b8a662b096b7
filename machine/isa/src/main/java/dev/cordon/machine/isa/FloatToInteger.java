// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.isa;

/**
 * Floating-point numbers to integers: {@code FCVT.{W,WU,L,LU}.{S,D}}. A number that does not fit after rounding, and
 * a NaN, saturate and are invalid; otherwise a number that is no integer is inexact.
 */
final class FloatToInteger {
    private static final double TWO_TO_31 = 0x1p31;
    private static final double TWO_TO_32 = 0x1p32;
    private static final double TWO_TO_63 = 0x1p63;
    private static final double TWO_TO_64 = 0x1p64;

    private FloatToInteger() {}

    static long toInt32(double x, int mode, FloatFlags flags) {
        double integral = roundToIntegral(x, mode);
        if (integral >= -TWO_TO_31 && integral < TWO_TO_31) {
            return fits(x, integral, (int) integral, flags);
        }
        return invalid(x < 0 ? Integer.MIN_VALUE : Integer.MAX_VALUE, flags);
    }

    /** The 32 bits of the result sign-extended, as in a register. */
    static long toUint32(double x, int mode, FloatFlags flags) {
        double integral = roundToIntegral(x, mode);
        if (integral >= 0 && integral < TWO_TO_32) {
            return fits(x, integral, (long) integral << 32 >> 32, flags);
        }
        return invalid(x < 0 ? 0 : -1, flags);
    }

    static long toInt64(double x, int mode, FloatFlags flags) {
        double integral = roundToIntegral(x, mode);
        if (integral >= -TWO_TO_63 && integral < TWO_TO_63) {
            return fits(x, integral, (long) integral, flags);
        }
        return invalid(x < 0 ? Long.MIN_VALUE : Long.MAX_VALUE, flags);
    }

    static long toUint64(double x, int mode, FloatFlags flags) {
        double integral = roundToIntegral(x, mode);
        if (integral >= 0 && integral < TWO_TO_64) {
            long result = integral < TWO_TO_63 ? (long) integral : (long) (integral - TWO_TO_63) ^ Long.MIN_VALUE;
            return fits(x, integral, result, flags);
        }
        return invalid(x < 0 ? 0 : -1, flags);
    }

    private static long fits(double x, double integral, long result, FloatFlags flags) {
        if (integral != x) {
            flags.raise(FloatFlags.NX);
        }
        return result;
    }

    private static long invalid(long saturated, FloatFlags flags) {
        flags.raise(FloatFlags.NV);
        return saturated;
    }

    /** Rounds to an integral value in the host's arithmetic, which is exact here. */
    private static double roundToIntegral(double x, int mode) {
        return switch (mode) {
            case Rounding.RNE -> Math.rint(x);
            case Rounding.RTZ -> truncate(x);
            case Rounding.RDN -> Math.floor(x);
            case Rounding.RUP -> Math.ceil(x);
            case Rounding.RMM -> roundHalfAway(x);
            default -> throw new IllegalArgumentException("not a rounding mode: " + mode);
        };
    }

    private static double truncate(double x) {
        return x < 0 ? Math.ceil(x) : Math.floor(x);
    }

    private static double roundHalfAway(double x) {
        double truncated = truncate(x);
        return Math.abs(x - truncated) >= 0.5 ? truncated + Math.copySign(1, x) : truncated;
    }
}
