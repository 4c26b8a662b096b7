// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.platform;

import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * What a bare machine runs: either firmware, with a kernel for it to start, or one program in M-mode.
 *
 * <p>Start from {@link #firmware} or {@link #program} and add to it. Segments are only read, before the machine starts.
 *
 * @param machineMode what the harts start with in M-mode: an ELF file, or a flat binary for the first byte of RAM
 * @param kernel what the firmware starts in S-mode: a Linux Image, an ELF file, or a flat binary for 2 MiB into RAM
 * @param initrd the initial RAM file system that the device tree names
 * @param bootArguments the kernel's command line in the device tree
 */
public record BareSoftware(
        MemorySegment machineMode,
        Optional<MemorySegment> kernel,
        Optional<MemorySegment> initrd,
        String bootArguments) {

    /** Firmware that starts nothing yet. */
    public static BareSoftware firmware(MemorySegment firmware) {
        return new BareSoftware(firmware, Optional.empty(), Optional.empty(), "");
    }

    /** A program without firmware. */
    public static BareSoftware program(MemorySegment elf) {
        return firmware(elf);
    }

    /** The same with a kernel for the firmware to start. */
    public BareSoftware withKernel(MemorySegment image) {
        return new BareSoftware(machineMode, Optional.of(image), initrd, bootArguments);
    }

    /** The same with an initial RAM file system. */
    public BareSoftware withInitrd(MemorySegment archive) {
        return new BareSoftware(machineMode, kernel, Optional.of(archive), bootArguments);
    }

    /** The same with a kernel command line. */
    public BareSoftware withBootArguments(String arguments) {
        return new BareSoftware(machineMode, kernel, initrd, arguments);
    }
}
