// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.vmm.instance;

import dev.cordon.capabilities.types.Permission;
import dev.cordon.microhypervisor.abi.Hypercalls;
import dev.cordon.microhypervisor.abi.Hypervisor;
import dev.cordon.microhypervisor.abi.Selectors;
import dev.cordon.microhypervisor.abi.Status;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * The guest's RAM, which the VMM has in its host space and gives to the guest space. Guests name addresses as they like: ask {@link #contains} before every
 * access.
 */
final class GuestMemory {
    private static final ValueLayout.OfShort U16 = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong U64 = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final long hostAddress;
    private final long size;
    private MemorySegment segment = MemorySegment.NULL;

    GuestMemory(long hostAddress, long size) {
        this.hostAddress = hostAddress;
        this.size = size;
    }

    /** Makes the memory accessible; called at the beginning of every entry, and does something at the first. */
    void attach(Hypervisor hypervisor) {
        if (segment.byteSize() == 0) {
            segment = hypervisor.memory(hostAddress, size);
        }
    }

    long size() {
        return size;
    }

    /** Whether the {@code length} bytes at a guest-physical address are RAM; both count as unsigned. */
    boolean contains(long address, long length) {
        long offset = address - AddressMap.RAM;
        return offset >= 0 && offset <= size && length >= 0 && length <= size - offset;
    }

    byte read8(long address) {
        return segment.get(ValueLayout.JAVA_BYTE, address - AddressMap.RAM);
    }

    void write8(long address, byte value) {
        segment.set(ValueLayout.JAVA_BYTE, address - AddressMap.RAM, value);
    }

    int read16(long address) {
        return Short.toUnsignedInt(segment.get(U16, address - AddressMap.RAM));
    }

    long read64(long address) {
        return segment.get(U64, address - AddressMap.RAM);
    }

    /** Copies the whole of {@code content} to a guest-physical address. */
    void copyIn(long address, MemorySegment content) {
        MemorySegment.copy(content, 0, segment, address - AddressMap.RAM, content.byteSize());
    }

    void clear(long address, long length) {
        segment.asSlice(address - AddressMap.RAM, length).fill((byte) 0);
    }

    /**
     * Maps the memory into {@code guestSpace} at its guest-physical address, in the largest blocks that are naturally aligned on both sides and that
     * the VMM was given in one piece.
     *
     * @return a {@link Status}
     */
    int delegateTo(Hypervisor hypervisor, long guestSpace) {
        long source = hostAddress / AddressMap.PAGE;
        long target = AddressMap.RAM / AddressMap.PAGE;
        long left = size / AddressMap.PAGE;
        while (left > 0) {
            int order = Math.min(
                    Long.numberOfTrailingZeros(source | target), Long.SIZE - 1 - Long.numberOfLeadingZeros(left));
            int status = delegate(hypervisor, source, guestSpace, target, order);
            while (status != Status.OK && order > 0) {
                status = delegate(hypervisor, source, guestSpace, target, --order);
            }
            if (status != Status.OK) {
                return status;
            }
            source += 1L << order;
            target += 1L << order;
            left -= 1L << order;
        }
        return Status.OK;
    }

    private static int delegate(Hypervisor hypervisor, long source, long guestSpace, long target, int order) {
        return Hypercalls.delegate(
                hypervisor, Selectors.HOST_SPACE, source, guestSpace, target, order, Permission.MEMORY_ALL);
    }
}
