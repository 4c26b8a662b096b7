// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.drivers.userlevel.protocol;

import java.lang.foreign.MemorySegment;

/**
 * The consumer's end of a queue of bytes. One execution context at a time may use it.
 *
 * <p>To receive: {@link #listen}, then {@link #peek} and {@link #take} until nothing is {@link #available}; signal the peer if
 * {@code take} says so.
 */
public final class ByteConsumer {

    private final ByteQueue queue;
    private long head;

    /**
     * A consumer of a queue that is empty.
     *
     * @param memory the queue, as for {@link ByteProducer}
     */
    public ByteConsumer(MemorySegment memory) {
        this.queue = new ByteQueue(memory);
    }

    /**
     * Takes up the queue after a consumer that is no more, and leaves out what that one has not read. The producer must be signalled, since it may wait for room.
     */
    public void takeUp() {
        head = queue.tailVolatile();
        take(0);
    }

    /** From now on the producer signals when it publishes; to be called before looking for bytes that shall not be missed. */
    public void listen() {
        queue.headVolatile(head); // should somebody have written something else there
        queue.clearSignalled();
    }

    /** How many bytes there are; 0 also if the producer's index is nonsense. */
    public int available() {
        long count = queue.tailVolatile() - head;
        return count >= 0 && count <= queue.capacity() ? (int) count : 0;
    }

    /**
     * Copies up to {@code length} of the next bytes and leaves them in the queue.
     *
     * @return how many there were
     */
    public int peek(byte[] bytes, int offset, int length) {
        int count = Math.min(length, available());
        for (int i = 0; i < count; i++) {
            bytes[offset + i] = queue.get(head + i);
        }
        return count;
    }

    /**
     * Takes out {@code count} bytes, which were there.
     *
     * @return whether the producer waits for room and must be signalled
     */
    public boolean take(int count) {
        head += count;
        queue.headVolatile(head);
        return queue.clearRoomWanted();
    }

    /** The next byte, left in the queue, as 0 to 255; -1 if there is none. */
    public int peek() {
        return available() == 0 ? -1 : queue.get(head) & 0xFF;
    }

    /** The number of bytes taken so far: the state of this end, to be saved. */
    public long position() {
        return head;
    }

    /** Takes up the state that {@link #position} had. */
    public void position(long position) {
        head = position;
    }
}
