// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.capabilities.manifest.CompiledSystem;
import dev.cordon.capabilities.manifest.GuestComponent;
import dev.cordon.capabilities.manifest.MachineSection;
import dev.cordon.capabilities.plan.Expect;
import dev.cordon.host.ComponentEnd.Reason;
import dev.cordon.microhypervisor.abi.BootInfo;
import dev.cordon.microhypervisor.abi.Hypercalls;
import dev.cordon.microhypervisor.abi.Hypervisor;
import dev.cordon.microhypervisor.abi.Selectors;
import dev.cordon.microhypervisor.abi.Status;
import dev.cordon.vmm.instance.Vmm;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Of two VMMs of a whole system, with a greeter each, one misbehaves: its component ends with a report, the other's guest as it should, and the run not as expected. */
@Timeout(60)
class MisbehavingVmmTest {
    private static final long MEMORY = 4 << 20;

    /** How often the VMM serves an exit before it misbehaves. */
    private static final int SERVED = 3;

    /** Does something instead of serving a later exit. */
    private static final class Misbehaving extends AlteredVmm {
        private final Consumer<Hypervisor> deed;
        private int served;

        Misbehaving(Consumer<Hypervisor> deed) {
            this.deed = deed;
        }

        @Override
        Hypervisor exited(Hypervisor h) {
            if (++served > SERVED) {
                deed.accept(h);
            }
            return h;
        }
    }

    private static Arguments deed(String name, List<String> report, Consumer<Hypervisor> deed) {
        return Arguments.of(name, report, deed);
    }

    /** To each deed a pattern for each line that its report begins with; only lines of a stack trace follow. */
    static Stream<Arguments> deeds() {
        String here = "  at .*\\.MisbehavingVmmTest\\..*";
        String resource = "its program ran out of stack or heap";
        String memory = "its program touched host memory that it has no right to";
        return Stream.of(
                deed("throws", List.of("its program failed", "java.lang.IllegalStateException: no", here), _ -> {
                    throw new IllegalStateException("no");
                }),
                deed(
                        "overflows its stack",
                        List.of(resource, "java.lang.StackOverflowError: null", here),
                        _ -> deep(1)),
                deed(
                        "allocates too much",
                        List.of(resource, "java.lang.OutOfMemoryError: .+", here),
                        _ -> assertThat(new long[Integer.MAX_VALUE][Integer.MAX_VALUE])
                                .isEmpty()),
                deed(
                        "touches foreign memory",
                        List.of(memory + ", at 0x80400000", ".*\\.HostFault: host address 0x80400000 is not mapped so"),
                        h -> h.memory(ownMemory(h) + MEMORY, 8).fill((byte) 1)),
                deed(
                        "touches revoked memory",
                        List.of(memory, "java.lang.IllegalStateException: Already closed"),
                        h -> {
                            MemorySegment seen = h.memory(ownMemory(h), 8);
                            giveUp(h, ownMemory(h));
                            seen.fill((byte) 1);
                        }));
    }

    private static long ownMemory(Hypervisor h) {
        BootInfo info = BootInfo.of(h);
        return info.a(info.find(BootInfo.GUEST_MEMORY, 0));
    }

    /** Revokes the guest's memory, whole. */
    private static void giveUp(Hypervisor h, long address) {
        int order = Long.numberOfTrailingZeros(MEMORY / 4096);
        int status = Status.AGAIN;
        while (status == Status.AGAIN) {
            status = Hypercalls.revoke(h, Selectors.HOST_SPACE, address / 4096, order, true);
        }
        if (status != Status.OK) {
            throw new IllegalStateException("not revoked: " + Status.name(status));
        }
    }

    @SuppressWarnings("InfiniteRecursion") // the point of it
    private static int deep(int a) {
        return deep(a + 1) + 1;
    }

    private static CompiledSystem twoGreeters() {
        GuestComponent greeter = ConsoleSystem.builtIn().components().stream()
                .filter(component -> component.name().equals("greeter"))
                .map(GuestComponent.class::cast)
                .findFirst()
                .orElseThrow();
        List<GuestComponent> guests = Stream.of("bad", "good")
                .map(name ->
                        ConsoleSystem.guest(name, greeter.kernel(), Optional.empty(), "", MEMORY, 1, Expect.POWER_OFF))
                .toList();
        return ConsoleSystem.of(MachineSection.DEFAULT, guests)
                .check(Set.of())
                .system()
                .orElseThrow()
                .compile();
    }

    /** The programs of the system, except that the VMM that is made first, the first guest's, misbehaves. */
    private static Programs programs(CompiledSystem system, Consumer<Hypervisor> deed) {
        AtomicInteger vmms = new AtomicInteger();
        return AlteredVmm.in(system, () -> vmms.getAndIncrement() == 0 ? new Misbehaving(deed) : new Vmm());
    }

    /** What is heard of a run. */
    private static final class Ear implements Assembly.Events {
        private final StringBuilder[] outputs = {new StringBuilder(), new StringBuilder()};
        private final Map<String, ComponentEnd> ends = new TreeMap<>();

        @Override
        public synchronized void output(int console, byte[] written) {
            outputs[console].append(new String(written, StandardCharsets.US_ASCII));
        }

        @Override
        public void said(String component, String line) {}

        @Override
        public synchronized void ended(ComponentEnd end) {
            assertThat(ends.put(end.component(), end)).isNull();
        }

        synchronized String output(int console) {
            return outputs[console].toString();
        }

        synchronized Map<String, ComponentEnd> ends() {
            return Map.copyOf(ends);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("deeds")
    void aVmmThat(String name, List<String> report, Consumer<Hypervisor> deed) throws Exception {
        Ear ear = new Ear();
        assertThat(run(deed, ear)).as(name).isEqualTo(new Outcome(Outcome.Cause.UNEXPECTED, 1)); // exit status 3
        assertThat(ear.ends()).containsOnlyKeys("bad", "good");
        assertThat(ear.ends()).containsEntry("good", new ComponentEnd("good", Reason.POWERED_OFF, true, ""));
        ComponentEnd bad = Objects.requireNonNull(ear.ends().get("bad"));
        assertThat(bad.reason()).isEqualTo(Reason.ABORTED);
        assertThat(bad.expected()).isFalse();
        assertReport(bad.report().lines().toList(), report);
        assertThat(ear.output(1)).contains("tick 1\n", "tick 5\n", "Powering off.");
        assertThat(ear.output(1)).startsWith(ear.output(0));
        assertThat(ear.output(0)).isNotEmpty().doesNotContain("tick 1"); // not run any further
    }

    @Test
    void bothEndAsExpectedIfNeitherMisbehaves() throws Exception {
        Ear ear = new Ear();
        assertThat(run(_ -> {}, ear)).isEqualTo(new Outcome(Outcome.Cause.EXPECTED, 0));
        assertThat(ear.ends().values()).hasSize(2).allMatch(ComponentEnd::expected);
        assertThat(ear.output(0)).isEqualTo(ear.output(1)).contains("Powering off.");
    }

    private static Outcome run(Consumer<Hypervisor> deed, Ear ear) throws Exception {
        CompiledSystem system = twoGreeters();
        SystemAssembly assembly = SystemAssembly.of(
                system,
                programs(system, deed),
                Images.ofUser(),
                Progress.SILENT,
                Timing.virtual(1).withLimit(Duration.ofSeconds(60)),
                Optional.empty(),
                PcpuThreads.PATIENCE);
        try {
            assembly.start(ear);
            return assembly.end().get();
        } finally {
            assembly.close();
        }
    }

    private static void assertReport(List<String> lines, List<String> patterns) {
        assertThat(lines).hasSizeGreaterThanOrEqualTo(patterns.size());
        for (int i = 0; i < lines.size(); i++) {
            assertThat(lines.get(i)).matches(i < patterns.size() ? patterns.get(i) : "  at .*");
        }
    }
}
