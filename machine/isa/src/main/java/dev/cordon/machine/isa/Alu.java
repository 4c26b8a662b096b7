// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.isa;

/**
 * The computational instructions of RV64I. The immediate forms are the register forms with the sign-extended immediate,
 * or the shift amount, as {@code b}. Instructions on words (...w) take the low 32 bits of their operands and
 * sign-extend their result.
 */
public final class Alu {
    private Alu() {}

    public static long add(long a, long b) {
        return a + b;
    }

    public static long sub(long a, long b) {
        return a - b;
    }

    public static long and(long a, long b) {
        return a & b;
    }

    public static long or(long a, long b) {
        return a | b;
    }

    public static long xor(long a, long b) {
        return a ^ b;
    }

    public static long slt(long a, long b) {
        return a < b ? 1 : 0;
    }

    public static long sltu(long a, long b) {
        return Long.compareUnsigned(a, b) < 0 ? 1 : 0;
    }

    /** Shifts by the low 6 bits of b. */
    public static long sll(long a, long b) {
        return a << b;
    }

    /** Shifts by the low 6 bits of b. */
    public static long srl(long a, long b) {
        return a >>> b;
    }

    /** Shifts by the low 6 bits of b. */
    public static long sra(long a, long b) {
        return a >> b;
    }

    public static long addw(long a, long b) {
        return (int) (a + b);
    }

    public static long subw(long a, long b) {
        return (int) (a - b);
    }

    /** Shifts by the low 5 bits of b. */
    public static long sllw(long a, long b) {
        int word = (int) a << (int) b;
        return word;
    }

    /** Shifts by the low 5 bits of b. */
    public static long srlw(long a, long b) {
        int word = (int) a >>> (int) b;
        return word;
    }

    /** Shifts by the low 5 bits of b. */
    public static long sraw(long a, long b) {
        int word = (int) a >> (int) b;
        return word;
    }
}
