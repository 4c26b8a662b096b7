// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

/** Fields of a page-table entry (Privileged ISA, "Sv39"). */
final class PageTableEntry {
    static final long V = 1;
    static final long R = 1 << 1;
    static final long W = 1 << 2;
    static final long X = 1 << 3;
    static final long U = 1 << 4;
    static final long A = 1 << 6;
    static final long D = 1 << 7;

    /** The memory type (Svpbmt): of no effect, since all of RAM is coherent and devices are strongly ordered; 3 is reserved. */
    static final long PBMT = 3L << 61;
    /** Part of a naturally aligned range of pages (Svnapot). */
    static final long N = 1L << 63;

    /** Bits kept for the future. */
    private static final long RESERVED = 0x7fL << 54;

    /** What {@link #leafShift} answers for a leaf that is a page fault in itself. */
    static final int MALFORMED = -1;

    private static final int PPN_SHIFT = 10;
    private static final int PAGE_SHIFT = 12;
    /** The one range that Svnapot has: 64 KiB, marked by the low bits of the page number. */
    private static final int NAPOT_SHIFT = 16;

    private static final long NAPOT_MASK = 0xf;
    private static final long NAPOT_MARK = 8;

    private static final long PPN = ((1L << 44) - 1) << PPN_SHIFT;

    private PageTableEntry() {}

    /** Whether the entry may be looked at further; {@code extensions} is what of {@link #N} and {@link #PBMT} may be set in a leaf. */
    static boolean isValid(long entry, long extensions) {
        return (entry & V) != 0 && (entry & (R | W)) != W && (entry & (RESERVED | N | PBMT) & ~extensions) == 0;
    }

    static boolean isLeaf(long entry) {
        return (entry & (R | X)) != 0;
    }

    /** Whether an entry that is no leaf points to the next table: D, A, U, PBMT and N are reserved in it. */
    static boolean isPointer(long entry) {
        return (entry & (D | A | U | PBMT | N)) == 0;
    }

    /** log2 of the size of the page that a leaf maps, or {@link #MALFORMED}; {@code levelShift} is that of its level. */
    static int leafShift(long entry, int levelShift) {
        long page = (entry & PPN) >>> PPN_SHIFT;
        if ((entry & PBMT) == PBMT) {
            return MALFORMED;
        }
        if ((entry & N) != 0) {
            return levelShift == PAGE_SHIFT && (page & NAPOT_MASK) == NAPOT_MARK ? NAPOT_SHIFT : MALFORMED;
        }
        return (page & (1L << (levelShift - PAGE_SHIFT)) - 1) == 0 ? levelShift : MALFORMED;
    }

    /** The physical address of what the entry points to. */
    static long address(long entry) {
        return (entry & PPN) << 2;
    }

    /** What an address becomes in the page of 2<sup>shift</sup> bytes that a leaf maps. */
    static long within(long entry, int shift, long address) {
        long offset = (1L << shift) - 1;
        return (address(entry) & ~offset) | (address & offset);
    }

    /** The permissions of a leaf; with {@code executableIsReadable} (MXR), X allows reading. */
    static int permissions(long entry, boolean executableIsReadable) {
        int permissions = (int) (entry >>> 1) & Permission.ALL;
        return executableIsReadable && (entry & X) != 0 ? permissions | Permission.READ : permissions;
    }
}
