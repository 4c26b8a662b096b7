// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.isa;

import java.math.BigInteger;
import java.util.function.BinaryOperator;
import java.util.function.IntPredicate;
import java.util.function.LongBinaryOperator;

/**
 * A second definition of the integer instructions, as the specification's prose has it: on mathematical integers and on
 * single bits, sharing nothing with the first.
 */
final class IntegerReference {
    private static final BigInteger TWO = BigInteger.TWO;

    private IntegerReference() {}

    /** The value of the low bits as an unsigned number. */
    static BigInteger unsigned(long value, int width) {
        return BigInteger.valueOf(value).mod(TWO.pow(width));
    }

    /** The value of the low bits in two's complement. */
    static BigInteger signed(long value, int width) {
        BigInteger unsigned = unsigned(value, width);
        return unsigned.testBit(width - 1) ? unsigned.subtract(TWO.pow(width)) : unsigned;
    }

    /** A register that receives a result of this width, sign-extended to 64 bits. */
    static long extend(BigInteger result, int width) {
        return signed(result.longValue(), width).longValueExact();
    }

    static LongBinaryOperator onSigned(int width, BinaryOperator<BigInteger> operator) {
        return (a, b) -> extend(operator.apply(signed(a, width), signed(b, width)), width);
    }

    static LongBinaryOperator onUnsigned(int width, BinaryOperator<BigInteger> operator) {
        return (a, b) -> extend(operator.apply(unsigned(a, width), unsigned(b, width)), width);
    }

    /** The first operand shifted or rotated by the low bits of the second. */
    static LongBinaryOperator shift(int width, boolean isSigned, BinaryOperator<BigInteger> operator) {
        return (a, b) -> extend(operator.apply(isSigned ? signed(a, width) : unsigned(a, width), b(b, width)), width);
    }

    private static BigInteger b(long b, int width) {
        return BigInteger.valueOf(b).mod(BigInteger.valueOf(width));
    }

    static BigInteger shiftLeft(BigInteger value, BigInteger amount) {
        return value.multiply(TWO.pow(amount.intValueExact()));
    }

    /** Division by a power of two, rounding down. */
    static BigInteger shiftRight(BigInteger value, BigInteger amount) {
        BigInteger divisor = TWO.pow(amount.intValueExact());
        return value.subtract(value.mod(divisor)).divide(divisor);
    }

    static BinaryOperator<BigInteger> rotateLeft(int width) {
        return (value, amount) -> shiftLeft(value, amount)
                .add(shiftRight(value, BigInteger.valueOf(width).subtract(amount)));
    }

    static BinaryOperator<BigInteger> rotateRight(int width) {
        return (value, amount) -> rotateLeft(width)
                .apply(value, BigInteger.valueOf(width).subtract(amount).mod(BigInteger.valueOf(width)));
    }

    /** Towards zero; by zero: all ones. The quotient that overflows wraps when it is stored. */
    static BigInteger quotient(BigInteger dividend, BigInteger divisor) {
        return divisor.signum() == 0 ? BigInteger.ONE.negate() : dividend.divide(divisor);
    }

    /** With the sign of the dividend; by zero: the dividend. */
    static BigInteger remainder(BigInteger dividend, BigInteger divisor) {
        return divisor.signum() == 0
                ? dividend
                : dividend.subtract(dividend.divide(divisor).multiply(divisor));
    }

    static BigInteger upperHalf(BigInteger product) {
        return shiftRight(product, BigInteger.valueOf(64));
    }

    static BigInteger truth(boolean condition) {
        return condition ? BigInteger.ONE : BigInteger.ZERO;
    }

    /** A number of 64 bits whose bits, by index, are as the predicate says. */
    static long bits(IntPredicate isSet) {
        BigInteger result = BigInteger.ZERO;
        for (int i = 0; i < 64; i++) {
            result = isSet.test(i) ? result.setBit(i) : result;
        }
        return result.longValue();
    }

    static boolean bit(long value, int index) {
        return BigInteger.valueOf(value).testBit(index);
    }

    static int index(long b) {
        return b(b, 64).intValueExact();
    }

    /** How many of these bits are 0 before the first 1, counting from an end. */
    static long zerosFromTop(long value, int width) {
        int zeros = 0;
        while (zeros < width && !bit(value, width - 1 - zeros)) {
            zeros++;
        }
        return zeros;
    }

    static long zerosFromBottom(long value, int width) {
        int zeros = 0;
        while (zeros < width && !bit(value, zeros)) {
            zeros++;
        }
        return zeros;
    }

    static long ones(long value, int width) {
        long ones = 0;
        for (int i = 0; i < width; i++) {
            ones += bit(value, i) ? 1 : 0;
        }
        return ones;
    }

    /** Whether any bit of the byte that holds a bit is set. */
    static boolean anyInByte(long value, int index) {
        boolean any = false;
        for (int i = index - index % 8; i < index - index % 8 + 8; i++) {
            any |= bit(value, i);
        }
        return any;
    }
}
