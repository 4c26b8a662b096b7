// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

/**
 * Physical memory protection (Privileged ISA, "Physical Memory Protection"): 16 entries with a grain of 4 bytes. A TLB entry can
 * only speak for a page that is allowed or forbidden {@linkplain #isUniform as a whole}.
 */
final class Pmp {
    static final int ENTRIES = 16;

    private static final int LOCKED = 0x80;
    private static final int MODE = 0x18;
    private static final int OFF = 0;
    private static final int TOR = 1 << 3;
    private static final int NA4 = 2 << 3;
    private static final int WRITABLE = LOCKED | MODE | Permission.ALL;

    /** pmpaddr holds bits 55:2 of an address. */
    private static final int ADDRESS_SHIFT = 2;

    private static final long ADDRESS_BITS = (1L << 54) - 1;
    private static final long PAGE = 4096;

    // What an entry has in common with a range of addresses.
    private static final int NOTHING = 0;
    private static final int PART = 1;
    private static final int WHOLE = 2;

    private Pmp() {}

    /**
     * What an access of {@code size} bytes at a privilege level may do at a physical address: nothing if the first entry that matches
     * one of its bytes does not match all.
     */
    static int permissions(HartState state, long physicalAddress, long size, int privilege) {
        for (int i = 0; i < ENTRIES; i++) {
            int match = match(state, i, physicalAddress, size);
            if (match == PART) {
                return 0;
            }
            if (match == WHOLE) {
                int config = state.pmpcfg[i];
                boolean bound = privilege != Privilege.MACHINE || (config & LOCKED) != 0;
                return bound ? config & Permission.ALL : Permission.ALL;
            }
        }
        return privilege == Privilege.MACHINE ? Permission.ALL : 0;
    }

    /** Whether all accesses within the page of a physical address have the same permissions. */
    static boolean isUniform(HartState state, long physicalAddress) {
        int match = NOTHING;
        for (int i = 0; i < ENTRIES && match == NOTHING; i++) {
            match = match(state, i, physicalAddress & -PAGE, PAGE);
        }
        return match != PART;
    }

    private static int match(HartState state, int i, long physicalAddress, long size) {
        int mode = state.pmpcfg[i] & MODE;
        if (mode == OFF) {
            return NOTHING;
        }
        long address = state.pmpaddr[i];
        long bottom; // in units of pmpaddr, as is the top
        long top;
        if (mode == TOR) {
            bottom = i == 0 ? 0 : state.pmpaddr[i - 1];
            top = address;
        } else {
            long range = mode == NA4 ? 0 : address ^ address + 1; // NAPOT: the trailing ones give the size
            bottom = address & ~range;
            top = bottom + range + 1;
        }
        long first = physicalAddress >>> ADDRESS_SHIFT;
        long last = (physicalAddress + size - 1) >>> ADDRESS_SHIFT;
        if (bottom >= top || last < bottom || first >= top) {
            return NOTHING;
        }
        return first >= bottom && last < top ? WHOLE : PART;
    }

    /** Reads pmpcfg0 (first = 0) or pmpcfg2 (first = 8). */
    static long readConfig(HartState state, int first) {
        long value = 0;
        for (int i = 0; i < 8; i++) {
            value |= (state.pmpcfg[first + i] & 0xffL) << (8 * i);
        }
        return value;
    }

    static void writeConfig(HartState state, int first, long value) {
        for (int i = 0; i < 8; i++) {
            int old = state.pmpcfg[first + i];
            if ((old & LOCKED) == 0) {
                state.pmpcfg[first + i] = (byte) legal((int) (value >>> (8 * i)) & WRITABLE);
            }
        }
    }

    private static int legal(int written) {
        boolean writeOnly = (written & (Permission.READ | Permission.WRITE)) == Permission.WRITE;
        return writeOnly ? written & ~Permission.WRITE : written; // a reserved combination
    }

    static void writeAddress(HartState state, int i, long value) {
        boolean locked = (state.pmpcfg[i] & LOCKED) != 0;
        int next = i + 1 < ENTRIES ? state.pmpcfg[i + 1] : 0;
        boolean bottomOfLocked = (next & LOCKED) != 0 && (next & MODE) == TOR;
        if (!locked && !bottomOfLocked) {
            state.pmpaddr[i] = value & ADDRESS_BITS;
        }
    }
}
