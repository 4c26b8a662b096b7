// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cordon.host.ComponentEnd;
import dev.cordon.host.Console;
import dev.cordon.host.Cordon;
import dev.cordon.host.CordonException;
import dev.cordon.host.GuestOptions;
import dev.cordon.host.Outcome;
import dev.cordon.host.RunListener;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Small guests on the whole way down: VMM, root task, console driver, microhypervisor, machine. */
@Timeout(120)
class GuestTest {
    /** What the guests share; a program is put before it. */
    private static final String LIBRARY = """

                    .balign 4
            off:    li      a0, 0                   # system reset: shutdown
                    li      a1, 0
                    li      a6, 0
                    li      a7, 0x53525354
                    ecall

            print:  mv      t0, a0                  # debug console
            measure: lbu    t1, 0(a0)
                    addi    a0, a0, 1
                    bnez    t1, measure
                    sub     a0, a0, t0
                    addi    a0, a0, -1
                    mv      a1, t0
                    li      a2, 0
                    li      a6, 0
                    li      a7, 0x4442434e
                    ecall
                    ret
            """;

    @TempDir
    private Path folder;

    private record Run(String output, List<ComponentEnd> ends, Outcome outcome) {}

    @Test
    void aGuestEchoesWhatItsUartInterruptsBringAndPowersOffByTheFinisher() throws Exception {
        Run run = run("""
                _start: la      t0, trap
                        csrw    stvec, t0
                        li      t1, 1
                        li      t0, 0x0c000028          # PLIC: priority of source 10
                        sw      t1, 0(t0)
                        li      t0, 0x0c002000          # its enable bit
                        li      t2, 0x400
                        sw      t2, 0(t0)
                        li      s0, 0x10000000          # UART: interrupt on received data
                        sb      t1, 1(s0)
                        li      t1, 3                   # ready to receive: DTR and RTS
                        sb      t1, 4(s0)
                        la      a0, ready
                        call    print
                        li      t0, 0x200               # sie.SEIE
                        csrw    sie, t0
                        li      s2, 0
                wait:   wfi
                        csrsi   sstatus, 2
                        csrci   sstatus, 2
                        beqz    s2, wait
                        li      t0, 0x00100000
                        li      t1, 0x5555
                        sw      t1, 0(t0)
                never:  j       never

                        .balign 4
                trap:   li      t0, 0x0c200004          # claim
                        lw      t1, 0(t0)
                        lbu     t2, 0(s0)
                        sb      t2, 0(s0)
                        sw      t1, 0(t0)               # complete
                        addi    t2, t2, -'q'
                        bnez    t2, back
                        li      s2, 1
                back:   sret
                ready:  .asciz  "ready "
                """, "ready ", "hello q");
        assertThat(run.output).isEqualTo("ready hello q");
        assertThat(run.outcome).isEqualTo(new Outcome(Outcome.Cause.EXPECTED, 0));
    }

    @Test
    void aRemoteFenceMakesTheHartForgetItsTranslations() throws Exception {
        Run run = run("""
                        .equ    LEAF, 0xcf              # D A R W X V
                _start: li      s0, 0x80100000          # root: 1 GiB at 0x80000000 as it is; 0x40000000 by a table
                        li      t0, 0x80000000 / 4096 * 1024 + LEAF
                        sd      t0, 16(s0)
                        li      t0, 0x80101000 / 4096 * 1024 + 1
                        sd      t0, 8(s0)
                        li      s1, 0x80101000
                        li      t0, 0x80200000 / 4096 * 1024 + LEAF
                        sd      t0, 0(s1)
                        li      s2, 0x80200000          # the two pages have an a and a b
                        li      t0, 'a'
                        sb      t0, 0(s2)
                        li      s3, 0x80400000
                        li      t0, 'b'
                        sb      t0, 0(s3)
                        li      t0, 8
                        slli    t0, t0, 60
                        srli    t1, s0, 12
                        or      t0, t0, t1
                        sfence.vma
                        csrw    satp, t0
                        li      s4, 0x40000000
                        lbu     s5, 0(s4)
                        li      t0, 0x80400000 / 4096 * 1024 + LEAF
                        sd      t0, 0(s1)
                        li      a0, 1                   # RFENCE: sfence.vma on hart 0
                        li      a1, 0
                        li      a2, 0
                        li      a3, -1
                        li      a6, 1
                        li      a7, 0x52464e43
                        ecall
                        lbu     s6, 0(s4)
                        la      a0, text
                        sb      s5, 0(a0)
                        sb      s6, 1(a0)
                        call    print
                        j       off
                text:   .asciz  "??"
                """, "", "");
        assertThat(run.output).isEqualTo("ab");
    }

    @Test
    void vcpusOfOneGuestDoNotSeeEachOthersTranslations() throws Exception {
        Run run = run("""
                        .equ    LEAF, 0xcf              # D A R W X V
                _start: li      s0, 0x80100000          # root: 1 GiB at 0x80000000 as it is; 0x40000000 by a table
                        li      s1, 0x80200000          # what is seen there first: an a
                        li      s2, 0x80400000          # and then: a b
                        li      t0, 'a'
                        sb      t0, 0(s1)
                        li      t0, 'b'
                        sb      t0, 0(s2)
                        li      t1, 0x80000000 / 4096 * 1024 + LEAF
                        sd      t1, 16(s0)
                        li      t1, 4096
                        add     s3, s0, t1
                        srli    t1, s3, 2
                        addi    t1, t1, 1
                        sd      t1, 8(s0)
                        srli    t1, s1, 2
                        addi    t1, t1, LEAF
                        sd      t1, 0(s3)
                        call    paging
                        lbu     t0, 0(s4)
                        li      t1, 'a'
                        bne     t0, t1, wrong
                        srli    t1, s2, 2               # without a fence: this hart may go on to see the a
                        addi    t1, t1, LEAF
                        sd      t1, 0(s3)
                        li      a0, 1                   # HSM: start hart 1
                        la      a1, second
                        li      a2, 0
                        li      a6, 0
                        li      a7, 0x48534d
                        ecall
                spin:   j       spin
                second: li      s0, 0x80100000          # which has never seen it
                        call    paging
                        lbu     t0, 0(s4)
                        li      t1, 'b'
                        bne     t0, t1, wrong
                        la      a0, good
                        call    print
                        j       off
                wrong:  la      a0, bad
                        call    print
                        j       off

                paging: li      t0, 8
                        slli    t0, t0, 60
                        srli    t1, s0, 12
                        or      t0, t0, t1
                        csrw    satp, t0
                        li      s4, 0x40000000
                        ret
                good:   .asciz  "good"
                bad:    .asciz  "bad"
                """, "", "", 2);
        assertThat(run.output).isEqualTo("good");
    }

    @Test
    void theAlarmOfTheRealTimeClockWakesAGuestThatWaits() throws Exception {
        Run run = run("""
                _start: li      s0, 0x0c000000          # PLIC: source 11 has priority 1, is enabled for hart 0
                        li      t0, 1
                        sw      t0, 44(s0)
                        li      t1, 0x0c002000
                        li      t0, 1 << 11
                        sw      t0, 0(t1)
                        li      s1, 0x101000            # RTC: the alarm goes off in 5 ms
                        lwu     t0, 0(s1)
                        lwu     t1, 4(s1)
                        slli    t1, t1, 32
                        add     t0, t0, t1
                        li      t1, 5000000
                        add     t0, t0, t1
                        srli    t1, t0, 32
                        sw      t1, 12(s1)
                        sw      t0, 8(s1)
                        li      t0, 1
                        sw      t0, 16(s1)
                        li      t0, 1 << 9              # sie.SEIE, and no timer that could end the wait
                        csrw    sie, t0
                        wfi
                        li      t1, 0x0c200004          # claim
                        lw      t0, 0(t1)
                        li      t1, 11
                        bne     t0, t1, wrong
                        la      a0, good
                        call    print
                        j       off
                wrong:  la      a0, bad
                        call    print
                        j       off
                good:   .asciz  "good"
                bad:    .asciz  "bad"
                """, "", "");
        assertThat(run.output).isEqualTo("good");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    li t0, 0x90000000; ld a0, 0(t0)                     | load guest-page fault: neither memory nor a device register there
                    li t0, 0x1000; sd a0, 0(t0)                         | store/AMO guest-page fault: neither memory nor a device register there
                    li t0, 0x40000000; jr t0                            | instruction guest-page fault: no memory there to execute from
                    li t0, 0x10000000; amoadd.w a0, a1, (t0)            | store/AMO guest-page fault: no memory there, and only integer loads and stores can reach devices
                    li t0, 0x10000000; fld fa0, 0(t0)                   | load guest-page fault: no memory there, and only integer loads and stores can reach devices
                    li t0, 0x8000000000040000; csrw satp, t0            | instruction guest-page fault: no memory there to hold a page table
                    li a6, 1; li a7, 0x48534d; ecall                    | the guest stopped its last hart: nothing is left that could start one
                    """)
    void whatCannotBeHandledStopsTheGuestWithAReport(String code, String report) throws Exception {
        String enableFloatingPoint = "li t0, 0x2000; csrs sstatus, t0; ";
        Run run = run("_start: " + (enableFloatingPoint + code).replace("; ", "\n"), "", "");
        assertThat(run.outcome.cause()).isEqualTo(Outcome.Cause.UNEXPECTED);
        assertThat(run.ends).singleElement().satisfies(end -> {
            assertThat(end.reason()).isEqualTo(ComponentEnd.Reason.STOPPED);
            assertThat(end.report()).contains(report);
        });
    }

    @ParameterizedTest
    @CsvSource({"0x100, 0x120", "0, 0x020"})
    void whatIsForHypervisorsAloneIsAnIllegalInstructionToTheGuest(String mode, String status) throws Exception {
        Run run = run("""
                        .equ    MODE, %s                # in SPP
                        .equ    STATUS, %s              # SPP and SPIE in the handler; SIE is 0
                _start: la      t0, trap
                        csrw    stvec, t0
                        la      t0, there
                        csrw    sepc, t0
                        li      t0, 0x100
                        csrc    sstatus, t0
                        li      t0, MODE + 0x20
                        csrs    sstatus, t0
                        sret                            # to that mode, with SIE
                        .balign 4
                there:  csrr    t0, hgatp
                        j       there

                        .balign 4
                trap:   csrr    t0, scause
                        li      t1, 2
                        bne     t0, t1, wrong
                        csrr    t0, sepc
                        la      t1, there
                        bne     t0, t1, wrong
                        csrr    t0, stval
                        lwu     t1, 0(t1)
                        bne     t0, t1, wrong
                        csrr    t0, sstatus
                        andi    t0, t0, 0x122
                        li      t1, STATUS
                        bne     t0, t1, wrong
                        la      a0, good
                        call    print
                        j       off
                wrong:  la      a0, bad
                        call    print
                        j       off
                good:   .asciz  "good"
                bad:    .asciz  "bad"
                """.formatted(mode, status), "", "");
        assertThat(run.output).isEqualTo("good");
        assertThat(run.outcome.cause()).isEqualTo(Outcome.Cause.EXPECTED);
    }

    @Test
    void userProgramsOfEachHartReadTheCounters() throws Exception {
        Run run = run("""
                _start: la      a1, second              # HSM: start hart 1
                        li      a0, 1
                        li      a2, 0
                        li      a6, 0
                        li      a7, 0x48534d
                        ecall
                        call    user
                        la      s0, done
                wait:   lw      t0, 0(s0)
                        beqz    t0, wait
                        la      a0, good
                        call    print
                        j       off
                second: call    user
                        la      s0, done
                        li      t0, 1
                        sw      t0, 0(s0)
                rest:   wfi
                        j       rest

                user:   la      t0, trap                # reads the counters in user mode, and returns
                        csrw    stvec, t0
                        la      t0, reads
                        csrw    sepc, t0
                        li      t0, 0x100
                        csrc    sstatus, t0
                        sret
                reads:  csrr    t0, time
                        csrr    t0, cycle
                        csrr    t0, instret
                        ecall
                        .balign 4
                trap:   csrr    t0, scause
                        li      t1, 8
                        bne     t0, t1, wrong
                        ret
                wrong:  la      a0, bad
                        call    print
                        j       off
                        .balign 4
                done:   .word   0
                good:   .asciz  "good"
                bad:    .asciz  "bad"
                """, "", "", 2);
        assertThat(run.output).isEqualTo("good");
    }

    @Test
    void aRebootAndAFailureAreToldApart() throws Exception {
        assertThat(run("_start: li t0, 0x00100000\nli t1, 0x7777\nsw t1, 0(t0)", "", "").ends)
                .extracting(ComponentEnd::reason)
                .containsExactly(ComponentEnd.Reason.REBOOTED);
        assertThat(run("_start: li a0, 0\nli a1, 1\nli a6, 0\nli a7, 0x53525354\necall", "", "").ends)
                .extracting(ComponentEnd::reason)
                .containsExactly(ComponentEnd.Reason.FAILED);
    }

    @Test
    void aKernelThatDoesNotFitIsRefusedBeforePowerOn() throws Exception {
        byte[] elsewhere = ElfProgram.link(0x9000_0000L, new byte[16], Map.of(), 0x9000_0000L);
        GuestOptions options = GuestOptions.of(Files.write(folder.resolve("guest.elf"), elsewhere))
                .withMemory(8 << 20);
        assertThatThrownBy(() -> Cordon.boot(options))
                .isInstanceOf(CordonException.class)
                .hasMessage("guest: kernel: its segment at 0x90000000 (1 KiB) lies outside the guest's memory, "
                        + "0x80000000 to 0x807fffff; link it to lie there or give the guest more");
    }

    /** Boots the program; types once it has said {@code prompt}. */
    private Run run(String program, String prompt, String typed) throws IOException, InterruptedException {
        return run(program, prompt, typed, 1);
    }

    private Run run(String program, String prompt, String typed, int vcpus) throws IOException, InterruptedException {
        Path kernel = ElfProgram.write(folder.resolve("guest.elf"), program + LIBRARY);
        List<ComponentEnd> ends = new CopyOnWriteArrayList<>();
        GuestOptions options =
                GuestOptions.of(kernel).withMemory(8 << 20).withVcpus(vcpus).withPcpus(1);
        try (Cordon cordon = Cordon.boot(options)) {
            Console console = cordon.consoles().getFirst();
            InputStream output = console.output();
            cordon.start(new RunListener() {
                @Override
                public void ended(ComponentEnd end) {
                    ends.add(end);
                }
            });
            String said = new String(output.readNBytes(prompt.length()), StandardCharsets.UTF_8);
            if (!typed.isEmpty()) {
                console.type(typed);
            }
            said += new String(output.readAllBytes(), StandardCharsets.UTF_8);
            return new Run(said, ends, cordon.await());
        }
    }
}
