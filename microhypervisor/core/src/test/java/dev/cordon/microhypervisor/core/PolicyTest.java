// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PolicyTest {
    private static boolean regular(long priority, long budget, long period, long offset) {
        return Policy.isRegular(priority, budget, period, offset);
    }

    @Test
    void eachBoundIsAllowedAndWhatLiesBeyondIsNot() {
        assertThat(regular(1, 100, 0, -1)).isTrue();
        assertThat(regular(127, 1_000_000, 0, -1)).isTrue();
        assertThat(regular(0, 100, 0, -1)).isFalse();
        assertThat(regular(128, 100, 0, -1)).isFalse();
        assertThat(regular(1, 99, 0, -1)).isFalse();
        assertThat(regular(1, 1_000_001, 0, -1)).isFalse();
        assertThat(regular(1, 100, 100, -1)).isTrue();
        assertThat(regular(1, 100, 1_000_000, -1)).isTrue();
        assertThat(regular(1, 100, 99, -1)).isFalse();
        assertThat(regular(1, 100, 1_000_001, -1)).isFalse();
    }

    @Test
    void aPlaceLiesInAPeriod() {
        assertThat(regular(1, 100, 0, 0)).isFalse();
        assertThat(regular(1, 100, 300, -2)).isFalse();
        assertThat(regular(1, 100, 300, 0)).isTrue();
        assertThat(regular(1, 100, 300, 200)).isTrue();
        assertThat(regular(1, 100, 300, 201)).isFalse();
        assertThat(regular(1, 300, 300, -1)).isTrue();
    }

    @Test
    void timesAreInTicks() {
        assertThat(Policy.of(3, 100, 300, 200)).isEqualTo(new Policy(3, 1000, 3000, 2000));
        assertThat(Policy.of(3, 100, 0, -1)).isEqualTo(new Policy(3, 1000, 0, -1));
    }

    @Test
    void aShareIsThatOfItsPeriods() {
        assertThat(Policy.of(3, 100, 400, -1).share()).isEqualTo(Policy.WHOLE / 4);
        assertThat(Policy.of(3, 100, 0, -1).share()).isZero();
    }
}
