// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.vmm.instance;

import dev.cordon.drivers.userlevel.protocol.ConsolePort;
import dev.cordon.microhypervisor.abi.Hypercalls;
import dev.cordon.microhypervisor.abi.Hypervisor;
import dev.cordon.microhypervisor.abi.StateReader;
import dev.cordon.microhypervisor.abi.StateWriter;
import org.jspecify.annotations.Nullable;

/**
 * The guest's end of its console port. What a handler writes is shown to the driver once, by {@link #flush} at its end. A guest that was wired to no console
 * speaks into the void.
 */
final class Console {
    private static final int MUCH = 1 << 20;

    private final @Nullable ConsolePort port;
    private final long peer;
    private final long badge;
    private boolean written;
    private boolean peerWaits;

    private Console(@Nullable ConsolePort port, long peer, long badge) {
        this.port = port;
        this.peer = peer;
        this.badge = badge;
    }

    /** A console of which nobody hears or says anything. */
    static Console unwired() {
        return new Console(null, 0, 0);
    }

    /** The client's end of {@code port}; the driver is reached by signalling {@code badge} to the notification at {@code peer}. */
    static Console wired(ConsolePort port, long peer, long badge) {
        return new Console(port, peer, badge);
    }

    /** Begins to use the port, perhaps after a guest that was before this one. */
    void begin() {
        if (port != null) {
            port.takeUp();
            written = true;
            peerWaits = true;
        }
    }

    /** How many bytes {@link #put} takes now. */
    int room() {
        return port == null ? MUCH : port.toPeer().room();
    }

    /** Says that {@link #room} is too small for now: the driver will signal when there is more. Returns the room that there is by now. */
    int awaitRoom() {
        if (port == null) {
            return MUCH;
        }
        written = true;
        return port.toPeer().wantRoom();
    }

    /** Writes a byte; returns false if there is no room. */
    boolean put(byte value) {
        if (port == null) {
            return true;
        }
        written = true;
        return port.toPeer().put(value);
    }

    /** The next byte of input as 0 to 255, or -1 if there is none. */
    int take() {
        int value = port == null ? -1 : port.fromPeer().peek();
        if (port != null && value >= 0) {
            peerWaits |= port.fromPeer().take(1);
        }
        return value;
    }

    /** From now on the driver signals when there is input; to be called before {@link #take} is tried on its signal. */
    void listen() {
        if (port != null) {
            port.fromPeer().listen();
        }
    }

    /** Ends a handler: shows the driver what was written, and signals it if it waits for something. */
    void flush(Hypervisor hypervisor) {
        if (port == null || !(written || peerWaits)) {
            return;
        }
        boolean signal = peerWaits;
        if (written) {
            signal |= port.toPeer().publish();
        }
        written = false;
        peerWaits = false;
        if (signal) {
            // A driver that is gone cannot be signalled; the output waits for its successor.
            Hypercalls.signal(hypervisor, peer, badge);
        }
    }

    void save(StateWriter writer) {
        writer.word(port == null ? 0 : port.toPeer().position());
        writer.word(port == null ? 0 : port.fromPeer().position());
    }

    void restore(StateReader reader) {
        long sent = reader.word();
        long received = reader.word();
        if (port != null) {
            port.toPeer().position(sent);
            port.fromPeer().position(received);
        }
    }
}
