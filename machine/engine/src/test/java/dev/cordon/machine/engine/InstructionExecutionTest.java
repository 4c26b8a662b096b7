// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.machine.isa.Alu;
import dev.cordon.machine.isa.Bits;
import dev.cordon.machine.isa.MulDiv;
import java.util.Random;
import java.util.function.LongBinaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Each computational instruction reaches its own semantics, with its operands in order: one case per decoder row. */
class InstructionExecutionTest {
    private static final long[] EDGES = {
        0, 1, -1, 2, 31, 32, 63, 64, 0x7fff_ffffL, 0x8000_0000L, Long.MAX_VALUE, Long.MIN_VALUE
    };

    private record Row(String mnemonic, LongBinaryOperator meaning) {}

    @TestFactory
    Stream<DynamicTest> registerInstructionsComputeWhatTheirSemanticsSay() {
        return Stream.of(
                        row("add", Alu::add),
                        row("sub", Alu::sub),
                        row("and", Alu::and),
                        row("or", Alu::or),
                        row("xor", Alu::xor),
                        row("sll", Alu::sll),
                        row("srl", Alu::srl),
                        row("sra", Alu::sra),
                        row("slt", Alu::slt),
                        row("sltu", Alu::sltu),
                        row("addw", Alu::addw),
                        row("subw", Alu::subw),
                        row("sllw", Alu::sllw),
                        row("srlw", Alu::srlw),
                        row("sraw", Alu::sraw),
                        row("mul", MulDiv::mul),
                        row("mulh", MulDiv::mulh),
                        row("mulhsu", MulDiv::mulhsu),
                        row("mulhu", MulDiv::mulhu),
                        row("div", MulDiv::div),
                        row("divu", MulDiv::divu),
                        row("rem", MulDiv::rem),
                        row("remu", MulDiv::remu),
                        row("mulw", MulDiv::mulw),
                        row("divw", MulDiv::divw),
                        row("divuw", MulDiv::divuw),
                        row("remw", MulDiv::remw),
                        row("remuw", MulDiv::remuw),
                        row("sh1add", Bits::sh1add),
                        row("sh2add", Bits::sh2add),
                        row("sh3add", Bits::sh3add),
                        row("add.uw", Bits::addUw),
                        row("sh1add.uw", Bits::sh1addUw),
                        row("sh2add.uw", Bits::sh2addUw),
                        row("sh3add.uw", Bits::sh3addUw),
                        row("andn", Bits::andn),
                        row("orn", Bits::orn),
                        row("xnor", Bits::xnor),
                        row("max", Bits::max),
                        row("maxu", Bits::maxu),
                        row("min", Bits::min),
                        row("minu", Bits::minu),
                        row("rol", Bits::rol),
                        row("ror", Bits::ror),
                        row("rolw", Bits::rolw),
                        row("rorw", Bits::rorw),
                        row("bclr", Bits::bclr),
                        row("bext", Bits::bext),
                        row("binv", Bits::binv),
                        row("bset", Bits::bset))
                .map(row -> DynamicTest.dynamicTest(row.mnemonic, () -> check(row, "%s a0, a1, a2", 0, 0)));
    }

    @TestFactory
    Stream<DynamicTest> immediateInstructionsComputeWhatTheirSemanticsSay() {
        return Stream.concat(
                Stream.of(
                                row("addi", Alu::add),
                                row("andi", Alu::and),
                                row("ori", Alu::or),
                                row("xori", Alu::xor),
                                row("slti", Alu::slt),
                                row("sltiu", Alu::sltu),
                                row("addiw", Alu::addw))
                        .map(row ->
                                DynamicTest.dynamicTest(row.mnemonic, () -> check(row, "%s a0, a1, %d", -2048, 2047))),
                Stream.concat(
                        Stream.of(
                                        row("slli", Alu::sll),
                                        row("srli", Alu::srl),
                                        row("srai", Alu::sra),
                                        row("slli.uw", Bits::slliUw),
                                        row("rori", Bits::ror),
                                        row("bclri", Bits::bclr),
                                        row("bexti", Bits::bext),
                                        row("binvi", Bits::binv),
                                        row("bseti", Bits::bset))
                                .map(row -> DynamicTest.dynamicTest(
                                        row.mnemonic, () -> check(row, "%s a0, a1, %d", 0, 63))),
                        Stream.of(
                                        row("slliw", Alu::sllw),
                                        row("srliw", Alu::srlw),
                                        row("sraiw", Alu::sraw),
                                        row("roriw", Bits::rorw))
                                .map(row -> DynamicTest.dynamicTest(
                                        row.mnemonic, () -> check(row, "%s a0, a1, %d", 0, 31)))));
    }

    @TestFactory
    Stream<DynamicTest> unaryInstructionsComputeWhatTheirSemanticsSay() {
        return Stream.of(
                        row("clz", (a, b) -> Bits.clz(a)),
                        row("ctz", (a, b) -> Bits.ctz(a)),
                        row("cpop", (a, b) -> Bits.cpop(a)),
                        row("clzw", (a, b) -> Bits.clzw(a)),
                        row("ctzw", (a, b) -> Bits.ctzw(a)),
                        row("cpopw", (a, b) -> Bits.cpopw(a)),
                        row("sext.b", (a, b) -> Bits.sextB(a)),
                        row("sext.h", (a, b) -> Bits.sextH(a)),
                        row("zext.h", (a, b) -> Bits.zextH(a)),
                        row("orc.b", (a, b) -> Bits.orcB(a)),
                        row("rev8", (a, b) -> Bits.rev8(a)))
                .map(row -> DynamicTest.dynamicTest(row.mnemonic, () -> check(row, "%s a0, a1", 0, 0)));
    }

    private static Row row(String mnemonic, LongBinaryOperator meaning) {
        return new Row(mnemonic, meaning);
    }

    private static void check(Row row, String form, int least, int greatest) {
        Random random = new Random(row.mnemonic.hashCode());
        Board board = Board.bare();
        boolean immediate = form.contains("%d");
        for (int i = 0; i < 200; i++) {
            long a = value(random);
            long b = immediate ? least + random.nextInt(greatest - least + 1) : value(random);
            if (!immediate && i > 0) {
                board.state.pc = Board.CODE;
            } else {
                long place = Board.CODE + 4L * i;
                board.load(place, immediate ? String.format(form, row.mnemonic, b) : String.format(form, row.mnemonic));
                board.state.pc = place;
            }
            board.state.x[11] = a;
            board.state.x[12] = b;
            assertThat(board.step(1)).isEqualTo(Exit.DEADLINE);
            assertThat(board.a0()).as("%s of %x and %x", row.mnemonic, a, b).isEqualTo(row.meaning.applyAsLong(a, b));
            assertThat(board.state.mcause).isZero();
        }
    }

    private static long value(Random random) {
        return random.nextBoolean() ? EDGES[random.nextInt(EDGES.length)] : random.nextLong();
    }
}
