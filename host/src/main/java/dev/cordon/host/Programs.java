// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

import dev.cordon.capabilities.manifest.CompiledSystem;
import dev.cordon.drivers.userlevel.console.ConsoleDriver;
import dev.cordon.microhypervisor.abi.Program;
import dev.cordon.root.task.RootTask;
import dev.cordon.vmm.instance.Vmm;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/** The programs that the protection domains of one system can run. {@link #named} is the one place that knows their classes. */
final class Programs {
    private final List<Supplier<Program>> factories;
    private final Optional<ProgramVerification> verification;

    private Programs(List<Supplier<Program>> factories, Optional<ProgramVerification> verification) {
        this.factories = factories;
        this.verification = verification;
    }

    /** What a name stands for. */
    private record Entry(Class<? extends Program> type, Supplier<Program> factory) {}

    private static final Map<String, Entry> BY_NAME = Map.of(
            CompiledSystem.ROOT_TASK,
            new Entry(RootTask.class, RootTask::new),
            CompiledSystem.VMM,
            new Entry(Vmm.class, Vmm::new),
            "console",
            new Entry(ConsoleDriver.class, ConsoleDriver::new));

    /** The programs of these names, in their order: what the numbers in a plan mean. Begins to verify them. */
    static Programs named(List<String> names) {
        List<Entry> entries = names.stream()
                .map(name -> Objects.requireNonNull(BY_NAME.get(name), () -> "no program '" + name + "'"))
                .toList();
        return new Programs(
                entries.stream().map(Entry::factory).toList(),
                Optional.of(ProgramVerification.start(
                        entries.stream().<Class<?>>map(Entry::type).toList())));
    }

    /** Programs that are trusted without a look. */
    static Programs unverified(List<Supplier<Program>> factories) {
        return new Programs(factories, Optional.empty());
    }

    /**
     * The factories, by the numbers in a plan, once it is known that every program keeps to the checked subset.
     *
     * @throws CordonException if one does not
     */
    List<Supplier<Program>> verified() {
        verification.ifPresent(ProgramVerification::await);
        return factories;
    }
}
