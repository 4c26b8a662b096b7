// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

import org.jspecify.annotations.Nullable;

/**
 * The CSRs that a hart has, by number: how each is read, what a write makes of the value (WARL), and who may access it beyond what
 * its number says. One table for all harts.
 */
final class CsrTable {
    /** The value of a CSR. */
    @FunctionalInterface
    interface Read {
        long of(Csrs csrs, HartState state);
    }

    /** What writing a value does. */
    @FunctionalInterface
    interface Write {
        void to(Csrs csrs, HartState state, long value);
    }

    /** A condition on access, beside privilege and read-only numbers. */
    @FunctionalInterface
    interface Guard {
        /** {@link #ALLOWED}, {@link Cause#ILLEGAL_INSTRUCTION} or {@link Cause#VIRTUAL_INSTRUCTION}; {@code writes}: not only a read. */
        int check(Csrs csrs, HartState state, boolean writes);
    }

    /**
     * One CSR.
     *
     * @param modified what CSRRS and CSRRC change the bits of; differs from {@code read} where a bit that is read is not all that
     *     a write changes (mip.SEIP)
     */
    record Row(Read read, Read modified, Write write, Guard guard) {}

    /** The answer of a guard that has nothing against it. */
    static final int ALLOWED = 0;

    private static final int NUMBERS = 4096;
    private static final Write IGNORED = (csrs, state, value) -> {};
    private static final Guard OPEN = (csrs, state, writes) -> ALLOWED;

    static final CsrTable TABLE = new CsrTable(); // after what its definitions use

    private final @Nullable Row[] rows = new @Nullable Row[NUMBERS];

    private CsrTable() {
        FloatCsrs.define(this);
        CounterCsrs.define(this);
        SupervisorCsrs.define(this);
        HypervisorCsrs.define(this);
        GuestCsrs.define(this);
        MachineCsrs.define(this);
        IndirectCsrs.define(this);
        TopInterruptCsrs.define(this);
        VirtualInterruptCsrs.define(this);
    }

    /** The CSR of a number, null if there is none. */
    @Nullable
    Row row(int number) {
        return rows[number];
    }

    /** The value of a register of which a write changes some bits only. */
    static long merge(long old, long value, long writable) {
        return (old & ~writable) | (value & writable);
    }

    void define(int number, Read read, Write write) {
        define(number, read, write, OPEN);
    }

    void define(int number, Read read, Write write, Guard guard) {
        define(number, new Row(read, read, write, guard));
    }

    void define(int number, Row row) {
        if (rows[number] != null) {
            throw new AssertionError("CSR " + Integer.toHexString(number) + " is defined twice");
        }
        rows[number] = row;
    }

    /** A CSR, or one whose writes have no effect. */
    void defineReadOnly(int number, Read read) {
        define(number, read, IGNORED);
    }

    void defineReadOnly(int number, Read read, Guard guard) {
        define(number, read, IGNORED, guard);
    }
}
