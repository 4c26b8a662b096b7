// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A debugger that says what a test wants it to, in the GDB remote serial protocol. */
final class GdbClient implements AutoCloseable {
    private static final int PATIENCE = 30_000;

    private final Socket socket;
    private final InputStream in;

    GdbClient(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(PATIENCE);
        in = socket.getInputStream();
    }

    /** Sends a packet and returns the content of the answer. */
    String ask(String content) throws IOException {
        send(content);
        return answer();
    }

    /** Sends a packet, which is acknowledged. */
    void send(String content) throws IOException {
        raw("$" + content + "#" + checksum(content));
        assertThat((char) in.read()).as("acknowledgement of " + content).isEqualTo('+');
    }

    /** Sends these bytes as they are. */
    void raw(String bytes) throws IOException {
        socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }

    /** The next packet's content, acknowledged. */
    String answer() throws IOException {
        int octet = in.read();
        assertThat((char) octet).isEqualTo('$');
        StringBuilder content = new StringBuilder();
        for (octet = in.read(); octet != '#'; octet = in.read()) {
            assertThat(octet).as("after " + content).isNotNegative();
            content.append((char) octet);
        }
        String sum = "" + (char) in.read() + (char) in.read();
        assertThat(sum).isEqualTo(checksum(content.toString()));
        raw("+");
        return content.toString();
    }

    /** The next byte; -1 if the other side has hung up. */
    int read() throws IOException {
        return in.read();
    }

    static String checksum(String content) {
        int sum = content.chars().sum() & 0xff;
        return "%02x".formatted(sum);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
