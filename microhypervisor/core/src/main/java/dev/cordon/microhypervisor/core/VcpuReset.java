// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import dev.cordon.machine.engine.EnvironmentConfiguration;
import dev.cordon.machine.engine.HartState;

/**
 * How a vCPU starts: in VS-mode, with everything that a guest operating system handles by itself delegated to it.
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

    /** Fields of henvcfg that a VMM may set: those that concern its guest alone. */
    static final long ENVIRONMENT = EnvironmentConfiguration.FIOM
            | EnvironmentConfiguration.CBIE
            | EnvironmentConfiguration.CBCFE
            | EnvironmentConfiguration.CBZE
            | EnvironmentConfiguration.ADUE
            | EnvironmentConfiguration.STCE;

    /** CY, TM and IR: cycle, time and instret. */
    static final long COUNTERS = 7;

    /** What a guest finds: it may flush, clean and zero cache blocks, and has vstimecmp. */
    private static final long INITIAL_ENVIRONMENT = 1 << EnvironmentConfiguration.CBIE_SHIFT
            | EnvironmentConfiguration.CBCFE
            | EnvironmentConfiguration.CBZE
            | EnvironmentConfiguration.STCE;

    private VcpuReset() {}

    static HartState state() {
        HartState state = HartState.guest();
        state.mie = 0; // interrupts of the machine reach the pCPU as kicks
        state.hedeleg = DELEGABLE;
        state.hideleg = Vcpu.VIRTUAL_INTERRUPTS;
        state.henvcfg = INITIAL_ENVIRONMENT;
        state.hcounteren = COUNTERS;
        state.scounteren = COUNTERS; // as other supervisors start: what user programs may read
        return state;
    }
}
