// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.tests.differential;

import java.util.function.LongSupplier;

/** Builds the tables of one address space in RAM. */
final class PageTables {
    static final long V = 1;
    static final long R = 2;
    static final long W = 4;
    static final long X = 8;
    static final long U = 16;
    static final long G = 32;
    static final long A = 64;
    static final long D = 128;
    static final long N = 1L << 63;

    private static final long PPN = (1L << 54) - (1L << 10);

    private final Image image;
    private final long root;
    private final int levels;
    private final long shift;
    private final LongSupplier fresh;
    private final boolean wideRoot;

    /**
     * Begins with an empty root.
     *
     * @param root its physical address
     * @param levels 3 for Sv39, 4 for Sv48
     * @param wideRoot whether it is the root of a G-stage, with two more bits of index
     * @param shift what to add to a physical address for the pointer to a table
     * @param fresh the physical address of another empty page
     */
    PageTables(Image image, long root, int levels, boolean wideRoot, long shift, LongSupplier fresh) {
        this.image = image;
        this.root = root;
        this.levels = levels;
        this.wideRoot = wideRoot;
        this.shift = shift;
        this.fresh = fresh;
    }

    int levels() {
        return levels;
    }

    /** Maps the page of a virtual address, of 4 KiB at level 0, 2 MiB at level 1 and so on. */
    void map(long virtual, long target, int level, long flags) {
        image.put(entry(virtual, level), (target >>> 12 << 10 & PPN) | flags);
    }

    /** The physical address of the entry for a virtual address at a level; tables above it are made. */
    long entry(long virtual, int level) {
        long table = root;
        for (int at = levels - 1; at > level; at--) {
            long entry = table + 8 * index(virtual, at);
            if (image.get(entry) == 0) {
                image.put(entry, (fresh.getAsLong() + shift) >>> 12 << 10 | V);
            }
            table = ((image.get(entry) & PPN) << 2) - shift;
        }
        return table + 8 * index(virtual, level);
    }

    private long index(long virtual, int level) {
        int bits = wideRoot && level == levels - 1 ? 11 : 9;
        return virtual >>> (12 + 9 * level) & (1L << bits) - 1;
    }
}
