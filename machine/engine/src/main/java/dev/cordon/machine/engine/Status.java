// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

/**
 * Fields of mstatus, and of sstatus and vsstatus, which are subsets in the same places (Privileged ISA, "Machine Status Registers",
 * and the H extension's). UXL and SXL are always 64 bits and SD is computed, so these are added when a register is read.
 */
public final class Status {
    public static final long SIE = 1L << 1;
    public static final long MIE = 1L << 3;
    public static final long SPIE = 1L << 5;
    public static final long MPIE = 1L << 7;
    public static final long SPP = 1L << 8;
    public static final int MPP_SHIFT = 11;
    public static final long MPP = 3L << MPP_SHIFT;
    /** Off, Initial, Clean or Dirty; all ones is Dirty. */
    public static final long FS = 3L << 13;

    public static final long MPRV = 1L << 17;
    public static final long SUM = 1L << 18;
    public static final long MXR = 1L << 19;
    public static final long TVM = 1L << 20;
    public static final long TW = 1L << 21;
    public static final long TSR = 1L << 22;
    public static final long UXL_64 = 2L << 32;
    public static final long SXL_64 = 2L << 34;
    public static final long GVA = 1L << 38;
    public static final long MPV = 1L << 39;
    public static final long SD = 1L << 63;

    /** What S-mode may write in sstatus, and VS-mode in vsstatus. */
    static final long SUPERVISOR = SIE | SPIE | SPP | FS | SUM | MXR;

    /** What M-mode may write in mstatus, MPP aside, which is WARL. */
    static final long MACHINE = SUPERVISOR | MIE | MPIE | MPRV | TVM | TW | TSR | GVA | MPV;

    private Status() {}

    /** The SD bit that goes with a value: something is dirty. */
    static long dirty(long status) {
        return (status & FS) == FS ? SD : 0;
    }
}
