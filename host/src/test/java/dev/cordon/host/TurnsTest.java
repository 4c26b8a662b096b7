// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TurnsTest {
    private record Turn(int hart, long start, long end) {}

    private static List<Turn> turns(long seed, int harts, int count) {
        Turns turns = new Turns(seed, harts);
        List<Turn> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            turns.next();
            all.add(new Turn(turns.hart(), turns.start(), turns.end()));
        }
        return all;
    }

    @Test
    void turnsFollowOneAnotherAndEachHartHasOneOfARoundAndAllAreAsLong() {
        for (int harts = 1; harts <= 5; harts++) {
            List<Turn> all = turns(harts, harts, 100 * harts);
            long time = 0;
            for (int round = 0; round < 100; round++) {
                Set<Integer> seen = new HashSet<>();
                long length = all.get(round * harts).end() - time;
                assertThat(length).isBetween(100L, 1000L);
                for (Turn turn : all.subList(round * harts, (round + 1) * harts)) {
                    assertThat(turn.start()).isEqualTo(time);
                    assertThat(turn.end() - turn.start()).isEqualTo(length);
                    assertThat(seen.add(turn.hart())).isTrue();
                    time = turn.end();
                }
            }
        }
    }

    @Test
    void theSeedSaysThemAll() {
        assertThat(turns(5, 3, 1000)).isEqualTo(turns(5, 3, 1000)).isNotEqualTo(turns(6, 3, 1000));
    }
}
