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

    /** N, PBMT and the bits kept for the future: neither Svnapot nor Svpbmt is claimed. */
    private static final long RESERVED = -1L << 54;

    private static final long PPN = ((1L << 44) - 1) << 10;

    private PageTableEntry() {}

    /** Whether the entry may be looked at further. */
    static boolean isValid(long entry) {
        return (entry & V) != 0 && (entry & (R | W)) != W && (entry & RESERVED) == 0;
    }

    static boolean isLeaf(long entry) {
        return (entry & (R | X)) != 0;
    }

    /** Whether an entry that is no leaf points to the next table: D, A and U are reserved in it. */
    static boolean isPointer(long entry) {
        return (entry & (D | A | U)) == 0;
    }

    /** The physical address of what the entry points to. */
    static long address(long entry) {
        return (entry & PPN) << 2;
    }

    /** The permissions of a leaf; with {@code executableIsReadable} (MXR), X allows reading. */
    static int permissions(long entry, boolean executableIsReadable) {
        int permissions = (int) (entry >>> 1) & Permission.ALL;
        return executableIsReadable && (entry & X) != 0 ? permissions | Permission.READ : permissions;
    }
}
