// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.host.Cordon;
import dev.cordon.host.GuestOptions;
import dev.cordon.host.Outcome;
import dev.cordon.host.Timing;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Small guests whose vCPUs are on two pCPUs, in real time, and in virtual time by two runs that have to agree. */
@Timeout(180)
class SmpGuestTest {
    /** What the guests share: it begins with hart 0 starting all others, each of which comes to {@code other} with its number in s11. */
    private static final String LIBRARY = """
            _start: li      s11, 0
                    li      s1, 1
            launch: li      t0, VCPUS
                    bge     s1, t0, first
                    mv      a0, s1
                    la      a1, entry
                    li      a2, 0
                    li      a6, 0
                    li      a7, 0x48534d
                    ecall
                    bnez    a0, bad
                    addi    s1, s1, 1
                    j       launch
            entry:  mv      s11, a0
                    j       other

            ipi:    li      t0, 1                   # to hart a0
                    sll     a0, t0, a0
                    li      a1, 0
                    li      a6, 0
                    li      a7, 0x735049
                    ecall
                    ret
            heard:  csrsi   sie, 2                  # waits for an IPI
            again:  csrr    t0, sip
                    andi    t0, t0, 2
                    bnez    t0, came
                    wfi
                    j       again
            came:   csrci   sip, 2
                    ret
            put:    li      a6, 2                   # writes the character a0
                    li      a7, 0x4442434e
                    ecall
                    ret
            bad:    li      a0, '!'
                    call    put
            good:   li      a0, '.'
                    call    put
            off:    li      a0, 0
                    li      a1, 0
                    li      a6, 0
                    li      a7, 0x53525354
                    ecall
            """;

    @TempDir
    private Path folder;

    static Stream<Timing> timings() {
        return Stream.of(Timing.real(), Timing.virtual(5).verifiedByASecondRun());
    }

    private String run(int vcpus, Timing timing, String program) throws Exception {
        Path kernel = ElfProgram.write(
                folder.resolve("guest.elf"), LIBRARY.replace("VCPUS", Integer.toString(vcpus)) + program);
        GuestOptions options =
                GuestOptions.of(kernel).withMemory(8 << 20).withVcpus(vcpus).withPcpus(2);
        try (Cordon cordon = Cordon.boot(options, timing)) {
            InputStream output = cordon.consoles().getFirst().output();
            cordon.start();
            String said = new String(output.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(cordon.await()).isEqualTo(new Outcome(Outcome.Cause.EXPECTED, 0));
            assertThat(cordon.divergence()).isEmpty();
            return said;
        }
    }

    @ParameterizedTest
    @MethodSource("timings")
    void whatHartsWriteAtOnceIsAllThere(Timing timing) throws Exception {
        String said = run(4, timing, """
                first:
                other:  li      s0, 300
                more:   addi    a0, s11, 'a'
                        call    put
                        addi    s0, s0, -1
                        bnez    s0, more
                        la      t0, count
                        li      t1, 1
                        amoadd.w t1, t1, (t0)
                        bnez    s11, rest
                wait:   lw      t1, 0(t0)
                        li      t2, 4
                        bne     t1, t2, wait
                        j       good
                rest:   wfi
                        j       rest
                        .balign 8
                count:  .word   0
                """);
        for (char letter : "abcd".toCharArray()) {
            assertThat(said.chars().filter(c -> c == letter)).hasSize(300);
        }
        assertThat(said).hasSize(1201).endsWith(".");
    }

    @ParameterizedTest
    @MethodSource("timings")
    void interruptsBetweenHartsAreNotLost(Timing timing) throws Exception {
        assertThat(run(2, timing, """
                first:  call    heard                   # hart 1 has begun: none before would reach it
                        li      s0, 300
                serve:  li      a0, 1
                        call    ipi
                        call    heard
                        addi    s0, s0, -1
                        bnez    s0, serve
                        la      t0, count
                        lw      t0, 0(t0)
                        li      t1, 300
                        bne     t0, t1, bad
                        j       good
                other:  li      a0, 0
                        call    ipi
                        call    heard
                        la      t0, count
                        lw      t1, 0(t0)
                        addi    t1, t1, 1
                        sw      t1, 0(t0)
                        j       other
                        .balign 8
                count:  .word   0
                """)).isEqualTo(".");
    }

    @ParameterizedTest
    @MethodSource("timings")
    void aRemoteFenceReachesAHartOfAnotherPcpu(Timing timing) throws Exception {
        // Hart 0 writes the round to the page that is not mapped, maps it, fences hart 1, and tells it the round. With
        // the old translation that reads the round before.
        assertThat(run(2, timing, """
                        .equ    LEAF, 0xcf              # D A R W X V
                first:  li      s0, 0x80101000          # what 0x40000000 is mapped to
                        li      s1, 0                   # round
                        li      s2, 0x80200000          # a page, and the other one
                        li      s3, 0x80400000
                round:  addi    s1, s1, 1
                        sw      s1, 0(s2)
                        srli    t0, s2, 2
                        addi    t0, t0, LEAF
                        sd      t0, 0(s0)
                        li      a0, 2
                        li      a1, 0
                        li      a2, 0
                        li      a3, -1
                        li      a6, 1
                        li      a7, 0x52464e43
                        ecall
                        bnez    a0, bad
                        la      t0, told
                        fence
                        sw      s1, 0(t0)
                        mv      t0, s2
                        mv      s2, s3
                        mv      s3, t0
                        li      t0, 200
                        bne     s1, t0, round
                wait:   la      t0, done
                        lw      t0, 0(t0)
                        beqz    t0, wait
                        j       good
                other:  li      s0, 0x80100000          # root: 1 GiB at 0x80000000 as it is; 0x40000000 by a table
                        li      t0, 0x80000000 / 4096 * 1024 + LEAF
                        sd      t0, 16(s0)
                        li      t0, 0x80101000 / 4096 * 1024 + 1
                        sd      t0, 8(s0)
                        la      s5, told
                begin:  lw      t0, 0(s5)
                        beqz    t0, begin
                        li      t0, 8
                        slli    t0, t0, 60
                        srli    t1, s0, 12
                        or      t0, t0, t1
                        sfence.vma
                        csrw    satp, t0
                        li      s4, 0x40000000
                look:   lw      t1, 0(s5)
                        fence
                        lw      t2, 0(s4)
                        blt     t2, t1, bad
                        li      t0, 200
                        bne     t1, t0, look
                        la      t0, done
                        sw      t1, 0(t0)
                rest:   j       rest
                        .balign 8
                told:   .word   0
                done:   .word   0
                """)).isEqualTo(".");
    }

    @ParameterizedTest
    @MethodSource("timings")
    void aHartIsStartedStoppedAndPutToSleepFromAnotherPcpu(Timing timing) throws Exception {
        assertThat(run(2, timing, """
                first:  li      s0, 50                  # lives of hart 1, this one included
                alive:  li      a0, 1                   # until it has stopped
                        li      a6, 2
                        li      a7, 0x48534d
                        ecall
                        li      t0, 1
                        bne     a1, t0, alive
                        la      t0, count
                        lw      t1, 0(t0)
                        li      t2, 50
                        beq     t1, t2, sleeps
                        li      a0, 1
                        la      a1, entry
                        li      a2, 0
                        li      a6, 0
                        li      a7, 0x48534d
                        ecall
                        bnez    a0, bad
                        j       alive
                sleeps: li      a0, 1
                        la      a1, sleeper
                        li      a2, 7
                        li      a6, 0
                        li      a7, 0x48534d
                        ecall
                        call    heard                   # it is about to sleep
                        li      a0, 1
                        call    ipi
                        call    heard                   # it has woken up
                        la      t0, count
                        lw      t1, 0(t0)
                        li      t2, 92
                        bne     t1, t2, bad
                        j       good
                other:  la      t0, count
                        lw      t1, 0(t0)
                        addi    t1, t1, 1
                        sw      t1, 0(t0)
                        li      a6, 1
                        li      a7, 0x48534d
                        ecall
                sleeper: csrsi  sie, 2
                        li      a0, 0
                        call    ipi
                        li      a0, 1
                        slli    a0, a0, 31              # non-retentive
                        la      a1, awake
                        li      a2, 42
                        li      a6, 3
                        li      a7, 0x48534d
                        ecall
                        j       bad
                awake:  li      t2, 1
                        bne     a0, t2, bad
                        la      t0, count
                        lw      t1, 0(t0)
                        add     t1, t1, a1
                        sw      t1, 0(t0)
                        li      a0, 0
                        call    ipi
                rest:   wfi
                        j       rest
                        .balign 8
                count:  .word   0
                """)).isEqualTo(".");
    }

    @ParameterizedTest
    @MethodSource("timings")
    void whicheverHartPowersOffAllOthersStop(Timing timing) throws Exception {
        assertThat(run(4, timing, """
                first:  j       first
                other:  li      t0, 3
                        beq     s11, t0, off
                spin:   j       spin
                """)).isEmpty();
    }

    @Test
    void aGuestOnTwoPcpusHasOneLifeAfterTheOther() throws Exception {
        ElfProgram.write(folder.resolve("guest.elf"), LIBRARY.replace("VCPUS", "4") + """
                first:
                other:  la      t0, count
                        li      t1, 1
                        amoadd.w t1, t1, (t0)
                        bnez    s11, spin
                wait:   lw      t1, 0(t0)
                        li      t2, 4
                        bne     t1, t2, wait
                        j       good
                spin:   j       spin
                        .balign 8
                count:  .word   0
                """);
        Path manifest = Files.writeString(folder.resolve("lives.yaml"), """
                cordon: 1
                machine: {pcpus: 2}
                components:
                  web:
                    guest: {kernel: guest.elf, memory: 8M, vcpus: 4}
                    uses: {console: console.port}
                    restart: always
                  console:
                    driver: console
                    uses: {uart: machine.uart}
                    provides: {port: console-port}
                """);
        try (Cordon cordon = Cordon.load(manifest)) {
            InputStream output = cordon.consoles().getFirst().output();
            cordon.start();
            assertThat(new String(output.readNBytes(3), StandardCharsets.UTF_8)).isEqualTo("...");
            cordon.stop();
        }
    }
}
