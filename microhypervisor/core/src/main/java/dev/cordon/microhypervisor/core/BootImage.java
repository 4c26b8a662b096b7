// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import dev.cordon.microhypervisor.abi.Program;
import java.util.List;
import java.util.function.Supplier;

/**
 * What the root task is started with.
 *
 * @param programs the programs by the number that {@code create_pd} uses; number 0 is the root task. A supplier runs at the first entry of a PD, each time for a new
 *     one
 * @param modules the boot modules in order: pages of RAM below the kernel's memory
 * @param plan the plan of the system, likewise
 * @param devices the windows of devices that the root task may give away, in the order of the machine's device list
 */
public record BootImage(List<Supplier<Program>> programs, List<Region> modules, Region plan, List<Device> devices) {

    /**
     * A range of physical addresses.
     *
     * @param address the first byte, at the start of a page
     * @param size how many bytes are meant; the rest of the last page belongs to the range as well
     */
    public record Region(long address, long size) {}

    /**
     * The registers of a device, its interrupt, and its access to memory.
     *
     * @param window where its registers are
     * @param interrupt the line at the machine's interrupt controller, 1 to 255; 0 for none
     * @param master the number by which it masters the bus (RISC-V IOMMU specification, "device_id"); 0 if it does not
     */
    public record Device(Region window, int interrupt, int master) {
        /** A device that does not master the bus. */
        public Device(Region window, int interrupt) {
            this(window, interrupt, 0);
        }
    }

    public BootImage {
        programs = List.copyOf(programs);
        modules = List.copyOf(modules);
        devices = List.copyOf(devices);
    }
}
