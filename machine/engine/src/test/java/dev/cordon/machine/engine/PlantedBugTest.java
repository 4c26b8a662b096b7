// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Lockstep finds mistakes. */
class PlantedBugTest {
    private static final List<Long> SEEDS = List.of(1L, 3L);
    private static final int TRIES = 400;

    @Test
    void everyPlantedBugIsNoticed() throws Exception {
        List<String> missed = new ArrayList<>();
        for (PlantedBug bug : PlantedBugs.ALL) {
            if (isMissed(bug)) {
                missed.add(bug.toString());
            }
        }
        assertThat(missed).as("not noticed").isEmpty();
    }

    private static boolean isMissed(PlantedBug bug) throws ReflectiveOperationException {
        for (long seed : SEEDS) {
            if (!bug.search(seed, TRIES).isEmpty()) {
                return false;
            }
        }
        return true;
    }
}
