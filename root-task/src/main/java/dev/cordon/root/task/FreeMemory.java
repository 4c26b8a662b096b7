// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.root.task;

import dev.cordon.microhypervisor.abi.BootInfo;
import java.util.ArrayList;
import java.util.List;

/** The RAM that nobody has yet. It is zero, and mapped in the root task at its physical address. What is given out never comes back. */
final class FreeMemory {

    /** The unit of memory in bytes. */
    static final long PAGE = 4096;

    /** A range from {@code next} to {@code end}. */
    private static final class Range {
        private long next;
        private final long end;

        Range(long start, long end) {
            this.next = start;
            this.end = end;
        }
    }

    private final List<Range> ranges = new ArrayList<>();

    FreeMemory(BootInfo info) {
        for (int i = 0; i < info.count(BootInfo.FREE_MEMORY); i++) {
            int record = info.find(BootInfo.FREE_MEMORY, i);
            ranges.add(new Range(roundUp(info.a(record), PAGE), (info.a(record) + info.b(record)) & -PAGE));
        }
    }

    /**
     * Gives out {@code size} contiguous bytes, rounded up to pages, at a multiple of {@code alignment}, a power of two.
     *
     * @return their address
     */
    long allocate(long size, long alignment) throws BuildException {
        long bytes = roundUp(size, PAGE);
        for (Range range : ranges) {
            long start = roundUp(range.next, Math.max(alignment, PAGE));
            if (start >= range.next && start <= range.end && bytes > 0 && bytes <= range.end - start) {
                return take(range, start, bytes);
            }
        }
        throw new BuildException("memory: no " + size + " bytes are left");
    }

    private long take(Range range, long start, long bytes) {
        if (start > range.next) {
            ranges.add(new Range(range.next, start)); // what alignment skips is for smaller things
        }
        range.next = start + bytes;
        return start;
    }

    /** The smallest power of two that is not less than {@code size}. */
    static long powerOfTwo(long size) {
        return size <= 1 ? 1 : Long.highestOneBit(size - 1) << 1;
    }

    static long roundUp(long value, long unit) {
        return (value + unit - 1) & -unit;
    }
}
