// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import dev.cordon.machine.engine.Ram;

/**
 * The frames at the top of RAM, which are the microhypervisor's own: page tables and message areas. Nobody else has a capability to them. Guarded by the kernel
 * lock.
 */
final class KernelMemory {
    static final int PAGE = 4096;

    /** What the root page table of Sv39x4 takes, naturally aligned. */
    static final int ROOT_TABLE = 4 * PAGE;

    /** There is no frame at this address. */
    static final long NONE = 0;

    private final Ram ram;

    /** Frames from here up to {@link #high} have never been given out. */
    private long low;

    private long high;

    /** The frame that was released last; the first word of each released frame is the address of the next. */
    private long released = NONE;

    KernelMemory(Ram ram, long size) {
        this.ram = ram;
        this.high = ram.base() + ram.size();
        this.low = high - size;
    }

    /** How many bytes it takes of a RAM of {@code ram} bytes: 1/64, but 1 MiB at least, in whole 64 KiB. */
    static long size(long ram) {
        return Math.max(1 << 20, (ram / 64 + 0xFFFF) & ~0xFFFFL);
    }

    /** A zeroed frame, or {@link #NONE}. */
    long allocate() {
        long frame = released;
        if (frame != NONE) {
            released = ram.readLong(frame);
        } else if (high - low >= PAGE) {
            frame = low;
            low += PAGE;
        }
        return clear(frame, PAGE);
    }

    /** Four zeroed frames for a root page table, or {@link #NONE}. They cannot be released. */
    long allocateRootTable() {
        long frames = (high - ROOT_TABLE) & -ROOT_TABLE;
        if (frames < low) {
            return NONE;
        }
        high = frames;
        return clear(frames, ROOT_TABLE);
    }

    /** Takes back a frame that no hart can reach any more. */
    void release(long frame) {
        ram.writeLong(frame, released);
        released = frame;
    }

    private long clear(long frame, int bytes) {
        if (frame != NONE) {
            for (int i = 0; i < bytes; i += Long.BYTES) {
                ram.writeLong(frame + i, 0);
            }
        }
        return frame;
    }
}
