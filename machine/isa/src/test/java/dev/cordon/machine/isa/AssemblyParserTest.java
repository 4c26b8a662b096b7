// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.isa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class AssemblyParserTest {
    private static byte[] assemble(String source) {
        return Assembler.parse("guest.s", 0x8000_0000L, source).bytes();
    }

    @Test
    void aProgramReadsAsItsSteps() {
        byte[] program = assemble("""
                # Says hello by SBI.
                .equ  CONSOLE, 0x4442434e        # the extension
                .globl _start
                .text
                _start:
                        la      s0, message
                next:   lbu     a0, 0(s0)
                        beqz    a0, done
                        li      a7, CONSOLE
                        li      a6, 2
                        ecall
                        addi    s0, s0, 1
                        j       next
                done:   wfi
                        j       done
                .data
                message: .asciz "Hello, \\"world\\": #1\\n"
                        .align 3
                table:  .dword  _start, 1 + message, 1 << 4
                        .word   end - table, -1
                end:
                """);
        Assembler steps = new Assembler(0x8000_0000L)
                .label("_start")
                .la(Register.S0, "message")
                .label("next")
                .lbu(Register.A0, 0, Register.S0)
                .beqz(Register.A0, "done")
                .li(Register.A7, 0x4442434e)
                .li(Register.A6, 2)
                .ecall()
                .addi(Register.S0, Register.S0, 1)
                .j("next")
                .label("done")
                .wfi()
                .j("done")
                .label("message")
                .asciz("Hello, \"world\": #1\n")
                .align(8);
        steps.dword("_start")
                .dword(steps.addressOf("message") + 1)
                .dword(16)
                .word(32)
                .word(-1);
        assertThat(program).isEqualTo(steps.bytes());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "li x10, 5 | li a0,5",
                "mv fp, sp | mv s0,sp",
                "lw a0, (a1) | lw a0,0(a1)",
                "lw a0, 2 * (3 + 1)(a1) | lw a0,8(a1)",
                "sw a0, -'a'(a1) | sw a0,-97(a1)",
                "sd a0, 8 ( sp ) | sd a0,8(sp)",
                "lr.w.aq a0, (a1) | lr.w.aq a0,(a1)",
                "sc.d.rl a0, a2, 0(a1) | sc.d.rl a0,a2,(a1)",
                "amoswap.w.aqrl zero, a0, (a1) | amoswap.w.aqrl zero,a0,(a1)",
                "csrw 0x5c0, t0 | csrw 0x5c0,t0",
                "csrr a0, pmpaddr63 | csrr a0,pmpaddr63",
                "csrsi sstatus, 1 << 1 | csrsi sstatus,2",
                "bgt a0, a1, .+8 | blt a1,a0,0x80000008",
                "bleu a0, a1, . - 8 | bgeu a1,a0,0x7ffffff8",
                "jalr a0 | jalr a0",
                "jalr a0, a1 | jalr a0,0(a1)",
                "jalr a0, 4(a1) | jalr a0,4(a1)",
                "jr 4(a1) | jr 4(a1)",
                "call .+4 | jal 0x80000004",
                "fence | fence",
                "fence rw, w | fence rw,w",
                "fmv.s f0, f31 | fmv.s ft0,ft11",
                "fge.d a0, fa0, fa1 | fle.d a0,fa1,fa0",
                "fcvt.w.d a0, fa0, rtz | fcvt.w.d a0,fa0,rtz",
                "fcvt.w.d a0, fa0 | fcvt.w.d a0,fa0",
                "not a0, a0 | not a0,a0",
                "li a0, ~0 | li a0,-1",
                "li a0, 0b101 ^ 0xf & 0x3 | li a0,6",
                "li a0, 100 / 7 % 4 - -1 | li a0,3",
                "li a0, '#' | li a0,35",
                "li a0, '\\n' | li a0,10",
                ".half 0x4501 | li a0,0",
                ".byte 0x13, 0, 0, 0 | nop",
            })
    void readsWhatGnuReads(String source, String text) {
        byte[] bytes = Arrays.copyOf(assemble(source), 4);
        int bits = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt();
        assertThat(Disassembler.disassemble(0x8000_0000L, bits)).isEqualTo(text);
    }

    @Test
    void stringsHaveTheEscapesOfC() {
        assertThat(assemble(".ascii \"\\t\\033[0m\\x41\\0\\\\\", \"é,#\""))
                .isEqualTo(new byte[] {'\t', 27, '[', '0', 'm', 'A', 0, '\\', (byte) 0xc3, (byte) 0xa9, ',', '#'});
        assertThat(assemble(".asciz \"\"\n.zero 3\n.balign 4")).isEqualTo(new byte[4]);
    }

    @Test
    void sourceMayBeMixedWithSteps() {
        Assembler assembler =
                new Assembler(0).label("top").source("a.s", "j top\nhere: nop").j("here");
        assertThat(assembler.bytes()).isEqualTo(assemble("j .\nnop\nj . - 4"));
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
                Arguments.of("  addi a0, a0, 4096", "1:16: immediate 4096 is out of range (-2048 to 2047)"),
                Arguments.of("\nadd a0, a1, a32", "2:13: 'a32' is no integer register"),
                Arguments.of("fadd.s fa0, fa1, a2", "1:18: 'a2' is no floating-point register"),
                Arguments.of("fadd.s fa0, fa1, fa2, up", "1:23: 'up' is no rounding mode"),
                Arguments.of("fence rwx, rw", "1:7: 'rwx' is no set of i, o, r and w"),
                Arguments.of("frob a0", "1:1: unknown instruction frob"),
                Arguments.of(".frob", "1:1: unknown directive .frob"),
                Arguments.of("add a0, a1", "1:1: add takes rd, rs1, rs2"),
                Arguments.of("ld a0, 8, sp", "1:1: ld takes rd, offset(rs1)"),
                Arguments.of("ld a0, 2048(sp)", "1:8: offset 2048 is out of range (-2048 to 2047)"),
                Arguments.of("lr.d a0, 8(sp)", "1:10: this instruction has no offset"),
                Arguments.of("ecall 1", "1:1: ecall takes no operands"),
                Arguments.of("add.aq a0, a1, a2", "1:1: unknown instruction add.aq"),
                Arguments.of("csrw frob, a0", "1:6: 'frob' is not defined above its use here"),
                Arguments.of("csrw 4096, a0", "1:6: CSR number 4096 is out of range (0 to 4095)"),
                Arguments.of("li a0, later\n.equ later, 1", "1:8: 'later' is not defined above its use here"),
                Arguments.of("li a0, 2 * (3 + later)", "1:10: 'later' is not defined above its use here"),
                Arguments.of("li a0, 1 2", "1:10: '2' is not expected here"),
                Arguments.of("li a0, (1", "1:8: the parenthesis is not closed"),
                Arguments.of("li a0, 1 +", "1:11: a number is missing"),
                Arguments.of("li a0, 0xg", "1:8: '0xg' is not a number of 64 bits"),
                Arguments.of("li a0, 18446744073709551616", "1:8: '18446744073709551616' is not a number of 64 bits"),
                Arguments.of("li a0, 1 / 0", "1:10: division by zero"),
                Arguments.of("li a0, 'ab'", "1:8: the character is not closed"),
                Arguments.of("addi a0,, 1", "1:9: '' is no integer register"),
                Arguments.of("a: nop\n a: nop", "2:2: label 'a' is defined twice"),
                Arguments.of(".equ a, 1\n.equ a, 2", "2:6: constant 'a' is defined twice"),
                Arguments.of(".equ a", "1:1: .equ takes a name and a value"),
                Arguments.of("nop\n  j nowhere", "2:5: label 'nowhere' is not defined"),
                Arguments.of(
                        "beqz a0, far\n.zero 4092\nfar:",
                        "1:10: label 'far': branch distance 4096 is out of range" + " (-4096 to 4094)"),
                Arguments.of("j 0x80000003", "1:3: jump distance 3 is odd"),
                Arguments.of(".ascii hello", "1:8: a string in double quotes is expected"),
                Arguments.of(".byte 256", "1:7: 256 (0x100) does not fit into 1 byte"),
                Arguments.of(".zero", "1:1: .zero takes one value"),
                Arguments.of(".align 21", "1:8: alignment 2^21 is out of range (2^0 to 2^20)"),
                Arguments.of(".balign 3", "1:9: alignment 3 is not a power of two"),
                Arguments.of("lui a0, -1", "1:9: upper immediate -1 is out of range (0 to 1048575)"));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void mistakesAreNamedWithLineAndColumn(String source, String message) {
        assertThatThrownBy(() -> assemble(source))
                .isInstanceOf(AssemblyException.class)
                .hasMessage("guest.s:" + message);
    }
}
