// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.drivers.userlevel.console;

import dev.cordon.drivers.userlevel.protocol.Frame;
import dev.cordon.microhypervisor.abi.Hypervisor;
import dev.cordon.microhypervisor.abi.StateReader;
import dev.cordon.microhypervisor.abi.StateWriter;
import java.util.List;

/**
 * Sends what the clients say, frame by frame, in rounds: each client in turn sends what it had to say when its turn began.
 * Channel 0 has the last turn, and sends what it had to say when the round began; so what is read there later than something else was also written later.
 */
final class Transmitter {

    private final List<Client> clients;
    private final SerialPort serial;

    /** The frame on its way: its bytes, how many there are, how many the UART has. */
    private final byte[] frame = new byte[Frame.HEADER + Frame.MAXIMUM_DATA];

    private int frameLength;
    private int frameSent;

    /** Whose turn it is, counted from channel 1; channel 0 is last. */
    private int turn;

    /** How many bytes it may still send in this turn. */
    private int left;

    /** How many bytes of channel 0 belong to this round. */
    private int barrier;

    Transmitter(List<Client> clients, SerialPort serial) {
        this.clients = clients;
        this.serial = serial;
        this.turn = clients.size() - 1;
    }

    /**
     * Sends until there is nothing to send, or the UART is not ready (it will interrupt), or about {@code limit} bytes are sent.
     *
     * @return whether there may be more to send and the UART is ready
     */
    boolean pump(Hypervisor h, int limit) {
        for (int bytes = 0; bytes < limit; bytes += SerialPort.FIFO) {
            if (frameSent == frameLength && !next()) {
                serial.interruptWhenTransmitted(h, false);
                return false;
            }
            if (!serial.transmitReady(h)) {
                serial.interruptWhenTransmitted(h, true);
                return false;
            }
            burst(h);
        }
        return true;
    }

    private void burst(Hypervisor h) {
        int end = Math.min(frameLength, frameSent + SerialPort.FIFO);
        while (frameSent < end) {
            serial.transmit(h, frame[frameSent++]);
        }
        if (frameSent == frameLength && frameLength > Frame.HEADER) {
            int sent = frameLength - Frame.HEADER;
            left -= sent;
            client().sent(h, sent);
        }
    }

    /** Makes the next frame; returns false if a whole round found nothing to send. */
    private boolean next() {
        for (int idle = 0; idle <= 2 * clients.size(); idle++) {
            if (credit() || data()) {
                return true;
            }
            turn = (turn + 1) % clients.size();
            if (turn == 0) {
                barrier = clients.getFirst().listen();
            }
            left = channel() == 0 ? barrier : client().listen();
        }
        return false;
    }

    private boolean credit() {
        int credit = client().giveCredit();
        return credit > 0 && frame(Frame.Kind.CREDIT, credit, Frame.HEADER);
    }

    private boolean data() {
        int length = client().peek(frame, Frame.HEADER, Math.min(left, Frame.MAXIMUM_DATA));
        left = length == 0 ? 0 : left; // a client that takes back what it said loses its turn
        return length > 0 && frame(Frame.Kind.DATA, length, Frame.HEADER + length);
    }

    private boolean frame(Frame.Kind kind, int length, int bytes) {
        new Frame(kind, channel(), length).writeHeader(frame, 0);
        frameLength = bytes;
        frameSent = 0;
        return true;
    }

    private int channel() {
        return (turn + 1) % clients.size();
    }

    private Client client() {
        return clients.get(channel());
    }

    void save(StateWriter writer) {
        writer.word(frameLength);
        writer.word(frameSent);
        writer.word(turn);
        writer.word(left);
        writer.word(barrier);
        for (int i = 0; i < frameLength; i++) {
            writer.word(frame[i]);
        }
    }

    void restore(StateReader reader) {
        frameLength = (int) reader.word();
        frameSent = (int) reader.word();
        turn = (int) reader.word();
        left = (int) reader.word();
        barrier = (int) reader.word();
        for (int i = 0; i < frameLength; i++) {
            frame[i] = (byte) reader.word();
        }
    }
}
