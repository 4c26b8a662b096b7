// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

import dev.cordon.capabilities.manifest.BootModule;
import dev.cordon.capabilities.manifest.GuestComponent;
import dev.cordon.capabilities.manifest.SystemManifest;
import dev.cordon.capabilities.plan.Expect;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * One guest for which there is no manifest: it gets a console, and nothing else.
 *
 * @param kernel a Linux Image or an ELF file
 * @param initrd the initial RAM file system
 * @param append what follows the default parameters on the kernel's command line, and replaces those of the same name
 * @param memory bytes of memory
 * @param vcpus number of vCPUs
 */
public record GuestOptions(Path kernel, Optional<Path> initrd, String append, long memory, int vcpus) {
    /** A guest with 256 MiB and one vCPU. */
    public static GuestOptions of(Path kernel) {
        return new GuestOptions(kernel, Optional.empty(), "", GuestComponent.DEFAULT_MEMORY, 1);
    }

    /** The same with an initial RAM file system. */
    public GuestOptions withInitrd(Path file) {
        return new GuestOptions(kernel, Optional.of(file), append, memory, vcpus);
    }

    /** The same with kernel parameters. */
    public GuestOptions withAppend(String parameters) {
        return new GuestOptions(kernel, initrd, parameters, memory, vcpus);
    }

    /** The same with so many bytes of memory. */
    public GuestOptions withMemory(long bytes) {
        return new GuestOptions(kernel, initrd, append, bytes, vcpus);
    }

    /** The same with so many vCPUs. */
    public GuestOptions withVcpus(int number) {
        return new GuestOptions(kernel, initrd, append, memory, number);
    }

    /** The system that holds the guest: itself, and the console driver. */
    SystemManifest system() {
        return ConsoleSystem.of(List.of(ConsoleSystem.guest(
                "guest",
                new BootModule.File(kernel),
                initrd.map(BootModule.File::new),
                append,
                memory,
                vcpus,
                Expect.POWER_OFF)));
    }
}
