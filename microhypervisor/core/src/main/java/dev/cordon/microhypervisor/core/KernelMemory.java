// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import dev.cordon.capabilities.spaces.Quota;
import dev.cordon.machine.engine.Ram;
import java.util.Arrays;

/**
 * The frames at the top of RAM, which are the microhypervisor's own: page tables and message areas. Nobody else has a capability to them. A frame that is released is not
 * touched before it is allocated again, which a later hypercall does: until then a hart may still look at it ({@link Reclaim}). Guarded by the kernel lock.
 */
final class KernelMemory {
    static final int PAGE = 4096;

    /** The frames of the root page table of Sv39x4, naturally aligned. */
    static final int ROOT_TABLE = 4;

    /** There is no frame at this address. */
    static final long NONE = 0;

    private final Ram ram;
    private final long base;
    private final int frames;

    /** The frames that are free, a bit for each. */
    private final long[] free;

    private int held;

    /** The last {@code size} bytes of {@code ram}, from where a root table can begin. */
    KernelMemory(Ram ram, long size) {
        this.ram = ram;
        long end = ram.base() + ram.size();
        this.base = (end - size + ROOT_TABLE * PAGE - 1) & -(ROOT_TABLE * PAGE);
        this.frames = (int) ((end - base) / PAGE);
        this.free = new long[(frames + Long.SIZE - 1) / Long.SIZE];
        Arrays.fill(free, -1);
        for (int frame = frames; frame < free.length * Long.SIZE; frame++) {
            mark(frame, false);
        }
    }

    /** How many bytes it takes of a RAM of {@code ram} bytes: 1/64, but 1 MiB at least, in whole 64 KiB. */
    static long size(long ram) {
        return Math.max(1 << 20, (ram / 64 + 0xFFFF) & ~0xFFFFL);
    }

    /** How many frames there are. */
    int frames() {
        return frames;
    }

    /** How many of them are in use. */
    int held() {
        return held;
    }

    /** The address of a zeroed frame, which is charged to {@code payer}; or {@link #NONE}. */
    long allocate(Quota payer) {
        for (int word = 0; word < free.length; word++) {
            if (free[word] != 0) {
                return take(word * Long.SIZE + Long.numberOfTrailingZeros(free[word]), 1, payer);
            }
        }
        return NONE;
    }

    /** The address of {@link #ROOT_TABLE} zeroed frames for a root page table, which are charged to {@code payer}; or {@link #NONE}. */
    long allocateRootTable(Quota payer) {
        // From the other end than single frames, so that those leave room.
        for (int frame = (frames / ROOT_TABLE - 1) * ROOT_TABLE; frame >= 0; frame -= ROOT_TABLE) {
            long four = (1L << ROOT_TABLE) - 1;
            if ((free[frame / Long.SIZE] >>> frame & four) == four) {
                return take(frame, ROOT_TABLE, payer);
            }
        }
        return NONE;
    }

    /** Takes back {@code count} frames from {@code address} on. */
    void release(long address, int count, Quota payer) {
        int first = (int) ((address - base) / PAGE);
        for (int frame = first; frame < first + count; frame++) {
            mark(frame, true);
        }
        held -= count;
        payer.release(count, 0);
    }

    private long take(int first, int count, Quota payer) {
        if (!payer.charge(count, 0)) {
            return NONE;
        }
        for (int frame = first; frame < first + count; frame++) {
            mark(frame, false);
        }
        held += count;
        long address = base + (long) first * PAGE;
        for (long i = 0; i < (long) count * PAGE; i += Long.BYTES) {
            ram.writeLong(address + i, 0);
        }
        return address;
    }

    private void mark(int frame, boolean isFree) {
        long bit = 1L << frame;
        free[frame / Long.SIZE] = isFree ? free[frame / Long.SIZE] | bit : free[frame / Long.SIZE] & ~bit;
    }
}
