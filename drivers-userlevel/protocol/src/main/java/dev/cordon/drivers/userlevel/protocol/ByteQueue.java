// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.drivers.userlevel.protocol;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * A bounded queue of bytes in shared memory, for one producer and one consumer: four control words, each on a cache line
 * of its own, and the data behind them. The capacity is what remains, and a power of two.
 *
 * <p>{@code TAIL} counts the bytes put in, {@code HEAD} those taken out; byte {@code n} lies at {@code n mod capacity}. The
 * flags spare notifications: the producer raises {@code SIGNALLED} when it signals the consumer, who clears it before looking; while it is up, no
 * signal is needed. The producer raises {@code ROOM_WANTED} when the queue is too full; the consumer clears it when it has made room,
 * and signals. Whoever moves its index looks at the flag after that, and whoever moves a flag looks at the index after
 * that; all of these accesses are volatile, so in one total order, and no wake-up is lost.
 *
 * <p>Each end keeps its own index to itself, and shows it here. An end that comes after another takes up the index that was shown. Should that be nonsense, because the one before wrote
 * it there, the producer gives way: it takes the consumer's index for its own, which the consumer shows whenever it listens.
 */
final class ByteQueue {

    /** Bytes before the data. */
    static final int CONTROL_BYTES = 256;

    private static final int LINE = 64;
    private static final int TAIL = 0;
    private static final int HEAD = LINE;
    private static final int SIGNALLED = 2 * LINE;
    private static final int ROOM_WANTED = 3 * LINE;

    private static final VarHandle WORD =
            ValueLayout.JAVA_LONG.withOrder(ByteOrder.LITTLE_ENDIAN).varHandle();

    private final MemorySegment control;
    private final MemorySegment data;

    ByteQueue(MemorySegment memory) {
        control = memory.asSlice(0, CONTROL_BYTES);
        data = memory.asSlice(CONTROL_BYTES);
        if (Long.bitCount(data.byteSize()) != 1) {
            throw new IllegalArgumentException("capacity " + data.byteSize() + " is no power of two");
        }
    }

    long capacity() {
        return data.byteSize();
    }

    byte get(long index) {
        return data.get(ValueLayout.JAVA_BYTE, index & (capacity() - 1));
    }

    void put(long index, byte value) {
        data.set(ValueLayout.JAVA_BYTE, index & (capacity() - 1), value);
    }

    long tailVolatile() {
        return (long) WORD.getVolatile(control, (long) TAIL);
    }

    void tailVolatile(long index) {
        WORD.setVolatile(control, (long) TAIL, index);
    }

    long headVolatile() {
        return (long) WORD.getVolatile(control, (long) HEAD);
    }

    void headVolatile(long index) {
        WORD.setVolatile(control, (long) HEAD, index);
    }

    /** Raises the flag; returns whether it was down. */
    boolean raiseSignalled() {
        return (long) WORD.getAndSet(control, (long) SIGNALLED, 1L) == 0;
    }

    void clearSignalled() {
        WORD.setVolatile(control, (long) SIGNALLED, 0L);
    }

    void raiseRoomWanted() {
        WORD.setVolatile(control, (long) ROOM_WANTED, 1L);
    }

    /** Clears the flag; returns whether it was up. */
    boolean clearRoomWanted() {
        return (long) WORD.getAndSet(control, (long) ROOM_WANTED, 0L) != 0;
    }
}
