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
        table.define(Csr.HSTATUS, (hart, state) -> state.hstatus | Hstatus.VSXL_64, (hart, state, value) -> {
            state.hstatus = Hstatus.legal(state.hstatus, value, hart.imsic().guests());
            hart.contextChanged();
            hart.interruptsChanged();
        });
        table.define(
                Csr.HEDELEG, (hart, state) -> state.hedeleg, (hart, state, value) -> state.hedeleg = value & DELEGABLE);
        table.define(Csr.HIDELEG, (hart, state) -> state.hideleg, (hart, state, value) -> {
            state.hideleg = value & (Interrupt.VIRTUAL_SUPERVISOR | (state.mvien & Interrupt.LOCAL));
            hart.interruptsChanged();
        });
        table.define(
                Csr.HIE,
                (hart, state) -> state.mie & seen(hart),
                (hart, state, value) -> hart.mie(state, CsrTable.merge(state.mie, value, seen(hart))));
        table.define(
                Csr.HIP,
                (hart, state) -> hart.pending(state) & seen(hart),
                (hart, state, value) -> inject(hart, state, value, Interrupt.VSSIP));
        table.define(
                Csr.HVIP,
                (hart, state) -> state.hvip,
                (hart, state, value) -> inject(hart, state, value, Interrupt.VIRTUAL_SUPERVISOR | hart.claims().local));
        table.define(Csr.HGEIE, (hart, state) -> state.hgeie, (hart, state, value) -> {
            state.hgeie = value & implemented(hart.imsic().guests());
            hart.interruptsChanged();
        });
        table.defineReadOnly(Csr.HGEIP, (hart, state) -> hart.interrupts().guests());
        table.define(Csr.HTIMEDELTA, (hart, state) -> state.htimedelta, (hart, state, value) -> {
            state.htimedelta = value;
            hart.timersChanged();
        });
        table.define(Csr.HTVAL, (hart, state) -> state.htval, (hart, state, value) -> state.htval = value);
        table.define(Csr.HTINST, (hart, state) -> state.htinst, (hart, state, value) -> state.htinst = value);
        table.define(Csr.HENVCFG, (hart, state) -> henvcfg(state), (hart, state, value) -> {
            state.henvcfg = EnvironmentConfiguration.legal(
                    state.henvcfg, value, henvcfgWritable(state) & hart.claims().environment);
            hart.translationChanged();
            hart.timersChanged();
        });
        table.define(
                Csr.HGATP,
                (hart, state) -> state.hgatp,
                (hart, state, value) -> {
                    state.hgatp = legalHgatp(state.hgatp, value);
                    hart.contextChanged();
                },
                (hart, state, writes) -> guardHgatp(state));
    }

    /** The interrupts that hip and hie show. */
    private static long seen(Hart hart) {
        return Interrupt.ALWAYS_DELEGATED & hart.claims().interrupts;
    }

    /** Bits of hgeie and hgeip that exist: from 1 to the number of guest files. */
    private static long implemented(int guests) {
        return guests == IncomingMsiController.MAX_GUESTS ? -2 : (2L << guests) - 2;
    }

    private static void inject(Hart hart, HartState state, long value, long writable) {
        state.hvip = CsrTable.merge(state.hvip, value, writable);
        hart.interruptsChanged();
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
