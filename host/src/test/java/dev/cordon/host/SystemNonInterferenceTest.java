// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.host.TwoGuests.Seen;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Invariant I4 with whole systems: real VMMs, root task and console driver. Two runs that differ only in the program of one guest are the same to the other one, bit for bit, its clock
 * included, if each has its places in a static partition, or a pCPU of its own. Root task and console driver are on pCPU 0, and no guest is.
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
    private String watcher = "{kernel: watcher.elf, memory: 4M}";
    private Duration length = LENGTH;

    private Seen observe(long seed, byte[] hidden, byte[] program, String hiddenSchedule, String watcherSchedule)
            throws Exception {
        Files.write(folder.resolve("hidden.elf"), hidden);
        Files.write(folder.resolve("watcher.elf"), program);
        Path manifest = Files.writeString(folder.resolve("system.yaml"), """
                cordon: 1
                machine: {pcpus: 3}
                components:
                  hidden:
                    guest: {kernel: hidden.elf, memory: 4M}
                    uses: {%s}
                    schedule: {%s}
                  watcher:
                    guest: %s
                    uses: {console: console.port}
                    schedule: {%s}
                  console:
                    driver: console
                    uses: {uart: machine.uart}
                    provides: {port: console-port}
                """.formatted(
                        hiddenHasConsole ? "console: console.port" : "", hiddenSchedule, watcher, watcherSchedule));
        return TwoGuests.observe(manifest, seed, length);
    }

    private Seen drawn(long seed, long secret, String hidden, String watcher) throws Exception {
        long actions = secret % 4 == 3 ? 100 : DrawnGuest.FOR_EVER;
        return observe(
                seed, DrawnGuest.of(secret, actions), DrawnGuest.of(1000 + seed, DrawnGuest.FOR_EVER), hidden, watcher);
    }

    private static void assertSameToTheWatcher(Seen first, Seen second) {
        assertThat(second.hidden()).isNotEqualTo(first.hidden());
        assertThat(second.watcher()).hasSameSizeAs(first.watcher()).hasSizeGreaterThan(2000);
        for (int i = 0; i < first.watcher().size(); i++) {
            assertThat(second.watcher().get(i))
                    .as("line %d", i)
                    .isEqualTo(first.watcher().get(i));
        }
    }

    @ParameterizedTest
    @CsvSource({FIRST_PLACE_AND_SECOND, TWO_PCPUS})
    void aGuestObservesNothingOfASecretOfAnother(String hidden, String watcher) throws Exception {
        for (long seed = 0; seed < 3; seed++) { // with 1, hidden powers itself off in one run
            assertSameToTheWatcher(drawn(seed, 2 * seed, hidden, watcher), drawn(seed, 2 * seed + 1, hidden, watcher));
        }
    }

    @Test
    void whatIsPrintedToNoConsoleTakesNothingOfTheOthers() throws Exception {
        assertSameToTheWatcher(
                loud(DrawnGuest.of(1, DrawnGuest.FOR_EVER)), loud(DrawnGuest.thatPrints(DrawnGuest.FOR_EVER)));
    }

    @Test
    void twoThatPrintAllTheTimeShareTheConsoleDriverAndThatShows() throws Exception {
        hiddenHasConsole = true;
        assertThat(loud(DrawnGuest.thatPrints(50)).watcher())
                .isNotEqualTo(loud(DrawnGuest.thatPrints(DrawnGuest.FOR_EVER)).watcher());
    }

    /** The root task hears of it on pCPU 0, and the console driver reports it to the host. */
    @Test
    void anEndShowsToWhoeverWaitsForTheConsoleDriver() throws Exception {
        assertThat(loud(DrawnGuest.of(1, 50)).watcher())
                .isNotEqualTo(loud(DrawnGuest.of(1, DrawnGuest.FOR_EVER)).watcher());
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

    @Tag("guests")
    @Test
    void linuxObservesNothingOfASecretOfAnother() throws Exception {
        Images.ofUser().pull("debian", false, Progress.SILENT);
        watcher = "{image: debian, memory: 128M}";
        length = Duration.ofSeconds(16);
        String hidden = "pcpus: [1], budget: 500us, period: 4ms, offset: 0us";
        String linux = "pcpus: [1], budget: 3ms, period: 4ms, offset: 600us";
        Seen first = drawn(1, 1, hidden, linux);
        assertThat(first.watcher().getLast()).contains("Linux version", "Run /init as init process");
        assertSameToTheWatcher(first, drawn(1, 2, hidden, linux));
    }

    @Tag("guests")
    @Test
    void linuxObservesASecretWithoutAPartition() throws Exception {
        Images.ofUser().pull("debian", false, Progress.SILENT);
        watcher = "{image: debian, memory: 128M}";
        length = Duration.ofSeconds(1);
        assertThat(drawn(1, 1, TURNS, TURNS)
                        .watcher()
                        .equals(drawn(1, 2, TURNS, TURNS).watcher()))
                .isFalse();
    }
}
