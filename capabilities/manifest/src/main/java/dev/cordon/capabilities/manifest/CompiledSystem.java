// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.capabilities.manifest;

import dev.cordon.capabilities.plan.Plan;
import java.util.List;

/**
 * A system, ready to be built: its plan and what the numbers in it mean.
 *
 * @param plan the plan
 * @param programs the programs; the plan names each by its index. The first is {@value #ROOT_TASK}; then {@value #VMM}, or a driver's name as in the manifest
 * @param memory bytes of machine memory that the root task gives out, or the core charges for it; the boot modules and the core's own come on top
 * @param modules the boot modules; the plan names each by its index. A module that several components need is there once.
 */
public record CompiledSystem(Plan plan, List<String> programs, List<BootModule> modules, long memory) {

    /** The program of the root task. */
    public static final String ROOT_TASK = "root-task";

    /** The program of every VMM. */
    public static final String VMM = "vmm";

    public CompiledSystem {
        programs = List.copyOf(programs);
        modules = List.copyOf(modules);
    }
}
