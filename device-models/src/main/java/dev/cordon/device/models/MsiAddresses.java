// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.device.models;

import java.util.List;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Where an APLIC sends MSIs, as M-mode configures it in the root domain (AIA, "Machine MSI address configuration", "Supervisor MSI
 * address configuration", "Addresses and data for outgoing MSIs").
 */
public final class MsiAddresses {
    /** Offsets of the registers, in the order of {@link #registers}. */
    static final int FIRST = 0x1bc0;

    static final int END = 0x1bd0;

    // Each base is followed by its high half.
    private static final int MACHINE = 0;
    private static final int MACHINE_HIGH = 1;
    private static final int SUPERVISOR = 2;

    private static final int LOCKED = 1 << 31;
    private static final List<Integer> WRITABLE = List.of(-1, 0x9f77_ffff, -1, 0x0070_0fff);

    private final int[] registers = new int[4];

    /** Addresses that nobody has configured. */
    public MsiAddresses() {}

    int read(int offset) {
        return registers[(offset - FIRST) / 4];
    }

    void write(int offset, int value) {
        if ((registers[MACHINE_HIGH] & LOCKED) == 0) {
            int register = (offset - FIRST) / 4;
            registers[register] = value & WRITABLE.get(register);
        }
    }

    /** The address of the file of M-mode of a hart, by its index. */
    public long machine(int hart) {
        return page(MACHINE, hart) << 12;
    }

    /** The address of the file of S-mode of a hart, or of one of its guest files. */
    public long supervisor(int hart, int guest) {
        return (page(SUPERVISOR, hart) | guest) << 12;
    }

    private long page(int level, int hart) {
        int high = registers[MACHINE_HIGH];
        int groupShift = (high >>> 24 & 0x1f) + 12;
        int groupBits = high >>> 16 & 7;
        int hartBits = high >>> 12 & 0xf;
        int hartShift = registers[level + 1] >>> 20 & 7;
        long group = hart >>> hartBits & ((1L << groupBits) - 1);
        long inGroup = hart & ((1L << hartBits) - 1);
        long base = (registers[level + 1] & 0xfffL) << 32 | Integer.toUnsignedLong(registers[level]);
        return base | group << groupShift | inGroup << hartShift;
    }

    void save(LongConsumer writer) {
        for (int register : registers) {
            writer.accept(register);
        }
    }

    void restore(LongSupplier reader) {
        for (int register = 0; register < registers.length; register++) {
            registers[register] = (int) reader.getAsLong() & WRITABLE.get(register);
        }
    }
}
