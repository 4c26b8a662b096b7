// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.abi;

import java.lang.foreign.MemorySegment;

/**
 * What one execution context of a PD program sees of the world: the part that a processor in user mode plays. It is valid only during the entry
 * that it was given to, and only on that thread.
 */
public interface Hypervisor {
    /**
     * Makes the hypercall with the number {@code operation} ({@link Operation#number()}); see {@link Hypercalls} for typed calls.
     *
     * @return a {@link Status}
     */
    int hypercall(int operation, long a0, long a1, long a2, long a3, long a4, long a5);

    /** The message area of this execution context. */
    Utcb utcb();

    /**
     * The host-space memory {@code [address, address + size)} as a bounds-checked segment, writable only if every page of it is. The segment stays valid
     * after the entry, until a capability under it is revoked: from then on each access through it throws, and the entry is aborted. Only RAM can
     * be had this way; for device registers use {@link #load} and {@link #store}.
     *
     * @throws HostFault if a page is not mapped or not RAM, or the physical memory behind it is not contiguous; or if the program already looks at 1024 different runs of
     *     capabilities
     */
    MemorySegment memory(long address, long size);

    /**
     * Loads {@code size} (1, 2, 4 or 8) bytes at the naturally aligned host address, zero-extended; from a device this is a register read.
     *
     * @throws HostFault if the page is not mapped readable, or the device refuses
     */
    long load(long address, int size);

    /**
     * Stores the low {@code size} (1, 2, 4 or 8) bytes of {@code value} at the naturally aligned host address; to a device this is a register write.
     *
     * @throws HostFault if the page is not mapped writable, or the device refuses
     */
    void store(long address, int size, long value);
}
