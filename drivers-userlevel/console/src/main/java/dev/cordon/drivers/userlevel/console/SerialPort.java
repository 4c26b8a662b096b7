// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.drivers.userlevel.console;

import dev.cordon.microhypervisor.abi.Hypervisor;

/** The registers of a 16550A at a host address. Only what a polled FIFO with interrupts needs. */
final class SerialPort {

    /** How many bytes the transmitter takes at once when it is {@link #transmitReady}. */
    static final int FIFO = 16;

    private static final int DATA = 0;
    private static final int INTERRUPT_ENABLE = 1;
    private static final int FIFO_CONTROL = 2;
    private static final int LINE_CONTROL = 3;
    private static final int LINE_STATUS = 5;

    private static final int ENABLE_AND_CLEAR_FIFOS = 0x07;
    private static final int EIGHT_BITS = 0x03;
    private static final int RECEIVED = 0x01;
    private static final int TRANSMITTER_EMPTY = 0x02;
    private static final int STATUS_RECEIVED = 0x01;
    private static final int STATUS_TRANSMITTER_EMPTY = 0x20;

    private final long address;

    SerialPort(long address) {
        this.address = address;
    }

    void reset(Hypervisor h) {
        store(h, FIFO_CONTROL, ENABLE_AND_CLEAR_FIFOS);
        store(h, LINE_CONTROL, EIGHT_BITS);
        interruptWhenTransmitted(h, false);
    }

    /** Lets the port interrupt when bytes arrive and, if {@code wanted}, when it is ready to transmit. */
    void interruptWhenTransmitted(Hypervisor h, boolean wanted) {
        store(h, INTERRUPT_ENABLE, wanted ? RECEIVED | TRANSMITTER_EMPTY : RECEIVED);
    }

    boolean transmitReady(Hypervisor h) {
        return (h.load(address + LINE_STATUS, 1) & STATUS_TRANSMITTER_EMPTY) != 0;
    }

    void transmit(Hypervisor h, byte value) {
        store(h, DATA, value & 0xFF);
    }

    boolean received(Hypervisor h) {
        return (h.load(address + LINE_STATUS, 1) & STATUS_RECEIVED) != 0;
    }

    byte receive(Hypervisor h) {
        return (byte) h.load(address + DATA, 1);
    }

    private void store(Hypervisor h, int register, int value) {
        h.store(address + register, 1, value);
    }
}
