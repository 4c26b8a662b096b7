// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

/**
 * Physical memory protection (Privileged ISA, "Physical Memory Protection"): 16 entries with a grain of 4 KiB, so that a page is
 * allowed or forbidden as a whole and a TLB entry can hold the answer. NA4 cannot be selected at this grain.
 */
final class Pmp {
    static final int ENTRIES = 16;

    private static final int LOCKED = 0x80;
    private static final int MODE = 0x18;
    private static final int OFF = 0;
    private static final int TOR = 1 << 3;
    private static final int NA4 = 2 << 3;
    private static final int NAPOT = 3 << 3;
    private static final int WRITABLE = LOCKED | MODE | Permission.ALL;

    private static final long ADDRESS_BITS = (1L << 54) - 1;
    /** pmpaddr holds bits 55:2 of an address; within a grain of 4096 bytes there are 10 of them. */
    private static final long GRAIN = (1 << 10) - 1;

    private Pmp() {}

    /** What an access at a privilege level may do at a physical address. */
    static int permissions(HartState state, long physicalAddress, int privilege) {
        long granule = physicalAddress >>> 12;
        for (int i = 0; i < ENTRIES; i++) {
            int config = state.pmpcfg[i];
            if ((config & MODE) != OFF && covers(state, i, config, granule)) {
                boolean bound = privilege != Privilege.MACHINE || (config & LOCKED) != 0;
                return bound ? config & Permission.ALL : Permission.ALL;
            }
        }
        return privilege == Privilege.MACHINE ? Permission.ALL : 0;
    }

    private static boolean covers(HartState state, int i, int config, long granule) {
        long address = state.pmpaddr[i];
        if ((config & MODE) == TOR) {
            long below = i == 0 ? 0 : state.pmpaddr[i - 1] >>> 10;
            return granule >= below && granule < address >>> 10;
        }
        long ones = address | GRAIN >>> 1; // NAPOT: the trailing ones give the size
        long range = (ones ^ ones + 1) >>> 10;
        return (granule & ~range) == (address >>> 10 & ~range);
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
                state.pmpcfg[first + i] = (byte) legal(old, (int) (value >>> (8 * i)) & WRITABLE);
            }
        }
    }

    private static int legal(int old, int written) {
        int value = (written & MODE) == NA4 ? (written & ~MODE) | (old & MODE) : written;
        boolean writeOnly = (value & (Permission.READ | Permission.WRITE)) == Permission.WRITE;
        return writeOnly ? value & ~Permission.WRITE : value; // a reserved combination
    }

    /** Reads pmpaddr: bits below the grain are ones in NAPOT mode, zeros in the others. */
    static long readAddress(HartState state, int i) {
        long address = state.pmpaddr[i];
        return (state.pmpcfg[i] & MODE) == NAPOT ? address | GRAIN >>> 1 : address & ~GRAIN;
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
