// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.root.task;

import dev.cordon.microhypervisor.abi.BootInfo;
import dev.cordon.microhypervisor.abi.StateReader;
import dev.cordon.microhypervisor.abi.StateWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * The RAM that has no place in {@link Places} yet. It is zero, and mapped in the root task at its physical address. What is given out never comes back. Large things are taken
 * from its beginning and small ones from its end, so that these do not break the alignment of those.
 */
final class FreeMemory {

    /** The unit of memory in bytes. */
    static final long PAGE = 4096;

    /** A range from {@code start} to {@code end}. */
    private static final class Range {
        private long start;
        private long end;

        Range(long start, long end) {
            this.start = start;
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
     * Gives out {@code size} contiguous bytes, rounded up to pages, at a multiple of {@code alignment}, a power of two; the first there are.
     *
     * @return their address
     */
    long allocate(long size, long alignment) throws BuildException {
        long bytes = roundUp(size, PAGE);
        for (Range range : ranges) {
            long start = roundUp(range.start, Math.max(alignment, PAGE));
            if (fits(range, start, bytes)) {
                return take(range, start, bytes);
            }
        }
        throw new BuildException("memory: no " + size + " bytes are left");
    }

    /** As {@link #allocate}, but the last there are. */
    long allocateLast(long size, long alignment) throws BuildException {
        long bytes = roundUp(size, PAGE);
        for (int i = ranges.size() - 1; i >= 0; i--) {
            Range range = ranges.get(i);
            long start = (range.end - bytes) & -Math.max(alignment, PAGE);
            if (fits(range, start, bytes)) {
                return take(range, start, bytes);
            }
        }
        throw new BuildException("memory: no " + size + " bytes are left");
    }

    private static boolean fits(Range range, long start, long bytes) {
        return start >= range.start && start <= range.end && bytes > 0 && bytes <= range.end - start;
    }

    private long take(Range range, long start, long bytes) {
        long end = range.end;
        if (start == range.start) {
            range.start = start + bytes;
        } else {
            range.end = start;
            if (start + bytes < end) {
                ranges.add(ranges.indexOf(range) + 1, new Range(start + bytes, end));
            }
        }
        return start;
    }

    /** The smallest power of two that is not less than {@code size}. */
    static long powerOfTwo(long size) {
        return size <= 1 ? 1 : Long.highestOneBit(size - 1) << 1;
    }

    static long roundUp(long value, long unit) {
        return (value + unit - 1) & -unit;
    }

    void save(StateWriter writer) {
        writer.word(ranges.size());
        for (Range range : ranges) {
            writer.word(range.start);
            writer.word(range.end);
        }
    }

    void restore(StateReader reader) {
        ranges.clear();
        for (long left = reader.word(); left > 0; left--) {
            ranges.add(new Range(reader.word(), reader.word()));
        }
    }
}
