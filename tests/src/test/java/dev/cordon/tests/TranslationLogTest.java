// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cordon.host.BareOptions;
import dev.cordon.host.Cordon;
import dev.cordon.host.CordonException;
import dev.cordon.host.GuestOptions;
import dev.cordon.host.Outcome;
import dev.cordon.host.Timing;
import dev.cordon.machine.engine.Engine;
import dev.cordon.machine.isa.Assembler;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What {@code --translations} writes, by an engine that translates early and while the hart waits, so that every run writes the same. */
@Timeout(60)
class TranslationLogTest {
    /** A loop that begins behind its symbol, and one that calls what lies on another page. */
    private static final String LOOPS = """
            _start:
                li   a0, 100
            near:
                nop
            .Lagain:
                addi a0, a0, -1
                bnez a0, .Lagain
                li   a0, 100
            calling:
                jal  ra, far
                addi a0, a0, -1
                bnez a0, calling
            """;

    private static final String FAR = """
                j    .
            .balign 4096
            far:
                addi a1, a1, 1
                ret
            """;

    private static final String PROGRAM = LOOPS + """
                li   t0, 0x100000
                li   t1, 0x5555
                sw   t1, 0(t0)
            """ + FAR;

    @TempDir
    private Path folder;

    private Path log() {
        return folder.resolve("log");
    }

    private Path program() throws Exception {
        return ElfProgram.write(folder.resolve("program.elf"), PROGRAM);
    }

    private List<String> translated(Supplier<Cordon> made) throws Exception {
        System.setProperty(Engine.PROPERTY, "translator:10");
        try (Cordon cordon = made.get()) {
            cordon.logTranslations(log());
            cordon.start();
            assertThat(cordon.await()).isEqualTo(new Outcome(Outcome.Cause.EXPECTED, 0));
        } finally {
            System.clearProperty(Engine.PROPERTY);
        }
        return Files.readAllLines(log());
    }

    @Test
    void regionsAreWrittenWithTheSymbolsOfTheProgram() throws Exception {
        BareOptions options = BareOptions.of(program()).withMemory(16 << 20);
        assertThat(translated(() -> Cordon.bare(options)))
                .satisfiesExactly(
                        line -> assertThat(line)
                                .matches("1  0000000080000008  near\\+0x4  physical 0000000080000008"
                                        + "  instructions [1-9][0-9]*  pages 1  bytes [1-9][0-9]+"),
                        line -> assertThat(line)
                                .matches("2  0000000080001000  far  physical 0000000080001000"
                                        + "  instructions [1-9][0-9]*  pages 2  bytes [1-9][0-9]+"));
    }

    @Test
    void aGuestsKernelHasNamesToo() throws Exception {
        long base = 0x8020_0000L;
        Assembler kernel = Assembler.parse("kernel.s", base, LOOPS + """
                    li   a7, 0x53525354     # system reset: shutdown
                    li   a6, 0
                    li   a0, 0
                    li   a1, 0
                    ecall
                """ + FAR);
        Path file = Files.write(
                folder.resolve("kernel.elf"),
                ElfProgram.link(base, kernel.bytes(), kernel.labels(), kernel.addressOf("_start")));
        GuestOptions options = GuestOptions.of(file).withMemory(4 << 20);
        assertThat(translated(() -> Cordon.boot(options, Timing.virtual(1))))
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("1  0000000080200008  near+0x4  physical 00000000"),
                        line -> assertThat(line).startsWith("2  0000000080201000  far  physical 00000000"));
    }

    @Test
    void aLogThatIsNotWholeIsALossOfTheRun() throws Exception {
        System.setProperty(Engine.PROPERTY, "translator:10");
        Cordon cordon = Cordon.bare(BareOptions.of(program()).withMemory(16 << 20));
        try (cordon) {
            cordon.logTranslations(Path.of("/dev/full"));
            cordon.start();
            assertThat(cordon.await()).isEqualTo(new Outcome(Outcome.Cause.EXPECTED, 0));
        } finally {
            System.clearProperty(Engine.PROPERTY);
        }
        assertThat(cordon.losses())
                .containsExactly(
                        "the log of translations /dev/full could not be written to its end: No space left on device");
    }

    @Test
    void whatCannotBeWrittenIsOneLineAndLeavesFilesAlone() throws Exception {
        Path program = program();
        byte[] bytes = Files.readAllBytes(program);
        try (Cordon bare = Cordon.bare(BareOptions.of(program).withEngine(dev.cordon.host.Engine.TRANSLATOR));
                Cordon guest = Cordon.boot(
                        GuestOptions.of(program), Timing.virtual(1), Optional.of(dev.cordon.host.Engine.TRANSLATOR))) {
            for (Cordon cordon : List.of(bare, guest)) {
                assertThatThrownBy(() -> cordon.logTranslations(program))
                        .isInstanceOf(CordonException.class)
                        .hasMessage(program + " is what is to be run, and would be overwritten; name another file");
                assertThatThrownBy(() -> cordon.logTranslations(folder.resolve("no/such")))
                        .isInstanceOf(CordonException.class)
                        .hasMessage("the log of translations " + folder.resolve("no/such")
                                + ": no such file; name a file that can be written");
            }
        }
        assertThat(program).hasBinaryContent(bytes);
    }
}
