// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

/** Fields of menvcfg, henvcfg and senvcfg (Privileged ISA, "Machine Environment Configuration Register"). */
public final class EnvironmentConfiguration {
    public static final long FIOM = 1;
    public static final int CBIE_SHIFT = 4;
    /** 0: CBO.INVAL traps, 1: it flushes, 3: it invalidates; 2 is reserved. */
    public static final long CBIE = 3L << CBIE_SHIFT;

    public static final long CBCFE = 1L << 6;
    public static final long CBZE = 1L << 7;
    public static final long ADUE = 1L << 61;
    public static final long PBMTE = 1L << 62;
    public static final long STCE = 1L << 63;

    static final long SUPERVISOR = FIOM | CBIE | CBCFE | CBZE;
    static final long MACHINE = SUPERVISOR | ADUE | PBMTE | STCE;

    private EnvironmentConfiguration() {}

    /** The value of CBIE after a write: a reserved one changes nothing. */
    static long legal(long old, long written, long writable) {
        long value = written & writable;
        return (value & CBIE) == 2L << CBIE_SHIFT ? (value & ~CBIE) | (old & CBIE) : value;
    }
}
