// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Lockstep finds mistakes. */
class PlantedBugTest {
    private static final long SEED = 1;
    private static final int TRIES = 400;

    @Test
    void everyPlantedBugIsNoticed() throws Exception {
        List<String> missed = new ArrayList<>();
        for (PlantedBug bug : PlantedBugs.ALL) {
            if (bug.search(SEED, TRIES).isEmpty()) {
                missed.add(bug.toString());
            }
        }
        assertThat(missed).as("not noticed").isEmpty();
    }
}
