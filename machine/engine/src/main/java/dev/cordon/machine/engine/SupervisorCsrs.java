// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

import dev.cordon.machine.isa.Csr;

/** CSRs of S-mode, which is HS-mode here (Privileged ISA, "Supervisor-Level ISA"). Several are views of machine-level ones. */
final class SupervisorCsrs {
    private static final long BARE = 0;
    private static final long SV39 = 8;
    private static final long SV48 = 9;

    private SupervisorCsrs() {}

    static void define(CsrTable table) {
        table.define(
                Csr.SSTATUS,
                (csrs, state) -> status(state.mstatus),
                (csrs, state, value) -> csrs.mstatus(
                        state, CsrTable.merge(state.mstatus, value, Status.SUPERVISOR & csrs.claims.status)));
        table.define(
                Csr.STVEC,
                (csrs, state) -> state.stvec,
                (csrs, state, value) -> state.stvec = vector(state.stvec, value));
        table.define(Csr.SSCRATCH, (csrs, state) -> state.sscratch, (csrs, state, value) -> state.sscratch = value);
        table.define(
                Csr.SEPC,
                (csrs, state) -> state.sepc,
                (csrs, state, value) -> state.sepc = value & csrs.claims.instructionAddress);
        table.define(Csr.SCAUSE, (csrs, state) -> state.scause, (csrs, state, value) -> state.scause = value);
        table.define(Csr.STVAL, (csrs, state) -> state.stval, (csrs, state, value) -> state.stval = value);
        table.define(Csr.SENVCFG, (csrs, state) -> state.senvcfg, (csrs, state, value) -> {
            long writable = EnvironmentConfiguration.SUPERVISOR & csrs.claims.environment;
            state.senvcfg = EnvironmentConfiguration.legal(state.senvcfg, value, writable);
        });
        table.define(
                Csr.SATP,
                (csrs, state) -> state.satp,
                (csrs, state, value) -> {
                    if (isSupported(value)) {
                        state.satp = value;
                        csrs.hart.contextChanged();
                    }
                },
                (csrs, state, writes) -> guardSatp(state));
        table.define(
                Csr.STIMECMP,
                (csrs, state) -> state.stimecmp,
                (csrs, state, value) -> {
                    state.stimecmp = value;
                    csrs.hart.timersChanged();
                },
                (csrs, state, writes) -> CounterCsrs.guardTimer(state, false));
        table.define(Csr.SIE, (csrs, state) -> csrs.interrupts.supervisorEnabled(state), SupervisorCsrs::enable);
        table.define(
                Csr.SIP, (csrs, state) -> csrs.interruptsNow(state).supervisorPending(state), SupervisorCsrs::pend);
    }

    /** Writes sie: bits of mie where they are delegated, and bits of its own that mvien gives it. */
    private static void enable(Csrs csrs, HartState state, long value) {
        state.filteredSie = CsrTable.merge(state.filteredSie, value, filtered(state));
        csrs.mie(state, CsrTable.merge(state.mie, value, seen(state)));
    }

    /** Writes sip: SSIP and local interrupts, in mip or, where mvien gives them, in mvip. */
    private static void pend(Csrs csrs, HartState state, long value) {
        state.mip = CsrTable.merge(state.mip, value, Interrupt.SSIP & state.mideleg);
        state.mvip = CsrTable.merge(state.mvip, value, (Interrupt.SSIP | Interrupt.LOCAL) & filtered(state));
        csrs.hart.interruptsChanged();
    }

    /** Interrupts of which sip and sie show what M-mode injects (AIA, "Interrupt filtering and virtual interrupts for supervisor level"). */
    private static long filtered(HartState state) {
        return state.mvien & ~state.mideleg;
    }

    /** The interrupts that sip and sie show: those of S-mode that are delegated to it. */
    private static long seen(HartState state) {
        return Interrupt.SUPERVISOR & state.mideleg;
    }

    /** sstatus or vsstatus, given the bits that hold it. */
    static long status(long bits) {
        return (bits & Status.SUPERVISOR) | Status.UXL_64 | Status.dirty(bits);
    }

    /** The value of a trap vector after a write: the mode is direct or vectored; a reserved one changes nothing. */
    static long vector(long old, long value) {
        return (value & 2) == 0 ? value : old;
    }

    /** Whether satp or vsatp selects a translation scheme that exists here; a write that does not has no effect at all. */
    static boolean isSupported(long atp) {
        long mode = atp >>> 60;
        return mode == BARE || mode == SV39 || mode == SV48;
    }

    private static int guardSatp(HartState state) {
        boolean trapped = state.privilege == Privilege.SUPERVISOR && (state.mstatus & Status.TVM) != 0;
        return trapped ? Cause.ILLEGAL_INSTRUCTION : CsrTable.ALLOWED;
    }
}
