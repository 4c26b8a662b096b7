// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StageIdsTest {
    private static final int COUNT = 1 << 14;

    @Test
    void eachIsHadByOneAndCanBeHadAgain() {
        StageIds ids = new StageIds();
        Set<Integer> taken = new HashSet<>();
        for (int i = 0; i < COUNT; i++) {
            int id = ids.take();
            assertThat(id).isBetween(0, COUNT - 1);
            assertThat(taken.add(id)).isTrue();
        }
        assertThat(ids.take()).isEqualTo(StageIds.NONE);
        for (int id : new int[] {0, 1, 63, 64, 1000, COUNT - 1}) {
            ids.release(id);
            assertThat(ids.take()).isEqualTo(id);
            assertThat(ids.take()).isEqualTo(StageIds.NONE);
        }
    }
}
