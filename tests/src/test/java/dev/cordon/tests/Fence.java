// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.tests;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.lang.ArchRule;
import java.lang.module.ModuleDescriptor;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What one room may know: the table of the design, a row each.
 *
 * @param room the module without {@code dev.cordon.}
 * @param because why it may know no more
 * @param mayKnow other rooms, and modules of libraries by their full name
 */
record Fence(String room, String because, List<String> mayKnow) {
    private static final String PREFIX = "dev.cordon.";

    /** Annotations only, and absent at run time. */
    private static final String ANNOTATIONS = "org.jspecify";

    private static final List<String> LIBRARIES = List.of("org.snakeyaml.engine", "org.slf4j");

    static final List<Fence> ALL = List.of(
            fence("capabilities.types", "it is the vocabulary of all others"),
            fence("capabilities.spaces", "it is part of the core and within its line budget", "capabilities.types"),
            fence("capabilities.plan", "the root task links it", "capabilities.types"),
            fence(
                    "capabilities.manifest",
                    "a system is composed and checked without anything that runs it",
                    "capabilities.types",
                    "capabilities.plan",
                    "formats",
                    "org.snakeyaml.engine"),
            fence("formats", "machine and VMMs share it, so it may pull in neither"),
            fence("device.models", "machine and VMMs share it, so it may pull in neither"),
            fence("machine.isa", "instructions are defined without a machine to run them"),
            fence("machine.translator", "code becomes bytecode without a machine to run it", "machine.isa"),
            fence(
                    "machine.engine",
                    "harts know memory and buses as interfaces only",
                    "machine.isa",
                    "machine.translator"),
            fence(
                    "machine.platform",
                    "hardware does not know what runs on it",
                    "machine.isa",
                    "machine.engine",
                    "formats",
                    "device.models"),
            fence("microhypervisor.abi", "both sides of the interface link it", "capabilities.types"),
            fence(
                    "microhypervisor.core",
                    "the privileged core trusts the machine and nothing else",
                    "microhypervisor.abi",
                    "capabilities.types",
                    "capabilities.spaces",
                    "machine.isa",
                    "machine.engine",
                    "machine.platform"),
            fence("microhypervisor.verifier", "it judges programs and so shares no code with them"),
            fence(
                    "vmm.instance",
                    "a VMM reaches the rest of the world by hypercalls only",
                    "microhypervisor.abi",
                    "capabilities.types",
                    "drivers.userlevel.protocol",
                    "formats",
                    "device.models"),
            fence(
                    "drivers.userlevel.protocol",
                    "drivers and their clients both link it",
                    "microhypervisor.abi",
                    "capabilities.types"),
            fence(
                    "drivers.userlevel.console",
                    "a driver reaches the rest of the world by hypercalls only",
                    "microhypervisor.abi",
                    "capabilities.types",
                    "drivers.userlevel.protocol"),
            fence(
                    "root.task",
                    "the root task builds a system from a plan by hypercalls only",
                    "microhypervisor.abi",
                    "capabilities.types",
                    "capabilities.plan",
                    "drivers.userlevel.protocol"),
            fence(
                    "tcb.metrics",
                    "it measures modules without linking them",
                    "capabilities.types",
                    "capabilities.plan",
                    "capabilities.manifest"),
            fence(
                    "host",
                    "whoever embeds it gets no command line",
                    "capabilities.types",
                    "capabilities.plan",
                    "capabilities.manifest",
                    "formats",
                    "device.models",
                    "machine.isa",
                    "machine.engine",
                    "machine.platform",
                    "microhypervisor.abi",
                    "microhypervisor.core",
                    "microhypervisor.verifier",
                    "vmm.instance",
                    "drivers.userlevel.protocol",
                    "drivers.userlevel.console",
                    "root.task",
                    "org.slf4j"));

    private static Fence fence(String room, String because, String... mayKnow) {
        return new Fence(room, because, List.of(mayKnow));
    }

    String module() {
        return PREFIX + room;
    }

    private Set<String> modules() {
        Set<String> modules = new TreeSet<>();
        for (String known : mayKnow) {
            modules.add(LIBRARIES.contains(known) ? known : PREFIX + known);
        }
        return modules;
    }

    /** No class of the room depends on a class of what it may not know; module and package have one name. */
    ArchRule rule() {
        Set<String> packages = new TreeSet<>(Arrays.asList("java..", ANNOTATIONS + "..", module()));
        modules().forEach(module -> packages.add(LIBRARIES.contains(module) ? module + ".." : module));
        return classes()
                .that()
                .resideInAPackage(module())
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(packages.toArray(String[]::new))
                .because(because);
    }

    /** What the descriptor of the room's module requires beyond the fence. */
    Set<String> requiredBeyond(ModuleDescriptor descriptor) {
        Set<String> beyond = new TreeSet<>();
        for (ModuleDescriptor.Requires requires : descriptor.requires()) {
            if (!requires.name().equals("java.base") && !requires.name().equals(ANNOTATIONS)) {
                beyond.add(requires.name());
            }
        }
        beyond.removeAll(modules());
        return beyond;
    }

    @Override
    public String toString() {
        return room;
    }
}
