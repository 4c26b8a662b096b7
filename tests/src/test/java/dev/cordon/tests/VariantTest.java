// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cordon.host.BareOptions;
import dev.cordon.host.Cordon;
import dev.cordon.host.CordonException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Popek and Goldberg's theorem, tried: a trap-and-emulate monitor holds its illusion where every sensitive instruction traps, and loses it where
 * one fails silently (docs/variants.md).
 */
@Timeout(60)
class VariantTest {
    private static final Path EXAMPLES = Path.of("../examples/variants");
    private static final int WHOLE = 0;
    private static final int INTERRUPTED = 1;

    /** Begins a program in U-mode that returns what it has in a0 by an environment call; any other trap adds 100 to it and goes on. */
    private static final String USER = """
            _start:
                la    t0, trap
                csrw  mtvec, t0
                li    t0, -1
                csrw  pmpaddr0, t0
                li    t0, 0x1f
                csrw  pmpcfg0, t0
                la    t0, user
                csrw  mepc, t0
                li    t0, 0x1800
                csrc  mstatus, t0
                li    t0, 0x2000        # mstatus.FS = 1
                csrs  mstatus, t0
                li    a0, 0
                mret
                .balign 4
            trap:
                csrr  t0, mepc
                addi  t0, t0, 4
                csrw  mepc, t0
                csrr  t0, mcause
                addi  t0, t0, -8
                beqz  t0, off
                addi  a0, a0, 100
                mret
            off:
                slli  a0, a0, 16
                li    t0, 0x3333
                or    a0, a0, t0
                li    t0, 0x100000
                sw    a0, 0(t0)
                j     .
            user:
            """;

    @TempDir
    private Path folder;

    @Test
    void aTrapAndEmulateMonitorHoldsOnTheRealInstructionSet() throws Exception {
        assertThat(monitor("rv64gc")).isEqualTo(WHOLE);
    }

    @Test
    void maskBreaksIt() throws Exception {
        assertThat(monitor(EXAMPLES.resolve("mask.isa").toString())).isEqualTo(INTERRUPTED);
    }

    @Test
    void popfBreaksIt() throws Exception {
        assertThat(monitor(EXAMPLES.resolve("popf.isa").toString())).isEqualTo(INTERRUPTED);
    }

    @Test
    void whatIsReadAndWrittenIsData() throws Exception {
        String source = USER + """
                li    a1, 7
                csrrc a1, sstatus, zero
                srli  a1, a1, 13
                andi  a1, a1, 3
                add   a0, a0, a1        # FS as it was
                li    a2, 0x6002
                csrs  sstatus, a2
                csrr  a1, sstatus
                srli  a1, a1, 12
                andi  a1, a1, 6
                add   a0, a0, a1        # FS as it is, twice
                csrr  a1, sstatus
                slli  a1, a1, 2
                andi  a1, a1, 8
                add   a0, a0, a1        # SIE, four times
                csrr  a1, mstatus       # still traps
                ecall
                """;
        assertThat(run(source, variant("rv64gc\nsstatus reads, writes 0x6000"))).isEqualTo(1 + 2 * 3 + 100);
        assertThat(run(source, variant("rv64gc\nsstatus reads, writes 0x6002"))).isEqualTo(1 + 2 * 3 + 4 * 2 + 100);
        assertThat(run(source, variant("rv64gc\nsstatus reads"))).isEqualTo(1 + 2 * 1 + 100);
        assertThat(run(source, variant("rv64gc\nsstatus"))).as("a1 stays").isEqualTo((7 >> 13) + 100);
        assertThat(run(source, "rv64gc")).as("five accesses trap").isEqualTo(500);
    }

    @Test
    void instructionsDoNothingInsteadOfTrapping() throws Exception {
        String source = USER + "sret\nmret\nsfence.vma\naddi a0, a0, 1\necall\n";
        assertThat(run(source, "rv64gc")).isEqualTo(301);
        assertThat(run(source, variant("rv64gc\nsret\nmret"))).isEqualTo(101);
        assertThat(run(source, variant("# all\n\n rv64gc # base\nsret\nmret\nsfence.vma\n")))
                .isEqualTo(1);
    }

    @Test
    void whatIsWrongWithAVariantIsOneLineWithItsPlace() throws Exception {
        assertWrong("\n# nothing\n", "1: a variant begins with an ISA string, such as rv64gc");
        assertWrong(
                "rv64gc\n\nsreturn", "3: 'sreturn' is neither a CSR nor a privileged instruction; those are hfence.");
        assertWrong("rv64gcq", "1: ISA 'rv64gcq': 'q' is nothing that this machine has; it has i m");
        assertWrong("rv64gc\nsret reads", "2: 'sret' is no CSR, and only a CSR is read or written; write for instance");
        assertWrong("rv64gc\nsie sometimes", "2: 'sometimes' is no effect of an access; write for instance 'sret' or");
        assertWrong("rv64gc\nsie writes 0xg", "2: '0xg' is no mask of bits; write for instance");
        assertThatThrownBy(() -> Cordon.bare(BareOptions.of(Path.of("x")).withIsa("no/such.isa")))
                .isInstanceOf(CordonException.class)
                .hasMessage("the variant no/such.isa: no such file; name a file that can be read");
    }

    private void assertWrong(String text, String message) throws IOException {
        String file = variant(text);
        assertThatThrownBy(() -> Cordon.bare(BareOptions.of(Path.of("x")).withIsa(file)))
                .isInstanceOf(CordonException.class)
                .hasMessageStartingWith(file + ":" + message);
    }

    private String variant(String text) throws IOException {
        return Files.writeString(folder.resolve("x.isa"), text).toString();
    }

    private int monitor(String isa) throws IOException, InterruptedException {
        return run(Files.readString(EXAMPLES.resolve("monitor.s")), isa);
    }

    private int run(String source, String isa) throws IOException, InterruptedException {
        Path program = ElfProgram.write(folder.resolve("program.elf"), source);
        try (Cordon cordon =
                Cordon.bare(BareOptions.of(program).withMemory(4 << 20).withIsa(isa))) {
            cordon.start();
            return cordon.await().code();
        }
    }
}
