// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.isa;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The rules of single-precision numbers that a reader of the specification looks for, by name. */
class Binary32Test {
    private static final long ONE = Binary32.box(0x3f80_0000);
    private static final long SIGNALLING = Binary32.box(0x7f80_0001);

    private final FloatFlags flags = new FloatFlags();

    @Test
    void aRegisterThatIsNotBoxedIsTheCanonicalNaN() {
        assertThat(Binary32.unbox(0x3f80_0000L)).isEqualTo(0x7fc0_0000);
        assertThat(Binary32.unbox(0xffff_fffe_3f80_0000L)).isEqualTo(0x7fc0_0000);
        assertThat(Binary32.unbox(ONE)).isEqualTo(0x3f80_0000);
        assertThat(Binary32.classify(0x3f80_0000L)).isEqualTo(1 << 9);
        assertThat(Binary32.sgnj(0x3f80_0000L, ONE)).isEqualTo(Binary32.CANONICAL_NAN);
    }

    @Test
    void movesLookAtTheLowHalfOnly() {
        assertThat(Binary32.toRegister(0x1234_5678_8000_0001L)).isEqualTo(0xffff_ffff_8000_0001L);
        assertThat(Binary32.fromRegister(0x1234_5678_0000_0001L)).isEqualTo(0xffff_ffff_0000_0001L);
    }

    @Test
    void minimumAndMaximumPreferANumberToANaN() {
        assertThat(Binary32.min(ONE, Binary32.CANONICAL_NAN, flags)).isEqualTo(ONE);
        assertThat(flags.bits).isZero();
        assertThat(Binary32.max(SIGNALLING, ONE, flags)).isEqualTo(ONE);
        assertThat(flags.bits).isEqualTo(FloatFlags.NV);
        assertThat(Binary32.min(SIGNALLING, SIGNALLING, flags)).isEqualTo(Binary32.CANONICAL_NAN);
    }

    @Test
    void onlyEqualityIsQuietAboutNaNs() {
        assertThat(Binary32.eq(ONE, Binary32.CANONICAL_NAN, flags)).isZero();
        assertThat(flags.bits).isZero();
        assertThat(Binary32.lt(ONE, Binary32.CANONICAL_NAN, flags)).isZero();
        assertThat(flags.bits).isEqualTo(FloatFlags.NV);
    }

    @Test
    void conversionsSaturate() {
        long infinity = Binary32.box(0x7f80_0000);
        long minusInfinity = Binary32.box(0xff80_0000);
        assertThat(Binary32.toInt32(infinity, Rounding.RTZ, flags)).isEqualTo(Integer.MAX_VALUE);
        assertThat(Binary32.toInt32(minusInfinity, Rounding.RTZ, flags)).isEqualTo(Integer.MIN_VALUE);
        assertThat(Binary32.toInt32(Binary32.CANONICAL_NAN, Rounding.RTZ, flags))
                .isEqualTo(Integer.MAX_VALUE);
        assertThat(Binary32.toUint32(infinity, Rounding.RTZ, flags)).isEqualTo(-1);
        assertThat(Binary32.toUint32(minusInfinity, Rounding.RTZ, flags)).isZero();
        assertThat(Binary32.toUint64(Binary32.CANONICAL_NAN, Rounding.RTZ, flags))
                .isEqualTo(-1);
        assertThat(flags.bits).isEqualTo(FloatFlags.NV);
    }

    @Test
    void infinityTimesZeroIsInvalidEvenBesideAQuietNaN() {
        long infinity = Binary32.box(0x7f80_0000);
        long zero = Binary32.box(0);
        assertThat(Binary32.madd(infinity, zero, Binary32.CANONICAL_NAN, Rounding.RNE, flags))
                .isEqualTo(Binary32.CANONICAL_NAN);
        assertThat(flags.bits).isEqualTo(FloatFlags.NV);
    }

    @Test
    void whatRoundsUpToTheSmallestNormalNumberDidNotUnderflow() {
        long largestSubnormal = Binary32.box(0x007f_ffff);
        long justAboveOne = Binary32.box(0x3f80_0001);
        assertThat(Binary32.mul(largestSubnormal, justAboveOne, Rounding.RUP, flags))
                .isEqualTo(Binary32.box(0x0080_0000));
        assertThat(flags.bits).isEqualTo(FloatFlags.NX);
    }
}
