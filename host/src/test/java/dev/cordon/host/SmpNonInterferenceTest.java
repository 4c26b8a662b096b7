// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.host.TwoGuests.Described;
import dev.cordon.host.TwoGuests.Seen;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Invariant I4 with guests that have several vCPUs, which interrupt and fence each other, on two pCPUs that both guests share: what differs in one is not to be noticed by the other on
 * either pCPU, if both have their places on both.
 */
@Timeout(300)
class SmpNonInterferenceTest {
    private static final Duration LENGTH = Duration.ofMillis(300);

    @TempDir
    private Path folder;

    /** The places of a guest with so many vCPUs on pCPUs 1 and 2: they follow each other, for at most 1600 us from an offset on. */
    private static String places(int vcpus, String offset) {
        return "pcpus: [1, 2], budget: %dus, period: 4ms, offset: %s".formatted(3200 / Math.max(2, vcpus), offset);
    }

    private static String turns() {
        return "pcpus: [1, 2], budget: 1ms";
    }

    private Seen observe(long seed, long secret, int vcpus, String hidden, String watcher) throws Exception {
        long actions = secret % 4 == 3 ? 100 : DrawnGuest.FOR_EVER;
        Files.write(folder.resolve("hidden.elf"), DrawnGuest.of(secret, actions, vcpus));
        Files.write(folder.resolve("watcher.elf"), DrawnGuest.of(1000 + seed, DrawnGuest.FOR_EVER, vcpus));
        String memory = "memory: 4M, vcpus: " + vcpus;
        return TwoGuests.observe(
                folder,
                new Described("kernel: hidden.elf, " + memory, hidden, false),
                new Described("kernel: watcher.elf, " + memory, watcher, true),
                seed,
                LENGTH);
    }

    @ParameterizedTest
    @CsvSource({"2", "4"})
    void aGuestObservesNothingOfASecretOfAnother(int vcpus) throws Exception {
        String first = places(vcpus, "0us");
        String second = places(vcpus, "2ms");
        for (long seed = 0; seed < 3; seed++) { // with 1, hidden powers itself off in one run
            observe(seed, 2 * seed, vcpus, first, second)
                    .assertSameToTheWatcher(observe(seed, 2 * seed + 1, vcpus, first, second));
        }
    }

    /** Or there would be nothing to notice. */
    @Test
    void hartsInterruptAndFenceEachOther() throws Exception {
        assertThat(observe(1, 2, 2, places(2, "0us"), places(2, "2ms")).hidden())
                .anyMatch(line -> line.contains("  inject  "))
                .anyMatch(line -> line.endsWith(", fence"));
    }

    @Test
    void withoutAPartitionItShows() throws Exception {
        assertThat(observe(1, 1, 2, turns(), turns()).watcher())
                .isNotEqualTo(observe(1, 2, 2, turns(), turns()).watcher());
    }

    /** Who has no place runs in those of the watcher if its priority is not below. */
    @Test
    void withoutAPartitionOnOneOfThePcpusItShows() throws Exception {
        String other = "pcpus: [2, 1], budget: 1600us, period: 4ms, offset: 2ms";
        assertThat(observe(1, 1, 2, turns(), other).watcher())
                .isNotEqualTo(observe(1, 2, 2, turns(), other).watcher());
    }
}
