// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.capabilities.manifest.SystemManifest;
import dev.cordon.tcb.metrics.GuestTcb;
import dev.cordon.tcb.metrics.Ring;
import dev.cordon.tcb.metrics.Room;
import dev.cordon.tcb.metrics.TcbReport;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The report on what a guest trusts follows the wires of the manifest and the modules that are linked. */
class TcbReportTest {
    private static final String SYSTEM = """
            cordon: 1
            components:
              web:
                guest: {image: debian}
                uses: {console: console.port}
              mute:
                guest: {image: debian}
              console:
                driver: console
                uses: {uart: machine.uart}
                provides: {port: console-port}
            """;

    private final TcbReport report = TcbReport.of(SystemManifest.parse(Path.of("system.yaml"), SYSTEM, Set.of("debian"))
            .system()
            .orElseThrow());

    @Test
    void namesTheMicrohypervisorAndTheRootTaskInRing1() {
        assertThat(rooms(0, 1))
                .contains(
                        "capabilities/plan",
                        "capabilities/spaces",
                        "capabilities/types",
                        "microhypervisor/abi",
                        "microhypervisor/core",
                        "microhypervisor/verifier",
                        "root-task")
                .doesNotContain("vmm-instance", "machine/engine");
    }

    @Test
    void aDriverBelongsToTheTcbOfTheGuestsThatAreWiredToItAlone() {
        assertThat(rooms(0, 2)).contains("vmm-instance", "formats", "device-models", "drivers-userlevel/console");
        assertThat(rooms(1, 2)).contains("vmm-instance").doesNotContain("drivers-userlevel/console");
        assertThat(rooms(1, 3)).doesNotContain("drivers-userlevel/console");
    }

    @Test
    void theMachineItsPowerOnAndTheJdkAreRing3() {
        assertThat(rooms(0, 3))
                .contains(
                        "machine/isa",
                        "machine/translator",
                        "machine/engine",
                        "machine/platform",
                        "host",
                        "java.base",
                        "org.snakeyaml.engine");
    }

    @Test
    void everyModuleIsMeasured() {
        for (GuestTcb guest : report.guests()) {
            for (Ring ring : guest.rings()) {
                assertThat(ring.rooms()).allSatisfy(room -> {
                    assertThat(room.classes()).as(room.name()).isPositive();
                    assertThat(room.bytes()).as(room.name()).isPositive();
                    assertThat(room.lines().isPresent())
                            .as("lines of " + room.name())
                            .isEqualTo(!room.name().startsWith("java.")
                                    && !room.name().startsWith("org."));
                });
            }
        }
    }

    @Test
    void theTextBeginsWithTheBudgetAndHasARowForEachModule() {
        assertThat(report.toText())
                .startsWith("core: ")
                .contains(" of 4,000 code lines\n")
                .contains("\nweb ")
                .contains("\n  ring 1: microhypervisor and root task ")
                .contains("\n    microhypervisor/core ");
    }

    @Test
    void theJsonHoldsTheSame() {
        assertThat(report.toJson())
                .startsWith("{\"core\":{\"lines\":" + report.core().lines()
                        + ",\"budget\":4000},\"guests\":[{\"guest\":\"web\",")
                .contains("{\"room\":\"java.base\",\"lines\":null,");
    }

    private List<String> rooms(int guest, int ring) {
        return report.guests().get(guest).rings().get(ring - 1).rooms().stream()
                .map(Room::name)
                .toList();
    }
}
