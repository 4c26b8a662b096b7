// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.vmm.instance;

import java.util.ArrayList;
import java.util.List;

/** Which parts of a range of addresses are free, for a handful of parts. */
final class FreeMemory {
    /** There is no such part. */
    static final long NONE = -1;

    private record Range(long start, long end) {
        boolean meets(long from, long to) {
            return from < end && to > start;
        }
    }

    private final long start;
    private final List<Range> taken = new ArrayList<>();

    /** The {@code size} bytes at {@code start} are free; their end is no negative number. */
    FreeMemory(long start, long size) {
        this.start = start;
        taken.add(new Range(start + size, Long.MAX_VALUE));
    }

    /** Takes a part, whether it was free or not. */
    void take(long from, long size) {
        taken.add(new Range(from, from + size));
    }

    /** Takes the highest free part of {@code size} bytes whose address is a multiple of {@code alignment}, and returns its address or {@link #NONE}. */
    long takeHighest(long size, long alignment) {
        long best = NONE;
        for (Range above : taken) {
            // The highest free part ends, but for its alignment, where a taken one starts.
            long from = Math.floorDiv(above.start - size, alignment) * alignment;
            if (from >= start && from > best && taken.stream().noneMatch(range -> range.meets(from, from + size))) {
                best = from;
            }
        }
        if (best != NONE) {
            take(best, size);
        }
        return best;
    }
}
