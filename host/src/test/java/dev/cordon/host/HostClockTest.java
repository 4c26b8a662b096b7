// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class HostClockTest {
    private final HostClock clock = new HostClock();

    @Test
    void timeNeverGoesBack() {
        long before = clock.time();
        for (int i = 0; i < 1000; i++) {
            long now = clock.time();
            assertThat(now).isGreaterThanOrEqualTo(before);
            before = now;
        }
    }

    @Property(tries = 200)
    void hartLooksAtTheClockAgainSoonEnough(@ForAll long time) {
        assertThat(clock.instructionsUntil(time)).isPositive();
        if (time != -1) {
            assertThat(clock.instructionsUntil(time)).isLessThanOrEqualTo(16_384);
        }
    }

    @Test
    void whatNeverComesIsNeverWaitedFor() {
        assertThat(clock.instructionsUntil(-1)).isEqualTo(Long.MAX_VALUE);
        assertThat(clock.instructionsUntil(0)).isEqualTo(1);
    }
}
