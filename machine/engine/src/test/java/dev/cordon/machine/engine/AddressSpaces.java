// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

/**
 * Page tables for programs that go through all modes. There are two first-stage address spaces, in Sv39 and Sv48, and three sets of their tables at {@link #FIRST_STAGE}: the host sees
 * its own there, and each of two guests (G-stages in Sv39x4 and Sv48x4) finds its own by its G-stage. So the same satp is right everywhere, and what is stored to a table at its
 * address changes the storing level's own.
 *
 * <p>Code is at the same address for machine and supervisor level, and {@link #ALIAS} higher for user level. {@link #WINDOWS} and {@link #FUNCTIONS} are what programs map anew.
 */
final class AddressSpaces {
    static final int SPACES = 2;
    static final int GUESTS = 2;

    static final long BODY = Board.BASE;
    static final int BODY_PAGES = 4;
    /** Four pages of data that programs map, whose first pages begin here in physical and guest-physical memory, too. */
    static final long WINDOWS = Board.BASE + 0xe_0000;

    static final int WINDOW_PAGES = 4;
    /** Pages of memory at {@link #WINDOWS}. */
    static final int DATA_PAGES = 8;
    /** Three pages of functions, which code in {@link #BODY} calls. */
    static final long FUNCTIONS = Board.BASE + 0xf_0000;

    static final int FUNCTION_PAGES = 3;
    /** Pages of memory at {@link #FUNCTIONS}. */
    static final int CODE_PAGES = 4;
    /** 2 MiB that are one leaf, or a table of two levels less. */
    static final long LARGE = Board.BASE + 0x600_0000;
    /** How much higher user level has code. */
    static final long ALIAS = 0x800_0000;

    static final long FIRST_STAGE = Board.BASE + 0x2_0000;

    private static final long SET = 0x1_0000;
    private static final long SPACE = 0x8000;
    private static final long G_STAGE = Board.BASE + 0x5_0000;
    private static final long GUEST = 0x8000;

    private static final long PAGE = 4096;
    private static final long POINTER = Board.V;
    private static final long CODE = Board.flags("VRXAD");
    private static final long DATA = Board.flags("VRWAD");

    private AddressSpaces() {}

    /** Writes all tables. */
    static void write(Ram ram) {
        for (int space = 0; space < SPACES; space++) {
            for (int set = 0; set <= GUESTS; set++) {
                writeFirstStage(ram, tables(set, space) - tables(0, space), space);
            }
        }
        for (int guest = 0; guest < GUESTS; guest++) {
            writeGStage(ram, guest);
        }
    }

    private static void writeFirstStage(Ram ram, long shift, int space) {
        long table = tables(0, space);
        if (space == 1) {
            pointer(ram, shift + table + 5 * PAGE, Board.BASE >>> 39, table);
        }
        pointer(ram, shift + table, Board.BASE >>> 30, table + PAGE);
        pointer(ram, shift + table + PAGE, Board.BASE >>> 21, table + 2 * PAGE);
        pointer(ram, shift + table + PAGE, (Board.BASE + ALIAS) >>> 21, table + 3 * PAGE);
        ram.writeLong(shift + largeEntry(0, space), leaf(Board.BASE, DATA));
        for (long address = Board.BASE; address < Board.BASE + Board.SIZE; address += PAGE) {
            boolean tables = address >= FIRST_STAGE && address < WINDOWS;
            boolean code = address < FIRST_STAGE || address >= FUNCTIONS;
            ram.writeLong(shift + entry(0, space, address), leaf(address, code ? CODE : DATA));
            if (!tables) {
                ram.writeLong(shift + entry(0, space, address + ALIAS), leaf(address, (code ? CODE : DATA) | Board.U));
            }
            ram.writeLong(shift + table + 4 * PAGE + index(address), leaf(address ^ PAGE, DATA));
        }
    }

    private static void writeGStage(Ram ram, int guest) {
        long root = gRoot(guest);
        if (guest == 1) {
            pointer(ram, root, Board.BASE >>> 39, root + 6 * PAGE);
            pointer(ram, root + 6 * PAGE, Board.BASE >>> 30, root + 4 * PAGE);
        } else {
            ram.writeLong(root + 8 * (Board.BASE >>> 30), leaf(root + 4 * PAGE, POINTER));
        }
        pointer(ram, root + 4 * PAGE, Board.BASE >>> 21, root + 5 * PAGE);
        for (long address = Board.BASE; address < Board.BASE + Board.SIZE; address += PAGE) {
            boolean own = address >= FIRST_STAGE && address < FIRST_STAGE + SET;
            boolean others = address >= FIRST_STAGE + SET && address < WINDOWS;
            long target = own ? address + SET * (1 + guest) : address;
            ram.writeLong(gEntry(guest, address), others ? 0 : leaf(target, Board.RWX | Board.U));
        }
    }

    private static void pointer(Ram ram, long table, long index, long target) {
        ram.writeLong(table + 8 * (index & 511), leaf(target, POINTER));
    }

    /** A page-table entry. */
    static long leaf(long target, long flags) {
        return target >>> 12 << 10 | flags;
    }

    private static long index(long address) {
        return 8 * (address >>> 12 & 511);
    }

    /** Where the tables of a space lie: set 0 is the host's, at the addresses that everybody uses, those after it the guests'. */
    private static long tables(int set, int space) {
        return FIRST_STAGE + SET * set + SPACE * space;
    }

    /** Where the first-stage entry of an address in the lower 2 MiB of code, or of its alias, lies. */
    static long entry(int set, int space, long address) {
        boolean alias = (address & ALIAS) != 0;
        return tables(set, space) + (alias ? 3 : 2) * PAGE + index(address);
    }

    /** Where the entry of {@link #LARGE} lies. */
    static long largeEntry(int set, int space) {
        return tables(set, space) + PAGE + 8 * (LARGE >>> 21 & 511);
    }

    /** An entry for {@link #LARGE} that points to a table, in which neighbouring pages have changed places. */
    static long smallPages(int space) {
        return leaf(tables(0, space) + 4 * PAGE, POINTER);
    }

    private static long gRoot(int guest) {
        return G_STAGE + GUEST * guest;
    }

    /** Where the G-stage entry of a guest-physical address lies. */
    static long gEntry(int guest, long address) {
        return gRoot(guest) + 5 * PAGE + index(address);
    }

    static int asid(int space) {
        return 1 + space;
    }

    static int vmid(int guest) {
        return 1 + guest;
    }

    /** satp, or vsatp, of a space. */
    static long satp(int space) {
        long root = tables(0, space) + (space == 1 ? 5 * PAGE : 0);
        return (8L + space) << 60 | (long) asid(space) << 44 | root >>> 12;
    }

    static long hgatp(int guest) {
        return (8L + guest) << 60 | (long) vmid(guest) << 44 | gRoot(guest) >>> 12;
    }
}
