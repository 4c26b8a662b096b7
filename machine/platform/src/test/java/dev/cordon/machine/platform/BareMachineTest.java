// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.device.models.Finisher;
import dev.cordon.machine.isa.Assembler;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Programs in assembly language on the bare machine: hart, bus, devices and threads together. */
@Timeout(60)
class BareMachineTest {

    private static final String CONSTANTS = """
            .equ FINISHER, 0x100000
            .equ RTC, 0x101000
            .equ CLINT, 0x2000000
            .equ PLIC, 0xc000000
            .equ UART, 0x10000000
            """;

    /** Ends the run with the code in a0, 0 for success. */
    private static final String EXIT = """
            exit:
                li   t0, FINISHER
                li   t1, 0x5555
                beqz a0, store
                slli a0, a0, 16
                li   t1, 0x3333
                or   t1, t1, a0
            store:
                sw   t1, 0(t0)
                j    store
            """;

    private final ByteArrayOutputStream console = new ByteArrayOutputStream();

    /** Opened by the first byte of output. */
    private final CountDownLatch ready = new CountDownLatch(1);

    @Test
    void aProgramPrintsThroughTheUartAndEndsThroughTheFinisher() throws Exception {
        Optional<Finisher.Outcome> end = run("""
                    la   s0, text
                    li   s1, UART
                next:
                    lbu  t0, 0(s0)
                    beqz t0, done
                    sb   t0, 0(s1)
                    addi s0, s0, 1
                    j    next
                done:
                    li   a0, 42
                    j    exit
                text:
                    .asciz "hello, hart"
                    .align 2
                """);
        assertThat(end).contains(new Finisher.Outcome.Fail(42));
        assertThat(console.toString(StandardCharsets.UTF_8)).isEqualTo("hello, hart");
    }

    @Test
    void theResetVectorHandsOverHartDeviceTreeAndFirmwareInformation() throws Exception {
        assertThat(run("""
                    bnez a0, exit
                    lwu  t0, 0(a1)
                    li   t1, 0xedfe0dd0
                    li   a0, 1
                    bne  t0, t1, exit
                    ld   t0, 0(a2)
                    li   t1, 0x4942534f
                    li   a0, 2
                    bne  t0, t1, exit
                    li   a0, 0
                    j    exit
                """)).contains(new Finisher.Outcome.Pass());
    }

    @Test
    void aResetEndsTheRunIfItIsToDoSo() throws Exception {
        String source = """
                    li   t0, FINISHER
                    li   t1, 0x7777
                    sw   t1, 0(t0)
                    j    .
                """;
        try (BareMachine machine = machine(source, 1)) {
            machine.endOnReset();
            machine.start();
            assertThat(machine.await()).contains(new Finisher.Outcome.Reset());
        }
    }

    /**
     * Counts resets in memory behind the program, which they leave alone, while another hart waits and one loops. Whatever was changed
     * before is as it was: the program itself, the devices, the CSRs, decoded code.
     */
    @Test
    void aResetStartsTheSoftwareAnew() throws Exception {
        String source = """
                    csrr s0, mhartid
                    li   t0, 2
                    beq  s0, t0, .
                    beqz s0, first
                sleep:
                    wfi
                    j    sleep
                first:
                    csrr t0, mscratch
                    li   a0, 1
                    bnez t0, exit
                    csrr t0, mip
                    li   a0, 2
                    bnez t0, exit
                    la   t0, data
                    lw   t0, 0(t0)
                    addi t0, t0, -77
                    li   a0, 3
                    bnez t0, exit
                    li   s1, UART
                    lbu  t0, 3(s1)
                    li   a0, 4
                    bnez t0, exit
                    li   s2, PLIC
                    lw   t0, 40(s2)
                    li   a0, 5
                    bnez t0, exit
                    li   s3, CLINT + 0x4000
                    ld   t0, 0(s3)
                    addi t0, t0, 1
                    li   a0, 6
                    bnez t0, exit
                patched:
                    li   a0, 7
                    li   t0, 0x80400000
                    lw   t1, 0(t0)
                    addi t1, t1, 1
                    sw   t1, 0(t0)
                    li   t2, 100
                    li   a0, 0
                    beq  t1, t2, exit
                    csrw mscratch, t0
                    la   t0, data
                    sw   zero, 0(t0)
                    li   t0, 3
                    sb   t0, 3(s1)
                    sw   t0, 40(s2)
                    sd   zero, 0(s3)
                    li   s3, CLINT
                    sw   t0, 0(s3)
                    la   t0, patched
                    sw   zero, 0(t0)
                    fence.i
                    li   t0, FINISHER
                    li   t1, 0x7777
                    sw   t1, 0(t0)
                    j    .
                data:
                    .word 77
                """;
        try (BareMachine machine = machine(source, 3)) {
            machine.start();
            assertThat(machine.await()).contains(new Finisher.Outcome.Pass());
            assertThat(machine.retired()).isGreaterThan(3000);
        }
    }

    @Test
    void anAccessThatNothingAnswersIsAnAccessFault() throws Exception {
        assertThat(run("""
                    la   t0, handler
                    csrw mtvec, t0
                    li   t0, 0x5000000
                    li   s0, 5
                    lw   t1, 8(t0)
                    li   a0, 1
                    j    exit
                    .align 2
                handler:
                    csrr t1, mcause
                    li   a0, 2
                    bne  t1, s0, exit
                    csrr t1, mtval
                    addi t0, t0, 8
                    li   a0, 3
                    bne  t1, t0, exit
                    la   t2, second
                    csrw mtvec, t2
                    li   s0, 7
                    sd   t1, -8(t0)
                    .align 2
                second:
                    csrr t1, mcause
                    li   a0, 4
                    bne  t1, s0, exit
                    li   a0, 0
                    j    exit
                """)).contains(new Finisher.Outcome.Pass());
    }

    @Test
    void aTimerInterruptComesThroughTheClintAndWakesFromWfi() throws Exception {
        assertThat(run("""
                    la   t0, handler
                    csrw mtvec, t0
                    li   s0, CLINT + 0xbff8
                    li   s1, CLINT + 0x4000
                    ld   s2, 0(s0)
                    li   t0, 20000
                    add  s2, s2, t0
                    sd   s2, 0(s1)
                    li   t0, 0x80
                    csrw mie, t0
                    csrsi mstatus, 8
                sleep:
                    wfi
                    j    sleep
                    .align 2
                handler:
                    ld   t0, 0(s0)
                    li   a0, 1
                    bltu t0, s2, exit
                    csrr t0, mcause
                    li   t1, 0x8000000000000007
                    li   a0, 2
                    bne  t0, t1, exit
                    li   t0, -1
                    sd   t0, 0(s1)
                    csrr t0, mip
                    andi t0, t0, 0x80
                    li   a0, 3
                    bnez t0, exit
                    li   a0, 0
                    j    exit
                """)).contains(new Finisher.Outcome.Pass());
    }

    @Test
    void aTimerInterruptEndsALoopThatNeverWaits() throws Exception {
        assertThat(run("""
                    la   t0, handler
                    csrw mtvec, t0
                    li   s0, CLINT + 0xbff8
                    li   s1, CLINT + 0x4000
                    ld   s2, 0(s0)
                    li   t0, 20000
                    add  s2, s2, t0
                    sd   s2, 0(s1)
                    li   t0, 0x80
                    csrw mie, t0
                    csrsi mstatus, 8
                    j    .
                    .align 2
                handler:
                    li   a0, 0
                    j    exit
                """)).contains(new Finisher.Outcome.Pass());
    }

    /** Says '>' when it is ready, then echoes every byte of input through interrupts, until a 'q'. */
    private static final String ECHO = """
                la   t0, handler
                csrw mtvec, t0
                li   s0, PLIC
                li   s1, UART
                li   t0, 1
                sw   t0, 40(s0)
                li   t1, 0x2000
                add  t1, t1, s0
                li   t0, 0x400
                sw   t0, 0(t1)
                li   s2, PLIC + 0x200004
                li   t0, 1
                sb   t0, 2(s1)
                sb   t0, 1(s1)
                li   t0, 0x800
                csrw mie, t0
                csrsi mstatus, 8
                li   t0, '>'
                sb   t0, 0(s1)
            sleep:
                wfi
                j    sleep
                .align 2
            handler:
                lw   s3, 0(s2)
                li   t0, 10
                li   a0, 1
                bne  s3, t0, exit
            drain:
                lbu  t0, 5(s1)
                andi t0, t0, 1
                beqz t0, complete
                lbu  t0, 0(s1)
                sb   t0, 0(s1)
                li   t1, 'q'
                li   a0, 0
                beq  t0, t1, exit
                j    drain
            complete:
                sw   s3, 0(s2)
                mret
            """;

    @Test
    void consoleInputInterruptsThroughThePlic() throws Exception {
        try (BareMachine machine = machine(ECHO, 1)) {
            machine.start();
            ready.await();
            machine.receive("some ".getBytes(StandardCharsets.UTF_8));
            machine.receive("bytes, q".getBytes(StandardCharsets.UTF_8));
            assertThat(machine.await()).contains(new Finisher.Outcome.Pass());
        }
        assertThat(console.toString(StandardCharsets.UTF_8)).isEqualTo(">some bytes, q");
    }

    @Test
    void muchInputWaitsForTheSoftwareAndNoByteIsLost() throws Exception {
        byte[] input = new byte[200_000];
        for (int i = 0; i < input.length; i++) {
            input[i] = (byte) (i % 100);
        }
        input[input.length - 1] = 'q';
        try (BareMachine machine = machine(ECHO, 1)) {
            machine.start();
            ready.await();
            machine.receive(input);
            assertThat(machine.await()).contains(new Finisher.Outcome.Pass());
        }
        byte[] echoed = console.toByteArray();
        assertThat(Arrays.mismatch(echoed, 1, echoed.length, input, 0, input.length))
                .isEqualTo(-1);
    }

    @Test
    void anAlarmOfTheRealTimeClockInterruptsThroughThePlic() throws Exception {
        assertThat(run("""
                    la   t0, handler
                    csrw mtvec, t0
                    li   s0, PLIC
                    li   s1, RTC
                    li   t0, 1
                    sw   t0, 44(s0)
                    li   t1, PLIC + 0x2000
                    li   t0, 0x800
                    sw   t0, 0(t1)
                    li   t0, 1
                    sw   t0, 0x10(s1)
                    lwu  t0, 0(s1)
                    lwu  t1, 4(s1)
                    slli t1, t1, 32
                    or   t0, t0, t1
                    li   t1, 3000000
                    add  t0, t0, t1
                    srli t1, t0, 32
                    sw   t1, 0xc(s1)
                    sw   t0, 8(s1)
                    li   t0, 0x800
                    csrw mie, t0
                    csrsi mstatus, 8
                sleep:
                    wfi
                    j    sleep
                    .align 2
                handler:
                    li   t0, PLIC + 0x200004
                    lw   a0, 0(t0)
                    addi a0, a0, -11
                    j    exit
                """)).contains(new Finisher.Outcome.Pass());
    }

    @Test
    void hartsInterruptEachOtherThroughTheClint() throws Exception {
        try (BareMachine machine = machine("""
                    la   t0, handler
                    csrw mtvec, t0
                    li   s0, CLINT
                    li   t0, 8
                    csrw mie, t0
                    csrsi mstatus, 8
                    csrr s1, mhartid
                    bnez s1, sleep
                    li   t0, 1
                    sw   t0, 4(s0)
                sleep:
                    wfi
                    j    sleep
                    .align 2
                handler:
                    slli t1, s1, 2
                    add  t1, t1, s0
                    sw   zero, 0(t1)
                    li   a0, 0
                    beqz s1, exit
                    li   t0, 1
                    sw   t0, 0(s0)
                    mret
                """, 2)) {
            machine.start();
            assertThat(machine.await()).contains(new Finisher.Outcome.Pass());
        }
    }

    @Test
    void aRunCanBeStoppedWhileItLoopsAndWhileItWaits() throws Exception {
        for (String instruction : new String[] {"nop", "wfi"}) {
            BareMachine machine = machine("forever: " + instruction + "\nj forever\n", 2);
            try (machine) {
                machine.start();
                assertThat(runsOn(machine)).isTrue();
                machine.stop();
                assertThat(machine.await()).isEmpty();
            }
            assertThat(machine.retired()).isPositive();
        }
    }

    private static boolean runsOn(BareMachine machine) throws InterruptedException {
        try {
            machine.await(Duration.ofMillis(50));
            return false;
        } catch (TimeoutException e) {
            return true;
        }
    }

    private Optional<Finisher.Outcome> run(String source) throws Exception {
        try (BareMachine machine = machine(source, 1)) {
            machine.start();
            return machine.await();
        }
    }

    private BareMachine machine(String source, int harts) throws IOException, LoadException {
        String whole = CONSTANTS + source + EXIT;
        byte[] program = Assembler.parse("program.s", AddressMap.RAM, whole).bytes();
        return new BareMachine(
                BareSoftware.program(MemorySegment.ofArray(program)), harts, 16 << 20, new HostClock(), octet -> {
                    console.write(octet);
                    ready.countDown();
                });
    }
}
