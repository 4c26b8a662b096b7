// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.drivers.userlevel.console;

import dev.cordon.drivers.userlevel.protocol.FrameDecoder;
import dev.cordon.microhypervisor.abi.Hypervisor;
import dev.cordon.microhypervisor.abi.StateReader;
import dev.cordon.microhypervisor.abi.StateWriter;
import java.util.ArrayList;
import java.util.List;

/** Takes frames off the line and gives their bytes to the clients that they are for. */
final class Receiver implements FrameDecoder.Listener {

    private final List<Client> clients;
    private final SerialPort serial;
    private final FrameDecoder decoder = new FrameDecoder(this);

    /** The clients that have got bytes and were not told yet; one more than once if frames alternate. */
    private final List<Client> untold = new ArrayList<>();

    Receiver(List<Client> clients, SerialPort serial) {
        this.clients = clients;
        this.serial = serial;
    }

    /**
     * Takes up to {@code limit} bytes off the line.
     *
     * @return whether there may be more
     */
    boolean pump(Hypervisor h, int limit) {
        int bytes = 0;
        while (bytes < limit && serial.received(h)) {
            decoder.accept(serial.receive(h));
            bytes++;
        }
        for (Client client : untold) {
            client.received(h);
        }
        untold.clear();
        return bytes == limit;
    }

    @Override
    public void data(int channel, byte value) {
        if (channel < clients.size()) {
            Client client = clients.get(channel);
            client.receive(value);
            if (untold.isEmpty() || untold.getLast() != client) {
                untold.add(client);
            }
        }
    }

    @Override
    public void credit(int channel, int count) {
        // The host takes what comes: its flow control is the line's.
    }

    void save(StateWriter writer) {
        for (long word : decoder.save()) {
            writer.word(word);
        }
    }

    void restore(StateReader reader) {
        long[] state = new long[FrameDecoder.STATE_WORDS];
        for (int i = 0; i < state.length; i++) {
            state[i] = reader.word();
        }
        decoder.restore(state);
    }
}
