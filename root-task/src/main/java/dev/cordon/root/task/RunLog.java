// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.root.task;

import dev.cordon.drivers.userlevel.protocol.ByteProducer;
import dev.cordon.drivers.userlevel.protocol.RunRecord;
import dev.cordon.microhypervisor.abi.Hypercalls;
import dev.cordon.microhypervisor.abi.Hypervisor;
import dev.cordon.microhypervisor.abi.StateReader;
import dev.cordon.microhypervisor.abi.StateWriter;
import java.util.ArrayDeque;
import java.util.Deque;

/** Writes records to channel 0 of the console, and keeps those for which there is no room yet. */
final class RunLog {

    /** Beyond so many bytes that wait, logs are dropped. */
    private static final int LONGEST_QUEUE = 1 << 16;

    private final ByteProducer console;
    private final long driver;
    private final Deque<byte[]> waiting = new ArrayDeque<>();
    private int waitingBytes;

    /** How much of the first one that waits is written. */
    private int written;

    /**
     * @param driver the selector of the console driver's notification
     */
    RunLog(ByteProducer console, long driver) {
        this.console = console;
        this.driver = driver;
    }

    /** Adds a record, to be written by {@link #flush}. */
    void add(RunRecord message) {
        if (message.kind() != RunRecord.Kind.LOG || waitingBytes < LONGEST_QUEUE) {
            waiting.add(message.bytes());
            waitingBytes += message.bytes().length;
        }
    }

    /** Writes what there is room for; the driver signals when there is more. Returns whether everything has left the machine. */
    boolean flush(Hypervisor h) {
        boolean more = write();
        if (console.publish()) {
            // A driver that is gone cannot be signalled; nobody reads then.
            Hypercalls.signal(h, driver, 1);
        }
        console.wantRoom();
        return !more && console.drained();
    }

    private boolean write() {
        for (byte[] first = waiting.peek(); first != null; first = waiting.peek()) {
            written += console.put(first, written, first.length - written);
            if (written < first.length && console.wantRoom() == 0) {
                return true;
            }
            if (written == first.length) {
                waiting.remove();
                waitingBytes -= first.length;
                written = 0;
            }
        }
        return false;
    }

    void save(StateWriter writer) {
        writer.word(console.position());
        writer.word(written);
        writer.word(waiting.size());
        for (byte[] bytes : waiting) {
            writer.word(bytes.length);
            for (byte value : bytes) {
                writer.word(value);
            }
        }
    }

    void restore(StateReader reader) {
        console.position(reader.word());
        written = (int) reader.word();
        for (long left = reader.word(); left > 0; left--) {
            byte[] bytes = new byte[(int) reader.word()];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) reader.word();
            }
            waiting.add(bytes);
            waitingBytes += bytes.length;
        }
    }
}
