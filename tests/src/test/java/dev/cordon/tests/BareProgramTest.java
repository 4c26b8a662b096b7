// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cordon.host.BareOptions;
import dev.cordon.host.ComponentEnd;
import dev.cordon.host.Console;
import dev.cordon.host.Cordon;
import dev.cordon.host.CordonException;
import dev.cordon.host.Outcome;
import dev.cordon.host.RunListener;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The bare machine as a tool for conformance suites: programs in the style of such suites, which start in M-mode at their
 * own addresses, end through HTIF and leave signatures.
 */
@Timeout(60)
class BareProgramTest {
    private static final Outcome PASSED = new Outcome(Outcome.Cause.EXPECTED, 0);

    /** Where the programs speak to the host; they begin with this. */
    private static final String HTIF = """
            j _start
            .balign 64
            tohost: .dword 0
            .balign 64
            fromhost: .dword 0
            """;

    @TempDir
    Path folder;

    private final List<String> said = new ArrayList<>();

    @Test
    void aStoreToTohostEndsTheRunWithItsCode() throws Exception {
        assertThat(end(exitWith("sd t0, 0(t1)", 1))).isEqualTo(PASSED);
        assertThat(end(exitWith("sd t0, 0(t1)", 7 << 1 | 1))).isEqualTo(failure(7));
        assertThat(end(exitWith("sd t0, 0(t1)", (1L << 48) - 1))).isEqualTo(failure(Integer.MAX_VALUE));
    }

    @Test
    void everyKindOfStoreIsSeen() throws Exception {
        for (String store : List.of(
                "sb t0, 0(t1)",
                "sw t0, 0(t1)",
                "amoor.d zero, t0, (t1)",
                "amoswap.w zero, t0, (t1)",
                "csrs mstatus, t2\nfmv.d.x f0, t0\nfsd f0, 0(t1)",
                "lr.d t3, (t1)\nsc.d t3, t0, (t1)",
                "slli t0, t0, 8\nsd t0, -1(t1)",
                "sd zero, 0(t1)\nsd t0, 0(t1)")) {
            assertThat(end(exitWith(store, 21 << 1 | 1))).as(store).isEqualTo(failure(21));
        }
    }

    @Test
    void nothingRunsAfterTheStoreThatEnds() throws Exception {
        assertThat(signature(HTIF + """
                _start:
                    la   t1, tohost
                    la   t2, begin_signature
                    li   t0, 1
                    sw   t0, 0(t1)
                    sw   t0, 0(t2)
                    j    .
                .balign 8
                begin_signature: .dword 0
                end_signature:
                """, 8)).isEqualTo("0000000000000000\n");
    }

    @Test
    void bytesAndWritesGoToTheConsole() throws Exception {
        assertThat(output(HTIF + """
                _start:
                    la   s0, tohost
                    la   s1, fromhost
                    li   t0, 0x0101000000000000 + 'h'
                    sd   t0, 0(s0)
                wait:
                    ld   t1, 0(s0)
                    bnez t1, wait
                    li   t0, 0x0101000000000000 + 'i'
                    sd   t0, 0(s0)
                    la   t0, call
                    sd   t0, 0(s0)
                answer:
                    ld   t1, 0(s1)
                    beqz t1, answer
                    sd   zero, 0(s1)
                    ld   a0, 0(t0)
                    slli a0, a0, 1
                    ori  a0, a0, 1
                    sd   a0, 0(s0)
                    j    .
                .balign 64
                call: .dword 64, 1, text, 7
                text: .ascii ", host\\n"
                """, failure(7))).isEqualTo("hi, host\n");
    }

    @Test
    void systemCallsThatCannotBeDoneFailAndExitEnds() throws Exception {
        String source = HTIF + """
                _start:
                    la   s0, tohost
                    la   s1, fromhost
                    la   s2, call
                    la   s3, begin_signature
                    la   s4, end_signature
                next:
                    sd   s2, 0(s0)
                answer:
                    ld   t1, 0(s1)
                    beqz t1, answer
                    sd   zero, 0(s1)
                    ld   t0, 0(s2)
                    sd   t0, 0(s3)
                    addi s2, s2, 64
                    addi s3, s3, 8
                    bne  s3, s4, next
                    sd   s2, 0(s0)
                    j    .
                .balign 64
                call:
                .dword 64, 5, 0x80000000, 1, 0, 0, 0, 0
                .dword 64, 1, 0x1000, 1, 0, 0, 0, 0
                .dword 64, 2, 0x80000000, -1, 0, 0, 0, 0
                .dword 1234, 0, 0, 0, 0, 0, 0, 0
                .dword 93, 0, 0, 0, 0, 0, 0, 0
                begin_signature: .zero 32
                end_signature:
                """;
        assertThat(signature(source, 8))
                .isEqualTo("fffffffffffffff7\nfffffffffffffff2\nfffffffffffffff2\nffffffffffffffda\n");
    }

    @Test
    void theSignatureIsWrittenWordByWord() throws Exception {
        String source = exitWith("sd t0, 0(t1)", 1) + """
                begin_signature: .dword 0x0123456789abcdef, 0xfedcba9876543210
                .word 0xdeadbeef
                end_signature:
                """;
        assertThat(signature(source, 8)).isEqualTo("0123456789abcdef\nfedcba9876543210\n00000000deadbeef\n");
        assertThat(signature(source, 4)).isEqualTo("89abcdef\n01234567\n76543210\nfedcba98\ndeadbeef\n");
    }

    @Test
    void aProgramWithoutTohostEndsThroughTheFinisherAndIsTold() throws Exception {
        String source = """
                _start:
                    li   t0, 0x100000
                    li   t1, 0x5555
                    sw   t1, 0(t0)
                    j    .
                begin_signature: .word 0x12345678
                end_signature:
                """;
        assertThat(end(source)).isEqualTo(PASSED);
        assertThat(said).isEmpty();
        assertThat(signature(source, 4)).isEqualTo("12345678\n");
        assertThat(said).containsExactly("the program has no symbol 'tohost': only the test finisher can end it");
    }

    /** Counts in a0 the instructions among some that trap, and exits with that number. */
    private static final String TRAPS = HTIF + """
            _start:
                la   t0, trap
                csrw mtvec, t0
                li   a0, 0
                la   a1, tohost
                %s
                la   t1, tohost
                slli a0, a0, 1
                ori  a0, a0, 1
                sd   a0, 0(t1)
                j    .
                .balign 4
            trap:
                addi a0, a0, 1
                csrr t0, mepc
                addi t0, t0, 4
                csrw mepc, t0
                mret
            """;

    @Test
    void whatIsNotClaimedIsIllegal() throws Exception {
        String source = TRAPS.formatted("""
                mul     t0, t0, t0
                amoadd.w t0, zero, (a1)
                fadd.d  f0, f0, f0
                csrr    t0, fflags
                csrr    t0, cycle
                csrr    t0, hpmcounter4
                csrr    t0, stimecmp
                csrr    t0, hstatus
                csrr    t0, mtval2
                hlv.w   t0, (a1)
                sinval.vma
                cbo.zero (a1)
                sh1add  t0, t0, t0
                andn    t0, t0, t0
                fence.i
                """);
        assertThat(end(source, options -> options.withIsa("rv64i"))).isEqualTo(failure(15));
        assertThat(end(source, options -> options.withIsa("rv64iab_zicntr_zifencei")))
                .isEqualTo(failure(10));
        assertThat(end(source)).as("FS is off, and PMP forbids HLV").isEqualTo(failure(3));
    }

    @Test
    void misaDelegationAndConfigurationShowWhatIsClaimed() throws Exception {
        String source = HTIF + """
                _start:
                    la   a0, begin_signature
                    li   t0, -1
                    csrr t1, misa
                    sd   t1, 0(a0)
                    csrw medeleg, t0
                    csrr t1, medeleg
                    sd   t1, 8(a0)
                    csrr t1, mideleg
                    sd   t1, 16(a0)
                    csrw menvcfg, t0
                    csrr t1, menvcfg
                    sd   t1, 24(a0)
                    csrw mstatus, t0
                    csrr t1, mstatus
                    sd   t1, 32(a0)
                    csrw mepc, t0
                    csrr t1, mepc
                    sd   t1, 40(a0)
                    la   t1, tohost
                    li   t0, 1
                    sd   t0, 0(t1)
                    j    .
                .balign 8
                begin_signature: .zero 48
                end_signature:
                """;
        assertThat(signature(source, 8, options -> options.withIsa("rv64im")).lines())
                .containsExactly(
                        "8000000000141100",
                        "000000000000b3ff",
                        "0000000000000000",
                        "0000000000000001",
                        "0000000a007e19aa",
                        "fffffffffffffffc");
    }

    @Test
    void withoutCompressedInstructionsJumpsMustLeadToMultiplesOfFour() throws Exception {
        String source = TRAPS.formatted("""
                la   t0, here
                addi t0, t0, 2
                li   t2, 0
                jalr t2, 0(t0)          # traps, and leaves t2 alone
                add  a0, a0, t2
                .word 0x0060006f        # jal x0, 6: traps
                .word 0x00000363        # beq x0, x0, 6: traps
                .word 0x00001363        # bne x0, x0, 6: goes on
                here:
                j    on
                on:
                .half 0x0001            # c.nop: illegal
                .half 0x0001
                """);
        assertThat(end(source, options -> options.withIsa("rv64ima"))).isEqualTo(failure(4));
    }

    @Test
    void whatCannotBeDoneIsOneLine() throws Exception {
        Path plain = ElfProgram.write(folder.resolve("plain.elf"), "_start: j .");
        Path signature = folder.resolve("signature");
        assertRefused(
                BareOptions.of(plain).withSignature(signature, 8),
                plain
                        + ": --signature needs the symbols 'begin_signature' and 'end_signature', and it does not have both");
        Path whole = ElfProgram.write(folder.resolve("whole.elf"), "_start: j .\nbegin_signature:\nend_signature:");
        assertRefused(
                BareOptions.of(whole).withSignature(folder.resolve("no/such"), 8),
                "the signature " + folder.resolve("no/such") + ": no such file; name a file that can be written");
        Path odd = ElfProgram.write(folder.resolve("odd.elf"), "_start: j .\n.word 0\n.byte 0\ntohost:");
        assertRefused(
                BareOptions.of(odd),
                odd + ": its symbol 'tohost' is 0x80000009, which is no doubleword of RAM; link it elsewhere");
        Path absurd =
                ElfProgram.write(folder.resolve("absurd.elf"), "_start: j .\nend_signature:\nnop\nbegin_signature:");
        assertRefused(
                BareOptions.of(absurd),
                absurd + ": its signature goes from 0x80000008 to 0x80000004, which is not in RAM; link it elsewhere");
    }

    @Test
    void aSuiteOfOneStyleGoesThroughAllModes() throws Exception {
        assertThat(end(HTIF + """
                _start:
                    la   t0, trap
                    csrw mtvec, t0
                    li   t0, -1
                    csrw pmpaddr0, t0
                    li   t0, 0x1f
                    csrw pmpcfg0, t0
                    csrw mideleg, zero
                    li   t0, 0x100          # environment calls of U-mode
                    csrw medeleg, t0
                    la   t0, root
                    la   t1, leaves
                    srli t2, t1, 2
                    ori  t2, t2, 1
                    sd   t2, 16(t0)         # 2 GiB to 3 GiB, by 2 MiB pages
                    li   t2, 0x200000cf
                    sd   t2, 0(t1)
                    li   t2, 0x200000df     # the same, for U-mode, at 2 GiB + 2 MiB
                    sd   t2, 8(t1)
                    srli t0, t0, 12
                    li   t1, 8 << 60
                    or   t0, t0, t1
                    csrw satp, t0
                    sfence.vma
                    la   t0, supervisor
                    csrw mepc, t0
                    li   t0, 0x1800
                    csrc mstatus, t0
                    li   t0, 0x800
                    csrs mstatus, t0
                    mret
                supervisor:
                    la   t0, supervisor_trap
                    csrw stvec, t0
                    li   t0, 0x200000
                    la   t1, user
                    add  t1, t1, t0
                    csrw sepc, t1
                    li   t0, 0x100
                    csrc sstatus, t0
                    sret
                user:
                    li   gp, 3
                    ecall
                    j    .
                    .balign 4
                supervisor_trap:
                    csrr t0, scause
                    li   t1, 8
                    bne  t0, t1, fail
                    li   gp, 2
                    ecall                   # to M-mode
                    j    .
                    .balign 4
                trap:
                    csrr t0, mcause
                    li   t1, 9
                    bne  t0, t1, fail
                    li   gp, 1
                write_tohost:
                    la   t0, tohost
                    sw   gp, 0(t0)
                    sw   zero, 4(t0)
                    j    write_tohost
                fail:
                    li   gp, 1337
                    j    write_tohost
                .balign 4096
                root: .zero 4096
                leaves: .zero 4096
                """)).isEqualTo(PASSED);
    }

    /** A program that stores a value from t0 through t1 to tohost, then loops. */
    private static String exitWith(String store, long value) {
        return HTIF + "_start: la t1, tohost\nli t2, 0x6000\nli t0, " + value + "\n" + store + "\nj .\n.balign 8\n";
    }

    private static Outcome failure(int code) {
        return new Outcome(Outcome.Cause.UNEXPECTED, code);
    }

    private Outcome end(String source) throws IOException, InterruptedException {
        return end(source, options -> options);
    }

    private Outcome end(String source, UnaryOperator<BareOptions> with) throws IOException, InterruptedException {
        Path program = ElfProgram.write(folder.resolve("program.elf"), source);
        try (Cordon cordon = Cordon.bare(with.apply(BareOptions.of(program).withMemory(16 << 20)))) {
            cordon.start(new Listener());
            return cordon.await();
        }
    }

    private String signature(String source, int granularity) throws IOException, InterruptedException {
        return signature(source, granularity, options -> options);
    }

    private String signature(String source, int granularity, UnaryOperator<BareOptions> with)
            throws IOException, InterruptedException {
        Path signature = folder.resolve("signature");
        assertThat(end(source, options -> with.apply(options.withSignature(signature, granularity))))
                .isEqualTo(PASSED);
        return Files.readString(signature);
    }

    private String output(String source, Outcome end) throws IOException, InterruptedException {
        Path program = ElfProgram.write(folder.resolve("program.elf"), source);
        try (Cordon cordon = Cordon.bare(BareOptions.of(program))) {
            InputStream output = cordon.consoles().getFirst().output();
            cordon.start();
            assertThat(cordon.await()).isEqualTo(end);
            return new String(output.readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    private static void assertRefused(BareOptions options, String message) {
        assertThatThrownBy(() -> Cordon.bare(options))
                .isInstanceOf(CordonException.class)
                .hasMessage(message);
    }

    private final class Listener implements RunListener {
        @Override
        public void output(Console console, byte[] written) {}

        @Override
        public void said(String component, String line) {
            said.add(line);
        }

        @Override
        public void ended(ComponentEnd end) {}
    }
}
