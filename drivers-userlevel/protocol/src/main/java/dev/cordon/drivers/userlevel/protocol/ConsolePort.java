// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.drivers.userlevel.protocol;

import java.lang.foreign.MemorySegment;

/**
 * One end of a console: bytes to the peer and bytes from it. Client and driver share {@link #SIZE} bytes, all zero at the beginning.
 *
 * <p>A side signals its peer's notification when {@link ByteProducer#publish} or {@link ByteConsumer#take} says so; a
 * notification without need does no harm.
 *
 * @param toPeer what this side says
 * @param fromPeer what it hears
 */
public record ConsolePort(ByteProducer toPeer, ByteConsumer fromPeer) {

    /** Bytes of shared memory. */
    public static final int SIZE = 1 << 14;

    /** How many bytes of output, from client to driver, can be under way. */
    public static final int OUTPUT_CAPACITY = 1 << 13;

    /** How many bytes of input, from driver to client, can be under way. */
    public static final int INPUT_CAPACITY = 1 << 12;

    private static final int INPUT_START = ByteQueue.CONTROL_BYTES + OUTPUT_CAPACITY;

    /** The client's end: a VMM's, or the root task's. */
    public static ConsolePort client(MemorySegment memory) {
        return new ConsolePort(new ByteProducer(output(memory)), new ByteConsumer(input(memory)));
    }

    /** The driver's end. */
    public static ConsolePort driver(MemorySegment memory) {
        return new ConsolePort(new ByteProducer(input(memory)), new ByteConsumer(output(memory)));
    }

    /**
     * Takes up the port after a client that is no more: its output goes out before that of this one, what was typed to it is dropped. Also for the first client, and for a client
     * only. Its peer must be signalled.
     */
    public void takeUp() {
        toPeer.takeUp();
        fromPeer.takeUp();
    }

    private static MemorySegment output(MemorySegment memory) {
        return memory.asSlice(0, INPUT_START);
    }

    private static MemorySegment input(MemorySegment memory) {
        return memory.asSlice(INPUT_START, ByteQueue.CONTROL_BYTES + INPUT_CAPACITY);
    }
}
