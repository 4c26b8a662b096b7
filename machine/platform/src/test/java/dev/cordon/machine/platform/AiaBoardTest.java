// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cordon.device.models.Finisher;
import dev.cordon.machine.isa.Assembler;
import dev.cordon.machine.isa.Isa;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Programs in assembly language on boards with an APLIC and IMSICs: CSRs, interrupt files, domains, devices and threads together. */
@Timeout(120)
class AiaBoardTest {

    private static final String CONSTANTS = """
            .equ FINISHER, 0x100000
            .equ APLIC, 0xc000000
            .equ UART, 0x10000000
            .equ MFILE, 0x24000000
            .equ SFILE, 0x28000000
                la   t0, handler
                csrw mtvec, t0
                li   t0, -1
                csrw pmpaddr0, t0
                li   t0, 0x1f
                csrw pmpcfg0, t0
                csrr s1, mhartid
                j    start
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

    /** Has the file of M-mode deliver the identities below 64. */
    private static final String OPEN_MACHINE_FILE = """
                li   t0, 0x70
                csrw miselect, t0
                csrwi mireg, 1
                li   t0, 0xc0
                csrw miselect, t0
                li   t0, -1
                csrw mireg, t0
            """;

    private final ByteArrayOutputStream console = new ByteArrayOutputStream();
    private final CountDownLatch ready = new CountDownLatch(1);

    /** Each of three harts sends its number again and again, and waits each time until the fourth has claimed it. */
    @Test
    void noMessageBetweenHartsIsLost() throws Exception {
        assertThat(run(new Aia.AplicImsic(0), 4, """
                start:
                    la   s2, acknowledged
                    li   s3, 2000
                    bnez s1, sender
                """ + OPEN_MACHINE_FILE + """
                    li   t0, 0x800
                    csrw mie, t0
                    csrsi mstatus, 8
                sleep:
                    wfi
                    j    sleep
                    .align 2
                handler:
                    csrr t0, mcause
                    li   t1, 0x800000000000000b
                    li   a0, 1
                    bne  t0, t1, exit
                claim:
                    csrrw t0, mtopei, x0
                    srli t0, t0, 16
                    beqz t0, claimed
                    slli t0, t0, 3
                    add  t0, t0, s2
                    ld   t1, 0(t0)
                    addi t1, t1, 1
                    sd   t1, 0(t0)
                    j    claim
                claimed:
                    mret
                sender:
                    slli s4, s1, 3
                    add  s4, s4, s2
                    li   s5, MFILE
                    li   s6, 0
                send:
                    sw   s1, 0(s5)
                    addi s6, s6, 1
                wait:
                    ld   t0, 0(s4)
                    bltu t0, s6, wait
                    li   a0, 2
                    bne  t0, s6, exit
                    bne  s6, s3, send
                    li   t0, 1
                    amoadd.d t0, t0, (s2)
                    li   t1, 2
                    li   a0, 0
                    beq  t0, t1, exit
                    j    .
                    .align 3
                acknowledged:
                    .dword 0, 0, 0, 0
                """)).contains(new Finisher.Outcome.Pass());
    }

    /** Hart 0 sends to the second guest file of hart 1, which runs in VS-mode and answers through hart 0's file of S-mode. */
    @Test
    void aGuestTakesItsMessagesWithoutAnybodysHelp() throws Exception {
        assertThat(run(new Aia.AplicImsic(3), 2, """
                start:
                    li   t0, 0x444
                    csrw hideleg, t0
                    csrw hie, t0
                    li   t0, 0x200
                    csrw mideleg, t0
                    csrs mie, t0
                    la   t0, supervisor
                    csrw stvec, t0
                    la   t0, guest
                    csrw vstvec, t0
                    bnez s1, virtual
                    li   t0, 0x70
                    csrw siselect, t0
                    csrwi sireg, 1
                    li   t0, 0xc0
                    csrw siselect, t0
                    li   t0, -1
                    csrw sireg, t0
                    la   s2, started
                starting:
                    lw   t0, 0(s2)
                    beqz t0, starting
                    li   t0, SFILE + 0x6000
                    li   t1, 42
                    sw   t1, 0(t0)
                    li   t0, 0x1800
                    csrc mstatus, t0
                    la   t0, user
                    csrw mepc, t0
                    mret
                user:
                    j    user
                virtual:
                    li   t0, 2 << 12
                    csrw hstatus, t0
                    li   t0, 0x70
                    csrw vsiselect, t0
                    csrwi vsireg, 1
                    li   t0, 0xc0
                    csrw vsiselect, t0
                    li   t0, -1
                    csrw vsireg, t0
                    li   t0, 0x80
                    csrs hstatus, t0
                    la   t0, user
                    csrw sepc, t0
                    la   t0, started
                    li   t1, 1
                    sw   t1, 0(t0)
                    sret
                    .align 2
                guest:
                    csrr t0, scause
                    li   t1, 0x8000000000000009
                    bne  t0, t1, wrong
                    csrrw t0, stopei, x0
                    srli t0, t0, 16
                    li   t1, SFILE
                    sw   t0, 0(t1)
                    j    .
                    .align 2
                supervisor:
                    csrr t0, scause
                    li   t1, 0x8000000000000009
                    bne  t0, t1, wrong
                    csrr a0, stopei
                    srli a0, a0, 16
                    addi a0, a0, -42
                    j    exit
                    .align 2
                handler:
                    csrr a0, mcause
                    j    exit
                wrong:
                    li   a0, 99
                    j    exit
                    .align 2
                started:
                    .word 0
                """)).contains(new Finisher.Outcome.Pass());
    }

    @Test
    void aMessageToOneselfIsTakenAtOnce() throws Exception {
        assertThat(run(new Aia.AplicImsic(0), 1, """
                start:
                """ + OPEN_MACHINE_FILE + """
                    li   t0, 0x800
                    csrw mie, t0
                    csrsi mstatus, 8
                    li   t0, MFILE
                    li   t1, 9
                    sw   t1, 0(t0)
                    li   a0, 1
                    j    exit
                    .align 2
                handler:
                    csrr a0, mtopei
                    li   t0, 0x90009
                    sub  a0, a0, t0
                    j    exit
                """)).contains(new Finisher.Outcome.Pass());
    }

    /** Says '>' when it is ready, then echoes every byte of input through interrupts, until a 'q'. */
    private static final String ECHO = """
                li   t0, 0x800
                csrw mie, t0
                li   s2, UART
                li   t0, 1
                sb   t0, 2(s2)
                sb   t0, 1(s2)
                csrsi mstatus, 8
                li   t0, '>'
                sb   t0, 0(s2)
            sleep:
                wfi
                j    sleep
            drain:
                lbu  t0, 5(s2)
                andi t0, t0, 1
                beqz t0, return
                lbu  t0, 0(s2)
                sb   t0, 0(s2)
                li   t1, 'q'
                li   a0, 0
                beq  t0, t1, exit
                j    drain
            return:
                mret
            """;

    @Test
    void theUartInterruptsThroughTheAplicDirectly() throws Exception {
        echo(new Aia.Aplic(), """
                start:
                    li   s3, APLIC
                    li   t0, 6
                    sw   t0, 40(s3)
                    li   s4, APLIC + 0x3000
                    li   t0, 1
                    sw   t0, 40(s4)
                    li   t0, APLIC + 0x1edc
                    li   t1, 10
                    sw   t1, 0(t0)
                    li   s5, APLIC + 0x4000
                    li   t0, 1
                    sw   t0, 0(s5)
                    li   t0, 0x100
                    sw   t0, 0(s3)
                """ + ECHO + """
                    .align 2
                handler:
                    lw   t0, 0x1c(s5)
                    li   t1, 0xa0001
                    li   a0, 1
                    bne  t0, t1, exit
                    j    drain
                """);
    }

    @Test
    void theUartInterruptsThroughTheAplicByMessages() throws Exception {
        echo(new Aia.AplicImsic(0), """
                start:
                """ + OPEN_MACHINE_FILE + """
                    li   t0, APLIC + 0x1bc0
                    li   t1, 0x24000
                    sw   t1, 0(t0)
                    li   s3, APLIC
                    li   t0, 0x104
                    sw   t0, 0(s3)
                    li   t0, 6
                    sw   t0, 40(s3)
                    li   s4, APLIC + 0x3000
                    li   t0, 33
                    sw   t0, 40(s4)
                    li   t0, APLIC + 0x1edc
                    li   t1, 10
                    sw   t1, 0(t0)
                """ + ECHO + """
                    .align 2
                handler:
                    csrrw t0, mtopei, x0
                    srli t0, t0, 16
                    li   t1, 33
                    li   a0, 1
                    bne  t0, t1, exit
                    j    drain
                """);
    }

    private void echo(Aia aia, String source) throws Exception {
        try (BareMachine machine = machine(aia, 1, source)) {
            machine.start();
            ready.await();
            machine.receive("some ".getBytes(StandardCharsets.UTF_8));
            machine.receive("bytes, q".getBytes(StandardCharsets.UTF_8));
            assertThat(machine.await()).contains(new Finisher.Outcome.Pass());
        }
        assertThat(console.toString(StandardCharsets.UTF_8)).isEqualTo(">some bytes, q");
    }

    /** Messages to pages of no file, or of an address that was never set, reach nobody; wrong widths are access faults. */
    @ParameterizedTest
    @CsvSource({
        // store, address, mcause if it faults
        "sw, 0x24000000, -",
        "sd, 0x24000000, 7",
        "sh, 0x24000000, 7",
        "sw, 0x24001000, 7",
        "sw, 0x28003000, -",
        "sw, 0x28004000, 7",
        "sw, 0x0d000000, -",
        "sw, 0x0c200000, 7"
    })
    void pagesAreWhereTheBoardHasThem(String store, String address, String cause) throws Exception {
        Optional<Finisher.Outcome> end = run(new Aia.AplicImsic(2), 1, """
                start:
                    li   t0, %s
                    li   t1, 1
                    %s   t1, 0(t0)
                    li   a0, 0
                    j    exit
                    .align 2
                handler:
                    csrr a0, mcause
                    j    exit
                """.formatted(address, store));
        Finisher.Outcome expected =
                cause.equals("-") ? new Finisher.Outcome.Pass() : new Finisher.Outcome.Fail(Integer.parseInt(cause));
        assertThat(end).contains(expected);
    }

    @Test
    void aResetClosesTheFilesAndTheDomains() throws Exception {
        String source = """
                start:
                    li   t0, 0x70
                    csrw miselect, t0
                    csrr t1, mireg
                    li   a0, 1
                    bnez t1, exit
                    li   t0, 0x80
                    csrw miselect, t0
                    csrr t1, mireg
                    li   a0, 2
                    bnez t1, exit
                    li   s3, APLIC
                    lw   t0, 40(s3)
                    li   a0, 3
                    bnez t0, exit
                """ + OPEN_MACHINE_FILE + """
                    li   t0, MFILE
                    li   t1, 9
                    sw   t1, 0(t0)
                    li   t0, 6
                    sw   t0, 40(s3)
                    li   t0, 0x80400000
                    lw   t1, 0(t0)
                    addi t1, t1, 1
                    sw   t1, 0(t0)
                    li   t2, 3
                    li   a0, 0
                    beq  t1, t2, exit
                    li   t0, FINISHER
                    li   t1, 0x7777
                    sw   t1, 0(t0)
                    j    .
                    .align 2
                handler:
                    csrr a0, mcause
                    j    exit
                """;
        assertThat(run(new Aia.AplicImsic(0), 1, source)).contains(new Finisher.Outcome.Pass());
    }

    /** Harts without the H extension have nothing of guests, though the board has their files. */
    @Test
    void withoutTheHypervisorExtensionThereAreNoGuestInterrupts() throws Exception {
        String source = """
                start:
                    li   t0, -1
                    csrw mie, t0
                    csrr t0, mie
                    li   t1, 0xaaa
                    li   a0, 1
                    bne  t0, t1, exit
                    csrr t0, mideleg
                    li   a0, 2
                    bnez t0, exit
                    csrwi mie, 0
                """ + OPEN_MACHINE_FILE + """
                    li   t0, MFILE
                    li   t1, 9
                    sw   t1, 0(t0)
                    csrr t0, mtopei
                    li   t1, 0x90009
                    li   a0, 3
                    bne  t0, t1, exit
                    csrr t0, hgeip
                    j    exit
                    .align 2
                handler:
                    csrr a0, mcause
                    addi a0, a0, -2
                    j    exit
                """;
        byte[] program =
                Assembler.parse("test", AddressMap.RAM, CONSTANTS + source).bytes();
        BareSoftware software = BareSoftware.program(MemorySegment.ofArray(program));
        Isa isa = Isa.parse("rv64imac_zicsr");
        try (BareMachine machine =
                new BareMachine(software, 1, isa, new Aia.AplicImsic(1), 16 << 20, new HostClock(), octet -> {})) {
            machine.start();
            assertThat(machine.await()).contains(new Finisher.Outcome.Pass());
        }
    }

    @Test
    void theChoicesAreThoseOfQemu() {
        assertThat(Aia.parse("none", 0)).isEqualTo(new Aia.None());
        assertThat(Aia.parse("aplic", 0)).isEqualTo(new Aia.Aplic());
        assertThat(Aia.parse("aplic-imsic", 5)).isEqualTo(new Aia.AplicImsic(5));
        assertThatThrownBy(() -> Aia.parse("imsic", 0)).hasMessageContaining("'imsic'");
        assertThatThrownBy(() -> Aia.parse("aplic", 1)).hasMessageContaining("aplic-imsic");
        assertThatThrownBy(() -> Aia.parse("aplic-imsic", -1)).hasMessageContaining("0 to 63");
    }

    private Optional<Finisher.Outcome> run(Aia aia, int harts, String source) throws Exception {
        try (BareMachine machine = machine(aia, harts, source)) {
            machine.start();
            return machine.await();
        }
    }

    private BareMachine machine(Aia aia, int harts, String source) throws Exception {
        byte[] program =
                Assembler.parse("test", AddressMap.RAM, CONSTANTS + source).bytes();
        return new BareMachine(
                BareSoftware.program(MemorySegment.ofArray(program)),
                harts,
                Isa.HART,
                aia,
                16 << 20,
                new HostClock(),
                octet -> {
                    console.write(octet);
                    ready.countDown();
                });
    }
}
