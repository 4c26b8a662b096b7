// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.host.BareOptions;
import dev.cordon.host.Console;
import dev.cordon.host.Cordon;
import dev.cordon.host.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Somebody who reads and types at the first console of a run: a guest's, or the UART of a bare machine. */
final class Dialogue implements AutoCloseable {
    private final Cordon cordon;
    private final Console console;
    private final InputStream output;
    private final StringBuilder said = new StringBuilder();

    /** Starts a bare machine. */
    Dialogue(BareOptions options) {
        this(Cordon.bare(options));
    }

    /** Starts a run. */
    Dialogue(Cordon run) {
        cordon = run;
        console = cordon.consoles().getFirst();
        output = console.output();
        cordon.start();
    }

    /** Reads until the machine has said this once more, and returns what it said since the last time. */
    String await(String awaited) throws IOException {
        int from = said.length();
        while (said.indexOf(awaited, from) < 0) {
            int octet = output.read();
            assertThat(octet).as("end of output before '%s': %s", awaited, said).isNotNegative();
            said.append((char) octet);
        }
        return said.substring(from);
    }

    void type(String text) throws IOException {
        console.input().write(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Reads to the end, which must be the expected one, as power-off is; returns everything that was said. */
    String toTheEnd() throws IOException, InterruptedException {
        said.append(new String(output.readAllBytes(), StandardCharsets.UTF_8));
        assertThat(cordon.await()).as("%s", said).isEqualTo(new Outcome(Outcome.Cause.EXPECTED, 0));
        return said.toString();
    }

    @Override
    public void close() {
        cordon.close();
    }
}
