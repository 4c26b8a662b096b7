// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The machine's RAM by physical address.
 *
 * <p>Aligned accesses are single-copy atomic. Reads are acquire reads and writes are opaque, which is what harts, devices and
 * page-table walkers on different threads need of each other ({@link MemoryOrder}). Any thread may call.
 */
public final class Ram {
    private static final VarHandle BYTE = ValueLayout.JAVA_BYTE.varHandle();
    private static final VarHandle SHORT =
            ValueLayout.JAVA_SHORT.withOrder(ByteOrder.LITTLE_ENDIAN).varHandle();
    private static final VarHandle INT =
            ValueLayout.JAVA_INT.withOrder(ByteOrder.LITTLE_ENDIAN).varHandle();
    private static final VarHandle LONG =
            ValueLayout.JAVA_LONG.withOrder(ByteOrder.LITTLE_ENDIAN).varHandle();

    private final long base;
    private final long size;
    private final MemorySegment segment;
    private final Reservations reservations;

    /**
     * RAM of {@code size} bytes at the physical address {@code base}, both multiples of 4096.
     *
     * @param segment the bytes: native memory (a mapped file), page-aligned, of exactly this size, which must stay accessible from
     *     all threads for as long as a hart uses this RAM
     */
    public Ram(long base, long size, MemorySegment segment) {
        if ((base & 4095) != 0 || (size & 4095) != 0 || size <= 0 || base < 0 || base + size < 0) {
            throw new IllegalArgumentException("RAM must be whole pages at a page boundary");
        }
        if (!segment.isNative() || segment.byteSize() != size || (segment.address() & 4095) != 0) {
            throw new IllegalArgumentException("the segment of RAM must be native, page-aligned and of its size");
        }
        this.base = base;
        this.size = size;
        this.segment = segment;
        reservations = new Reservations(base - segment.address());
    }

    /** The physical address of the first byte. */
    public long base() {
        return base;
    }

    /** How many bytes there are. */
    public long size() {
        return size;
    }

    /** The bytes themselves. */
    public MemorySegment segment() {
        return segment;
    }

    /** The reservations of the harts that share this RAM. */
    Reservations reservations() {
        return reservations;
    }

    /** Whether all of {@code length} bytes at a physical address are RAM; {@code length} is not negative. */
    public boolean holds(long physicalAddress, long length) {
        long offset = physicalAddress - base;
        return offset >= 0 && length <= size - offset;
    }

    /** What {@code address + addend} must be to reach the host memory of the physical {@code address}. */
    long hostAddend() {
        return segment.address() - base;
    }

    /** Reads {@code bytes} bytes (1, 2, 4 or 8) at an aligned physical address in RAM, zero-extended. */
    public long read(long physicalAddress, int bytes) {
        long offset = physicalAddress - base;
        return switch (bytes) {
            case 1 -> (byte) BYTE.getAcquire(segment, offset) & 0xFFL;
            case 2 -> (short) SHORT.getAcquire(segment, offset) & 0xFFFFL;
            case 4 -> (int) INT.getAcquire(segment, offset) & 0xFFFF_FFFFL;
            case 8 -> (long) LONG.getAcquire(segment, offset);
            default -> throw new IllegalArgumentException("an access of " + bytes + " bytes");
        };
    }

    /** Writes the low {@code bytes} bytes (1, 2, 4 or 8) of a value at an aligned physical address in RAM. */
    public void write(long physicalAddress, int bytes, long value) {
        long offset = physicalAddress - base;
        switch (bytes) {
            case 1 -> BYTE.setOpaque(segment, offset, (byte) value);
            case 2 -> SHORT.setOpaque(segment, offset, (short) value);
            case 4 -> INT.setOpaque(segment, offset, (int) value);
            case 8 -> LONG.setOpaque(segment, offset, value);
            default -> throw new IllegalArgumentException("an access of " + bytes + " bytes");
        }
    }

    /** Reads up to 8 bytes at any address in RAM one by one, zero-extended. */
    long readBytes(long physicalAddress, int count) {
        long value = 0;
        for (int i = 0; i < count; i++) {
            value |= read(physicalAddress + i, 1) << (8 * i);
        }
        return value;
    }

    /** Reads an aligned doubleword. */
    public long readLong(long physicalAddress) {
        return (long) LONG.getAcquire(segment, physicalAddress - base);
    }

    /** Writes an aligned doubleword. */
    public void writeLong(long physicalAddress, long value) {
        LONG.setOpaque(segment, physicalAddress - base, value);
    }

    /** Replaces an aligned doubleword if it is still {@code expected}, as one sequentially consistent step; says whether it did. */
    public boolean compareAndSet(long physicalAddress, long expected, long value) {
        return LONG.compareAndSet(segment, physicalAddress - base, expected, value);
    }

    /** Replaces an aligned word if it is still {@code expected}, as one sequentially consistent step; says whether it did. */
    public boolean compareAndSet(long physicalAddress, int expected, int value) {
        return INT.compareAndSet(segment, physicalAddress - base, expected, value);
    }

    /** Replaces an aligned doubleword in one sequentially consistent step that cannot be overtaken for ever; answers what was there. */
    long getAndSet(long physicalAddress, long value) {
        return (long) LONG.getAndSet(segment, physicalAddress - base, value);
    }

    /** The same of an aligned word. */
    int getAndSet(long physicalAddress, int value) {
        return (int) INT.getAndSet(segment, physicalAddress - base, value);
    }

    /** Adds to an aligned doubleword in one sequentially consistent step that cannot be overtaken for ever; answers what was there. */
    long getAndAdd(long physicalAddress, long value) {
        return (long) LONG.getAndAdd(segment, physicalAddress - base, value);
    }

    /** The same of an aligned word. */
    int getAndAdd(long physicalAddress, int value) {
        return (int) INT.getAndAdd(segment, physicalAddress - base, value);
    }
}
