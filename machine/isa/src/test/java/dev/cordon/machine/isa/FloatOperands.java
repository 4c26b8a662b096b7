// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.isa;

import java.util.SplittableRandom;

/**
 * Draws operands where floating point goes wrong: ends of the range, neighbours of powers of two, few significant bits
 * (so that results are exact or halfway), and second operands that stand in a relation to the first.
 */
final class FloatOperands {
    private final SplittableRandom random;

    FloatOperands(long seed) {
        random = new SplittableRandom(seed);
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    long binary64() {
        return number(11, 53);
    }

    /** A boxed number, or now and then a register that is not boxed. */
    long binary32() {
        long number = number(8, 24);
        return switch (random.nextInt(40)) {
            case 0 -> number;
            case 1 -> random.nextLong();
            case 2 -> 0x7fff_ffff_0000_0000L | number;
            default -> 0xffff_ffff_0000_0000L | number;
        };
    }

    /** A number related to another: close to it or its opposite, or such that a sum or product ends at an edge. */
    long related64(long other) {
        return related(other, 11, 53);
    }

    long related32(long other) {
        return 0xffff_ffff_0000_0000L | related(other & 0xffff_ffffL, 8, 24);
    }

    long integer() {
        long value = random.nextLong() >> random.nextInt(64);
        return switch (random.nextInt(4)) {
            case 0 -> (1L << random.nextInt(64)) + random.nextInt(-2, 3);
            case 1 -> value & (-1L << random.nextInt(64));
            default -> value;
        };
    }

    private long related(long other, int exponentBits, int precision) {
        long sign = random.nextBoolean() ? 1L << (exponentBits + precision - 1) : 0;
        long step = 1L << (precision - 1);
        long all = (1L << (exponentBits + precision - 1)) - 1;
        long magnitude = other & all;
        long result = switch (random.nextInt(6)) {
            case 0 -> magnitude + random.nextInt(-3, 4);
            case 3 -> step * (one(exponentBits) + edge(exponentBits)) - magnitude + random.nextInt(-4, 5);
            case 4 -> magnitude + step * (one(exponentBits) - edge(exponentBits)) + random.nextInt(-4, 5);
            case 1 -> magnitude + step * random.nextInt(-precision - 3, precision + 4);
            case 2 -> step * ((1L << exponentBits) - 2) - magnitude + step * random.nextInt(-3, 4);
            default ->
                (number(exponentBits, precision) & (step - 1))
                        + (magnitude & -step)
                        + step * random.nextInt(-precision - 3, precision + 4);
        };
        return (result & all) | sign;
    }

    private static long one(int exponentBits) {
        return (1L << (exponentBits - 1)) - 1;
    }

    /** The exponent field of a number near one of the ends of the range. */
    private long edge(int exponentBits) {
        return random.nextBoolean() ? random.nextInt(-1, 3) : (1L << exponentBits) - random.nextInt(1, 4);
    }

    private long number(int exponentBits, int precision) {
        long greatest = (1L << exponentBits) - 1;
        long exponent = switch (random.nextInt(8)) {
            case 0 -> random.nextLong(3);
            case 1 -> greatest - random.nextLong(3);
            case 2 -> greatest / 2 + random.nextLong(-precision - 2, precision + 3);
            case 3 -> greatest / 2 + 31 + 32L * random.nextInt(2) + random.nextLong(-2, 3);
            default -> random.nextLong(greatest);
        };
        long all = (1L << (precision - 1)) - 1;
        long fraction = switch (random.nextInt(8)) {
            case 0 -> 0;
            case 1 -> random.nextLong(4);
            case 2 -> all - random.nextLong(4);
            case 3 -> 1L << random.nextInt(precision - 1);
            case 4 -> -1L << random.nextInt(precision - 1);
            case 5 -> random.nextLong() & -1L << random.nextInt(precision - 1);
            default -> random.nextLong();
        };
        long sign = random.nextBoolean() ? 1 : 0;
        return sign << (exponentBits + precision - 1) | exponent << (precision - 1) | (fraction & all);
    }
}
