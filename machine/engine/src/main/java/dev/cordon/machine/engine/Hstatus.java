// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

/** Fields of hstatus (H extension, "Hypervisor Status Register"). VSXL is always 64 bits and is added when the register is read. */
public final class Hstatus {
    public static final long GVA = 1L << 6;
    public static final long SPV = 1L << 7;
    public static final long SPVP = 1L << 8;
    public static final long HU = 1L << 9;
    public static final long VTVM = 1L << 20;
    public static final long VTW = 1L << 21;
    public static final long VTSR = 1L << 22;
    public static final long VSXL_64 = 2L << 32;

    public static final int VGEIN_SHIFT = 12;
    /** VGEIN: the guest file that is VS-mode's; 0 if it has none. */
    public static final long VGEIN = 0x3fL << VGEIN_SHIFT;

    static final long WRITABLE = GVA | SPV | SPVP | HU | VTVM | VTW | VTSR;

    private Hstatus() {}

    /** The value of the field VGEIN. */
    static int vgein(long hstatus) {
        return (int) ((hstatus & VGEIN) >>> VGEIN_SHIFT);
    }

    /** What hstatus holds after a write: VGEIN keeps its value unless there are so many guest files. */
    static long legal(long old, long written, int guests) {
        long vgein = (vgein(written) <= guests ? written : old) & VGEIN;
        return (written & WRITABLE) | vgein;
    }
}
