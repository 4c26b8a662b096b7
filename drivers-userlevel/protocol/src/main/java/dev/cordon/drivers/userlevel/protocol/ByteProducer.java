// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.drivers.userlevel.protocol;

import java.lang.foreign.MemorySegment;

/**
 * The producer's end of a queue of bytes. One execution context at a time may use it.
 *
 * <p>To send: {@link #put}, then {@link #publish}, and signal the peer if that says so. If not all bytes fit: {@link #wantRoom}, and
 * try again when the peer signals.
 */
public final class ByteProducer {

    private final ByteQueue queue;
    private long tail;

    /**
     * A producer of a queue that is empty.
     *
     * @param memory the queue: 256 bytes more than a power of two, aligned to 8, all zero at the beginning
     */
    public ByteProducer(MemorySegment memory) {
        this.queue = new ByteQueue(memory);
    }

    /** Takes up the queue where the producer before this one has left it, who is no more. What that one put is still the consumer's. */
    public void takeUp() {
        tail = queue.tailVolatile();
        queue.clearSignalled();
    }

    /** How many bytes can be put now. An index of the consumer's that cannot be is taken for the truth: the queue is empty from there on. */
    public int room() {
        long head = queue.headVolatile();
        long used = tail - head;
        if (used < 0 || used > queue.capacity()) {
            tail = head;
            queue.tailVolatile(head);
            used = 0;
        } else if (used == queue.capacity()) {
            queue.tailVolatile(tail); // should somebody have written something else there, both would wait for ever
        }
        return (int) (queue.capacity() - used);
    }

    /**
     * Puts up to {@code length} bytes, which the consumer sees after {@link #publish}.
     *
     * @return how many there was room for
     */
    public int put(byte[] bytes, int offset, int length) {
        int count = Math.min(length, room());
        for (int i = 0; i < count; i++) {
            queue.put(tail + i, bytes[offset + i]);
        }
        tail += count;
        return count;
    }

    /** Puts one byte; returns false if there is no room. */
    public boolean put(byte value) {
        if (room() == 0) {
            return false;
        }
        queue.put(tail++, value);
        return true;
    }

    /** Shows the consumer what was put; returns whether the consumer must be signalled. */
    public boolean publish() {
        queue.tailVolatile(tail);
        return queue.raiseSignalled();
    }

    /**
     * Asks for a signal when the consumer has taken bytes.
     *
     * @return the room that there is by now; if it suffices, no signal may come
     */
    public int wantRoom() {
        queue.raiseRoomWanted();
        return room();
    }

    /** Whether the consumer has taken everything that was published. */
    public boolean drained() {
        return queue.headVolatile() == tail;
    }

    /** The number of bytes put so far: the state of this end, to be saved. */
    public long position() {
        return tail;
    }

    /** Takes up the state that {@link #position} had. */
    public void position(long position) {
        tail = position;
    }
}
