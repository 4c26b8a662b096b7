// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What to run on a bare machine, which is like {@code qemu -M virt}: firmware, and perhaps a kernel that it starts; or one
 * program in M-mode.
 *
 * @param machineMode what the harts start with in M-mode: an ELF file, or a flat binary for the first byte of RAM
 * @param kernel what the firmware starts in S-mode
 * @param initrd the initial RAM file system
 * @param append the kernel's command line; there are no default parameters
 * @param memory bytes of RAM, a multiple of 4096
 * @param harts number of harts, 1 to 32
 */
public record BareOptions(
        Path machineMode, Optional<Path> kernel, Optional<Path> initrd, String append, long memory, int harts) {
    /** Firmware or a program on one hart with 256 MiB. */
    public static BareOptions of(Path machineMode) {
        return new BareOptions(machineMode, Optional.empty(), Optional.empty(), "", 256L << 20, 1);
    }

    /** The same with a kernel. */
    public BareOptions withKernel(Path file) {
        return new BareOptions(machineMode, Optional.of(file), initrd, append, memory, harts);
    }

    /** The same with an initial RAM file system. */
    public BareOptions withInitrd(Path file) {
        return new BareOptions(machineMode, kernel, Optional.of(file), append, memory, harts);
    }

    /** The same with a command line. */
    public BareOptions withAppend(String commandLine) {
        return new BareOptions(machineMode, kernel, initrd, commandLine, memory, harts);
    }

    /** The same with so many bytes of RAM. */
    public BareOptions withMemory(long bytes) {
        return new BareOptions(machineMode, kernel, initrd, append, bytes, harts);
    }

    /** The same with so many harts. */
    public BareOptions withHarts(int number) {
        return new BareOptions(machineMode, kernel, initrd, append, memory, number);
    }
}
