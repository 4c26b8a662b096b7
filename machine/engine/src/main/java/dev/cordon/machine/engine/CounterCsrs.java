// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

import dev.cordon.machine.isa.Csr;

/**
 * Counters (Zicntr, Zihpm; Privileged ISA, "Hardware Performance Monitor", "Counter-Enable"). A cycle is a retired instruction. The
 * counters of events are zero.
 */
final class CounterCsrs {
    private static final int CY = 0;
    private static final int TM = 1;
    private static final int IR = 2;
    private static final int FIRST_EVENT = 3;
    private static final int LAST_EVENT = 31;
    /** Counters that mcountinhibit can stop; time is not one. */
    private static final long INHIBITABLE = 1L << CY | 1L << IR;

    private CounterCsrs() {}

    static void define(CsrTable table) {
        table.defineReadOnly(Csr.CYCLE, (csrs, state) -> cycle(state), (csrs, state, writes) -> guard(state, CY));
        table.defineReadOnly(Csr.TIME, (csrs, state) -> time(csrs, state), (csrs, state, writes) -> guard(state, TM));
        table.defineReadOnly(Csr.INSTRET, (csrs, state) -> instret(state), (csrs, state, writes) -> guard(state, IR));
        table.define(
                Csr.MCYCLE,
                (csrs, state) -> cycle(state),
                (csrs, state, value) -> state.mcycle = value - base(state, CY));
        table.define(
                Csr.MINSTRET,
                (csrs, state) -> instret(state),
                (csrs, state, value) -> state.minstret = value - base(state, IR));
        table.define(
                Csr.MCOUNTINHIBIT, (csrs, state) -> state.mcountinhibit, (csrs, state, value) -> inhibit(state, value));
        for (int i = FIRST_EVENT; i <= LAST_EVENT; i++) {
            int counter = i;
            table.defineReadOnly(
                    Csr.HPMCOUNTER3 + i - FIRST_EVENT,
                    (csrs, state) -> 0,
                    (csrs, state, writes) -> guard(state, counter));
            table.defineReadOnly(Csr.MHPMCOUNTER3 + i - FIRST_EVENT, (csrs, state) -> 0);
            table.defineReadOnly(Csr.MHPMEVENT3 + i - FIRST_EVENT, (csrs, state) -> 0);
        }
        define(
                table,
                Csr.MCOUNTEREN,
                (csrs, state) -> state.mcounteren,
                (csrs, state, value) -> state.mcounteren = value);
        define(
                table,
                Csr.SCOUNTEREN,
                (csrs, state) -> state.scounteren,
                (csrs, state, value) -> state.scounteren = value);
        define(
                table,
                Csr.HCOUNTEREN,
                (csrs, state) -> state.hcounteren,
                (csrs, state, value) -> state.hcounteren = value);
    }

    /** The counter-enable registers are 32 bits wide. */
    private static void define(CsrTable table, int number, CsrTable.Read read, CsrTable.Write write) {
        table.define(number, read, (csrs, state, value) -> write.to(csrs, state, value & 0xffff_ffffL));
    }

    private static long cycle(HartState state) {
        return inhibited(state, CY) ? state.mcycle : state.mcycle + state.retired;
    }

    private static long instret(HartState state) {
        return inhibited(state, IR) ? state.minstret : state.minstret + state.retired;
    }

    private static long time(Csrs csrs, HartState state) {
        return csrs.time() + (state.virtual ? state.htimedelta : 0);
    }

    private static boolean inhibited(HartState state, int counter) {
        return (state.mcountinhibit >>> counter & 1) != 0;
    }

    /** What the counter adds to its stored value: a value that is written is what the next instruction reads. */
    private static long base(HartState state, int counter) {
        return inhibited(state, counter) ? 0 : state.retired + 1;
    }

    private static void inhibit(HartState state, long value) {
        long cycle = state.mcycle + base(state, CY);
        long instret = state.minstret + base(state, IR);
        state.mcountinhibit = value & INHIBITABLE;
        state.mcycle = cycle - base(state, CY);
        state.minstret = instret - base(state, IR);
    }

    /** Whether less privileged modes may read a counter. */
    static int guard(HartState state, int counter) {
        if (state.privilege == Privilege.MACHINE) {
            return CsrTable.ALLOWED;
        }
        if ((state.mcounteren >>> counter & 1) == 0) {
            return Cause.ILLEGAL_INSTRUCTION;
        }
        if (state.virtual && (state.hcounteren >>> counter & 1) == 0) {
            return Cause.VIRTUAL_INSTRUCTION;
        }
        if (state.privilege == Privilege.USER && (state.scounteren >>> counter & 1) == 0) {
            return state.virtual ? Cause.VIRTUAL_INSTRUCTION : Cause.ILLEGAL_INSTRUCTION;
        }
        return CsrTable.ALLOWED;
    }

    /** Whether stimecmp or vstimecmp may be accessed (Sstc), which goes with the right to see the time. */
    static int guardTimer(HartState state, boolean asGuest) {
        if (state.privilege == Privilege.MACHINE) {
            return CsrTable.ALLOWED;
        }
        boolean time = (state.mcounteren >>> TM & 1) != 0;
        if (!time || (state.menvcfg & EnvironmentConfiguration.STCE) == 0) {
            return Cause.ILLEGAL_INSTRUCTION;
        }
        boolean guestTime = (state.hcounteren >>> TM & 1) != 0;
        boolean guestTimer = (state.henvcfg & EnvironmentConfiguration.STCE) != 0;
        return asGuest && state.virtual && !(guestTime && guestTimer) ? Cause.VIRTUAL_INSTRUCTION : CsrTable.ALLOWED;
    }
}
