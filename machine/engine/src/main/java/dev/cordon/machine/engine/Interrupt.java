// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

/**
 * Codes of interrupts, which are also their bits in mip, mie, mideleg and their views (Privileged ISA, "Machine Interrupt Registers"). Code
 * 12 occurs with an IMSIC that has guest files; codes from 13 on only as virtual interrupts that software injects (AIA).
 */
public final class Interrupt {
    public static final int SUPERVISOR_SOFTWARE = 1;
    public static final int VIRTUAL_SUPERVISOR_SOFTWARE = 2;
    public static final int MACHINE_SOFTWARE = 3;
    public static final int SUPERVISOR_TIMER = 5;
    public static final int VIRTUAL_SUPERVISOR_TIMER = 6;
    public static final int MACHINE_TIMER = 7;
    public static final int SUPERVISOR_EXTERNAL = 9;
    public static final int VIRTUAL_SUPERVISOR_EXTERNAL = 10;
    public static final int MACHINE_EXTERNAL = 11;
    public static final int SUPERVISOR_GUEST_EXTERNAL = 12;

    public static final long SSIP = 1L << SUPERVISOR_SOFTWARE;
    public static final long VSSIP = 1L << VIRTUAL_SUPERVISOR_SOFTWARE;
    public static final long MSIP = 1L << MACHINE_SOFTWARE;
    public static final long STIP = 1L << SUPERVISOR_TIMER;
    public static final long VSTIP = 1L << VIRTUAL_SUPERVISOR_TIMER;
    public static final long MTIP = 1L << MACHINE_TIMER;
    public static final long SEIP = 1L << SUPERVISOR_EXTERNAL;
    public static final long VSEIP = 1L << VIRTUAL_SUPERVISOR_EXTERNAL;
    public static final long MEIP = 1L << MACHINE_EXTERNAL;
    public static final long SGEIP = 1L << SUPERVISOR_GUEST_EXTERNAL;

    /** The interrupts of S-mode, which sip and sie show. */
    static final long SUPERVISOR = SSIP | STIP | SEIP;
    /** The interrupts of VS-mode, which hvip injects and hideleg delegates. */
    static final long VIRTUAL_SUPERVISOR = VSSIP | VSTIP | VSEIP;

    static final long MACHINE = MSIP | MTIP | MEIP;
    /** The interrupts that the H extension adds, which M-mode cannot but delegate to HS-mode. */
    static final long ALWAYS_DELEGATED = VIRTUAL_SUPERVISOR | SGEIP;

    static final long ALL = MACHINE | SUPERVISOR | ALWAYS_DELEGATED;
    /** Local and custom interrupts, 13 to 63. */
    static final long LOCAL = -1L << 13;

    private Interrupt() {}
}
