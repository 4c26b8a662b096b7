// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import dev.cordon.machine.engine.HartState;

/**
 * How a vCPU starts: in VS-mode, with everything that a guest operating system handles by itself delegated to it. CSRs are those of the privileged specification; the state is
 * what M-mode and HS-mode software would have set up.
 */
final class VcpuReset {
    /** Exceptions that a VMM may leave to the guest: all that hedeleg can hold. */
    static final long DELEGABLE = 1 << 0 // instruction address misaligned
            | 1 << 1 // instruction access fault
            | 1 << 2 // illegal instruction
            | 1 << 3 // breakpoint
            | 1 << 4 // load address misaligned
            | 1 << 5 // load access fault
            | 1 << 6 // store address misaligned
            | 1 << 7 // store access fault
            | 1 << 8 // environment call from VU-mode
            | 1 << 12 // instruction page fault
            | 1 << 13 // load page fault
            | 1 << 15; // store page fault

    /** Fields of henvcfg that concern the guest alone: FIOM, CBIE, CBCFE, CBZE, ADUE, PBMTE, STCE. */
    static final long ENVIRONMENT = 0xF1 | 1L << 61 | 1L << 62 | 1L << 63;

    /** CY, TM and IR: cycle, time and instret. */
    static final long COUNTERS = 7;

    /** From M-mode to HS-mode goes every exception but the environment calls of HS-mode and M-mode. */
    private static final long TO_HYPERVISOR = DELEGABLE | 1 << 10 | 0xFL << 20;

    private static final long SUPERVISOR_INTERRUPTS = 1 << 1 | 1 << 5 | 1 << 9;
    private static final long CACHE_BLOCKS = 1 << 4 | 1 << 6 | 1 << 7; // CBIE = flush, CBCFE, CBZE
    private static final long TIMER_COMPARE = 1L << 63; // STCE
    private static final long FLOAT_INITIAL = 1 << 13; // FS
    private static final long FLOAT_DIRTY = 3 << 13;
    private static final long XLEN_64_AT_32 = 2L << 32; // UXL, VSXL
    private static final long XLEN_64_AT_34 = 2L << 34; // SXL

    private VcpuReset() {}

    static HartState state() {
        HartState state = new HartState();
        state.virtual = true;
        state.privilege = 1;
        state.mstatus = FLOAT_DIRTY | XLEN_64_AT_32 | XLEN_64_AT_34;
        state.vsstatus = FLOAT_INITIAL | XLEN_64_AT_32;
        state.hstatus = XLEN_64_AT_32;
        state.medeleg = TO_HYPERVISOR;
        state.mideleg = SUPERVISOR_INTERRUPTS | Vcpu.VIRTUAL_INTERRUPTS;
        state.hedeleg = DELEGABLE;
        state.hideleg = Vcpu.VIRTUAL_INTERRUPTS;
        state.menvcfg = ENVIRONMENT;
        state.henvcfg = CACHE_BLOCKS | TIMER_COMPARE;
        state.mcounteren = COUNTERS;
        state.hcounteren = COUNTERS;
        // All memory is open to S-mode: what a guest reaches is a matter of its guest space.
        state.pmpaddr[0] = -1L >>> 10;
        state.pmpcfg[0] = 0x1F;
        return state;
    }
}
