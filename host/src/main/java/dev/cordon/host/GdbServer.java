// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Waits for debuggers at a port of this host, one after the other; nobody else's host can reach it. A debugger that comes makes the
 * machine stand. One that goes without a word leaves it as it is, without its break- and watchpoints.
 */
final class GdbServer implements AutoCloseable {
    private static final byte[] LOOPBACK = {127, 0, 0, 1};
    /** How long the end of the run waits for the debugger to hear of it. */
    private static final long FAREWELL_MILLISECONDS = 2000;

    private final ServerSocket socket;
    private final BlockingQueue<GdbEvent> events = new LinkedBlockingQueue<>();
    private final Thread thread =
            Thread.ofPlatform().name("gdb-server").daemon().unstarted(this::serve);
    private volatile boolean ended;

    @SuppressWarnings("NullAway.Init") // start sets it
    private GdbTarget target;

    private GdbServer(ServerSocket socket) {
        this.socket = socket;
    }

    /**
     * Takes a port.
     *
     * @param port 1 to 65535, or 0 for any that is free
     * @throws CordonException if it cannot be had
     */
    static GdbServer at(int port) {
        if (port < 0 || port > 0xffff) {
            throw new CordonException(
                    "--gdb " + port + " is no port; write a number from 1 to 65535, or 0 for any free one");
        }
        try {
            return new GdbServer(new ServerSocket(port, 1, InetAddress.getByAddress(LOOPBACK)));
        } catch (IOException e) {
            throw new CordonException(
                    "--gdb " + port + ": " + Failures.describe(e) + "; choose another port, or 0 for any free one");
        }
    }

    /** The port. */
    int port() {
        return socket.getLocalPort();
    }

    /** Where the target puts its events. */
    void tell(GdbEvent event) {
        events.add(event);
    }

    /** Serves a machine from now on. */
    void start(GdbTarget served) {
        target = served;
        thread.start();
    }

    private void serve() {
        try {
            while (!ended) {
                try (Socket accepted = socket.accept();
                        GdbConnection connection = new GdbConnection(accepted, events::add)) {
                    accepted.setTcpNoDelay(true);
                    converse(connection);
                }
            }
        } catch (IOException e) {
            // Closed: nothing to serve any more.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void converse(GdbConnection connection) throws InterruptedException, IOException {
        target.stop(GdbStop.of(0, GdbStop.Reason.INTERRUPT));
        target.awaitStanding();
        events.removeIf(event -> !(event instanceof GdbEvent.Ended));
        GdbSession session = new GdbSession(target, connection::send, connection::acknowledgeNoMore);
        connection.start();
        boolean closed = false;
        while (session.isOpen()) {
            GdbEvent event = events.take();
            closed = event instanceof GdbEvent.Closed;
            session.handle(event);
        }
        target.whileStanding(target.stops()::clear);
        connection.close();
        while (!closed) {
            closed = events.take() instanceof GdbEvent.Closed;
        }
    }

    /** The run has ended: tells a debugger that is there, then serves no more. */
    void end(int code) throws IOException, InterruptedException {
        ended = true;
        events.add(new GdbEvent.Ended(code));
        socket.close();
        thread.join(FAREWELL_MILLISECONDS);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
