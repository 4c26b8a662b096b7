// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

import dev.cordon.capabilities.manifest.CompiledSystem;
import dev.cordon.capabilities.plan.Guest;
import dev.cordon.machine.engine.Ram;
import dev.cordon.machine.platform.AddressMap;
import dev.cordon.microhypervisor.core.BootImage.Region;
import dev.cordon.microhypervisor.core.Microhypervisor;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * How much RAM a system needs, and where its boot modules lie in it: one below the other from the page below the
 * microhypervisor's own memory. So what is left for the root task begins with the RAM, which is aligned as well as can be.
 *
 * @param size bytes of RAM
 * @param regions where the modules go, in their order
 */
record BootMemory(long size, List<Region> regions) {
    private static final long PAGE = 4096;

    /** RAM comes in such units. It is a sparse file: what nobody touches costs nothing. */
    private static final long UNIT = 2 << 20;

    /** No system has less: small ones would get too few page tables, of which the microhypervisor keeps 1/64 of all RAM. */
    private static final long LEAST = 256 << 20;

    /** Lays out RAM for a system and modules of these sizes. */
    static BootMemory layOut(CompiledSystem system, List<MemorySegment> modules) {
        long modulePages =
                modules.stream().mapToLong(module -> pages(module.byteSize())).sum();
        // Guests are aligned to their size rounded up to a power of two; what that skips is less than the largest.
        long largest = system.plan().guests().stream()
                .mapToLong(Guest::memory)
                .map(bytes -> Long.highestOneBit(2 * bytes - 1))
                .max()
                .orElse(0);
        long needed = system.memory() + largest + modulePages + PAGE;
        long size = Math.max(LEAST, roundUp(needed, UNIT));
        while (size - Microhypervisor.memory(size) < needed) {
            size += UNIT;
        }
        List<Region> regions = new ArrayList<>();
        long end = AddressMap.RAM + size - Microhypervisor.memory(size) - PAGE;
        for (MemorySegment module : modules) {
            end -= pages(module.byteSize());
            regions.add(new Region(end, module.byteSize()));
        }
        return new BootMemory(size, List.copyOf(regions));
    }

    /** Copies the modules to their places. */
    void load(Ram ram, List<MemorySegment> modules) {
        for (int i = 0; i < modules.size(); i++) {
            Region region = regions.get(i);
            MemorySegment.copy(modules.get(i), 0, ram.segment(), region.address() - ram.base(), region.size());
        }
    }

    private static long pages(long bytes) {
        return roundUp(bytes, PAGE);
    }

    private static long roundUp(long value, long unit) {
        return (value + unit - 1) & -unit;
    }
}
