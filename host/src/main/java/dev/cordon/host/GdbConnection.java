// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.function.Consumer;

/** The wire to a debugger: packets in and out, acknowledged until both sides agree not to. */
final class GdbConnection implements AutoCloseable {
    private final Socket socket;
    private final Consumer<GdbEvent> listener;
    private final GdbFramer framer = new GdbFramer();
    private volatile boolean acknowledges = true;
    private volatile byte[] lastSent = {};

    /** Takes what comes from a socket on a thread of its own and tells a listener, last of all of the end. */
    GdbConnection(Socket socket, Consumer<GdbEvent> listener) {
        this.socket = socket;
        this.listener = listener;
    }

    void start() {
        Thread.ofPlatform().name("gdb-input").daemon().start(this::receive);
    }

    private void receive() {
        try (InputStream in = new BufferedInputStream(socket.getInputStream())) {
            for (int octet = in.read(); octet >= 0; octet = in.read()) {
                received(framer.feed(octet));
            }
        } catch (IOException e) {
            // As good as the end of input.
        }
        listener.accept(new GdbEvent.Closed());
    }

    private void received(GdbFramer.Found found) throws IOException {
        switch (found) {
            case PACKET -> {
                if (acknowledges) {
                    write(new byte[] {'+'});
                }
                listener.accept(new GdbEvent.Packet(framer.content()));
            }
            case DAMAGED -> write(acknowledges ? new byte[] {'-'} : new byte[0]);
            case INTERRUPT -> listener.accept(new GdbEvent.Interrupt());
            case REFUSED -> write(lastSent);
            case ACKNOWLEDGED, NOTHING -> {}
        }
    }

    /** Sends a packet with this content. A debugger that has gone hears nothing. */
    void send(String content) {
        lastSent = GdbFramer.frame(content);
        try {
            write(lastSent);
        } catch (IOException e) {
            // The end of input says it.
        }
    }

    /** Acknowledges nothing any more. */
    void acknowledgeNoMore() {
        acknowledges = false;
    }

    private synchronized void write(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
