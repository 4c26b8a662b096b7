// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cordon.host.Console;
import dev.cordon.host.Cordon;
import dev.cordon.host.Digest;
import dev.cordon.host.GuestOptions;
import dev.cordon.host.Outcome;
import dev.cordon.host.Progress;
import dev.cordon.host.RunListener;
import dev.cordon.host.Timing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** In virtual time a run is a function of its inputs and its seed. */
@Timeout(120)
class VirtualTimeTest {
    /** Prints the time 40 times, by the debug console. */
    private static final String CLOCK = """
            _start: li      s0, 40
            again:  li      t0, 10000
            spin:   addi    t0, t0, -1
                    bnez    t0, spin
                    rdtime  s1
                    la      s2, digits
                    li      s3, 16
            digit:  andi    t0, s1, 15
                    addi    t0, t0, 'a'
                    sb      t0, 0(s2)
                    addi    s2, s2, 1
                    srli    s1, s1, 4
                    addi    s3, s3, -1
                    bnez    s3, digit
                    li      a0, 17                  # debug console: write
                    la      a1, digits
                    li      a2, 0
                    li      a6, 0
                    li      a7, 0x4442434e
                    ecall
                    addi    s0, s0, -1
                    bnez    s0, again
                    li      a0, 0                   # system reset: shutdown
                    li      a1, 0
                    li      a6, 0
                    li      a7, 0x53525354
                    ecall
            digits: .ascii  "................\\n"
            """;

    /** Echoes what is typed, to a q. */
    private static final String ECHO = """
            _start: li      s0, 0x10000000
                    li      t0, 3                   # ready to receive: DTR and RTS
                    sb      t0, 4(s0)
            wait:   lbu     t0, 5(s0)
                    andi    t0, t0, 1
                    beqz    t0, wait
                    lbu     t0, 0(s0)
                    sb      t0, 0(s0)
                    li      t1, 'q'
                    bne     t0, t1, wait
                    li      t0, 0x00100000
                    li      t1, 0x5555
                    sw      t1, 0(t0)
            """;

    @TempDir
    private Path folder;

    private record Run(String output, List<Digest> digests, Outcome outcome) {}

    private static Run run(Supplier<Cordon> made, String typed) throws InterruptedException {
        StringBuilder output = new StringBuilder();
        try (Cordon cordon = made.get()) {
            if (!typed.isEmpty()) {
                cordon.consoles().getFirst().type(typed);
            }
            cordon.start(new RunListener() {
                @Override
                public void output(Console console, byte[] written) {
                    output.append(console.name())
                            .append(": ")
                            .append(new String(written, StandardCharsets.UTF_8))
                            .append('\n');
                }
            });
            Outcome outcome = cordon.await();
            return new Run(output.toString(), cordon.digests(), outcome);
        }
    }

    private Supplier<Cordon> clocks(int pcpus, long seed) throws IOException {
        ElfProgram.write(folder.resolve("clock.elf"), CLOCK);
        Path manifest = Files.writeString(folder.resolve("clocks.yaml"), """
                cordon: 1
                machine: {pcpus: %d}
                components:
                  one:
                    guest: {kernel: clock.elf, memory: 4M}
                    uses: {console: console.port}
                  two:
                    guest: {kernel: clock.elf, memory: 4M}
                    uses: {console: console.port}
                  console:
                    driver: console
                    uses: {uart: machine.uart}
                    provides: {port: console-port}
                """.formatted(pcpus));
        return () -> Cordon.load(manifest, Progress.SILENT, Timing.virtual(seed));
    }

    @Test
    void theSameSeedGivesTheSameRunBitForBit() throws Exception {
        Run first = run(() -> Cordon.builtIn(Timing.virtual(7)), "");
        Run second = run(() -> Cordon.builtIn(Timing.virtual(7)), "");
        assertThat(first.outcome).isEqualTo(new Outcome(Outcome.Cause.EXPECTED, 0));
        assertThat(first.output).contains("tick 5");
        assertThat(second).isEqualTo(first);
        assertThat(first.digests)
                .extracting(Digest::part)
                .containsExactly("devices", "harts", "objects", "programs", "ram");
    }

    @Test
    void anotherSeedInterleavesTwoPcpusOtherwise() throws Exception {
        Run first = run(clocks(2, 1), "");
        assertThat(run(clocks(2, 1), "")).isEqualTo(first);
        assertThat(run(clocks(2, 2), "").output).isNotEqualTo(first.output);
        assertThat(first.outcome.cause()).isEqualTo(Outcome.Cause.EXPECTED);
    }

    @Test
    void aVerifiedRunOfAnUntouchedSystemAgreesWithItself() throws Exception {
        try (Cordon cordon = Cordon.builtIn(Timing.virtual(3).verifiedByASecondRun())) {
            cordon.start();
            assertThat(cordon.await().cause()).isEqualTo(Outcome.Cause.EXPECTED);
            assertThat(cordon.divergence()).isEmpty();
        }
    }

    @Test
    void inputIsGivenBeforehandAndIsPartOfTheRun() throws Exception {
        GuestOptions options = GuestOptions.of(ElfProgram.write(folder.resolve("echo.elf"), ECHO))
                .withMemory(4 << 20);
        Run first = run(() -> Cordon.boot(options, Timing.virtual(0)), "hello q");
        assertThat(first.output.replace("guest: ", "").replace("\n", "")).isEqualTo("hello q");
        assertThat(run(() -> Cordon.boot(options, Timing.virtual(0)), "hello q"))
                .isEqualTo(first);
        try (Cordon cordon = Cordon.boot(options, Timing.virtual(0))) {
            cordon.start();
            Console console = cordon.consoles().getFirst();
            assertThatThrownBy(() -> console.type("late")).isInstanceOf(IllegalStateException.class);
            cordon.stop();
        }
    }

    @Test
    void aSystemInWhichNothingCanHappenAnyMoreEnds() throws Exception {
        GuestOptions options = GuestOptions.of(ElfProgram.write(folder.resolve("sleep.elf"), "_start: wfi\nj _start"))
                .withMemory(4 << 20);
        try (Cordon cordon = Cordon.boot(options, Timing.virtual(0))) {
            cordon.start();
            assertThat(cordon.await().cause()).isEqualTo(Outcome.Cause.EXHAUSTED);
            assertThat(cordon.exhausted()).hasValue("everything waits for something that will not come");
        }
    }

    @Test
    void aLimitEndsARunAtTheSameInstruction() throws Exception {
        GuestOptions options = GuestOptions.of(ElfProgram.write(folder.resolve("spin.elf"), "_start: j _start"))
                .withMemory(4 << 20);
        Supplier<Cordon> made = () -> Cordon.boot(options, Timing.virtual(0).withLimit(Duration.ofMillis(50)));
        Run first = run(made, "");
        assertThat(first.outcome.cause()).isEqualTo(Outcome.Cause.EXHAUSTED);
        assertThat(run(made, "")).isEqualTo(first);
    }

    @Test
    void guestsThatTrapForEverDoNotMakeTimeStandStill() throws Exception {
        String trapForEver = "_start: csrw stvec, zero\n jr zero";
        GuestOptions options = GuestOptions.of(ElfProgram.write(folder.resolve("trap.elf"), trapForEver))
                .withMemory(4 << 20);
        Supplier<Cordon> made = () -> Cordon.boot(options, Timing.virtual(0).withLimit(Duration.ofMillis(5)));
        assertThat(run(made, "").outcome.cause()).isNotEqualTo(Outcome.Cause.EXPECTED);
    }
}
