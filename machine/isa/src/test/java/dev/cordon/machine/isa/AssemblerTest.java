// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.isa;

import static dev.cordon.machine.isa.Register.A0;
import static dev.cordon.machine.isa.Register.A1;
import static dev.cordon.machine.isa.Register.SP;
import static dev.cordon.machine.isa.Register.T0;
import static dev.cordon.machine.isa.Register.ZERO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class AssemblerTest {
    private static final long BASE = 0x8000_0000L;

    private static List<String> disassemble(Assembler assembler) {
        ByteBuffer bytes = ByteBuffer.wrap(assembler.align(4).bytes()).order(ByteOrder.LITTLE_ENDIAN);
        List<String> lines = new ArrayList<>();
        while (bytes.remaining() >= 2) {
            long pc = BASE + bytes.position();
            boolean compressed = Compressed.isCompressed(bytes.getShort(bytes.position()));
            lines.add(Disassembler.disassemble(pc, compressed ? bytes.getShort() : bytes.getInt()));
        }
        return lines;
    }

    /** What a sequence of LUI, ADDI, ADDIW and SLLI leaves in its register. */
    private static long run(byte[] program) {
        long[] x = new long[32];
        ByteBuffer words = ByteBuffer.wrap(program).order(ByteOrder.LITTLE_ENDIAN);
        while (words.hasRemaining()) {
            int word = words.getInt();
            long source = x[Operands.rs1(word)];
            x[Operands.rd(word)] = switch (Decoder.decode(word)) {
                case LUI -> Operands.immU(word);
                case ADDI -> Alu.add(source, Operands.immI(word));
                case ADDIW -> Alu.addw(source, Operands.immI(word));
                case SLLI -> Alu.sll(source, Operands.shamt(word));
                default -> throw new AssertionError(Disassembler.disassemble(0, word));
            };
        }
        return x[A0];
    }

    @Property(tries = 5000)
    void liLoadsAnyConstant(@ForAll long value) {
        byte[] program = new Assembler(BASE).li(A0, value).bytes();
        assertThat(run(program)).isEqualTo(value);
        assertThat(program.length).isLessThanOrEqualTo(32);
    }

    @Property
    void liLoadsConstantsAtTheEndsOfTheirSize(@ForAll byte near) {
        for (int size = 0; size < 64; size++) {
            long value = (1L << size) + near;
            assertThat(run(new Assembler(BASE).li(A0, value).bytes())).isEqualTo(value);
            assertThat(run(new Assembler(BASE).li(A0, -value).bytes())).isEqualTo(-value);
        }
    }

    @Test
    void shortConstantsTakeFewInstructions() {
        assertThat(new Assembler(BASE).li(A0, -2048).bytes()).hasSize(4);
        assertThat(new Assembler(BASE).li(A0, 0x1000).bytes()).hasSize(4);
        assertThat(new Assembler(BASE).li(A0, 0x7fff_ffff).bytes()).hasSize(8);
        assertThat(new Assembler(BASE).li(A0, 0x8000_0000L).bytes()).hasSize(8);
    }

    @Test
    void branchesReachLabelsBeforeAndAfter() {
        Assembler assembler = new Assembler(BASE)
                .li(A0, 5)
                .label("loop")
                .addi(A0, A0, -1)
                .beqz(A0, "done")
                .j("loop")
                .label("done")
                .call("function")
                .wfi()
                .label("function")
                .ret();
        assertThat(disassemble(assembler))
                .containsExactly(
                        "li a0,5",
                        "addi a0,a0,-1",
                        "beqz a0,0x80000010",
                        "j 0x80000004",
                        "jal 0x80000018",
                        "wfi",
                        "ret");
        assertThat(assembler.labels())
                .containsEntry("loop", 0x8000_0004L)
                .containsEntry("done", 0x8000_0010L)
                .containsEntry("function", 0x8000_0018L);
        assertThat(assembler.addressOf("done")).isEqualTo(0x8000_0010L);
    }

    @Test
    void laFormsThePcRelativeAddress() {
        for (int distance : new int[] {8, 2044, 2048, 4096, 6144, 10_000}) {
            Assembler assembler =
                    new Assembler(BASE).la(A0, "data").zero(distance - 8).label("data");
            ByteBuffer words = ByteBuffer.wrap(assembler.bytes()).order(ByteOrder.LITTLE_ENDIAN);
            int first = words.getInt();
            int second = words.getInt();
            assertThat(Decoder.decode(first)).isEqualTo(Instruction.AUIPC);
            assertThat(Decoder.decode(second)).isEqualTo(Instruction.ADDI);
            assertThat(Operands.immU(first) + Operands.immI(second)).isEqualTo(distance);
        }
    }

    @Test
    void anyInstructionCanBeEmitted() {
        Assembler assembler = new Assembler(BASE)
                .emit(Instruction.AMOADD_D, A0, A1, SP, 3)
                .emit(Instruction.HLV_WU, A0, A1)
                .emit(Instruction.FADD_D, 10, 11, 12)
                .emit(Instruction.LD, A0, -8, SP)
                .emit(Instruction.BEQ, A0, A1, -4)
                .emitTo("end", Instruction.BGEU, A0, A1)
                .compressed(0x8082)
                .label("end");
        assertThat(disassemble(assembler))
                .containsExactly(
                        "amoadd.d.aqrl a0,a1,(sp)",
                        "hlv.wu a0,(a1)",
                        "fadd.d fa0,fa1,fa2",
                        "ld a0,-8(sp)",
                        "beq a0,a1,0x8000000c",
                        "bgeu a0,a1,0x8000001a",
                        "ret",
                        ".half 0x0000");
    }

    @Test
    void theMethodsOfCommonInstructionsPutOperandsWhereTheyBelong() {
        Assembler assembler = new Assembler(BASE)
                .mv(A0, A1)
                .nop()
                .lui(A0, 0x80000)
                .auipc(A0, 1)
                .slli(A0, A1, 63)
                .sub(A0, A1, T0)
                .lbu(A0, -1, SP)
                .sd(A0, 16, SP)
                .jalr(T0, 4, A1)
                .jr(T0)
                .csrrw(A0, Csr.MSCRATCH, A1)
                .csrr(A0, Csr.SATP)
                .csrw(Csr.STVEC, A0)
                .csrs(Csr.SIE, A0)
                .csrc(Csr.SIE, A0)
                .csrwi(Csr.SSCRATCH, 3)
                .csrsi(Csr.SSTATUS, 2)
                .csrci(Csr.SSTATUS, 2)
                .fence()
                .fenceI()
                .sfenceVma()
                .sfenceVma(A0, ZERO)
                .ecall()
                .mret();
        assertThat(disassemble(assembler))
                .containsExactly(
                        "mv a0,a1",
                        "nop",
                        "lui a0,0x80000",
                        "auipc a0,0x1",
                        "slli a0,a1,0x3f",
                        "sub a0,a1,t0",
                        "lbu a0,-1(sp)",
                        "sd a0,16(sp)",
                        "jalr t0,4(a1)",
                        "jr t0",
                        "csrrw a0,mscratch,a1",
                        "csrr a0,satp",
                        "csrw stvec,a0",
                        "csrs sie,a0",
                        "csrc sie,a0",
                        "csrwi sscratch,3",
                        "csrsi sstatus,2",
                        "csrci sstatus,2",
                        "fence",
                        "fence.i",
                        "sfence.vma",
                        "sfence.vma a0",
                        "ecall",
                        "mret");
    }

    @Test
    void dataIsLittleEndian() {
        byte[] bytes = new Assembler(BASE)
                .ascii("é!")
                .asciz("x")
                .octet(0xff)
                .align(8)
                .half(-2)
                .word(0x1234_5678)
                .align(8)
                .dword(-2)
                .dword("here")
                .label("here")
                .bytes();
        assertThat(bytes)
                .containsExactly(
                        0xc3, 0xa9, '!', 'x', 0, 0xff, 0, 0, //
                        0xfe, 0xff, 0x78, 0x56, 0x34, 0x12, 0, 0, //
                        0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, //
                        0x20, 0, 0, 0x80, 0, 0, 0, 0);
    }

    @Test
    void errorsNameWhatIsOutOfRange() {
        Assembler assembler = new Assembler(BASE);
        assertThatThrownBy(() -> assembler.addi(A0, A0, 4096))
                .isInstanceOf(AssemblyException.class)
                .hasMessage("at 0x80000000: addi: immediate 4096 is out of range (-2048 to 2047)");
        assertThatThrownBy(() -> assembler.slli(A0, A0, 64))
                .hasMessage("at 0x80000000: slli: shift amount 64 is out of range (0 to 63)");
        assertThatThrownBy(() -> assembler.octet(256))
                .hasMessage("at 0x80000000: 256 (0x100) does not fit into 1 byte");
        assertThatThrownBy(() -> assembler.align(12)).hasMessage("at 0x80000000: alignment 12 is not a power of two");
        assertThatThrownBy(() -> assembler.zero(-1)).hasMessage("at 0x80000000: cannot reserve -1 bytes");
        assertThatThrownBy(() -> assembler.compressed(0x13))
                .hasMessage("at 0x80000000: 0x0013 is no compressed instruction: its low bits are 11");
        assertThatThrownBy(() -> assembler.emitTo("x", Instruction.ADD, 1, 2))
                .hasMessage("at 0x80000000: add has no branch target");
        assertThatThrownBy(() -> assembler.addressOf("nowhere"))
                .hasMessage("at 0x80000000: label 'nowhere' is not defined");
        assertThat(assembler.bytes()).isEmpty();
    }

    @Test
    void labelsMustBeDefinedOnceAndLieInReach() {
        assertThatThrownBy(() -> new Assembler(BASE).nop().j("nowhere").bytes())
                .hasMessage("at 0x80000004: label 'nowhere' is not defined");
        assertThatThrownBy(() -> new Assembler(BASE).label("a").label("a"))
                .hasMessage("at 0x80000000: label 'a' is defined twice");
        assertThatThrownBy(() -> new Assembler(BASE)
                        .beqz(A0, "far")
                        .zero(4092)
                        .label("far")
                        .bytes())
                .hasMessage("at 0x80000000: label 'far': branch distance 4096 is out of range (-4096 to 4094)");
        assertThatThrownBy(
                        () -> new Assembler(BASE).j("odd").zero(1).label("odd").bytes())
                .hasMessage("at 0x80000000: label 'odd': jump distance 5 is odd");
    }
}
