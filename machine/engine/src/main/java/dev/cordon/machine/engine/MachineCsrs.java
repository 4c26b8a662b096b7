// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

import dev.cordon.machine.isa.Csr;

/** CSRs of M-mode (Privileged ISA, "Machine-Level ISA"). */
final class MachineCsrs {
    /** Exceptions that may be delegated: all but calls from M-mode. */
    private static final long DELEGABLE = 1L << Cause.INSTRUCTION_ADDRESS_MISALIGNED
            | 1L << Cause.INSTRUCTION_ACCESS_FAULT
            | 1L << Cause.ILLEGAL_INSTRUCTION
            | 1L << Cause.BREAKPOINT
            | 1L << Cause.LOAD_ADDRESS_MISALIGNED
            | 1L << Cause.LOAD_ACCESS_FAULT
            | 1L << Cause.STORE_ADDRESS_MISALIGNED
            | 1L << Cause.STORE_ACCESS_FAULT
            | 1L << Cause.ECALL_FROM_U
            | 1L << Cause.ECALL_FROM_S
            | 1L << Cause.ECALL_FROM_VS
            | 1L << Cause.INSTRUCTION_PAGE_FAULT
            | 1L << Cause.LOAD_PAGE_FAULT
            | 1L << Cause.STORE_PAGE_FAULT
            | 1L << Cause.INSTRUCTION_GUEST_PAGE_FAULT
            | 1L << Cause.LOAD_GUEST_PAGE_FAULT
            | 1L << Cause.VIRTUAL_INSTRUCTION
            | 1L << Cause.STORE_GUEST_PAGE_FAULT;

    private static final int RESERVED_PRIVILEGE = 2;

    private MachineCsrs() {}

    static void define(CsrTable table) {
        identity(table);
        table.define(
                Csr.MSTATUS,
                (hart, state) -> state.mstatus | Status.SXL_64 | Status.UXL_64 | Status.dirty(state.mstatus),
                (hart, state, value) -> hart.mstatus(
                        state, (value & Status.MACHINE & hart.claims().status) | legalMpp(state.mstatus, value)));
        table.define(
                Csr.MTVEC,
                (hart, state) -> state.mtvec,
                (hart, state, value) -> state.mtvec = SupervisorCsrs.vector(state.mtvec, value));
        table.define(Csr.MSCRATCH, (hart, state) -> state.mscratch, (hart, state, value) -> state.mscratch = value);
        table.define(
                Csr.MEPC,
                (hart, state) -> state.mepc,
                (hart, state, value) -> state.mepc = value & hart.claims().instructionAddress);
        table.define(Csr.MCAUSE, (hart, state) -> state.mcause, (hart, state, value) -> state.mcause = value);
        table.define(Csr.MTVAL, (hart, state) -> state.mtval, (hart, state, value) -> state.mtval = value);
        table.define(Csr.MTVAL2, (hart, state) -> state.mtval2, (hart, state, value) -> state.mtval2 = value);
        table.define(Csr.MTINST, (hart, state) -> state.mtinst, (hart, state, value) -> state.mtinst = value);
        table.define(Csr.MENVCFG, (hart, state) -> state.menvcfg, (hart, state, value) -> {
            long writable = EnvironmentConfiguration.MACHINE & hart.claims().environment;
            state.menvcfg = EnvironmentConfiguration.legal(state.menvcfg, value, writable);
            state.henvcfg = HypervisorCsrs.henvcfg(state);
            hart.translationChanged();
            hart.timersChanged();
        });
        interrupts(table);
        protection(table);
        triggers(table);
    }

    /** There are no triggers, which the first of them says ("tdata1.type" 0, "tinfo.info" 1): software that probes finds none. */
    private static void triggers(CsrTable table) {
        table.defineReadOnly(Csr.TSELECT, (hart, state) -> 0);
        table.defineReadOnly(Csr.TDATA1, (hart, state) -> 0);
        table.defineReadOnly(Csr.TDATA2, (hart, state) -> 0);
        table.defineReadOnly(Csr.TDATA3, (hart, state) -> 0);
        table.defineReadOnly(Csr.TINFO, (hart, state) -> 1);
    }

    private static void identity(CsrTable table) {
        table.defineReadOnly(Csr.MVENDORID, (hart, state) -> 0);
        table.defineReadOnly(Csr.MARCHID, (hart, state) -> 0);
        table.defineReadOnly(Csr.MIMPID, (hart, state) -> 0);
        table.defineReadOnly(Csr.MHARTID, (hart, state) -> hart.id());
        table.defineReadOnly(Csr.MCONFIGPTR, (hart, state) -> 0);
        table.defineReadOnly(Csr.MISA, (hart, state) -> hart.claims().misa);
    }

    private static long legalMpp(long old, long value) {
        long privilege = value >>> Status.MPP_SHIFT & 3;
        return (privilege == RESERVED_PRIVILEGE ? old : value) & Status.MPP;
    }

    private static void interrupts(CsrTable table) {
        table.define(
                Csr.MEDELEG,
                (hart, state) -> state.medeleg,
                (hart, state, value) -> state.medeleg = value & DELEGABLE & hart.claims().exceptions);
        table.define(Csr.MIDELEG, (hart, state) -> state.mideleg & hart.claims().interrupts, (hart, state, value) -> {
            state.mideleg = (value & Interrupt.SUPERVISOR) | Interrupt.ALWAYS_DELEGATED;
            hart.interruptsChanged();
        });
        table.define(
                Csr.MIE,
                (hart, state) -> state.mie,
                (hart, state, value) -> hart.mie(state, value & Interrupt.ALL & hart.claims().interrupts));
        // The line of SEIP is seen, but is not what CSRRS and CSRRC write back (Privileged ISA, "Machine Interrupt
        // Registers").
        table.define(
                Csr.MIP,
                new CsrTable.Row(
                        (hart, state) -> hart.pending(state),
                        (hart, state) -> (hart.pending(state) & ~Interrupt.SEIP) | (state.mip & Interrupt.SEIP),
                        MachineCsrs::writePending,
                        (hart, state, writes) -> CsrTable.ALLOWED));
    }

    private static void writePending(Hart hart, HartState state, long value) {
        boolean timerIsOurs = (state.menvcfg & EnvironmentConfiguration.STCE) != 0;
        long writable = timerIsOurs ? Interrupt.SUPERVISOR & ~Interrupt.STIP : Interrupt.SUPERVISOR;
        writable &= ~(state.mvien & Interrupt.SEIP); // the bit is mvip's alone then
        state.mip = CsrTable.merge(state.mip, value, writable);
        state.hvip = CsrTable.merge(state.hvip, value, Interrupt.VSSIP & hart.claims().interrupts);
        hart.interruptsChanged();
    }

    private static void protection(CsrTable table) {
        for (int first = 0; first < Pmp.ENTRIES; first += 8) {
            int entry = first;
            table.define(
                    Csr.PMPCFG0 + first / 4, (hart, state) -> Pmp.readConfig(state, entry), (hart, state, value) -> {
                        Pmp.writeConfig(state, entry, value);
                        hart.translationChanged();
                    });
        }
        for (int i = 0; i < Pmp.ENTRIES; i++) {
            int entry = i;
            table.define(Csr.PMPADDR0 + i, (hart, state) -> state.pmpaddr[entry], (hart, state, value) -> {
                Pmp.writeAddress(state, entry, value);
                hart.translationChanged();
            });
        }
    }
}
