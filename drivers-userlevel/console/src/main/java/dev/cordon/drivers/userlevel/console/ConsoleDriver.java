// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.drivers.userlevel.console;

import dev.cordon.drivers.userlevel.protocol.ConsolePort;
import dev.cordon.microhypervisor.abi.BootInfo;
import dev.cordon.microhypervisor.abi.Hypercalls;
import dev.cordon.microhypervisor.abi.Hypervisor;
import dev.cordon.microhypervisor.abi.Program;
import dev.cordon.microhypervisor.abi.RootPortal;
import dev.cordon.microhypervisor.abi.Selectors;
import dev.cordon.microhypervisor.abi.StateReader;
import dev.cordon.microhypervisor.abi.StateWriter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The program of the console driver. Its {@link BootInfo} gives it a device, the UART, with its interrupt, and ports, one for each channel in order;
 * port 0 is the root task's.
 *
 * <p>Whoever signals it, it looks at everything: a signal is a hint. It serves for a bounded time, and signals itself if there is more to do.
 */
public final class ConsoleDriver implements Program {

    /** The badge of the UART's interrupt, which alone must be acknowledged. */
    private static final long INTERRUPT = 1L << 63;

    /** The badge by which it signals itself. */
    private static final long MORE = 1L << 62;

    /** How many bytes each way it moves in one entry. */
    private static final int BYTES_AN_ENTRY = 2048;

    private final List<Client> clients = new ArrayList<>();
    private SerialPort serial = new SerialPort(0);
    private Transmitter transmitter = new Transmitter(clients, serial);
    private Receiver receiver = new Receiver(clients, serial);
    private long interrupt;

    /** The state that is to be taken up at the next entry, when there is memory again. */
    private final Deque<Long> restored = new ArrayDeque<>();

    /** Creates the program; {@link #init} starts it. */
    public ConsoleDriver() {}

    @Override
    public void init(Hypervisor h) {
        if (!attach(h)) {
            refuse(h, "the console driver was given no UART");
            return;
        }
        serial.reset(h);
        Hypercalls.bindInterrupt(h, interrupt, Selectors.MAIN_NOTIFICATION, INTERRUPT);
        serve(h);
    }

    /** Takes hold of what it was given; returns false if that is not enough to work with. */
    private boolean attach(Hypervisor h) {
        BootInfo info = BootInfo.of(h);
        int device = info.find(BootInfo.DEVICE, 0);
        int line = info.find(BootInfo.INTERRUPT, 0);
        int ports = info.count(BootInfo.PORT);
        if (device < 0 || line < 0 || ports == 0) {
            return false;
        }
        for (int i = 0; i < ports; i++) {
            clients.add(client(h, info, i));
        }
        serial = new SerialPort(info.a(device));
        transmitter = new Transmitter(clients, serial);
        receiver = new Receiver(clients, serial);
        interrupt = info.b(line);
        return true;
    }

    private static Client client(Hypervisor h, BootInfo info, int index) {
        int port = info.find(BootInfo.PORT, index);
        int badge = info.find(BootInfo.PORT_BADGE, index);
        ConsolePort console = ConsolePort.driver(h.memory(info.a(port), ConsolePort.SIZE));
        return new Client(console, Selectors.PEERS + index, badge < 0 ? 1 : info.a(badge));
    }

    private static void refuse(Hypervisor h, String why) {
        h.utcb().argument(0, RootPortal.REFUSED);
        h.utcb().length(h.utcb().text(1, why));
        Hypercalls.call(h, Selectors.ROOT_PORTALS + RootPortal.ENDED);
    }

    /** It has no portals. */
    @Override
    public void called(Hypervisor h, long portal) {}

    @Override
    public void notified(Hypervisor h, long badges) {
        if (!restored.isEmpty() && attach(h)) {
            takeUp(restored::remove);
        }
        if (clients.isEmpty()) {
            return;
        }
        serve(h);
        if ((badges & INTERRUPT) != 0) {
            Hypercalls.acknowledge(h, interrupt);
        }
    }

    private void serve(Hypervisor h) {
        boolean more = receiver.pump(h, BYTES_AN_ENTRY);
        more |= transmitter.pump(h, BYTES_AN_ENTRY);
        if (more) {
            Hypercalls.signal(h, Selectors.MAIN_NOTIFICATION, MORE);
        }
    }

    @Override
    public void save(StateWriter writer) {
        if (!restored.isEmpty()) {
            writer.word(restored.size());
            restored.forEach(writer::word);
            return;
        }
        List<Long> words = new ArrayList<>();
        if (!clients.isEmpty()) {
            clients.forEach(client -> client.save(words::add));
            transmitter.save(words::add);
            receiver.save(words::add);
        }
        writer.word(words.size());
        words.forEach(writer::word);
    }

    @Override
    public void restore(StateReader reader) {
        for (long left = reader.word(); left > 0; left--) {
            restored.add(reader.word());
        }
    }

    private void takeUp(StateReader reader) {
        clients.forEach(client -> client.restore(reader));
        transmitter.restore(reader);
        receiver.restore(reader);
    }
}
