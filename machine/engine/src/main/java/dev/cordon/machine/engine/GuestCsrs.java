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
                GuestCsrs::guardSatp);
        table.define(
                Csr.VSTIMECMP,
                (hart, state) -> state.vstimecmp,
                (hart, state, value) -> {
                    state.vstimecmp = value;
                    hart.timersChanged();
                },
                state -> CounterCsrs.guardTimer(state, true));
        table.define(
                Csr.VSIE,
                (hart, state) -> (state.mie & seen(state)) >>> 1,
                (hart, state, value) -> hart.mie(state, CsrTable.merge(state.mie, value << 1, seen(state))));
        table.define(Csr.VSIP, (hart, state) -> (hart.pending(state) & seen(state)) >>> 1, (hart, state, value) -> {
            long writable = Interrupt.VSSIP & seen(state);
            state.hvip = CsrTable.merge(state.hvip, value << 1, writable);
            hart.interruptsChanged();
        });
    }

    /** The interrupts that vsip and vsie show, one place to the right: those of VS-mode that are delegated to it. */
    private static long seen(HartState state) {
        return Interrupt.VIRTUAL_SUPERVISOR & state.hideleg;
    }

    /** In VS-mode vsatp answers to satp's number, which hstatus.VTVM takes away. */
    private static int guardSatp(HartState state) {
        boolean trapped = state.virtual && (state.hstatus & Hstatus.VTVM) != 0;
        return trapped ? Cause.VIRTUAL_INSTRUCTION : CsrTable.ALLOWED;
    }
}
