// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The host's memory by absolute address, for the accesses of the interpreter's fast path. An address may only come from a {@link
 * DataTlb} entry, which the MMU fills within the bounds of {@link Ram}, or, for SC, from a look at these bounds; nothing else guards these accesses.
 *
 * <p>All of memory as one constant segment costs nothing to reach, and acquire loads and opaque stores of an aligned layout cost no
 * more than plain ones (docs/design-decisions.md); why they are what harts need, {@link MemoryOrder} says.
 */
final class HostMemory {
    @SuppressWarnings("restricted") // the module is granted native access; the class comment says what keeps this safe
    private static final MemorySegment ALL = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    private static final VarHandle BYTE = ValueLayout.JAVA_BYTE.varHandle();
    private static final VarHandle SHORT =
            ValueLayout.JAVA_SHORT.withOrder(ByteOrder.LITTLE_ENDIAN).varHandle();
    private static final VarHandle INT =
            ValueLayout.JAVA_INT.withOrder(ByteOrder.LITTLE_ENDIAN).varHandle();
    private static final VarHandle LONG =
            ValueLayout.JAVA_LONG.withOrder(ByteOrder.LITTLE_ENDIAN).varHandle();

    private HostMemory() {}

    static byte loadByte(long address) {
        return (byte) BYTE.getAcquire(ALL, address);
    }

    static short loadShort(long address) {
        return (short) SHORT.getAcquire(ALL, address);
    }

    static int loadInt(long address) {
        return (int) INT.getAcquire(ALL, address);
    }

    static long loadLong(long address) {
        return (long) LONG.getAcquire(ALL, address);
    }

    static void storeByte(long address, long value) {
        BYTE.setOpaque(ALL, address, (byte) value);
    }

    static void storeShort(long address, long value) {
        SHORT.setOpaque(ALL, address, (short) value);
    }

    static void storeInt(long address, long value) {
        INT.setOpaque(ALL, address, (int) value);
    }

    static void storeLong(long address, long value) {
        LONG.setOpaque(ALL, address, value);
    }

    /** Of a word (4 bytes) or doubleword (8). */
    static boolean compareAndSet(long address, int size, long old, long next) {
        return size == Long.BYTES
                ? LONG.compareAndSet(ALL, address, old, next)
                : INT.compareAndSet(ALL, address, (int) old, (int) next);
    }
}
