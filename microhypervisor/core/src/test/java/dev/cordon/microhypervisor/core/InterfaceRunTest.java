// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import org.junit.jupiter.api.Test;

/** Some runs of {@link InterfaceRun}, always the same ones: for whoever cannot wait for the 5,000 of {@link InterfaceProperties}, as mutation testing. */
class InterfaceRunTest {
    private static final int RUNS = 25;
    private static final int STEPS = 70;

    @Test
    void theInterfaceDoesWhatTheModelSays() {
        for (int seed = 0; seed < RUNS; seed++) {
            InterfaceRun.run(seed, STEPS);
        }
    }
}
