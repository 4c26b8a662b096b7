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
import java.util.function.Supplier;

/** The programs that protection domains can run: the one place that knows their classes. */
final class Programs {
    private static final Map<String, Supplier<Program>> BY_NAME = Map.of(
            CompiledSystem.ROOT_TASK, RootTask::new, CompiledSystem.VMM, Vmm::new, "console", ConsoleDriver::new);

    private Programs() {}

    /** The programs of these names, in their order: what the numbers in a plan mean. */
    static List<Supplier<Program>> named(List<String> names) {
        return names.stream()
                .map(name -> Objects.requireNonNull(BY_NAME.get(name), () -> "no program '" + name + "'"))
                .toList();
    }
}
