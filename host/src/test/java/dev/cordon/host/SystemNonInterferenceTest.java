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
 * Invariant I4 with whole systems: real VMMs, root task and console driver. Two runs that differ only in the program of one guest are the same to the other one, bit for bit, its clock
 * included, if each has its places in a static partition, or a pCPU of its own. Root task and console driver are on pCPU 0, and no guest is. {@link SmpNonInterferenceTest} has guests
 * with several vCPUs, {@link LinuxNonInterferenceTest} has Linux.
 */
@Timeout(300)
class SystemNonInterferenceTest {
    private static final Duration LENGTH = Duration.ofMillis(400);
    private static final String FIRST_PLACE = "pcpus: [1], budget: 1500us, period: 4ms, offset: 0us";
    private static final String SECOND_PLACE = "pcpus: [1], budget: 1500us, period: 4ms, offset: 2ms";
    private static final String TURNS = "pcpus: [1], budget: 1ms";
    private static final String ANOTHER_PCPU = "pcpus: [2], budget: 1ms";
    private static final String FIRST_PLACE_AND_SECOND = "'" + FIRST_PLACE + "', '" + SECOND_PLACE + "'";
    private static final String TWO_PCPUS = "'" + TURNS + "', '" + ANOTHER_PCPU + "'";

    @TempDir
    private Path folder;

    private boolean hiddenHasConsole;

    private Seen observe(long seed, byte[] hidden, byte[] watcher, String hiddenSchedule, String watcherSchedule)
            throws Exception {
        Files.write(folder.resolve("hidden.elf"), hidden);
        Files.write(folder.resolve("watcher.elf"), watcher);
        return TwoGuests.observe(
                folder,
                new Described("kernel: hidden.elf, memory: 4M", hiddenSchedule, hiddenHasConsole),
                new Described("kernel: watcher.elf, memory: 4M", watcherSchedule, true),
                seed,
                LENGTH);
    }

    private Seen drawn(long seed, long secret, String hidden, String watcher) throws Exception {
        long actions = secret % 4 == 3 ? 100 : DrawnGuest.FOR_EVER;
        return observe(
                seed, DrawnGuest.of(secret, actions), DrawnGuest.of(1000 + seed, DrawnGuest.FOR_EVER), hidden, watcher);
    }

    @ParameterizedTest
    @CsvSource({FIRST_PLACE_AND_SECOND, TWO_PCPUS})
    void aGuestObservesNothingOfASecretOfAnother(String hidden, String watcher) throws Exception {
        for (long seed = 0; seed < 3; seed++) { // with 1, hidden powers itself off in one run
            drawn(seed, 2 * seed, hidden, watcher).assertSameToTheWatcher(drawn(seed, 2 * seed + 1, hidden, watcher));
        }
    }

    @Test
    void whatIsPrintedToNoConsoleTakesNothingOfTheOthers() throws Exception {
        loud(DrawnGuest.of(1, DrawnGuest.FOR_EVER))
                .assertSameToTheWatcher(loud(DrawnGuest.thatPrints(DrawnGuest.FOR_EVER)));
    }

    @Test
    void twoThatPrintAllTheTimeShareTheConsoleDriverAndThatShows() throws Exception {
        hiddenHasConsole = true;
        assertThat(loud(DrawnGuest.thatPrints(50)).watcher())
                .isNotEqualTo(loud(DrawnGuest.thatPrints(DrawnGuest.FOR_EVER)).watcher());
    }

    /** The root task hears of it on pCPU 0, and the console driver reports it to the host, while the watcher runs. */
    @Test
    void anEndShowsToWhoeverWaitsForTheConsoleDriver() throws Exception {
        byte[] watcher = DrawnGuest.thatPrints(DrawnGuest.FOR_EVER);
        assertThat(observe(1, DrawnGuest.of(1, 50), watcher, ANOTHER_PCPU, TURNS)
                        .watcher())
                .isNotEqualTo(observe(1, DrawnGuest.of(1, DrawnGuest.FOR_EVER), watcher, ANOTHER_PCPU, TURNS)
                        .watcher());
    }

    private Seen loud(byte[] hidden) throws Exception {
        return observe(1, hidden, DrawnGuest.thatPrints(DrawnGuest.FOR_EVER), FIRST_PLACE, SECOND_PLACE);
    }

    @Test
    void withoutAPartitionItShows() throws Exception {
        assertThat(drawn(1, 1, TURNS, TURNS).watcher())
                .isNotEqualTo(drawn(1, 2, TURNS, TURNS).watcher());
    }

    @Test
    void withoutRoomForAHandlerBeforeThePlaceItShows() throws Exception {
        assertThat(drawn(1, 1, TURNS, SECOND_PLACE).watcher())
                .isNotEqualTo(drawn(1, 2, TURNS, SECOND_PLACE).watcher());
    }

    @Test
    void whatIsOpenIsObserved() throws Exception {
        byte[] hidden = DrawnGuest.of(1, DrawnGuest.FOR_EVER);
        assertThat(observe(1, hidden, DrawnGuest.of(2, DrawnGuest.FOR_EVER), FIRST_PLACE, SECOND_PLACE)
                        .watcher())
                .isNotEqualTo(observe(1, hidden, DrawnGuest.of(3, DrawnGuest.FOR_EVER), FIRST_PLACE, SECOND_PLACE)
                        .watcher());
    }
}
