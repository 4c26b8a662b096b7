// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import dev.cordon.machine.engine.Ram;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Views of RAM that end with an arena of their own. The only restricted native access of the microhypervisor. */
final class RamView {
    private RamView() {}

    /** The RAM {@code [physicalAddress, physicalAddress + size)}, which exists, as a segment that is accessible until {@code arena} is closed. */
    @SuppressWarnings("restricted") // the lifetime of RAM is shortened, never stretched; its bounds stay
    static MemorySegment of(Ram ram, long physicalAddress, long size, Arena arena) {
        return ram.segment().asSlice(physicalAddress - ram.base(), size).reinterpret(arena, null);
    }
}
