// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

import dev.cordon.machine.translator.TlbLayout;
import java.util.Arrays;

/**
 * Translations of loads and stores. The tag of an entry is the address of the page if the access is allowed there without further
 * ado, else {@link #NONE}; what is compared with it keeps the low bits of the address that would make the access misaligned, so a
 * misaligned access never hits. Pages with decoded code have no tag for writing.
 */
final class DataTlb extends Tlb {
    static final int ENTRIES = TlbLayout.ENTRIES;

    /** What of an address is compared with a tag, by the size of the access. */
    static final long BYTE = PAGE;

    static final long HALFWORD = PAGE | 1;
    static final long WORD = PAGE | 3;
    static final long DOUBLEWORD = PAGE | 7;

    /** What an entry consists of: the tag of loads, the tag of stores, and what to add to an address of the page to reach the host's memory, one more tag. */
    static final int READ = TlbLayout.READ;

    static final int WRITE = TlbLayout.WRITE;
    static final int ADDEND = TlbLayout.ADDEND;
    /** The tag of stores that somebody has to be told of, since there is decoded code in the page. */
    static final int NOTICED = TlbLayout.NOTICED;

    private static final int WORDS = TlbLayout.WORDS;

    /** So many entries that had to make room are kept behind the others, where only {@link #find} finds them. */
    private static final int VICTIMS = 8;

    private static final int FIRST_VICTIM = ENTRIES * WORDS;

    final long[] entries = new long[FIRST_VICTIM + VICTIMS * WORDS];

    /** Where the next victim goes. */
    private int victim = FIRST_VICTIM;

    DataTlb() {
        clearEntries();
    }

    /** Enters a page of RAM; {@code hostAddend} is what to add to a physical address to reach the host's memory. */
    void enter(
            long virtualAddress,
            long physicalAddress,
            long hostAddend,
            boolean readable,
            boolean writable,
            boolean noticed) {
        int entry = entry(virtualAddress);
        long page = virtualAddress & PAGE;
        if (!isOf(page, entry)) {
            clearVictimOf(page);
            keepVictim(entry);
        }
        noteEntry(entry);
        entries[entry + READ] = readable ? page : NONE;
        entries[entry + WRITE] = writable && !noticed ? page : NONE;
        entries[entry + NOTICED] = writable && noticed ? page : NONE;
        entries[entry + ADDEND] = physicalAddress - virtualAddress + hostAddend;
    }

    /** Pages that share an entry and are used by turns would be looked up in the page tables each time. */
    private void keepVictim(int entry) {
        if (!isEmpty(entry)) {
            if (isEmpty(victim)) {
                noteEntry(victim);
            }
            System.arraycopy(entries, entry, entries, victim, WORDS);
            victim += WORDS;
            if (victim == entries.length) {
                victim = FIRST_VICTIM;
            }
        }
    }

    /** Looks for an access, also among those that had to make room, and answers whether it is in its place now. */
    boolean find(long virtualAddress, boolean write) {
        int entry = entry(virtualAddress);
        long page = virtualAddress & PAGE;
        if (allows(entry, page, write)) {
            return true;
        }
        for (int kept = FIRST_VICTIM; kept < entries.length; kept += WORDS) {
            if (allows(kept, page, write)) {
                if (isEmpty(entry)) {
                    noteEntry(entry);
                }
                swap(entry, kept);
                return true;
            }
        }
        return false;
    }

    private boolean allows(int entry, long page, boolean write) {
        return write
                ? entries[entry + WRITE] == page || entries[entry + NOTICED] == page
                : entries[entry + READ] == page;
    }

    private void swap(int entry, int kept) {
        for (int word = 0; word < WORDS; word++) {
            long other = entries[entry + word];
            entries[entry + word] = entries[kept + word];
            entries[kept + word] = other;
        }
    }

    /** Has stores to a physical page noticed from now on. */
    void protect(long physicalPage, long hostAddend) {
        for (int entry = 0; entry < entries.length; entry += WORDS) {
            long tag = entries[entry + WRITE];
            if (tag != NONE && tag + entries[entry + ADDEND] == physicalPage + hostAddend) {
                entries[entry + WRITE] = NONE;
                entries[entry + NOTICED] = tag;
            }
        }
    }

    /** Has stores to a physical page noticed no more. */
    void release(long physicalPage, long hostAddend) {
        for (int entry = 0; entry < entries.length; entry += WORDS) {
            long tag = entries[entry + NOTICED];
            if (tag != NONE && tag + entries[entry + ADDEND] == physicalPage + hostAddend) {
                entries[entry + NOTICED] = NONE;
                entries[entry + WRITE] = tag;
            }
        }
    }

    @Override
    void clearEntries() {
        Arrays.fill(entries, NONE);
    }

    @Override
    void clearEntry(int entry) {
        Arrays.fill(entries, entry, entry + WORDS, NONE);
    }

    @Override
    void clearEntryOf(long page) {
        int entry = entry(page);
        if (isOf(page, entry)) {
            clearEntry(entry);
        } else {
            clearVictimOf(page);
        }
    }

    /** No page has two entries. */
    private void clearVictimOf(long page) {
        for (int kept = FIRST_VICTIM; kept < entries.length; kept += WORDS) {
            if (isOf(page, kept)) {
                clearEntry(kept);
            }
        }
    }

    private boolean isEmpty(int entry) {
        return entries[entry + READ] == NONE && entries[entry + WRITE] == NONE && entries[entry + NOTICED] == NONE;
    }

    private boolean isOf(long page, int entry) {
        return entries[entry + READ] == page || entries[entry + WRITE] == page || entries[entry + NOTICED] == page;
    }

    /** Where the entry of an address begins. */
    static int entry(long virtualAddress) {
        return (int) (virtualAddress >>> 10) & (ENTRIES - 1) * WORDS;
    }
}
