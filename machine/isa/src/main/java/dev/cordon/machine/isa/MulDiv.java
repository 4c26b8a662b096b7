// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.isa;

/**
 * The M extension for RV64. Nothing traps: division by zero gives a quotient of all ones and the dividend as remainder,
 * and the one signed overflow (least value by -1) gives the dividend and 0. Instructions on words (...w) take the low
 * 32 bits of their operands and sign-extend their result, also where it is unsigned.
 */
public final class MulDiv {
    private MulDiv() {}

    public static long mul(long a, long b) {
        return a * b;
    }

    public static long mulh(long a, long b) {
        return Math.multiplyHigh(a, b);
    }

    public static long mulhu(long a, long b) {
        return Math.unsignedMultiplyHigh(a, b);
    }

    /** a is signed, b unsigned: where b's top bit counts 2^63 and not -2^63, the product is greater by a * 2^64. */
    public static long mulhsu(long a, long b) {
        return Math.multiplyHigh(a, b) + (a & b >> 63);
    }

    /** The signed overflow needs no case: Java defines it as RISC-V does. */
    public static long div(long a, long b) {
        return b == 0 ? -1 : a / b;
    }

    public static long divu(long a, long b) {
        return b == 0 ? -1 : Long.divideUnsigned(a, b);
    }

    /** The signed overflow needs no case: Java defines it as RISC-V does. */
    public static long rem(long a, long b) {
        return b == 0 ? a : a % b;
    }

    public static long remu(long a, long b) {
        return b == 0 ? a : Long.remainderUnsigned(a, b);
    }

    public static long mulw(long a, long b) {
        return (int) (a * b);
    }

    public static long divw(long a, long b) {
        return (int) b == 0 ? -1 : (int) a / (int) b;
    }

    public static long divuw(long a, long b) {
        return (int) b == 0 ? -1 : Integer.divideUnsigned((int) a, (int) b);
    }

    public static long remw(long a, long b) {
        return (int) b == 0 ? (int) a : (int) a % (int) b;
    }

    public static long remuw(long a, long b) {
        return (int) b == 0 ? (int) a : Integer.remainderUnsigned((int) a, (int) b);
    }
}
