// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import static dev.cordon.microhypervisor.core.PlantedBug.leavesOut;
import static dev.cordon.microhypervisor.core.PlantedBug.takes;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Invariant I4: two runs that differ only in a secret of one domain are the same to another one, bit for bit, its clock included if both have their places in a static
 * partition. Each leak that is planted, in the rights of the two or in the core, shows.
 */
class NonInterferenceTest {
    private static final int PERIODS = 60;
    private static final int RUNS = 6;
    private static final int RUNS_TO_A_FINDING = 8;

    private static List<String> observe(long seed, long secret, boolean partitioned) {
        return TwoDomains.observe(1, seed, secret, partitioned, "NONE", PERIODS);
    }

    /** Both have a vCPU and an execution context on each of two pCPUs. */
    private static List<String> observeTwoPcpus(long seed, long secret) {
        return TwoDomains.observe(2, seed, secret, true, "NONE", PERIODS);
    }

    /** How far one comes in a time differs if time does; the way does not. */
    private static void assertSame(List<String> first, List<String> second, boolean partitioned) {
        int length = partitioned ? Math.max(first.size(), second.size()) : Math.min(first.size(), second.size());
        assertThat(length).isGreaterThan(500);
        for (int i = 0; i < length; i++) {
            assertThat(second.get(i)).as("line %d", i).isEqualTo(first.get(i));
        }
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void oneDomainObservesNothingOfASecretOfAnother(boolean partitioned) {
        for (long seed = 0; seed < RUNS; seed++) {
            assertSame(observe(seed, 2 * seed, partitioned), observe(seed, 2 * seed + 1, partitioned), partitioned);
        }
    }

    @Test
    void oneDomainObservesNothingOfASecretOfAnotherOnTwoPcpus() {
        for (long seed = 0; seed < RUNS; seed++) {
            assertSame(observeTwoPcpus(seed, 2 * seed), observeTwoPcpus(seed, 2 * seed + 1), true);
        }
    }

    @Tag("long")
    @RepeatedTest(500)
    void oneDomainObservesNothingOfManySecrets(RepetitionInfo repetition) {
        long seed = 1000L + repetition.getCurrentRepetition();
        for (boolean partitioned : new boolean[] {true, false}) {
            List<String> first = observe(seed, 0, partitioned);
            for (long secret = 1; secret < 4; secret++) {
                assertSame(first, observe(seed, 4 * seed + secret, partitioned), partitioned);
            }
        }
        assertSame(observeTwoPcpus(seed, 0), observeTwoPcpus(seed, 4 * seed + 1), true);
    }

    @Test
    void whatIsOpenIsObserved() {
        assertThat(observe(1, 7, true)).isNotEqualTo(observe(2, 7, true));
    }

    @Test
    void outsideAPartitionTimeIsExceptedAndOnlyTime() {
        assertThat(TwoDomains.observe(1, 1, 7, true, "NONE", PERIODS))
                .anyMatch(line -> line.startsWith("called 10 at "))
                .noneMatch(line -> line.startsWith("called 10 at 0 "));
        assertThat(TwoDomains.observe(1, 1, 7, false, "NONE", PERIODS))
                .filteredOn(line -> line.startsWith("called 10 at "))
                .allMatch(line -> line.startsWith("called 10 at 0 "));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void aRightTooManyShows(TwoDomains.Leak leak) {
        assertThat(Stream.iterate(0L, seed -> seed + 1)
                        .limit(RUNS_TO_A_FINDING)
                        .anyMatch(seed -> !TwoDomains.observe(1, seed, 2 * seed, true, leak.name(), PERIODS)
                                .equals(TwoDomains.observe(1, seed, 2 * seed + 1, true, leak.name(), PERIODS))))
                .isTrue();
    }

    static Stream<Arguments> bugs() {
        return Stream.concat(
                onOnePcpu().map(bug -> Arguments.of(1, bug)), onTwoPcpus().map(bug -> Arguments.of(2, bug)));
    }

    /** What interrupts one on another pCPU costs nobody else's time. */
    private static Stream<PlantedBug> onTwoPcpus() {
        return Stream.of(leavesOut("I4", "Pcpu", "run", "forgetKick"));
    }

    private static Stream<PlantedBug> onOnePcpu() {
        return Stream.of(
                // What one holds is not for another.
                leavesOut("I4", "KernelMemory", "take", "mark"),
                // Each has its places in the period, and no more; and nothing of what it waits for comes in those of
                // another.
                takes("I4", "SchedulingContext", "available", "offset", -1),
                takes("I4", "SchedulingContext", "available", "max", 1 << 20),
                takes("I4", "SchedulingContext", "place", "offset", -1));
    }

    @ParameterizedTest
    @MethodSource("bugs")
    void aLeakInTheCoreShows(int pcpus, PlantedBug bug) throws ReflectiveOperationException {
        Method observe = observe(Optional.of(bug));
        boolean found = false;
        for (long seed = 0; seed < RUNS_TO_A_FINDING && !found; seed++) {
            Object first = observe.invoke(null, pcpus, seed, 2 * seed, true, "NONE", PERIODS);
            found = !first.equals(observe.invoke(null, pcpus, seed, 2 * seed + 1, true, "NONE", PERIODS));
        }
        assertThat(found).isTrue();
    }

    private static Method observe(Optional<PlantedBug> bug) throws ReflectiveOperationException {
        return Planter.method(
                bug,
                TwoDomains.class,
                "observe",
                int.class,
                long.class,
                long.class,
                boolean.class,
                String.class,
                int.class);
    }
}
