// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import dev.cordon.machine.engine.Bus;
import dev.cordon.machine.engine.BusError;
import dev.cordon.machine.platform.AddressMap;

/** The machine's PLIC (PLIC specification 1.0.0) as the pCPUs use it: each the context of its hart's S-mode. */
final class InterruptController {
    private static final long ENABLES = AddressMap.PLIC + 0x2000;
    private static final long ENABLES_STRIDE = 0x80;
    private static final long CONTEXTS = AddressMap.PLIC + 0x20_0000;
    private static final long CONTEXTS_STRIDE = 0x1000;
    private static final long CLAIM = 4;

    private final Bus bus;

    InterruptController(Bus bus) {
        this.bus = bus;
    }

    /** From now on the line interrupts {@code pcpu}. */
    void enable(int pcpu, int line) {
        write(AddressMap.PLIC + 4L * line, 1);
        long word = enables(pcpu, line);
        write(word, read(word) | bit(line));
    }

    /** From now on the line does not interrupt {@code pcpu}. */
    void disable(int pcpu, int line) {
        long word = enables(pcpu, line);
        write(word, read(word) & ~bit(line));
    }

    /** The line that interrupts {@code pcpu}, which is masked from now until {@link #complete}; 0 if there is none. */
    int claim(int pcpu) {
        return (int) read(context(pcpu) + CLAIM);
    }

    /** Unmasks a line that {@code pcpu} has claimed. */
    void complete(int pcpu, int line) {
        write(context(pcpu) + CLAIM, line);
    }

    private static long enables(int pcpu, int line) {
        return ENABLES + (2L * pcpu + 1) * ENABLES_STRIDE + (line / Integer.SIZE) * 4L;
    }

    private static long bit(int line) {
        return 1L << (line % Integer.SIZE);
    }

    private static long context(int pcpu) {
        return CONTEXTS + (2L * pcpu + 1) * CONTEXTS_STRIDE;
    }

    private long read(long register) {
        try {
            return bus.read(register, Integer.BYTES);
        } catch (BusError e) {
            throw noController(e);
        }
    }

    private void write(long register, long value) {
        try {
            bus.write(register, Integer.BYTES, value);
        } catch (BusError e) {
            throw noController(e);
        }
    }

    private static IllegalStateException noController(BusError cause) {
        return new IllegalStateException("the machine has no PLIC where it should be", cause);
    }
}
