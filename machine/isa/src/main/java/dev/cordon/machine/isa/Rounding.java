// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.isa;

/**
 * The rounding modes, numbered as in {@code frm} and in the {@code rm} field of an instruction. The operations of
 * {@link Binary32} and {@link Binary64} take one of the first five; the caller resolves {@link #DYN} through
 * {@code frm} and refuses what is not {@link #isValid valid} with an illegal-instruction exception.
 */
public final class Rounding {
    /** Round to nearest, ties to even. */
    public static final int RNE = 0;

    /** Round towards zero. */
    public static final int RTZ = 1;

    /** Round down, towards minus infinity. */
    public static final int RDN = 2;

    /** Round up, towards plus infinity. */
    public static final int RUP = 3;

    /** Round to nearest, ties away from zero. */
    public static final int RMM = 4;

    /** In an instruction: the mode is that of {@code frm}. */
    public static final int DYN = 7;

    private Rounding() {}

    /** Whether the mode is one of the five that an operation can round by. */
    public static boolean isValid(int mode) {
        return mode >= RNE && mode <= RMM;
    }

    /**
     * Whether the magnitude kept must be incremented.
     *
     * @param odd the lowest bit kept is one
     * @param discarded what was cut off, its most significant bit first: bit 63 weighs half of the lowest bit kept
     */
    static boolean increments(int mode, boolean negative, boolean odd, long discarded) {
        return switch (mode) {
            case RNE -> discarded < 0 && (odd || discarded != Long.MIN_VALUE);
            case RTZ -> false;
            case RDN -> negative && discarded != 0;
            case RUP -> !negative && discarded != 0;
            case RMM -> discarded < 0;
            default -> throw new IllegalArgumentException("not a rounding mode: " + mode);
        };
    }

    /** Whether a magnitude beyond the largest finite number becomes infinity, and not the largest finite number. */
    static boolean overflowsToInfinity(int mode, boolean negative) {
        return switch (mode) {
            case RTZ -> false;
            case RDN -> negative;
            case RUP -> !negative;
            default -> true;
        };
    }
}
