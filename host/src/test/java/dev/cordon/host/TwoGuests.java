// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.capabilities.manifest.CheckedSystem;
import dev.cordon.capabilities.manifest.CompiledSystem;
import dev.cordon.capabilities.manifest.SystemManifest;
import dev.cordon.capabilities.plan.Guest;
import dev.cordon.machine.engine.Ram;
import dev.cordon.microhypervisor.core.StateSections;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A whole system of two guests, {@code hidden} and {@code watcher} in this order, in virtual time: real VMMs, root task and console driver, which are on pCPU 0. What each of the two
 * can observe is collected.
 */
final class TwoGuests {
    private static final int PAGE = 4096;
    private static final Set<TraceKind> KINDS = Set.of(TraceKind.EXITS, TraceKind.HYPERCALLS, TraceKind.IPC);

    /** One of the two, by what its manifest says of it: its guest, and where and when it runs. */
    record Described(String guest, String schedule, boolean hasConsole) {}

    /**
     * What there is of each of the two in the end, and what happened to it in its order: its guest's memory by page, the registers and the other state of its vCPUs, the saved
     * state of its VMM; each exit, message, notification and hypercall of that; what its guest has printed.
     */
    record Seen(List<String> hidden, List<String> watcher) {
        /** The hidden ones differed, and to the watcher all was the same, bit for bit. */
        void assertSameToTheWatcher(Seen other) {
            assertThat(other.hidden).isNotEqualTo(hidden);
            assertThat(other.watcher).hasSameSizeAs(watcher).hasSizeGreaterThan(2000);
            for (int i = 0; i < watcher.size(); i++) {
                assertThat(other.watcher.get(i)).as("line %d", i).isEqualTo(watcher.get(i));
            }
        }
    }

    private TwoGuests() {}

    /** Runs the two for so long, on a machine with three pCPUs. Files lie in {@code folder}. */
    static Seen observe(Path folder, Described hidden, Described watcher, long seed, Duration length) throws Exception {
        String port = "console: console.port";
        Path manifest = Files.writeString(folder.resolve("system.yaml"), """
                cordon: 1
                machine: {pcpus: 3}
                components:
                  hidden:
                    guest: {%s}
                    uses: {%s}
                    schedule: {%s}
                  watcher:
                    guest: {%s}
                    uses: {%s}
                    schedule: {%s}
                  console:
                    driver: console
                    uses: {uart: machine.uart}
                    provides: {port: console-port}
                """.formatted(
                        hidden.guest(),
                        hidden.hasConsole() ? port : "",
                        hidden.schedule(),
                        watcher.guest(),
                        watcher.hasConsole() ? port : "",
                        watcher.schedule()));
        return observe(manifest, seed, length);
    }

    private static Seen observe(Path manifest, long seed, Duration length) throws Exception {
        CheckedSystem checked = SystemManifest.load(manifest, Images.ofUser().guests());
        CompiledSystem system = checked.system()
                .orElseThrow(() -> new AssertionError(checked.diagnostics()))
                .compile();
        SystemAssembly assembly = SystemAssembly.of(
                system,
                Programs.named(system.programs()),
                Images.ofUser(),
                Progress.SILENT,
                Timing.virtual(seed).withLimit(length),
                Optional.empty(),
                PcpuThreads.PATIENCE);
        try {
            Path trace = manifest.resolveSibling("trace");
            assembly.observation().trace(TraceOptions.to(trace).with(KINDS));
            List<ByteArrayOutputStream> printed = assembly.consoles().stream()
                    .map(_ -> new ByteArrayOutputStream())
                    .toList();
            assembly.start(new Assembly.Events() {
                @Override
                public void output(int console, byte[] bytes) {
                    printed.get(console).writeBytes(bytes);
                }

                @Override
                public void said(String component, String line) {}

                @Override
                public void ended(ComponentEnd end) {}
            });
            assertThat(assembly.end().get().cause()).isEqualTo(Outcome.Cause.EXHAUSTED);
            List<String> lines = Files.readAllLines(trace);
            List<Integer> vcpus =
                    system.plan().guests().stream().map(Guest::vcpus).toList();
            List<List<String>> seen = List.of(state(assembly, 0, vcpus), state(assembly, 1, vcpus));
            for (int guest = 0; guest < 2; guest++) {
                String name = assembly.components().get(guest);
                lines.stream().filter(line -> line.startsWith(name + "  ")).forEach(seen.get(guest)::add);
                int console = assembly.consoles().indexOf(name);
                if (console >= 0) {
                    seen.get(guest).add("printed " + printed.get(console).toString(StandardCharsets.UTF_8));
                }
            }
            return new Seen(seen.get(0), seen.get(1));
        } finally {
            assembly.close();
        }
    }

    /**
     * Of a guest, the state in the end; by its place in the manifest, in the order of which all is saved.
     *
     * @param vcpus how many each guest has
     */
    private static List<String> state(SystemAssembly assembly, int guest, List<Integer> vcpus) throws Exception {
        List<List<Long>> harts = new ArrayList<>();
        List<List<Long>> contexts = new ArrayList<>();
        List<List<Long>> spaces = new ArrayList<>();
        List<List<Long>> programs = new ArrayList<>();
        assembly.microhypervisor().save((kind, name) -> {
            List<Long> words = new ArrayList<>();
            if (kind == StateSections.Kind.HART) {
                harts.add(words);
            } else if (kind == StateSections.Kind.PROGRAM) {
                programs.add(words);
            } else if (name.startsWith("Vcpu ")) {
                contexts.add(words);
            } else if (name.startsWith("GuestSpace ")) {
                spaces.add(words);
            }
            return words::add;
        });
        assertThat(List.of(harts, contexts)).allMatch(all -> all.size() == vcpus.get(0) + vcpus.get(1));
        assertThat(spaces).hasSize(2);
        List<String> out = new ArrayList<>();
        memory(assembly.machine().ram(), spaces.get(guest), out);
        int first = guest * vcpus.get(0);
        for (int vcpu = first; vcpu < first + vcpus.get(guest); vcpu++) {
            out.add("registers " + harts.get(vcpu));
            out.add("vCPU " + contexts.get(vcpu));
        }
        out.add("VMM " + programs.get(1 + guest)); // behind the root task
        return out;
    }

    /** The digest of each page. Of each block of memory, a space has saved where the guest finds it, order and permissions, and its first page frame. */
    private static void memory(Ram ram, List<Long> space, List<String> out) throws Exception {
        for (int block = 0; block < space.size(); block += 3) {
            long pages = 1L << (space.get(block + 1) >>> Integer.SIZE);
            for (long page = 0; page < pages; page++) {
                long offset = (space.get(block + 2) + page) * PAGE - ram.base();
                byte[] content = ram.segment().asSlice(offset, PAGE).toArray(ValueLayout.JAVA_BYTE);
                byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
                out.add("page %x: %s"
                        .formatted(space.get(block) + page, HexFormat.of().formatHex(digest)));
            }
        }
        assertThat(out).as("pages").hasSizeGreaterThanOrEqualTo(1024);
    }
}
