// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.capabilities.manifest.CheckedSystem;
import dev.cordon.capabilities.manifest.CompiledSystem;
import dev.cordon.capabilities.manifest.SystemManifest;
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

/** A whole system of two guests with one vCPU each, {@code hidden} and {@code watcher} in this order, in virtual time. What each can observe is collected. */
final class TwoGuests {
    private static final int PAGE = 4096;
    private static final Set<TraceKind> KINDS = Set.of(TraceKind.EXITS, TraceKind.HYPERCALLS, TraceKind.IPC);

    /**
     * What there is of each of the two in the end, and what happened to it in its order: its guest's memory by page, the registers and the other state of its vCPU, the saved
     * state of its VMM; each exit, message, notification and hypercall of that; what its guest has printed.
     */
    record Seen(List<String> hidden, List<String> watcher) {}

    private TwoGuests() {}

    /** Runs a system for so long. */
    static Seen observe(Path manifest, long seed, Duration length) throws Exception {
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
            assembly.trace(TraceOptions.to(trace).with(KINDS));
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
            List<List<String>> seen = List.of(state(assembly, 0), state(assembly, 1));
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

    /** Of a guest, the state in the end; by its place in the manifest, in the order of which all is saved. */
    private static List<String> state(SystemAssembly assembly, int guest) throws Exception {
        List<List<Long>> harts = new ArrayList<>();
        List<List<Long>> vcpus = new ArrayList<>();
        List<List<Long>> spaces = new ArrayList<>();
        List<List<Long>> programs = new ArrayList<>();
        assembly.microhypervisor().save((kind, name) -> {
            List<Long> words = new ArrayList<>();
            if (kind == StateSections.Kind.HART) {
                harts.add(words);
            } else if (kind == StateSections.Kind.PROGRAM) {
                programs.add(words);
            } else if (name.startsWith("Vcpu ")) {
                vcpus.add(words);
            } else if (name.startsWith("GuestSpace ")) {
                spaces.add(words);
            }
            return words::add;
        });
        assertThat(List.of(harts, vcpus, spaces)).allMatch(all -> all.size() == 2);
        List<String> out = new ArrayList<>();
        memory(assembly.machine().ram(), spaces.get(guest), out);
        out.add("registers " + harts.get(guest));
        out.add("vCPU " + vcpus.get(guest));
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
