// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.isa;

/**
 * The bit-manipulation extensions Zba, Zbb and Zbs for RV64. The immediate forms are the register forms with the shift
 * amount or bit index as {@code b}. Instructions on words (...w) sign-extend their 32-bit result; those on unsigned
 * words (...Uw) zero-extend the low 32 bits of {@code a} and work on 64.
 */
public final class Bits {
    private static final long LOW_BITS_OF_BYTES = 0x0101_0101_0101_0101L;

    private Bits() {}

    // Zba: address generation

    public static long sh1add(long a, long b) {
        return (a << 1) + b;
    }

    public static long sh2add(long a, long b) {
        return (a << 2) + b;
    }

    public static long sh3add(long a, long b) {
        return (a << 3) + b;
    }

    public static long addUw(long a, long b) {
        return (a & 0xffff_ffffL) + b;
    }

    public static long sh1addUw(long a, long b) {
        return ((a & 0xffff_ffffL) << 1) + b;
    }

    public static long sh2addUw(long a, long b) {
        return ((a & 0xffff_ffffL) << 2) + b;
    }

    public static long sh3addUw(long a, long b) {
        return ((a & 0xffff_ffffL) << 3) + b;
    }

    /** Shifts by the low 6 bits of b. */
    public static long slliUw(long a, long b) {
        return (a & 0xffff_ffffL) << b;
    }

    // Zbb: basic bit manipulation

    public static long andn(long a, long b) {
        return a & ~b;
    }

    public static long orn(long a, long b) {
        return a | ~b;
    }

    public static long xnor(long a, long b) {
        return ~(a ^ b);
    }

    /** 64 if a is 0. */
    public static long clz(long a) {
        return Long.numberOfLeadingZeros(a);
    }

    /** 64 if a is 0. */
    public static long ctz(long a) {
        return Long.numberOfTrailingZeros(a);
    }

    public static long cpop(long a) {
        return Long.bitCount(a);
    }

    /** 32 if the low word of a is 0. */
    public static long clzw(long a) {
        return Integer.numberOfLeadingZeros((int) a);
    }

    /** 32 if the low word of a is 0. */
    public static long ctzw(long a) {
        return Integer.numberOfTrailingZeros((int) a);
    }

    public static long cpopw(long a) {
        return Integer.bitCount((int) a);
    }

    public static long max(long a, long b) {
        return Math.max(a, b);
    }

    public static long maxu(long a, long b) {
        return Long.compareUnsigned(a, b) > 0 ? a : b;
    }

    public static long min(long a, long b) {
        return Math.min(a, b);
    }

    public static long minu(long a, long b) {
        return Long.compareUnsigned(a, b) < 0 ? a : b;
    }

    public static long sextB(long a) {
        return (byte) a;
    }

    public static long sextH(long a) {
        return (short) a;
    }

    public static long zextH(long a) {
        return a & 0xffff;
    }

    /** Rotates by the low 6 bits of b. */
    public static long rol(long a, long b) {
        return Long.rotateLeft(a, (int) b);
    }

    /** Rotates by the low 6 bits of b. */
    public static long ror(long a, long b) {
        return Long.rotateRight(a, (int) b);
    }

    /** Rotates by the low 5 bits of b. */
    public static long rolw(long a, long b) {
        return Integer.rotateLeft((int) a, (int) b);
    }

    /** Rotates by the low 5 bits of b. */
    public static long rorw(long a, long b) {
        return Integer.rotateRight((int) a, (int) b);
    }

    /**
     * Every byte that is not 0 becomes 0xff: its bits are gathered in its lowest (shifts stay within a byte), then
     * spread.
     */
    public static long orcB(long a) {
        long gathered = a | (a >>> 4 & 0x0f0f_0f0f_0f0f_0f0fL);
        gathered |= (gathered >>> 2) & 0x3f3f_3f3f_3f3f_3f3fL;
        gathered |= gathered >>> 1;
        return (gathered & LOW_BITS_OF_BYTES) * 0xff;
    }

    public static long rev8(long a) {
        return Long.reverseBytes(a);
    }

    // Zbs: single bits, at index b modulo 64

    public static long bclr(long a, long b) {
        return a & ~(1L << b);
    }

    public static long bext(long a, long b) {
        return a >>> b & 1;
    }

    public static long binv(long a, long b) {
        return a ^ 1L << b;
    }

    public static long bset(long a, long b) {
        return a | 1L << b;
    }
}
