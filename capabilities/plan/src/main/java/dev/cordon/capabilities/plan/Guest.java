// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.capabilities.plan;

import java.util.OptionalInt;

/**
 * What a VMM is given to run its guest with. The domain is the VMM's; it has one {@link Context.Role#VCPU} context for each vCPU.
 *
 * @param domain the domain of the VMM
 * @param memory guest memory in bytes, a multiple of {@value #PAGE}
 * @param vcpus number of vCPUs, at least 1
 * @param kernel the boot module that holds the kernel
 * @param initrd the boot module that holds the initial RAM disk, if any
 * @param commandLine the kernel's command line; printable ASCII, at most {@value #MAXIMUM_COMMAND_LINE} characters
 */
public record Guest(int domain, long memory, int vcpus, int kernel, OptionalInt initrd, String commandLine) {

    /** The unit of guest memory, in bytes. */
    public static final int PAGE = 4096;

    /** The most vCPUs of one guest. */
    public static final int MAXIMUM_VCPUS = 32;

    /** The longest command line, in characters: Linux for RISC-V cuts off what is longer. */
    public static final int MAXIMUM_COMMAND_LINE = 1023;
}
