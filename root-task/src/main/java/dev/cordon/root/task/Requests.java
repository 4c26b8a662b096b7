// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.root.task;

import dev.cordon.drivers.userlevel.protocol.ByteConsumer;
import dev.cordon.drivers.userlevel.protocol.LifeRequest;
import dev.cordon.microhypervisor.abi.Hypercalls;
import dev.cordon.microhypervisor.abi.Hypervisor;
import dev.cordon.microhypervisor.abi.StateReader;
import dev.cordon.microhypervisor.abi.StateWriter;

/** Reads what the host asks for from channel 0 of the console. What is not read yet waits there: the host has credit for so much and no more. */
final class Requests {

    private final ByteConsumer console;
    private final long driver;
    private final byte[] bytes = new byte[LifeRequest.SIZE];

    /**
     * @param driver the selector of the console driver's notification
     */
    Requests(ByteConsumer console, long driver) {
        this.console = console;
        this.driver = driver;
    }

    /** From now on the driver signals when there is more. */
    void listen() {
        console.listen();
    }

    /** Whether a whole request is there. */
    boolean available() {
        return console.available() >= LifeRequest.SIZE;
    }

    /** Takes the next request, which is there. The bytes are overwritten by the next. */
    byte[] next(Hypervisor h) {
        console.peek(bytes, 0, LifeRequest.SIZE);
        if (console.take(LifeRequest.SIZE)) {
            Hypercalls.signal(h, driver, 1);
        }
        return bytes;
    }

    void save(StateWriter writer) {
        writer.word(console.position());
    }

    void restore(StateReader reader) {
        console.position(reader.word());
    }
}
