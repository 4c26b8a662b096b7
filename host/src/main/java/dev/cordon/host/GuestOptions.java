// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

import dev.cordon.capabilities.manifest.BootModule;
import dev.cordon.capabilities.manifest.GuestComponent;
import dev.cordon.capabilities.manifest.MachineSection;
import dev.cordon.capabilities.manifest.SystemManifest;
import dev.cordon.capabilities.plan.Expect;
import dev.cordon.capabilities.plan.Plan;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One guest for which there is no manifest: it gets a console, and nothing else.
 *
 * @param kernel a Linux Image or an ELF file
 * @param initrd the initial RAM file system
 * @param append what follows the default parameters on the kernel's command line, and replaces those of the same name
 * @param memory bytes of memory
 * @param vcpus number of vCPUs
 * @param pcpus number of pCPUs, to which the vCPUs are dealt in turn; each is a host thread. If empty, each vCPU has one of its own
 */
public record GuestOptions(
        Path kernel, Optional<Path> initrd, String append, long memory, int vcpus, OptionalInt pcpus) {
    /** A guest with 256 MiB and one vCPU. */
    public static GuestOptions of(Path kernel) {
        return new GuestOptions(kernel, Optional.empty(), "", GuestComponent.DEFAULT_MEMORY, 1, OptionalInt.empty());
    }

    /** The same with an initial RAM file system. */
    public GuestOptions withInitrd(Path file) {
        return new GuestOptions(kernel, Optional.of(file), append, memory, vcpus, pcpus);
    }

    /** The same with kernel parameters. */
    public GuestOptions withAppend(String parameters) {
        return new GuestOptions(kernel, initrd, parameters, memory, vcpus, pcpus);
    }

    /** The same with so many bytes of memory. */
    public GuestOptions withMemory(long bytes) {
        return new GuestOptions(kernel, initrd, append, bytes, vcpus, pcpus);
    }

    /** The same with so many vCPUs. */
    public GuestOptions withVcpus(int number) {
        return new GuestOptions(kernel, initrd, append, memory, number, pcpus);
    }

    /** The same on so many pCPUs. */
    public GuestOptions withPcpus(int number) {
        return new GuestOptions(kernel, initrd, append, memory, vcpus, OptionalInt.of(number));
    }

    /** The system that holds the guest: itself, and the console driver. */
    SystemManifest system() {
        GuestComponent guest = ConsoleSystem.guest(
                "guest",
                new BootModule.File(kernel),
                initrd.map(BootModule.File::new),
                append,
                memory,
                vcpus,
                Expect.POWER_OFF);
        return ConsoleSystem.of(
                new MachineSection(pcpus.orElse(Math.clamp(vcpus, 1, Plan.MAXIMUM_PCPUS))), List.of(guest));
    }
}
