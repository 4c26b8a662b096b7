// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.capabilities.manifest;

import dev.cordon.capabilities.plan.Plan;
import java.util.List;

/**
 * A system, ready to be built: its plan and what the plan's module numbers mean.
 *
 * @param plan the plan
 * @param modules the boot modules; the plan names each by its index. A module that several components need is there once.
 */
public record CompiledSystem(Plan plan, List<BootModule> modules) {

    public CompiledSystem {
        modules = List.copyOf(modules);
    }
}
