// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.device.models;

import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * A 16550A serial port ({@code ns16550a}): eight byte-wide registers, 16-byte receive FIFO.
 *
 * <p>The line is infinitely fast: a byte written to THR is sent at once, so the transmitter is always empty unless
 * {@link #lineReady} says otherwise, and bytes below the FIFO's trigger level are announced by the character time-out
 * interrupt as soon as they arrive. The line also has flow control: {@link #receive} refuses what does not fit instead
 * of losing it. Divisor, parity and stop bits are kept and mean nothing.
 *
 * <p>Accesses of any width act on the one register at their offset.
 */
public final class Uart16550 implements DeviceModel {

    /** Bytes of address space that a device tree usually gives the port; registers lie at offsets 0 to 7. */
    public static final long SIZE = 0x100;

    /** How many bytes each FIFO holds. */
    public static final int FIFO_CAPACITY = 16;

    /** RBR and THR; DLL while the divisor latch is open. */
    private static final int DATA = 0;
    /** IER; DLM while the divisor latch is open. */
    private static final int INTERRUPT_ENABLE = 1;
    /** IIR when read, FCR when written. */
    private static final int INTERRUPT_IDENTIFICATION = 2;

    private static final int LINE_CONTROL = 3;
    private static final int MODEM_CONTROL = 4;
    private static final int LINE_STATUS = 5;
    private static final int MODEM_STATUS = 6;
    private static final int SCRATCH = 7;

    private static final int IER_RECEIVED = 1;
    private static final int IER_TRANSMITTER_EMPTY = 2;
    private static final int IER_LINE_STATUS = 4;
    private static final int IER_MODEM_STATUS = 8;

    private static final int IIR_MODEM_STATUS = 0x0;
    private static final int IIR_NONE = 0x1;
    private static final int IIR_TRANSMITTER_EMPTY = 0x2;
    private static final int IIR_RECEIVED = 0x4;
    private static final int IIR_LINE_STATUS = 0x6;
    private static final int IIR_TIMEOUT = 0xc;
    private static final int IIR_FIFOS_ENABLED = 0xc0;

    private static final int FCR_ENABLE = 1;
    private static final int FCR_RESET_RECEIVER = 2;

    private static final int LCR_DIVISOR_LATCH = 0x80;

    private static final int MCR_DTR = 1;
    private static final int MCR_RTS = 2;
    private static final int MCR_OUT1 = 4;
    private static final int MCR_OUT2 = 8;
    private static final int MCR_LOOPBACK = 0x10;
    private static final int MCR_WRITABLE = 0x1f;

    private static final int LSR_DATA_READY = 1;
    private static final int LSR_OVERRUN = 2;
    private static final int LSR_TRANSMITTER_EMPTY = 0x60;

    private static final int MSR_CTS = 0x10;
    private static final int MSR_DSR = 0x20;
    private static final int MSR_RI = 0x40;
    private static final int MSR_DCD = 0x80;
    /** The other end is there and always ready. */
    private static final int MSR_CONNECTED = MSR_CTS | MSR_DSR | MSR_DCD;

    private static final int MSR_DELTA_RI = 4;

    private final ByteSink transmitted;

    private final byte[] fifo = new byte[FIFO_CAPACITY];
    private int fifoHead;
    private int fifoCount;
    private boolean fifosEnabled;
    private int trigger = 1;

    private int interruptEnable;
    private int lineControl;
    private int modemControl;
    private int scratch;
    private int divisor;
    private boolean overrun;

    /** Whether the transmitter-empty interrupt waits to be identified or answered by a byte. */
    private boolean transmitterEmptyPending;

    /** Bits 3:0 of MSR: which of bits 7:4 changed since the last read. */
    private int modemDeltas;

    /** Whether the line takes bytes; the owner says so. */
    private boolean lineReady = true;

    /**
     * Creates a port as after a reset.
     *
     * @param transmitted takes what software sends
     */
    public Uart16550(ByteSink transmitted) {
        this.transmitted = transmitted;
    }

    /** How many bytes {@link #receive} takes before software reads some: 0 to 16. Any register access may change it. */
    public int room() {
        return loopback() ? 0 : capacity() - fifoCount;
    }

    /**
     * Whether software asks for bytes: it has asserted RTS, and not looped the line back. A far end that keeps to hardware flow control sends only
     * then, and loses nothing while a driver probes the port or clears its FIFOs.
     */
    public boolean requestsToSend() {
        return (modemControl & MCR_RTS) != 0 && !loopback();
    }

    /**
     * Puts a byte in the receiver.
     *
     * @return whether there was room; if not, nothing happened: offer the byte again after a register access
     */
    public boolean receive(byte value) {
        if (room() == 0) {
            return false;
        }
        push(value);
        return true;
    }

    /**
     * Says whether the line takes bytes. While it does not, LSR shows a transmitter that is not empty and the
     * transmitter-empty interrupt is held back, so software that keeps to the register description waits. After it saw an
     * empty transmitter it may send a whole FIFO, so "ready" should mean room for {@link #FIFO_CAPACITY} bytes.
     */
    public void lineReady(boolean ready) {
        lineReady = ready;
    }

    /** Whether the interrupt line is asserted. */
    public boolean interruptLevel() {
        return identify() != IIR_NONE;
    }

    @Override
    public long read(long offset, int size) {
        if (offset < 0 || offset > SCRATCH) {
            return 0;
        }
        return switch ((int) offset) {
            case DATA -> divisorLatch() ? divisor & 0xff : pull();
            case INTERRUPT_ENABLE -> divisorLatch() ? divisor >>> 8 : interruptEnable;
            case INTERRUPT_IDENTIFICATION -> readIdentification();
            case LINE_CONTROL -> lineControl;
            case MODEM_CONTROL -> modemControl;
            case LINE_STATUS -> readLineStatus();
            case MODEM_STATUS -> readModemStatus();
            default -> scratch;
        };
    }

    @Override
    public void write(long offset, int size, long value) {
        if (offset < 0 || offset > SCRATCH) {
            return;
        }
        int octet = (int) value & 0xff;
        switch ((int) offset) {
            case DATA -> {
                if (divisorLatch()) {
                    divisor = (divisor & 0xff00) | octet;
                } else {
                    transmit((byte) octet);
                }
            }
            case INTERRUPT_ENABLE -> {
                if (divisorLatch()) {
                    divisor = (divisor & 0xff) | octet << 8;
                } else {
                    writeInterruptEnable(octet);
                }
            }
            case INTERRUPT_IDENTIFICATION -> writeFifoControl(octet);
            case LINE_CONTROL -> lineControl = octet;
            case MODEM_CONTROL -> writeModemControl(octet & MCR_WRITABLE);
            case SCRATCH -> scratch = octet;
            default -> {} // LSR and MSR are read-only outside factory tests.
        }
    }

    private void transmit(byte value) {
        if (!loopback()) {
            transmitted.accept(value);
        } else if (fifoCount < capacity()) {
            push(value);
        } else {
            overrun = true;
        }
        transmitterEmptyPending = true;
    }

    private void push(byte value) {
        fifo[(fifoHead + fifoCount) % FIFO_CAPACITY] = value;
        fifoCount++;
    }

    private int pull() {
        if (fifoCount == 0) {
            return 0;
        }
        int value = fifo[fifoHead] & 0xff;
        fifoHead = (fifoHead + 1) % FIFO_CAPACITY;
        fifoCount--;
        return value;
    }

    /** The cause of highest priority, as bits 3:0 of IIR show it. */
    private int identify() {
        if ((interruptEnable & IER_LINE_STATUS) != 0 && overrun) {
            return IIR_LINE_STATUS;
        }
        if ((interruptEnable & IER_RECEIVED) != 0 && fifoCount > 0) {
            return fifoCount >= trigger ? IIR_RECEIVED : IIR_TIMEOUT;
        }
        if ((interruptEnable & IER_TRANSMITTER_EMPTY) != 0 && transmitterEmptyPending && lineReady) {
            return IIR_TRANSMITTER_EMPTY;
        }
        if ((interruptEnable & IER_MODEM_STATUS) != 0 && modemDeltas != 0) {
            return IIR_MODEM_STATUS;
        }
        return IIR_NONE;
    }

    private int readIdentification() {
        int cause = identify();
        if (cause == IIR_TRANSMITTER_EMPTY) {
            transmitterEmptyPending = false;
        }
        return fifosEnabled ? cause | IIR_FIFOS_ENABLED : cause;
    }

    private int readLineStatus() {
        int status = (lineReady ? LSR_TRANSMITTER_EMPTY : 0)
                | (fifoCount > 0 ? LSR_DATA_READY : 0)
                | (overrun ? LSR_OVERRUN : 0);
        overrun = false;
        return status;
    }

    private int readModemStatus() {
        int status = modemStatus() | modemDeltas;
        modemDeltas = 0;
        return status;
    }

    private void writeInterruptEnable(int value) {
        int before = interruptEnable;
        interruptEnable = value & 0xf;
        if ((interruptEnable & ~before & IER_TRANSMITTER_EMPTY) != 0) {
            transmitterEmptyPending = true; // the transmitter is empty already
        }
    }

    private void writeFifoControl(int value) {
        boolean enable = (value & FCR_ENABLE) != 0;
        if (enable != fifosEnabled || (value & FCR_RESET_RECEIVER) != 0) {
            fifoCount = 0;
        }
        fifosEnabled = enable;
        // Without the FIFOs there is one holding register, and a byte in it is announced.
        trigger = !enable
                ? 1
                : switch (value >>> 6) {
                    case 0 -> 1;
                    case 1 -> 4;
                    case 2 -> 8;
                    default -> 14;
                };
    }

    private void writeModemControl(int value) {
        int before = modemStatus();
        modemControl = value;
        int after = modemStatus();
        int changed = (before ^ after) >>> 4;
        if ((after & MSR_RI) != 0) {
            changed &= ~MSR_DELTA_RI; // only the ring indicator's trailing edge counts
        }
        modemDeltas |= changed;
    }

    /** Bits 7:4 of MSR: in loopback they are wired to the four outputs of MCR. */
    private int modemStatus() {
        if (!loopback()) {
            return MSR_CONNECTED;
        }
        return ((modemControl & MCR_RTS) != 0 ? MSR_CTS : 0)
                | ((modemControl & MCR_DTR) != 0 ? MSR_DSR : 0)
                | ((modemControl & MCR_OUT1) != 0 ? MSR_RI : 0)
                | ((modemControl & MCR_OUT2) != 0 ? MSR_DCD : 0);
    }

    private int capacity() {
        return fifosEnabled ? FIFO_CAPACITY : 1;
    }

    private boolean loopback() {
        return (modemControl & MCR_LOOPBACK) != 0;
    }

    private boolean divisorLatch() {
        return (lineControl & LCR_DIVISOR_LATCH) != 0;
    }

    @Override
    public void save(LongConsumer writer) {
        writer.accept(interruptEnable
                | lineControl << 8
                | modemControl << 16
                | (fifosEnabled ? 1 << 24 : 0)
                | (overrun ? 1 << 25 : 0)
                | (transmitterEmptyPending ? 1 << 26 : 0)
                | (lineReady ? 1 << 27 : 0)
                | (long) trigger << 32
                | (long) modemDeltas << 40);
        writer.accept(divisor | scratch << 16 | fifoCount << 24);
        for (int half = 0; half < 2; half++) {
            long bytes = 0;
            for (int i = 7; i >= 0; i--) {
                bytes = bytes << 8 | (fifo[(fifoHead + half * 8 + i) % FIFO_CAPACITY] & 0xff);
            }
            writer.accept(bytes);
        }
    }

    @Override
    public void restore(LongSupplier reader) {
        long registers = reader.getAsLong();
        interruptEnable = (int) registers & 0xf;
        lineControl = (int) (registers >>> 8) & 0xff;
        modemControl = (int) (registers >>> 16) & MCR_WRITABLE;
        fifosEnabled = (registers >>> 24 & 1) != 0;
        overrun = (registers >>> 25 & 1) != 0;
        transmitterEmptyPending = (registers >>> 26 & 1) != 0;
        lineReady = (registers >>> 27 & 1) != 0;
        trigger = Math.max(1, (int) (registers >>> 32) & 0xf);
        modemDeltas = (int) (registers >>> 40) & 0xf;
        long more = reader.getAsLong();
        divisor = (int) more & 0xffff;
        scratch = (int) (more >>> 16) & 0xff;
        fifoCount = Math.min((int) (more >>> 24) & 0x1f, capacity());
        fifoHead = 0;
        for (int half = 0; half < 2; half++) {
            long bytes = reader.getAsLong();
            for (int i = 0; i < 8; i++) {
                fifo[half * 8 + i] = (byte) (bytes >>> (8 * i));
            }
        }
    }
}
