// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import dev.cordon.capabilities.spaces.Capability;
import dev.cordon.capabilities.spaces.CapabilitySpace;
import dev.cordon.capabilities.spaces.Quota;
import dev.cordon.capabilities.types.Permission;
import dev.cordon.microhypervisor.abi.HostFault;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * The memory that a PD itself may touch. RAM is seen through segments that end with the capabilities under them; device registers are loaded from and stored to one by
 * one. Guarded by the kernel lock.
 */
final class HostSpace extends CapabilitySpace {
    static final int PAGE_SHIFT = 12;

    /** Host addresses have 48 bits. */
    static final long PAGES = MAX_SELECTORS;

    /** How many views there can be at once: a revocation ends them all, which takes its time. */
    static final int MAX_VIEWS = 1024;

    private final Kernel kernel;
    private @Nullable HostView views;
    private int viewCount;

    HostSpace(Kernel kernel, Quota quota) {
        super(PAGES, true, quota);
        this.kernel = kernel;
    }

    /** The memory {@code [address, address + size)}; see {@link dev.cordon.microhypervisor.abi.Hypervisor#memory}. */
    MemorySegment memory(long address, long size) {
        long bytes = PAGES << PAGE_SHIFT;
        if (address < 0 || size <= 0 || address >= bytes || size > bytes - address) {
            throw new HostFault(address);
        }
        // A view spans whole capabilities, so that their number bounds the number of views.
        long end = ((address + size - 1) >>> PAGE_SHIFT) + 1;
        Capability first = lookup(address >>> PAGE_SHIFT);
        int permissions = first.permissions();
        long at = first.selector();
        long frame = first.frame();
        for (Capability piece = first; at < end; piece = lookup(at)) {
            boolean follows = piece.live() && !piece.retired() && piece.frame() - frame == at - first.selector();
            if (!follows || !kernel.ram().holds(piece.frame() << PAGE_SHIFT, piece.size() << PAGE_SHIFT)) {
                throw new HostFault(Math.max(address, at << PAGE_SHIFT));
            }
            permissions &= piece.permissions();
            at += piece.size();
        }
        if ((permissions & Permission.MEMORY_READ) == 0) {
            throw new HostFault(address);
        }
        boolean writable = (permissions & Permission.MEMORY_WRITE) != 0;
        return view(first.selector(), at, frame, writable).slice(address, size);
    }

    private HostView view(long page, long end, long frame, boolean writable) {
        for (HostView view = views; view != null; view = view.next) {
            if (view.spans(page, end)) {
                return view;
            }
        }
        if (viewCount == MAX_VIEWS) {
            throw new HostFault(page << PAGE_SHIFT);
        }
        HostView view = new HostView(kernel, page, end, frame, writable);
        viewCount++;
        view.next = views;
        views = view;
        return view;
    }

    /** The physical address of {@code size} bytes at a host address that may be accessed with {@code permission}. */
    long translate(long address, int size, int permission) {
        boolean regular = size == 1 || size == 2 || size == 4 || size == 8;
        Capability capability = lookup(address >>> PAGE_SHIFT);
        if (!regular || (address & (size - 1)) != 0 || !capability.live() || !capability.permits(permission)) {
            throw new HostFault(address);
        }
        return ((capability.frame() - capability.selector()) << PAGE_SHIFT) + address;
    }

    @Override
    protected void added(Capability capability) {
        // Programs ask for what they want to see.
    }

    /** Ends one of the views of {@code capability}. */
    @Override
    protected boolean retire(Capability capability) {
        long end = capability.selector() + capability.size();
        HostView before = null;
        HostView view = views;
        while (view != null && !view.overlaps(capability.selector(), end)) {
            before = view;
            view = view.next;
        }
        if (view == null) {
            return false;
        }
        if (before == null) {
            views = view.next;
        } else {
            before.next = view.next;
        }
        viewCount--;
        kernel.reclaim().close(view);
        return true;
    }

    @Override
    protected void removed(Capability capability) {
        kernel.reclaim().awaitAccesses();
    }
}
