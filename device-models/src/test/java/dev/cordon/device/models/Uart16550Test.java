// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.device.models;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import org.junit.jupiter.api.Test;

class Uart16550Test {

    private static final int RBR = 0;
    private static final int THR = 0;
    private static final int IER = 1;
    private static final int IIR = 2;
    private static final int FCR = 2;
    private static final int LCR = 3;
    private static final int MCR = 4;
    private static final int LSR = 5;
    private static final int MSR = 6;
    private static final int SCR = 7;

    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
    private final Uart16550 uart = new Uart16550(sent::write);

    @Test
    void resetStateShowsAnIdleConnectedPort() {
        assertThat(read(IER)).isZero();
        assertThat(read(IIR)).isEqualTo(0x01);
        assertThat(read(LCR)).isZero();
        assertThat(read(MCR)).isZero();
        assertThat(read(LSR)).isEqualTo(0x60);
        assertThat(read(MSR)).isEqualTo(0xb0);
        assertThat(uart.interruptLevel()).isFalse();
    }

    @Test
    void transmittedBytesReachTheSinkAtOnceAndInOrder() {
        write(THR, 'o');
        write(THR, 'k');
        assertThat(sent.toByteArray()).containsExactly('o', 'k');
        assertThat(read(LSR)).isEqualTo(0x60);
    }

    @Test
    void scratchAndLineControlKeepWhatIsWritten() {
        write(SCR, 0x5a);
        write(LCR, 0x1b);
        assertThat(read(SCR)).isEqualTo(0x5a);
        assertThat(read(LCR)).isEqualTo(0x1b);
    }

    @Test
    void divisorLatchHidesDataAndInterruptEnable() {
        write(IER, 0x05);
        write(LCR, 0x80);
        write(0, 0x34);
        write(1, 0x12);
        assertThat(read(0)).isEqualTo(0x34);
        assertThat(read(1)).isEqualTo(0x12);
        write(LCR, 0x03);
        assertThat(read(IER)).isEqualTo(0x05);
        assertThat(sent.size()).isZero();
    }

    @Test
    void interruptEnableKeepsFourBits() {
        write(IER, 0xff);
        assertThat(read(IER)).isEqualTo(0x0f);
    }

    @Test
    void withoutFifosOneByteIsHeldAndTheNextIsRefused() {
        assertThat(uart.receive((byte) 1)).isTrue();
        assertThat(uart.room()).isZero();
        assertThat(uart.receive((byte) 2)).isFalse();
        assertThat(read(RBR)).isEqualTo(1);
        assertThat(read(LSR) & 1).isZero();
        assertThat(uart.receive((byte) 2)).isTrue();
    }

    @Test
    void withFifosSixteenBytesAreHeldInOrder() {
        write(FCR, 0x01);
        for (int i = 0; i < 16; i++) {
            assertThat(uart.room()).isEqualTo(16 - i);
            assertThat(uart.receive((byte) (0xf0 + i))).isTrue();
        }
        assertThat(uart.receive((byte) 0)).isFalse();
        for (int i = 0; i < 16; i++) {
            assertThat(read(LSR) & 1).isOne();
            assertThat(read(RBR)).isEqualTo(0xf0 + i);
        }
        assertThat(read(LSR) & 3).isZero();
    }

    @Test
    void receivedDataInterruptsUntilItIsRead() {
        write(IER, 0x01);
        assertThat(uart.interruptLevel()).isFalse();
        uart.receive((byte) 'x');
        assertThat(uart.interruptLevel()).isTrue();
        assertThat(read(IIR)).isEqualTo(0x04);
        assertThat(uart.interruptLevel()).as("identifying does not acknowledge").isTrue();
        assertThat(read(RBR)).isEqualTo('x');
        assertThat(uart.interruptLevel()).isFalse();
        assertThat(read(IIR)).isEqualTo(0x01);
    }

    @Test
    void bytesBelowTheTriggerLevelAreAnnouncedAsTimeout() {
        write(IER, 0x01);
        write(FCR, 0x41); // trigger at 4
        uart.receive((byte) 1);
        assertThat(read(IIR)).isEqualTo(0xcc);
        uart.receive((byte) 2);
        uart.receive((byte) 3);
        uart.receive((byte) 4);
        assertThat(read(IIR)).isEqualTo(0xc4);
        read(RBR);
        assertThat(read(IIR)).isEqualTo(0xcc);
    }

    @Test
    void enablingTheTransmitterInterruptRaisesItBecauseTheTransmitterIsEmpty() {
        write(IER, 0x02);
        assertThat(uart.interruptLevel()).isTrue();
        assertThat(read(IIR)).isEqualTo(0x02);
        assertThat(uart.interruptLevel()).as("reading IIR acknowledges").isFalse();
        write(THR, 'a');
        assertThat(read(IIR)).isEqualTo(0x02);
        assertThat(read(IIR)).isEqualTo(0x01);
        write(IER, 0x02);
        assertThat(uart.interruptLevel()).as("it was enabled already").isFalse();
        write(IER, 0x00);
        write(IER, 0x02);
        assertThat(uart.interruptLevel()).isTrue();
    }

    @Test
    void aLineThatIsNotReadyShowsAFullTransmitterAndHoldsItsInterruptBack() {
        write(IER, 2);
        uart.lineReady(false);
        assertThat(read(LSR)).isZero();
        assertThat(uart.interruptLevel()).isFalse();
        assertThat(read(IIR)).isEqualTo(0x01);
        uart.lineReady(true);
        assertThat(read(LSR)).isEqualTo(0x60);
        assertThat(uart.interruptLevel()).isTrue();
        assertThat(read(IIR)).isEqualTo(0x02);
    }

    @Test
    void receivedDataGoesBeforeTransmitterEmpty() {
        write(IER, 0x03);
        uart.receive((byte) 1);
        assertThat(read(IIR)).isEqualTo(0x04);
        read(RBR);
        assertThat(read(IIR)).as("not acknowledged by the other cause").isEqualTo(0x02);
    }

    @Test
    void fifoResetDropsReceivedBytesAndSoDoesTurningFifosOnOrOff() {
        write(FCR, 0x01);
        uart.receive((byte) 1);
        write(FCR, 0x03);
        assertThat(read(LSR) & 1).isZero();
        uart.receive((byte) 1);
        write(FCR, 0x01);
        assertThat(read(LSR) & 1).as("no reset asked for").isOne();
        write(FCR, 0x00);
        assertThat(read(LSR) & 1).isZero();
        assertThat(read(IIR) & 0xc0).isZero();
    }

    @Test
    void loopbackReturnsBytesAndWiresModemOutputsToInputs() {
        write(MCR, 0x1a); // what Linux probes with: loopback, OUT2, RTS
        assertThat(read(MSR) & 0xf0).isEqualTo(0x90);
        assertThat(uart.room()).as("the line is cut off").isZero();
        write(THR, 'l');
        assertThat(sent.size()).isZero();
        assertThat(read(RBR)).isEqualTo('l');
    }

    @Test
    void loopbackOverrunIsALineStatusInterruptClearedByReading() {
        write(MCR, 0x10);
        write(IER, 0x04);
        write(THR, 1);
        write(THR, 2);
        assertThat(read(IIR)).isEqualTo(0x06);
        assertThat(read(LSR)).isEqualTo(0x63);
        assertThat(read(LSR)).isEqualTo(0x61);
        assertThat(uart.interruptLevel()).isFalse();
        assertThat(read(RBR)).isOne();
    }

    @Test
    void modemStatusChangesInterruptOnceAndRingCountsOnItsTrailingEdge() {
        write(IER, 0x08);
        write(MCR, 0x14); // loopback with OUT1: ring on; CTS, DSR and DCD fall
        assertThat(read(IIR)).isEqualTo(0x00);
        assertThat(read(MSR)).isEqualTo(0x4b);
        assertThat(uart.interruptLevel()).isFalse();
        write(MCR, 0x10);
        assertThat(read(MSR)).isEqualTo(0x04);
    }

    @Test
    void whatIsNoRegisterReadsAsZero() {
        assertThat(uart.read(8, 1)).isZero();
        assertThat(uart.read(-1, 1)).isZero();
        assertThat(uart.read(Long.MIN_VALUE, 8)).isZero();
        uart.write(1L << 32, 1, 'x');
        assertThat(sent.size()).isZero();
    }

    private int read(int register) {
        return (int) uart.read(register, 1);
    }

    private void write(int register, int value) {
        uart.write(register, 1, value);
    }
}
