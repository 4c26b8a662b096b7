// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.isa;

/**
 * The accrued exception flags of one hart: the {@code fflags} field of {@code fcsr}. The floating-point operations of
 * {@link Binary32} and {@link Binary64} only ever set bits; the hart that owns the object clears them when the guest
 * writes the CSR. Not synchronized: it belongs to the thread of its hart.
 */
public final class FloatFlags {
    /** Inexact. */
    public static final int NX = 0x01;

    /** Underflow: tiny after rounding, and inexact. */
    public static final int UF = 0x02;

    /** Overflow. */
    public static final int OF = 0x04;

    /** Divide by zero. */
    public static final int DZ = 0x08;

    /** Invalid operation. */
    public static final int NV = 0x10;

    /** The flags in the bit order of {@code fflags}; the upper bits are zero. */
    public int bits;

    /** Starts with all flags clear. */
    public FloatFlags() {}

    void raise(int flags) {
        bits |= flags;
    }

    boolean inexact() {
        return (bits & NX) != 0;
    }
}
