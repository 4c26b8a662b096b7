// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.drivers.userlevel.console;

import dev.cordon.drivers.userlevel.protocol.ByteConsumer;
import dev.cordon.drivers.userlevel.protocol.ByteProducer;
import dev.cordon.drivers.userlevel.protocol.ConsolePort;
import dev.cordon.microhypervisor.abi.Hypercalls;
import dev.cordon.microhypervisor.abi.Hypervisor;
import dev.cordon.microhypervisor.abi.StateReader;
import dev.cordon.microhypervisor.abi.StateWriter;

/** What the driver keeps of one client: its port, how to wake it, and how much the host may send to it. */
final class Client {

    /** Credit is given in pieces of at least this size, so that the line is not full of credit. */
    private static final int CREDIT_PIECE = ConsolePort.INPUT_CAPACITY / 2;

    private final ByteConsumer output;
    private final ByteProducer input;
    private final long notification;
    private final long badge;

    /** How many bytes the host may still send. */
    private int credit;

    /** Bytes that came without credit, and were dropped. */
    private long dropped;

    Client(ConsolePort port, long notification, long badge) {
        this.output = port.fromPeer();
        this.input = port.toPeer();
        this.notification = notification;
        this.badge = badge;
    }

    /** How many bytes it has to say; from now on it signals when it says more. */
    int listen() {
        output.listen();
        return output.available();
    }

    /** Copies up to {@code length} bytes of what it says, which it may not overwrite before they are {@link #sent}. */
    int peek(byte[] bytes, int offset, int length) {
        return output.peek(bytes, offset, length);
    }

    /** The first {@code count} bytes of what it says are with the UART. */
    void sent(Hypervisor h, int count) {
        if (output.take(count)) {
            signal(h);
        }
    }

    /** Gives more credit, if it is worth a frame; returns how much. */
    int giveCredit() {
        int due = input.room() - credit;
        if (due < CREDIT_PIECE) {
            due = input.wantRoom() - credit; // the client signals when it has read
        }
        if (due < CREDIT_PIECE) {
            return 0;
        }
        credit += due;
        return due;
    }

    /** A byte came for it. */
    void receive(byte value) {
        if (credit > 0 && input.put(value)) {
            credit--;
        } else {
            dropped++;
        }
    }

    /** For now no more bytes come for it: tells it. */
    void received(Hypervisor h) {
        if (input.publish()) {
            signal(h);
        }
    }

    private void signal(Hypervisor h) {
        // A client that is gone cannot be signalled, and need not be.
        Hypercalls.signal(h, notification, badge);
    }

    void save(StateWriter writer) {
        writer.word(output.position());
        writer.word(input.position());
        writer.word(credit);
        writer.word(dropped);
    }

    void restore(StateReader reader) {
        output.position(reader.word());
        input.position(reader.word());
        credit = (int) reader.word();
        dropped = reader.word();
    }
}
