// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The memory model between harts on host threads: what RVWMO forbids never shows. That what it allows does show is not asked.
 */
@Timeout(600)
class LitmusTest {
    static List<Arguments> tests() {
        return LitmusTests.all().stream()
                .flatMap(litmus -> Stream.of("interpreter", "translator:1", "switching:1")
                        .map(engine -> Arguments.of(litmus, engine)))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("tests")
    void nothingForbiddenShows(Litmus litmus, String engine) throws Exception {
        for (LitmusRun.Pace pace : LitmusRun.Pace.values()) {
            check(litmus, LitmusRun.outcomes(litmus, engine, 2000, pace, Duration.ofMillis(50)));
        }
    }

    @ParameterizedTest
    @MethodSource("tests")
    @Tag("long")
    void nothingForbiddenShowsInManyRounds(Litmus litmus, String engine) throws Exception {
        Map<String, Integer> counts = new TreeMap<>();
        for (LitmusRun.Pace pace : LitmusRun.Pace.values()) {
            for (int run = 0; run < 3; run++) {
                LitmusRun.outcomes(litmus, engine, 20_000, pace, Duration.ofSeconds(2))
                        .forEach((outcome, count) -> counts.merge(outcome, count, Integer::sum));
            }
        }
        System.out.printf("%-32s %s: %s of %s: %s%n", litmus, engine, litmus.observed(), litmus.allowed(), counts);
        check(litmus, counts);
    }

    private static void check(Litmus litmus, Map<String, Integer> counts) {
        assertThat(litmus.allowed()).as("%s: %s", litmus.harts(), counts).containsAll(counts.keySet());
    }

    @Test
    void namesTellTestsApart() {
        assertThat(LitmusTests.all()).extracting(Litmus::name).doesNotHaveDuplicates();
    }
}
