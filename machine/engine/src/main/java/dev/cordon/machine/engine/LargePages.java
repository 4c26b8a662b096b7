// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

/**
 * Where a {@link Tlb} has pages larger than 4 KiB: a few ranges, which may take in more than that. Fences for one address have to know, since such a page has many entries. Kernels map RAM and themselves by large
 * pages, and have small ones between, which they map and fence all the time.
 */
final class LargePages {
    private static final int MOST = 4;

    private final long[] first = new long[MOST];
    private final long[] last = new long[MOST];
    private int count;

    void clear() {
        count = 0;
    }

    /** Whether an address may lie in a large page. */
    boolean mayHold(long address) {
        for (int i = 0; i < count; i++) {
            if (address >= first[i] && address <= last[i]) {
                return true;
            }
        }
        return false;
    }

    /** Adds the page of an address, of 2^{@code shift} bytes. */
    void add(long address, int shift) {
        long start = address & -(1L << shift);
        long end = start | (1L << shift) - 1;
        int range = nearest(start, end);
        if (count < MOST && (count == 0 || growth(range, start, end) > end - start + 1)) {
            first[count] = start;
            last[count] = end;
            count++;
        } else {
            first[range] = Math.min(first[range], start);
            last[range] = Math.max(last[range], end);
        }
    }

    /** The range that has to grow least to take in a page. */
    private int nearest(long start, long end) {
        int nearest = 0;
        for (int i = 1; i < count; i++) {
            if (growth(i, start, end) < growth(nearest, start, end)) {
                nearest = i;
            }
        }
        return nearest;
    }

    private long growth(int range, long start, long end) {
        return Math.max(last[range], end) - Math.min(first[range], start) - (last[range] - first[range]);
    }
}
