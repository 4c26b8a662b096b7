// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.isa;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the host's arithmetic must hand over to the exact one: too rare to leave to chance. */
class Binary64Test {
    private static final long MIN_NORMAL = 0x0010_0000_0000_0000L;
    private static final long JUST_BELOW_ONE = 0x3fef_ffff_ffff_ffffL;
    private static final long ONE = 0x3ff0_0000_0000_0000L;

    @ParameterizedTest
    @ValueSource(ints = {0, FloatFlags.NX})
    void aTieBelowTheSmallestNormalNumberUnderflowsThoughItRoundsUpToIt(int before) {
        FloatFlags flags = new FloatFlags();
        flags.bits = before;
        assertThat(Binary64.mul(JUST_BELOW_ONE, MIN_NORMAL, Rounding.RNE, flags))
                .isEqualTo(MIN_NORMAL);
        assertThat(flags.bits).isEqualTo(FloatFlags.UF | FloatFlags.NX);

        flags.bits = before;
        assertThat(Binary64.madd(JUST_BELOW_ONE, MIN_NORMAL, 0, Rounding.RNE, flags))
                .isEqualTo(MIN_NORMAL);
        assertThat(flags.bits).isEqualTo(FloatFlags.UF | FloatFlags.NX);
    }

    @Test
    void anExactSubnormalResultRaisesNothing() {
        FloatFlags flags = new FloatFlags();
        long half = 0x3fe0_0000_0000_0000L;
        assertThat(Binary64.mul(MIN_NORMAL, half, Rounding.RNE, flags)).isEqualTo(MIN_NORMAL / 2);
        assertThat(Binary64.add(MIN_NORMAL / 2, 1, Rounding.RNE, flags)).isEqualTo(MIN_NORMAL / 2 + 1);
        assertThat(flags.bits).isZero();
    }

    @Test
    void aResidualBelowTheSmallestSubnormalIsStillInexact() {
        FloatFlags flags = new FloatFlags();
        long x = Double.doubleToRawLongBits(0x1.0000000000001p-500);
        assertThat(Binary64.mul(x, x, Rounding.RNE, flags))
                .isEqualTo(Double.doubleToRawLongBits(0x1.0000000000002p-1000));
        assertThat(flags.bits).isEqualTo(FloatFlags.NX);
    }

    @Test
    void anExactSumOfZeroIsNegativeOnlyWhenRoundingDown() {
        FloatFlags flags = new FloatFlags();
        assertThat(Binary64.sub(ONE, ONE, Rounding.RNE, flags)).isZero();
        assertThat(Binary64.sub(ONE, ONE, Rounding.RDN, flags)).isEqualTo(Long.MIN_VALUE);
        assertThat(flags.bits).isZero();
    }

    @Test
    void aNaNBecomesTheCanonicalOne() {
        FloatFlags flags = new FloatFlags();
        assertThat(Binary64.add(0xfff8_0000_dead_beefL, ONE, Rounding.RNE, flags))
                .isEqualTo(Binary64.CANONICAL_NAN);
        assertThat(flags.bits).isZero();
        assertThat(Binary64.add(0x7ff0_0000_0000_0001L, ONE, Rounding.RNE, flags))
                .isEqualTo(Binary64.CANONICAL_NAN);
        assertThat(flags.bits).isEqualTo(FloatFlags.NV);
    }

    @Test
    void divisionByZeroIsNoInvalidOperation() {
        FloatFlags flags = new FloatFlags();
        assertThat(Binary64.div(ONE, Long.MIN_VALUE, Rounding.RNE, flags)).isEqualTo(0xfff0_0000_0000_0000L);
        assertThat(flags.bits).isEqualTo(FloatFlags.DZ);
    }
}
