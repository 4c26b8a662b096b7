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
                (csrs, state) -> state.mstatus | Status.SXL_64 | Status.UXL_64 | Status.dirty(state.mstatus),
                (csrs, state, value) -> csrs.mstatus(
                        state, (value & Status.MACHINE & csrs.claims.status) | legalMpp(state.mstatus, value)));
        table.define(
                Csr.MTVEC,
                (csrs, state) -> state.mtvec,
                (csrs, state, value) -> state.mtvec = SupervisorCsrs.vector(state.mtvec, value));
        table.define(Csr.MSCRATCH, (csrs, state) -> state.mscratch, (csrs, state, value) -> state.mscratch = value);
        table.define(
                Csr.MEPC,
                (csrs, state) -> state.mepc,
                (csrs, state, value) -> state.mepc = value & csrs.claims.instructionAddress);
        table.define(Csr.MCAUSE, (csrs, state) -> state.mcause, (csrs, state, value) -> state.mcause = value);
        table.define(Csr.MTVAL, (csrs, state) -> state.mtval, (csrs, state, value) -> state.mtval = value);
        table.define(Csr.MTVAL2, (csrs, state) -> state.mtval2, (csrs, state, value) -> state.mtval2 = value);
        table.define(Csr.MTINST, (csrs, state) -> state.mtinst, (csrs, state, value) -> state.mtinst = value);
        table.define(Csr.MENVCFG, (csrs, state) -> state.menvcfg, (csrs, state, value) -> {
            long writable = EnvironmentConfiguration.MACHINE & csrs.claims.environment;
            state.menvcfg = EnvironmentConfiguration.legal(state.menvcfg, value, writable);
            state.henvcfg = HypervisorCsrs.henvcfg(state);
            csrs.hart.translationChanged();
            csrs.hart.timersChanged();
        });
        interrupts(table);
        protection(table);
        triggers(table);
    }

    /** There are no triggers, which the first of them says ("tdata1.type" 0, "tinfo.info" 1): software that probes finds none. */
    private static void triggers(CsrTable table) {
        table.defineReadOnly(Csr.TSELECT, (csrs, state) -> 0);
        table.defineReadOnly(Csr.TDATA1, (csrs, state) -> 0);
        table.defineReadOnly(Csr.TDATA2, (csrs, state) -> 0);
        table.defineReadOnly(Csr.TDATA3, (csrs, state) -> 0);
        table.defineReadOnly(Csr.TINFO, (csrs, state) -> 1);
    }

    private static void identity(CsrTable table) {
        table.defineReadOnly(Csr.MVENDORID, (csrs, state) -> 0);
        table.defineReadOnly(Csr.MARCHID, (csrs, state) -> 0);
        table.defineReadOnly(Csr.MIMPID, (csrs, state) -> 0);
        table.defineReadOnly(Csr.MHARTID, (csrs, state) -> csrs.hart.id());
        table.defineReadOnly(Csr.MCONFIGPTR, (csrs, state) -> 0);
        table.defineReadOnly(Csr.MISA, (csrs, state) -> csrs.claims.misa);
    }

    private static long legalMpp(long old, long value) {
        long privilege = value >>> Status.MPP_SHIFT & 3;
        return (privilege == RESERVED_PRIVILEGE ? old : value) & Status.MPP;
    }

    private static void interrupts(CsrTable table) {
        table.define(
                Csr.MEDELEG,
                (csrs, state) -> state.medeleg,
                (csrs, state, value) -> state.medeleg = value & DELEGABLE & csrs.claims.exceptions);
        table.define(Csr.MIDELEG, (csrs, state) -> state.mideleg & csrs.claims.interrupts, (csrs, state, value) -> {
            state.mideleg = (value & Interrupt.SUPERVISOR) | Interrupt.ALWAYS_DELEGATED;
            csrs.hart.interruptsChanged();
        });
        table.define(
                Csr.MIE,
                (csrs, state) -> state.mie,
                (csrs, state, value) -> csrs.mie(state, value & Interrupt.ALL & csrs.claims.interrupts));
        // The line of SEIP is seen, but is not what CSRRS and CSRRC write back (Privileged ISA, "Machine Interrupt
        // Registers").
        table.define(
                Csr.MIP,
                new CsrTable.Row(
                        (csrs, state) -> csrs.pending(state),
                        (csrs, state) -> (csrs.pending(state) & ~Interrupt.SEIP) | (state.mip & Interrupt.SEIP),
                        MachineCsrs::writePending,
                        (csrs, state, writes) -> CsrTable.ALLOWED));
    }

    private static void writePending(Csrs csrs, HartState state, long value) {
        boolean timerIsOurs = (state.menvcfg & EnvironmentConfiguration.STCE) != 0;
        long writable = timerIsOurs ? Interrupt.SUPERVISOR & ~Interrupt.STIP : Interrupt.SUPERVISOR;
        writable &= ~(state.mvien & Interrupt.SEIP); // the bit is mvip's alone then
        state.mip = CsrTable.merge(state.mip, value, writable);
        state.hvip = CsrTable.merge(state.hvip, value, Interrupt.VSSIP & csrs.claims.interrupts);
        csrs.hart.interruptsChanged();
    }

    private static void protection(CsrTable table) {
        for (int first = 0; first < Pmp.ENTRIES; first += 8) {
            int entry = first;
            table.define(
                    Csr.PMPCFG0 + first / 4, (csrs, state) -> Pmp.readConfig(state, entry), (csrs, state, value) -> {
                        Pmp.writeConfig(state, entry, value);
                        csrs.hart.translationChanged();
                    });
        }
        for (int i = 0; i < Pmp.ENTRIES; i++) {
            int entry = i;
            table.define(Csr.PMPADDR0 + i, (csrs, state) -> state.pmpaddr[entry], (csrs, state, value) -> {
                Pmp.writeAddress(state, entry, value);
                csrs.hart.translationChanged();
            });
        }
    }
}
