// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.isa;

import static dev.cordon.machine.isa.IntegerReference.anyInByte;
import static dev.cordon.machine.isa.IntegerReference.bit;
import static dev.cordon.machine.isa.IntegerReference.bits;
import static dev.cordon.machine.isa.IntegerReference.index;
import static dev.cordon.machine.isa.IntegerReference.onSigned;
import static dev.cordon.machine.isa.IntegerReference.onUnsigned;
import static dev.cordon.machine.isa.IntegerReference.ones;
import static dev.cordon.machine.isa.IntegerReference.rotateLeft;
import static dev.cordon.machine.isa.IntegerReference.rotateRight;
import static dev.cordon.machine.isa.IntegerReference.shift;
import static dev.cordon.machine.isa.IntegerReference.signed;
import static dev.cordon.machine.isa.IntegerReference.truth;
import static dev.cordon.machine.isa.IntegerReference.unsigned;
import static dev.cordon.machine.isa.IntegerReference.upperHalf;
import static dev.cordon.machine.isa.IntegerReference.zerosFromBottom;
import static dev.cordon.machine.isa.IntegerReference.zerosFromTop;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongBinaryOperator;
import java.util.function.LongUnaryOperator;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The integer instructions agree with {@link IntegerReference}. */
class IntegerSemanticsProperties {
    private record Case(String name, LongBinaryOperator actual, LongBinaryOperator expected) {
        static Case of(String name, LongBinaryOperator actual, LongBinaryOperator expected) {
            return new Case(name, actual, expected);
        }

        static Case unary(String name, LongUnaryOperator actual, LongUnaryOperator expected) {
            return new Case(name, (a, _) -> actual.applyAsLong(a), (a, _) -> expected.applyAsLong(a));
        }
    }

    private static final List<Case> CASES = cases();

    /** Numbers where something may go wrong: near 0, near the ends of a word and of a register, and any. */
    @Provide
    Arbitrary<Long> operands() {
        return Arbitraries.oneOf(
                Arbitraries.longs(),
                Arbitraries.longs().between(-70, 70),
                Arbitraries.integers().map(Integer::longValue),
                Arbitraries.integers().map(Integer::toUnsignedLong),
                Arbitraries.of(
                        Long.MIN_VALUE, Long.MAX_VALUE, (long) Integer.MIN_VALUE, (long) Integer.MAX_VALUE, -1L, 0L),
                Arbitraries.integers().between(0, 63).map(shift -> 1L << shift),
                Arbitraries.integers().between(0, 63).map(shift -> -1L << shift));
    }

    @Property(tries = 1500)
    void agreeWithTheReference(@ForAll("operands") long a, @ForAll("operands") long b) {
        for (Case one : CASES) {
            assertThat(one.actual.applyAsLong(a, b))
                    .as("%s of 0x%x and 0x%x", one.name, a, b)
                    .isEqualTo(one.expected.applyAsLong(a, b));
        }
    }

    @Property
    void branchesAgreeWithTheReference(@ForAll("operands") long a, @ForAll("operands") long b) {
        int comparison = signed(a, 64).compareTo(signed(b, 64));
        int unsignedComparison = unsigned(a, 64).compareTo(unsigned(b, 64));
        assertThat(Branch.beq(a, b)).isEqualTo(comparison == 0);
        assertThat(Branch.bne(a, b)).isEqualTo(comparison != 0);
        assertThat(Branch.blt(a, b)).isEqualTo(comparison < 0);
        assertThat(Branch.bge(a, b)).isEqualTo(comparison >= 0);
        assertThat(Branch.bltu(a, b)).isEqualTo(unsignedComparison < 0);
        assertThat(Branch.bgeu(a, b)).isEqualTo(unsignedComparison >= 0);
        assertThat(Branch.beq(a, a)).isTrue();
    }

    private static List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        cases.addAll(arithmetic());
        cases.addAll(multiplication());
        cases.addAll(addresses());
        cases.addAll(bitManipulation());
        cases.addAll(singleBits());
        cases.addAll(atomics());
        return cases;
    }

    private static List<Case> arithmetic() {
        return List.of(
                Case.of("add", Alu::add, onSigned(64, BigInteger::add)),
                Case.of("sub", Alu::sub, onSigned(64, BigInteger::subtract)),
                Case.of("addw", Alu::addw, onSigned(32, BigInteger::add)),
                Case.of("subw", Alu::subw, onSigned(32, BigInteger::subtract)),
                Case.of("and", Alu::and, (a, b) -> bits(i -> bit(a, i) && bit(b, i))),
                Case.of("or", Alu::or, (a, b) -> bits(i -> bit(a, i) || bit(b, i))),
                Case.of("xor", Alu::xor, (a, b) -> bits(i -> bit(a, i) != bit(b, i))),
                Case.of("slt", Alu::slt, onSigned(64, (a, b) -> truth(a.compareTo(b) < 0))),
                Case.of("sltu", Alu::sltu, onUnsigned(64, (a, b) -> truth(a.compareTo(b) < 0))),
                Case.of("sll", Alu::sll, shift(64, false, IntegerReference::shiftLeft)),
                Case.of("srl", Alu::srl, shift(64, false, IntegerReference::shiftRight)),
                Case.of("sra", Alu::sra, shift(64, true, IntegerReference::shiftRight)),
                Case.of("sllw", Alu::sllw, shift(32, false, IntegerReference::shiftLeft)),
                Case.of("srlw", Alu::srlw, shift(32, false, IntegerReference::shiftRight)),
                Case.of("sraw", Alu::sraw, shift(32, true, IntegerReference::shiftRight)));
    }

    private static List<Case> multiplication() {
        return List.of(
                Case.of("mul", MulDiv::mul, onSigned(64, BigInteger::multiply)),
                Case.of("mulh", MulDiv::mulh, onSigned(64, (a, b) -> upperHalf(a.multiply(b)))),
                Case.of("mulhu", MulDiv::mulhu, onUnsigned(64, (a, b) -> upperHalf(a.multiply(b)))),
                Case.of(
                        "mulhsu",
                        MulDiv::mulhsu,
                        (a, b) -> upperHalf(signed(a, 64).multiply(unsigned(b, 64)))
                                .longValue()),
                Case.of("mulw", MulDiv::mulw, onSigned(32, BigInteger::multiply)),
                Case.of("div", MulDiv::div, onSigned(64, IntegerReference::quotient)),
                Case.of("divu", MulDiv::divu, onUnsigned(64, IntegerReference::quotient)),
                Case.of("rem", MulDiv::rem, onSigned(64, IntegerReference::remainder)),
                Case.of("remu", MulDiv::remu, onUnsigned(64, IntegerReference::remainder)),
                Case.of("divw", MulDiv::divw, onSigned(32, IntegerReference::quotient)),
                Case.of("divuw", MulDiv::divuw, onUnsigned(32, IntegerReference::quotient)),
                Case.of("remw", MulDiv::remw, onSigned(32, IntegerReference::remainder)),
                Case.of("remuw", MulDiv::remuw, onUnsigned(32, IntegerReference::remainder)));
    }

    /** rs2 + rs1 * scale, where rs1 may be an unsigned word. */
    private static LongBinaryOperator scaled(int scale, int width) {
        return (a, b) -> unsigned(a, width)
                .multiply(BigInteger.valueOf(scale))
                .add(unsigned(b, 64))
                .longValue();
    }

    private static List<Case> addresses() {
        return List.of(
                Case.of("sh1add", Bits::sh1add, scaled(2, 64)),
                Case.of("sh2add", Bits::sh2add, scaled(4, 64)),
                Case.of("sh3add", Bits::sh3add, scaled(8, 64)),
                Case.of("add.uw", Bits::addUw, scaled(1, 32)),
                Case.of("sh1add.uw", Bits::sh1addUw, scaled(2, 32)),
                Case.of("sh2add.uw", Bits::sh2addUw, scaled(4, 32)),
                Case.of("sh3add.uw", Bits::sh3addUw, scaled(8, 32)),
                Case.of(
                        "slli.uw",
                        Bits::slliUw,
                        (a, b) -> bits(i -> i >= index(b) && i - index(b) < 32 && bit(a, i - index(b)))));
    }

    private static List<Case> bitManipulation() {
        return List.of(
                Case.of("andn", Bits::andn, (a, b) -> bits(i -> bit(a, i) && !bit(b, i))),
                Case.of("orn", Bits::orn, (a, b) -> bits(i -> bit(a, i) || !bit(b, i))),
                Case.of("xnor", Bits::xnor, (a, b) -> bits(i -> bit(a, i) == bit(b, i))),
                Case.unary("clz", Bits::clz, a -> zerosFromTop(a, 64)),
                Case.unary("clzw", Bits::clzw, a -> zerosFromTop(a, 32)),
                Case.unary("ctz", Bits::ctz, a -> zerosFromBottom(a, 64)),
                Case.unary("ctzw", Bits::ctzw, a -> zerosFromBottom(a, 32)),
                Case.unary("cpop", Bits::cpop, a -> ones(a, 64)),
                Case.unary("cpopw", Bits::cpopw, a -> ones(a, 32)),
                Case.of("max", Bits::max, onSigned(64, BigInteger::max)),
                Case.of("maxu", Bits::maxu, onUnsigned(64, BigInteger::max)),
                Case.of("min", Bits::min, onSigned(64, BigInteger::min)),
                Case.of("minu", Bits::minu, onUnsigned(64, BigInteger::min)),
                Case.unary("sext.b", Bits::sextB, a -> bits(i -> bit(a, Math.min(i, 7)))),
                Case.unary("sext.h", Bits::sextH, a -> bits(i -> bit(a, Math.min(i, 15)))),
                Case.unary("zext.h", Bits::zextH, a -> bits(i -> i < 16 && bit(a, i))),
                Case.of("rol", Bits::rol, shift(64, false, rotateLeft(64))),
                Case.of("ror", Bits::ror, shift(64, false, rotateRight(64))),
                Case.of("rolw", Bits::rolw, shift(32, false, rotateLeft(32))),
                Case.of("rorw", Bits::rorw, shift(32, false, rotateRight(32))),
                Case.unary("orc.b", Bits::orcB, a -> bits(i -> anyInByte(a, i))),
                Case.unary("rev8", Bits::rev8, a -> bits(i -> bit(a, 56 - i / 8 * 8 + i % 8))));
    }

    private static List<Case> singleBits() {
        return List.of(
                Case.of("bclr", Bits::bclr, (a, b) -> bits(i -> i != index(b) && bit(a, i))),
                Case.of("bset", Bits::bset, (a, b) -> bits(i -> i == index(b) || bit(a, i))),
                Case.of("binv", Bits::binv, (a, b) -> bits(i -> (i == index(b)) != bit(a, i))),
                Case.of("bext", Bits::bext, (a, b) -> bit(a, index(b)) ? 1 : 0));
    }

    private static List<Case> atomics() {
        return List.of(
                Case.of("amoswap.w", Amo::swapW, onSigned(32, (_, b) -> b)),
                Case.of("amoadd.w", Amo::addW, onSigned(32, BigInteger::add)),
                Case.of("amoxor.w", Amo::xorW, onSigned(32, BigInteger::xor)),
                Case.of("amoand.w", Amo::andW, onSigned(32, BigInteger::and)),
                Case.of("amoor.w", Amo::orW, onSigned(32, BigInteger::or)),
                Case.of("amomin.w", Amo::minW, onSigned(32, BigInteger::min)),
                Case.of("amomax.w", Amo::maxW, onSigned(32, BigInteger::max)),
                Case.of("amominu.w", Amo::minuW, onUnsigned(32, BigInteger::min)),
                Case.of("amomaxu.w", Amo::maxuW, onUnsigned(32, BigInteger::max)),
                Case.of("amoswap.d", Amo::swapD, onSigned(64, (_, b) -> b)),
                Case.of("amoadd.d", Amo::addD, onSigned(64, BigInteger::add)),
                Case.of("amoxor.d", Amo::xorD, onSigned(64, BigInteger::xor)),
                Case.of("amoand.d", Amo::andD, onSigned(64, BigInteger::and)),
                Case.of("amoor.d", Amo::orD, onSigned(64, BigInteger::or)),
                Case.of("amomin.d", Amo::minD, onSigned(64, BigInteger::min)),
                Case.of("amomax.d", Amo::maxD, onSigned(64, BigInteger::max)),
                Case.of("amominu.d", Amo::minuD, onUnsigned(64, BigInteger::min)),
                Case.of("amomaxu.d", Amo::maxuD, onUnsigned(64, BigInteger::max)));
    }
}
