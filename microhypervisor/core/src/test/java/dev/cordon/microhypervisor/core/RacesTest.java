// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Revocation, destruction, recalls and shootdowns against guests and handlers that run on another pCPU, in real time. {@link PlantedRacesTest} shows that these can fail. */
@Tag("threads")
class RacesTest {
    private static final int PATIENCE = 60;

    @ParameterizedTest
    @CsvSource({
        "GuestRace, 300",
        "AccessRace, 400",
        "CallRace, 500",
        "EventRace, 2000",
        "KernelRace, 1000",
        "RevokeRace, 200",
        "LockRace, 50",
    })
    void hold(String race, int rounds) {
        Race.run(race, 1, rounds, PATIENCE);
    }

    @Tag("long")
    @RepeatedTest(100)
    void holdForLong(RepetitionInfo repetition) {
        int seed = repetition.getCurrentRepetition();
        Race.run("GuestRace", seed, 10_000, PATIENCE);
        Race.run("AccessRace", seed, 5_000, PATIENCE);
        Race.run("CallRace", seed, 5_000, PATIENCE);
        Race.run("EventRace", seed, 50_000, PATIENCE);
        Race.run("KernelRace", seed, 20_000, PATIENCE);
        Race.run("RevokeRace", seed, 2_000, PATIENCE);
        Race.run("LockRace", seed, 5_000, PATIENCE);
    }
}
