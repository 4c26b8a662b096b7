// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cordon.host.BareOptions;
import dev.cordon.host.Cordon;
import dev.cordon.host.CordonException;
import dev.cordon.host.Outcome;
import dev.cordon.host.PrivilegeMode;
import dev.cordon.host.TraceOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What {@code cordon bare --trace} writes. */
@Timeout(60)
class TraceTest {
    private static final String PROGRAM = """
            _start:
                csrr t0, mhartid
                bnez t0, _start
                la   t0, trap
                csrw mtvec, t0
                li   t0, -1
                csrw pmpaddr0, t0
                li   t0, 0x1f
                csrw pmpcfg0, t0
                la   t0, user
                csrw mepc, t0
                li   t0, 0x1800
                csrc mstatus, t0
                mret
            user:
                la   a0, word
                .half 0x410c            # c.lw a1, 0(a0)
                amoadd.w a2, a1, (a0)
                ecall
            .balign 4
            trap:
                li   t0, 0x100000
                li   t1, 0x5555
                sw   t1, 0(t0)
                j    .
            .balign 8
            word: .word 0x12345678
            """;

    @TempDir
    Path folder;

    private List<String> trace(int harts, UnaryOperator<TraceOptions> with) throws Exception {
        return trace(PROGRAM, harts, with);
    }

    private List<String> trace(String source, int harts, UnaryOperator<TraceOptions> with) throws Exception {
        Path program = ElfProgram.write(folder.resolve("program.elf"), source);
        Path file = folder.resolve("trace");
        BareOptions options = BareOptions.of(program)
                .withMemory(16 << 20)
                .withHarts(harts)
                .withTrace(with.apply(TraceOptions.to(file)));
        try (Cordon cordon = Cordon.bare(options)) {
            cordon.start();
            assertThat(cordon.await()).isEqualTo(new Outcome(Outcome.Cause.EXPECTED, 0));
        }
        return Files.readAllLines(file);
    }

    @Test
    void instructionsAreWrittenWithWhatTheyChangeAndTrapsWithTheirCause() throws Exception {
        assertThat(trace(1, options -> options.in(EnumSet.of(PrivilegeMode.U))))
                .containsExactly(
                        "hart 0  u   0000000080000040  user  00000517  auipc a0,0x0  ; a0=0000000080000040",
                        "hart 0  u   0000000080000044  user+0x4  02850513  addi a0,a0,40  ; a0=0000000080000068",
                        "hart 0  u   0000000080000048  user+0x8  410c      lw a1,0(a0)  ; a1=0000000012345678;"
                                + " load 4 at 0000000080000068",
                        "hart 0  u   000000008000004a  user+0xa  00b5262f  amoadd.w a2,a1,(a0)  ; a2=0000000012345678;"
                                + " load and store 4 at 0000000080000068",
                        "hart 0  u   000000008000004e  user+0xe  00000073  ecall  ;"
                                + " trap environment call from u (cause 8), tval 0000000000000000, u to m");
    }

    @Test
    void theRunBeginsAtTheResetVectorAndEndsAtTheFinisher() throws Exception {
        List<String> lines = trace(1, options -> options);
        assertThat(lines.getFirst()).startsWith("hart 0  m   0000000000001000  00000297  auipc t0,0x0");
        assertThat(lines.getLast()).endsWith("sw t1,0(t0)  ; store 4 at 0000000000100000");
        assertThat(lines).anyMatch(line -> line.contains("csrw mtvec,t0  ; mtvec="));
    }

    @Test
    void pcAndHartSelect() throws Exception {
        String endedByTheSecondHart = """
                _start:
                    csrr t0, mhartid
                wait:
                    beqz t0, wait
                    li   t0, 0x100000
                    li   t1, 0x5555
                    sw   t1, 0(t0)
                    j    .
                """;
        assertThat(trace(
                        endedByTheSecondHart,
                        2,
                        options -> options.within(0x8000_0000L, 0x8000_0000L).of(1)))
                .isNotEmpty()
                .allMatch(line -> line.startsWith("hart 1  m   0000000080000000  _start  f14022f3  csrr t0,mhartid"));
    }

    @Test
    void whatCannotBeTracedIsOneLine() {
        assertThatThrownBy(() -> trace(1, options -> options.of(1)))
                .isInstanceOf(CordonException.class)
                .hasMessage("--trace-hart 1: there is no such hart; they are 0 to 0");
        assertThatThrownBy(() -> trace(1, options -> TraceOptions.to(folder.resolve("no/such"))))
                .isInstanceOf(CordonException.class)
                .hasMessage(
                        "the trace " + folder.resolve("no/such") + ": no such file; name a file that can be written");
    }
}
