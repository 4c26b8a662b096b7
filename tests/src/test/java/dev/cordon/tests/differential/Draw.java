// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.tests.differential;

import java.util.List;
import java.util.SplittableRandom;

/** Random choices from a seed, with a taste for edges. */
final class Draw {
    private static final long[] DOUBLES = {
        0x0000_0000_0000_0000L, 0x0000_0000_0000_0001L, 0x000f_ffff_ffff_ffffL, 0x0010_0000_0000_0000L,
        0x3fe0_0000_0000_0000L, 0x3ff0_0000_0000_0000L, 0x3ff8_0000_0000_0000L, 0x4000_0000_0000_0000L,
        0x41df_ffff_ffc0_0000L, 0x41e0_0000_0000_0000L, 0x41ef_ffff_ffe0_0000L, 0x43e0_0000_0000_0000L,
        0x43f0_0000_0000_0000L, 0x47ef_ffff_e000_0000L, 0x47ef_ffff_f000_0000L, 0x36a0_0000_0000_0000L,
        0x3810_0000_0000_0000L, 0x380f_ffff_ffff_ffffL, 0x7fef_ffff_ffff_ffffL, 0x7ff0_0000_0000_0000L,
        0x7ff0_0000_0000_0001L, 0x7ff8_0000_0000_0000L, 0x7fff_ffff_ffff_ffffL
    };
    private static final int[] FLOATS = {
        0,
        1,
        0x007f_ffff,
        0x0080_0000,
        0x3f00_0000,
        0x3f80_0000,
        0x3fc0_0000,
        0x4000_0000,
        0x4eff_ffff,
        0x4f00_0000,
        0x4f7f_ffff,
        0x4f80_0000,
        0x5eff_ffff,
        0x5f00_0000,
        0x5f80_0000,
        0x7f7f_ffff,
        0x7f80_0000,
        0x7f80_0001,
        0x7fc0_0000,
        0x7fff_ffff
    };

    private final SplittableRandom random;

    Draw(long seed) {
        random = new SplittableRandom(seed);
    }

    long seed() {
        return random.nextLong();
    }

    long bits() {
        return random.nextLong();
    }

    /** Bits of which a quarter is set. */
    long sparse() {
        return bits() & random.nextLong();
    }

    /** Bits of which three quarters are set. */
    long dense() {
        return bits() | random.nextLong();
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    <T> T of(List<T> choices) {
        return choices.get(below(choices.size()));
    }

    long of(long... choices) {
        return choices[below(choices.length)];
    }

    /** An integer for a register. */
    long integer() {
        return switch (below(8)) {
            case 0 -> below(64) - 8;
            case 1 -> 1L << below(64);
            case 2 -> (1L << below(64)) - 1;
            case 3 -> -1L << below(64);
            case 4 -> of(Long.MIN_VALUE, Long.MAX_VALUE, Integer.MIN_VALUE, Integer.MAX_VALUE, 0xffff_ffffL, -1, 0);
            case 5 -> (int) bits();
            case 6 -> bits() >>> below(64);
            default -> bits();
        };
    }

    /** A floating-point number of either format, boxed or not. */
    long floating() {
        return switch (below(8)) {
            case 0, 1 -> of(DOUBLES) ^ bits() << 63;
            case 2, 3 -> box(FLOATS[below(FLOATS.length)] ^ below(2) << 31);
            case 4 -> (bits() & ~(0x7ffL << 52)) | (0x3ffL - 60 + below(120)) << 52;
            case 5 -> box(((int) bits() & ~(0xff << 23)) | (127 - 30 + below(60)) << 23);
            case 6 -> box((int) bits());
            default -> bits();
        };
    }

    private static long box(int single) {
        return single | 0xffff_ffff_0000_0000L;
    }
}
