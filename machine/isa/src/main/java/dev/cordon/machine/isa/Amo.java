// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.isa;

/**
 * What the AMOs of the A extension write to memory, given what they read from it. The register rd receives what was
 * read, a word sign-extended; of a ...W result the low 32 bits are stored. AMOSWAP writes its operand.
 */
public final class Amo {
    private Amo() {}

    public static long swapW(long memory, long operand) {
        return (int) operand;
    }

    public static long addW(long memory, long operand) {
        return (int) (memory + operand);
    }

    public static long xorW(long memory, long operand) {
        return (int) (memory ^ operand);
    }

    public static long andW(long memory, long operand) {
        return (int) (memory & operand);
    }

    public static long orW(long memory, long operand) {
        return (int) (memory | operand);
    }

    public static long minW(long memory, long operand) {
        return Math.min((int) memory, (int) operand);
    }

    public static long maxW(long memory, long operand) {
        return Math.max((int) memory, (int) operand);
    }

    public static long minuW(long memory, long operand) {
        return Integer.compareUnsigned((int) memory, (int) operand) < 0 ? (int) memory : (int) operand;
    }

    public static long maxuW(long memory, long operand) {
        return Integer.compareUnsigned((int) memory, (int) operand) > 0 ? (int) memory : (int) operand;
    }

    public static long swapD(long memory, long operand) {
        return operand;
    }

    public static long addD(long memory, long operand) {
        return memory + operand;
    }

    public static long xorD(long memory, long operand) {
        return memory ^ operand;
    }

    public static long andD(long memory, long operand) {
        return memory & operand;
    }

    public static long orD(long memory, long operand) {
        return memory | operand;
    }

    public static long minD(long memory, long operand) {
        return Math.min(memory, operand);
    }

    public static long maxD(long memory, long operand) {
        return Math.max(memory, operand);
    }

    public static long minuD(long memory, long operand) {
        return Long.compareUnsigned(memory, operand) < 0 ? memory : operand;
    }

    public static long maxuD(long memory, long operand) {
        return Long.compareUnsigned(memory, operand) > 0 ? memory : operand;
    }
}
