// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

import java.util.OptionalLong;

/**
 * The CSRs of one hart: what the rows of the {@link CsrTable} work with. Most values are in the {@link HartState}; some the hart
 * itself has (its interrupts, the time, what it claims to be), and it is told what a write changes.
 */
public final class Csrs {
    final Hart hart;
    /** What software finds of the architecture. */
    final Claims claims;

    final IncomingMsiController imsic;
    final Interrupts interrupts;
    private final Clock clock;
    private final Timers timers;

    Csrs(Hart hart, Claims claims, IncomingMsiController imsic, Interrupts interrupts, Clock clock, Timers timers) {
        this.hart = hart;
        this.claims = claims;
        this.imsic = imsic;
        this.interrupts = interrupts;
        this.clock = clock;
        this.timers = timers;
    }

    /** What software with all privileges would read from a CSR; empty if there is none of that number. Only while nothing runs. */
    public OptionalLong read(HartState state, int number) {
        CsrTable.Row row = CsrTable.TABLE.row(number);
        return row == null ? OptionalLong.empty() : OptionalLong.of(row.read().of(this, state));
    }

    /** Writes to a CSR as software with all privileges would; does nothing if there is none. Only while nothing runs. */
    public void write(HartState state, int number, long value) {
        CsrTable.Row row = CsrTable.TABLE.row(number);
        if (row != null) {
            row.write().to(this, state, value);
        }
    }

    void mstatus(HartState state, long value) {
        long changed = state.mstatus ^ value;
        state.mstatus = value;
        if ((changed & (Status.SUM | Status.MXR | Status.MPRV | Status.MPP | Status.MPV)) != 0) {
            hart.contextChanged();
        }
        if ((changed & value & (Status.SIE | Status.MIE)) != 0) {
            hart.interruptsChanged();
        }
    }

    void vsstatus(HartState state, long value) {
        long changed = state.vsstatus ^ value;
        state.vsstatus = value;
        if ((changed & (Status.SUM | Status.MXR)) != 0) {
            hart.contextChanged();
        }
        if ((changed & value & Status.SIE) != 0) {
            hart.interruptsChanged();
        }
    }

    void mie(HartState state, long value) {
        state.mie = value;
        hart.interruptsChanged();
    }

    /** mip as of now. */
    long pending(HartState state) {
        return interruptsNow(state).pending(state);
    }

    /** What is pending, with timers as of now. */
    Interrupts interruptsNow(HartState state) {
        timers.look(state);
        return interrupts;
    }

    long time() {
        return clock.time();
    }
}
