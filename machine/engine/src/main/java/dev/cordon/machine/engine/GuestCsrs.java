// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

import dev.cordon.machine.isa.Csr;

/** CSRs of VS-mode (H extension, "Hypervisor and Virtual Supervisor CSRs"): with V = 1 they answer to the numbers of S-mode's. */
final class GuestCsrs {
    private GuestCsrs() {}

    static void define(CsrTable table) {
        table.define(
                Csr.VSSTATUS,
                (csrs, state) -> SupervisorCsrs.status(state.vsstatus),
                (csrs, state, value) -> csrs.vsstatus(state, value & Status.SUPERVISOR & csrs.claims.status));
        table.define(
                Csr.VSTVEC,
                (csrs, state) -> state.vstvec,
                (csrs, state, value) -> state.vstvec = SupervisorCsrs.vector(state.vstvec, value));
        table.define(Csr.VSSCRATCH, (csrs, state) -> state.vsscratch, (csrs, state, value) -> state.vsscratch = value);
        table.define(
                Csr.VSEPC,
                (csrs, state) -> state.vsepc,
                (csrs, state, value) -> state.vsepc = value & csrs.claims.instructionAddress);
        table.define(Csr.VSCAUSE, (csrs, state) -> state.vscause, (csrs, state, value) -> state.vscause = value);
        table.define(Csr.VSTVAL, (csrs, state) -> state.vstval, (csrs, state, value) -> state.vstval = value);
        table.define(
                Csr.VSATP,
                (csrs, state) -> state.vsatp,
                (csrs, state, value) -> {
                    if (SupervisorCsrs.isSupported(value)) {
                        state.vsatp = value;
                        csrs.hart.contextChanged();
                    }
                },
                (csrs, state, writes) -> guardSatp(state));
        table.define(
                Csr.VSTIMECMP,
                (csrs, state) -> state.vstimecmp,
                (csrs, state, value) -> {
                    state.vstimecmp = value;
                    csrs.hart.timersChanged();
                },
                GuestCsrs::guardTimer);
        table.define(
                Csr.VSIE,
                (csrs, state) -> csrs.interrupts.guestEnabled(state),
                GuestCsrs::enable,
                (csrs, state, writes) -> guardInterrupts(state));
        table.define(
                Csr.VSIP,
                (csrs, state) -> csrs.interruptsNow(state).guestPending(state),
                GuestCsrs::pend,
                (csrs, state, writes) -> guardInterrupts(state));
    }

    /**
     * The interrupts that vsip and vsie show, those of VS-mode one place to the right: VS-mode's and local ones that are delegated to
     * it. Local ones that hvien gives it are beside these.
     */
    private static long seen(HartState state, long interrupts) {
        return interrupts & state.hideleg;
    }

    private static void enable(Csrs csrs, HartState state, long value) {
        state.filteredVsie = CsrTable.merge(state.filteredVsie, value, state.hvien & ~state.hideleg);
        state.filteredSie = CsrTable.merge(state.filteredSie, value, seen(state, Interrupt.LOCAL));
        csrs.mie(state, CsrTable.merge(state.mie, value << 1, seen(state, Interrupt.VIRTUAL_SUPERVISOR)));
    }

    private static void pend(Csrs csrs, HartState state, long value) {
        state.mvip = CsrTable.merge(state.mvip, value, seen(state, Interrupt.LOCAL));
        state.hvip = CsrTable.merge(state.hvip, value, state.hvien & ~state.hideleg);
        state.hvip = CsrTable.merge(state.hvip, value << 1, seen(state, Interrupt.VSSIP));
        csrs.hart.interruptsChanged();
    }

    /** Whether the hypervisor has taken interrupts into its own hands, so that VS-mode may not touch them. */
    private static boolean isControlled(HartState state) {
        return state.virtual && (state.hvictl & VirtualInterruptControl.VTI) != 0;
    }

    private static int guardInterrupts(HartState state) {
        return isControlled(state) ? Cause.VIRTUAL_INSTRUCTION : CsrTable.ALLOWED;
    }

    /** A write to vstimecmp can clear a bit of vsip. */
    private static int guardTimer(Csrs csrs, HartState state, boolean writes) {
        int guarded = CounterCsrs.guardTimer(state, true);
        return guarded == CsrTable.ALLOWED && writes && isControlled(state) ? Cause.VIRTUAL_INSTRUCTION : guarded;
    }

    /** In VS-mode vsatp answers to satp's number, which hstatus.VTVM takes away. */
    private static int guardSatp(HartState state) {
        boolean trapped = state.virtual && (state.hstatus & Hstatus.VTVM) != 0;
        return trapped ? Cause.VIRTUAL_INSTRUCTION : CsrTable.ALLOWED;
    }
}
