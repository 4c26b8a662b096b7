// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

import dev.cordon.machine.isa.Csr;

/** CSRs that the H extension gives to HS-mode to run guests. GEILEN is the number of guest files of the IMSIC. */
final class HypervisorCsrs {
    /** Exceptions that may be delegated to VS-mode: not calls from S-mode or above, not what only two-stage translation raises. */
    private static final long DELEGABLE = 1L << Cause.INSTRUCTION_ADDRESS_MISALIGNED
            | 1L << Cause.INSTRUCTION_ACCESS_FAULT
            | 1L << Cause.ILLEGAL_INSTRUCTION
            | 1L << Cause.BREAKPOINT
            | 1L << Cause.LOAD_ADDRESS_MISALIGNED
            | 1L << Cause.LOAD_ACCESS_FAULT
            | 1L << Cause.STORE_ADDRESS_MISALIGNED
            | 1L << Cause.STORE_ACCESS_FAULT
            | 1L << Cause.ECALL_FROM_U
            | 1L << Cause.INSTRUCTION_PAGE_FAULT
            | 1L << Cause.LOAD_PAGE_FAULT
            | 1L << Cause.STORE_PAGE_FAULT;

    private static final int MODE_SHIFT = 60;
    /** VMID of 14 bits, and a root page number that is a multiple of four. */
    private static final long VMID_AND_ROOT = (1L << 58) - 4;

    private HypervisorCsrs() {}

    static void define(CsrTable table) {
        table.define(Csr.HSTATUS, (csrs, state) -> state.hstatus | Hstatus.VSXL_64, (csrs, state, value) -> {
            state.hstatus = Hstatus.legal(state.hstatus, value, csrs.imsic.guests());
            csrs.hart.contextChanged();
            csrs.hart.interruptsChanged();
        });
        table.define(
                Csr.HEDELEG, (csrs, state) -> state.hedeleg, (csrs, state, value) -> state.hedeleg = value & DELEGABLE);
        table.define(Csr.HIDELEG, (csrs, state) -> state.hideleg, (csrs, state, value) -> {
            state.hideleg = value & (Interrupt.VIRTUAL_SUPERVISOR | (state.mvien & Interrupt.LOCAL));
            csrs.hart.interruptsChanged();
        });
        table.define(
                Csr.HIE,
                (csrs, state) -> state.mie & seen(csrs),
                (csrs, state, value) -> csrs.mie(state, CsrTable.merge(state.mie, value, seen(csrs))));
        table.define(
                Csr.HIP,
                (csrs, state) -> csrs.pending(state) & seen(csrs),
                (csrs, state, value) -> inject(csrs, state, value, Interrupt.VSSIP));
        table.define(
                Csr.HVIP,
                (csrs, state) -> state.hvip,
                (csrs, state, value) -> inject(csrs, state, value, Interrupt.VIRTUAL_SUPERVISOR | csrs.claims.local));
        table.define(Csr.HGEIE, (csrs, state) -> state.hgeie, (csrs, state, value) -> {
            state.hgeie = value & implemented(csrs.imsic.guests());
            csrs.hart.interruptsChanged();
        });
        table.defineReadOnly(Csr.HGEIP, (csrs, state) -> csrs.interrupts.guests());
        table.define(Csr.HTIMEDELTA, (csrs, state) -> state.htimedelta, (csrs, state, value) -> {
            state.htimedelta = value;
            csrs.hart.timersChanged();
        });
        table.define(Csr.HTVAL, (csrs, state) -> state.htval, (csrs, state, value) -> state.htval = value);
        table.define(Csr.HTINST, (csrs, state) -> state.htinst, (csrs, state, value) -> state.htinst = value);
        table.define(Csr.HENVCFG, (csrs, state) -> henvcfg(state), (csrs, state, value) -> {
            state.henvcfg = EnvironmentConfiguration.legal(
                    state.henvcfg, value, henvcfgWritable(state) & csrs.claims.environment);
            csrs.hart.translationChanged();
            csrs.hart.timersChanged();
        });
        table.define(
                Csr.HGATP,
                (csrs, state) -> state.hgatp,
                (csrs, state, value) -> {
                    state.hgatp = legalHgatp(state.hgatp, value);
                    csrs.hart.contextChanged();
                },
                (csrs, state, writes) -> guardHgatp(state));
    }

    /** The interrupts that hip and hie show. */
    private static long seen(Csrs csrs) {
        return Interrupt.ALWAYS_DELEGATED & csrs.claims.interrupts;
    }

    /** Bits of hgeie and hgeip that exist: from 1 to the number of guest files. */
    private static long implemented(int guests) {
        return guests == IncomingMsiController.MAX_GUESTS ? -2 : (2L << guests) - 2;
    }

    private static void inject(Csrs csrs, HartState state, long value, long writable) {
        state.hvip = CsrTable.merge(state.hvip, value, writable);
        csrs.hart.interruptsChanged();
    }

    /** What menvcfg does not enable reads as zero here. */
    static long henvcfg(HartState state) {
        return state.henvcfg & henvcfgWritable(state);
    }

    private static long henvcfgWritable(HartState state) {
        return EnvironmentConfiguration.SUPERVISOR | (state.menvcfg & EnvironmentConfiguration.MACHINE);
    }

    /** Other than satp's, a write with an unsupported mode takes effect but for the mode. */
    private static long legalHgatp(long old, long value) {
        long mode = SupervisorCsrs.isSupported(value) ? value >>> MODE_SHIFT : old >>> MODE_SHIFT;
        return mode << MODE_SHIFT | (value & VMID_AND_ROOT);
    }

    private static int guardHgatp(HartState state) {
        boolean trapped =
                state.privilege == Privilege.SUPERVISOR && !state.virtual && (state.mstatus & Status.TVM) != 0;
        return trapped ? Cause.ILLEGAL_INSTRUCTION : CsrTable.ALLOWED;
    }
}
