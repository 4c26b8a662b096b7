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
                Csr.MTOPI, (hart, state) -> hart.polledInterrupts(state).machineTop(state));
        table.defineReadOnly(
                Csr.STOPI, (hart, state) -> hart.polledInterrupts(state).supervisorTop(state));
        table.defineReadOnly(
                Csr.VSTOPI, (hart, state) -> hart.polledInterrupts(state).guestTop(state));
        table.define(
                Csr.MTOPEI,
                (hart, state) -> hart.imsic().top(IncomingMsiController.MACHINE),
                (hart, state, value) -> claim(hart, IncomingMsiController.MACHINE),
                (hart, state, writes) -> hart.imsic().exists() ? CsrTable.ALLOWED : Cause.ILLEGAL_INSTRUCTION);
        table.define(
                Csr.STOPEI,
                (hart, state) -> hart.imsic().top(supervisorFile(state)),
                (hart, state, value) -> claim(hart, supervisorFile(state)),
                (hart, state, writes) -> state.virtual ? guardAsGuest(state) : guardSupervisor(hart, state));
        table.define(
                Csr.VSTOPEI,
                (hart, state) -> hart.imsic().top(Hstatus.vgein(state.hstatus)),
                (hart, state, value) -> claim(hart, Hstatus.vgein(state.hstatus)),
                (hart, state, writes) -> guardGuest(state));
    }

    /** The file that stopei means: with V = 1 a guest's. */
    private static int supervisorFile(HartState state) {
        return state.virtual ? Hstatus.vgein(state.hstatus) : IncomingMsiController.SUPERVISOR;
    }

    private static void claim(Hart hart, int file) {
        hart.imsic().claim(file);
        hart.interruptsChanged();
    }

    private static int guardSupervisor(Hart hart, HartState state) {
        return hart.imsic().exists() && !IndirectCsrs.isFileTaken(state) ? CsrTable.ALLOWED : Cause.ILLEGAL_INSTRUCTION;
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
