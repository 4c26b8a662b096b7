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
                (hart, state) -> SupervisorCsrs.status(state.vsstatus),
                (hart, state, value) -> hart.vsstatus(state, value & Status.SUPERVISOR & hart.claims().status));
        table.define(
                Csr.VSTVEC,
                (hart, state) -> state.vstvec,
                (hart, state, value) -> state.vstvec = SupervisorCsrs.vector(state.vstvec, value));
        table.define(Csr.VSSCRATCH, (hart, state) -> state.vsscratch, (hart, state, value) -> state.vsscratch = value);
        table.define(
                Csr.VSEPC,
                (hart, state) -> state.vsepc,
                (hart, state, value) -> state.vsepc = value & hart.claims().instructionAddress);
        table.define(Csr.VSCAUSE, (hart, state) -> state.vscause, (hart, state, value) -> state.vscause = value);
        table.define(Csr.VSTVAL, (hart, state) -> state.vstval, (hart, state, value) -> state.vstval = value);
        table.define(
                Csr.VSATP,
                (hart, state) -> state.vsatp,
                (hart, state, value) -> {
                    if (SupervisorCsrs.isSupported(value)) {
                        state.vsatp = value;
                        hart.contextChanged();
                    }
                },
                (hart, state, writes) -> guardSatp(state));
        table.define(
                Csr.VSTIMECMP,
                (hart, state) -> state.vstimecmp,
                (hart, state, value) -> {
                    state.vstimecmp = value;
                    hart.timersChanged();
                },
                GuestCsrs::guardTimer);
        table.define(
                Csr.VSIE,
                (hart, state) -> hart.interrupts().guestEnabled(state),
                GuestCsrs::enable,
                (hart, state, writes) -> guardInterrupts(state));
        table.define(
                Csr.VSIP,
                (hart, state) -> hart.polledInterrupts(state).guestPending(state),
                GuestCsrs::pend,
                (hart, state, writes) -> guardInterrupts(state));
    }

    /**
     * The interrupts that vsip and vsie show, those of VS-mode one place to the right: VS-mode's and local ones that are delegated to
     * it. Local ones that hvien gives it are beside these.
     */
    private static long seen(HartState state, long interrupts) {
        return interrupts & state.hideleg;
    }

    private static void enable(Hart hart, HartState state, long value) {
        state.filteredVsie = CsrTable.merge(state.filteredVsie, value, state.hvien & ~state.hideleg);
        state.filteredSie = CsrTable.merge(state.filteredSie, value, seen(state, Interrupt.LOCAL));
        hart.mie(state, CsrTable.merge(state.mie, value << 1, seen(state, Interrupt.VIRTUAL_SUPERVISOR)));
    }

    private static void pend(Hart hart, HartState state, long value) {
        state.mvip = CsrTable.merge(state.mvip, value, seen(state, Interrupt.LOCAL));
        state.hvip = CsrTable.merge(state.hvip, value, state.hvien & ~state.hideleg);
        state.hvip = CsrTable.merge(state.hvip, value << 1, seen(state, Interrupt.VSSIP));
        hart.interruptsChanged();
    }

    /** Whether the hypervisor has taken interrupts into its own hands, so that VS-mode may not touch them. */
    private static boolean isControlled(HartState state) {
        return state.virtual && (state.hvictl & VirtualInterruptControl.VTI) != 0;
    }

    private static int guardInterrupts(HartState state) {
        return isControlled(state) ? Cause.VIRTUAL_INSTRUCTION : CsrTable.ALLOWED;
    }

    /** A write to vstimecmp can clear a bit of vsip. */
    private static int guardTimer(Hart hart, HartState state, boolean writes) {
        int guarded = CounterCsrs.guardTimer(state, true);
        return guarded == CsrTable.ALLOWED && writes && isControlled(state) ? Cause.VIRTUAL_INSTRUCTION : guarded;
    }

    /** In VS-mode vsatp answers to satp's number, which hstatus.VTVM takes away. */
    private static int guardSatp(HartState state) {
        boolean trapped = state.virtual && (state.hstatus & Hstatus.VTVM) != 0;
        return trapped ? Cause.VIRTUAL_INSTRUCTION : CsrTable.ALLOWED;
    }
}
