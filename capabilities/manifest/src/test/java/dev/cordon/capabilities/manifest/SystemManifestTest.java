// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.capabilities.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.capabilities.plan.Channel;
import dev.cordon.capabilities.plan.Context;
import dev.cordon.capabilities.plan.DeviceGrant;
import dev.cordon.capabilities.plan.Domain;
import dev.cordon.capabilities.plan.Expect;
import dev.cordon.capabilities.plan.Guest;
import dev.cordon.capabilities.plan.Life;
import dev.cordon.capabilities.plan.MachineDevice;
import dev.cordon.capabilities.plan.Plan;
import dev.cordon.capabilities.plan.PlanReader;
import dev.cordon.capabilities.plan.PlanWriter;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SystemManifestTest {

    private static final Path SAMPLE = Path.of("src/test/resources/sample.yaml");
    private static final Set<String> IMAGES = Set.of("debian");

    private static SystemManifest sample() {
        CheckedSystem checked = SystemManifest.load(SAMPLE, IMAGES);
        assertThat(checked.diagnostics()).isEmpty();
        return checked.system().orElseThrow();
    }

    @Test
    void aManifestReadsAsItsRecords() {
        SystemManifest system = sample();

        assertThat(system.machine()).isEqualTo(new MachineSection(2));
        Wire port = new Wire("console", "port");
        assertThat(system.components())
                .containsExactly(
                        new GuestComponent(
                                "web",
                                new BootModule.ImageKernel("debian"),
                                Optional.of(new BootModule.ImageInitrd("debian")),
                                "quiet",
                                256L << 20,
                                1,
                                Map.of("console", port),
                                Life.once(Expect.POWER_OFF)),
                        new GuestComponent(
                                "tiny",
                                new BootModule.File(Path.of("src/test/resources/tiny.elf")),
                                Optional.empty(),
                                "",
                                16L << 20,
                                1,
                                Map.of("console", port),
                                Life.once(Expect.STOPPED)),
                        new DriverComponent(
                                "console",
                                "console",
                                Map.of("uart", new Wire("machine", "uart")),
                                Map.of("port", "console-port")));
    }

    @ParameterizedTest
    @MethodSource("examples")
    void everyExampleIsASystem(Path example) {
        assertThat(SystemManifest.load(example, IMAGES).diagnostics()).isEmpty();
    }

    static List<Path> examples() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("../../examples"))) {
            return files.filter(file -> file.toString().endsWith(".yaml")).toList();
        }
    }

    @Test
    void everyPartKnowsItsPosition() {
        Positions positions = sample().positions();

        assertThat(positions.of("components.web.guest.memory").orElseThrow()).hasToString(SAMPLE + ":5:53");
        assertThat(positions.of("components.tiny.uses.console").orElseThrow()).hasToString(SAMPLE + ":10:21");
        assertThat(positions.of("components.tiny.guest.vcpus").orElseThrow()).hasToString(SAMPLE + ":9:12");
    }

    @Test
    void aSystemCompilesToRecordsOfEveryRight() {
        CompiledSystem compiled = sample().compile();

        assertThat(compiled.programs()).containsExactly("root-task", "vmm", "console");
        assertThat(compiled.modules())
                .containsExactly(
                        new BootModule.ImageKernel("debian"),
                        new BootModule.ImageInitrd("debian"),
                        new BootModule.File(Path.of("src/test/resources/tiny.elf")));
        assertThat(compiled.memory()).isGreaterThan(compiled.plan().guestMemory());
        assertThat(compiled.plan())
                .isEqualTo(new Plan(
                        2,
                        List.of(
                                new Domain("web", 1, 32 + 128 + 1, 4096, Expect.POWER_OFF),
                                new Domain("tiny", 1, 32 + 8 + 1, 4096, Expect.STOPPED),
                                new Domain("console", 2, 32, 4096, Expect.RUNNING)),
                        List.of(
                                new Context(0, Context.Role.HANDLER, 0, 33, 10_000),
                                new Context(0, Context.Role.VCPU, 0, 32, 10_000),
                                new Context(1, Context.Role.HANDLER, 1, 33, 10_000),
                                new Context(1, Context.Role.VCPU, 1, 32, 10_000),
                                new Context(2, Context.Role.HANDLER, 0, 32, 10_000)),
                        List.of(
                                new Guest(0, 256L << 20, 1, 0, OptionalInt.of(1), "earlycon=sbi console=ttyS0 quiet"),
                                new Guest(1, 16L << 20, 1, 2, OptionalInt.empty(), "earlycon=sbi console=ttyS0")),
                        List.of(new DeviceGrant(2, MachineDevice.UART)),
                        List.of(
                                new Channel(Plan.ROOT_TASK, 2, Channel.Kind.CONSOLE, 0),
                                new Channel(0, 2, Channel.Kind.CONSOLE, 1),
                                new Channel(1, 2, Channel.Kind.CONSOLE, 2))));
    }

    @Test
    void aCompiledPlanCanBeWrittenAndReadBack() {
        Plan plan = sample().compile().plan();

        assertThat(PlanReader.read(MemorySegment.ofArray(PlanWriter.write(plan))))
                .contains(plan);
    }

    @Test
    void aGuestHasAFrameForEachPcpuThatItUses() {
        for (int vcpus : new int[] {1, 31, 32, 33, 64}) {
            GuestComponent wide = new GuestComponent(
                    "wide",
                    new BootModule.File(Path.of("src/test/resources/tiny.elf")),
                    Optional.empty(),
                    "",
                    4L << 20,
                    vcpus,
                    Map.of(),
                    Life.once(Expect.POWER_OFF));
            SystemManifest system = new SystemManifest(new MachineSection(32), List.of(wide));

            assertThat(system.compile().plan().domains().getFirst().frames()).isEqualTo(32 + 2 + Math.min(vcpus, 32));
        }
    }

    @Test
    void whatIsNotWiredIsNotInThePlan() {
        GuestComponent alone = new GuestComponent(
                "alone",
                new BootModule.File(Path.of("src/test/resources/tiny.elf")),
                Optional.empty(),
                "",
                4L << 20,
                1,
                Map.of(),
                Life.once(Expect.POWER_OFF));
        SystemManifest system = new SystemManifest(MachineSection.DEFAULT, List.of(alone));

        assertThat(system.check(IMAGES).diagnostics()).isEmpty();
        assertThat(system.compile().plan().channels()).isEmpty();
        assertThat(system.compile().plan().devices()).isEmpty();
        assertThat(system.compile().plan().guests().getFirst().commandLine()).isEmpty();
    }
}
