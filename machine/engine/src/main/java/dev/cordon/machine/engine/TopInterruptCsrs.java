// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

import dev.cordon.machine.isa.Csr;

/**
 * What comes first: mtopi, stopi and vstopi among all interrupts of a level (AIA, "Interrupts for Machine and Supervisor Levels",
 * "Interrupts for Virtual Machines"); mtopei, stopei and vstopei in an interrupt file, where a write claims (AIA, "Top external
 * interrupt CSRs").
 */
final class TopInterruptCsrs {
    private TopInterruptCsrs() {}

    static void define(CsrTable table) {
        table.defineReadOnly(
                Csr.MTOPI, (csrs, state) -> csrs.interruptsNow(state).machineTop(state));
        table.defineReadOnly(
                Csr.STOPI, (csrs, state) -> csrs.interruptsNow(state).supervisorTop(state));
        table.defineReadOnly(
                Csr.VSTOPI, (csrs, state) -> csrs.interruptsNow(state).guestTop(state));
        table.define(
                Csr.MTOPEI,
                (csrs, state) -> csrs.imsic.top(IncomingMsiController.MACHINE),
                (csrs, state, value) -> claim(csrs, IncomingMsiController.MACHINE),
                (csrs, state, writes) -> csrs.imsic.exists() ? CsrTable.ALLOWED : Cause.ILLEGAL_INSTRUCTION);
        table.define(
                Csr.STOPEI,
                (csrs, state) -> csrs.imsic.top(supervisorFile(state)),
                (csrs, state, value) -> claim(csrs, supervisorFile(state)),
                (csrs, state, writes) -> state.virtual ? guardAsGuest(state) : guardSupervisor(csrs, state));
        table.define(
                Csr.VSTOPEI,
                (csrs, state) -> csrs.imsic.top(Hstatus.vgein(state.hstatus)),
                (csrs, state, value) -> claim(csrs, Hstatus.vgein(state.hstatus)),
                (csrs, state, writes) -> guardGuest(state));
    }

    /** The file that stopei means: with V = 1 a guest's. */
    private static int supervisorFile(HartState state) {
        return state.virtual ? Hstatus.vgein(state.hstatus) : IncomingMsiController.SUPERVISOR;
    }

    private static void claim(Csrs csrs, int file) {
        csrs.imsic.claim(file);
        csrs.hart.interruptsChanged();
    }

    private static int guardSupervisor(Csrs csrs, HartState state) {
        return csrs.imsic.exists() && !IndirectCsrs.isFileTaken(state) ? CsrTable.ALLOWED : Cause.ILLEGAL_INSTRUCTION;
    }

    /** Access to stopei with V = 1. */
    private static int guardAsGuest(HartState state) {
        return Hstatus.vgein(state.hstatus) != 0 ? CsrTable.ALLOWED : Cause.VIRTUAL_INSTRUCTION;
    }

    /** Access to vstopei itself, which modes with V = 1 may not. */
    private static int guardGuest(HartState state) {
        return state.virtual || Hstatus.vgein(state.hstatus) != 0 ? CsrTable.ALLOWED : Cause.ILLEGAL_INSTRUCTION;
    }
}
