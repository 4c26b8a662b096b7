// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** A run of pages of a host space that a program sees as a segment, until a capability under it is removed. */
final class HostView {
    private final long page;
    private final long end;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment segment;

    /** The next view in the list that this one is in: that of its space, or that of {@link Reclaim}. */
    @Nullable
    HostView next;

    /** The pages {@code page} to {@code end - 1}, which are the RAM from {@code frame} on. */
    HostView(Kernel kernel, long page, long end, long frame, boolean writable) {
        this.page = page;
        this.end = end;
        MemorySegment all =
                RamView.of(kernel.ram(), frame << HostSpace.PAGE_SHIFT, (end - page) << HostSpace.PAGE_SHIFT, arena);
        this.segment = writable ? all : all.asReadOnly();
    }

    boolean spans(long firstPage, long endPage) {
        return page == firstPage && end == endPage;
    }

    boolean overlaps(long firstPage, long endPage) {
        return page < endPage && firstPage < end;
    }

    /** The part of the view that is the host memory {@code [address, address + size)}. */
    MemorySegment slice(long address, long size) {
        return segment.asSlice(address - (page << HostSpace.PAGE_SHIFT), size);
    }

    /** Makes every further access through the view throw, on whatever thread it is. */
    void close() {
        arena.close();
    }
}
