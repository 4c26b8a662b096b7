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

    final long[] entries = new long[ENTRIES * WORDS];

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
        noteEntry(entry);
        entries[entry + READ] = readable ? page : NONE;
        entries[entry + WRITE] = writable && !noticed ? page : NONE;
        entries[entry + NOTICED] = writable && noticed ? page : NONE;
        entries[entry + ADDEND] = physicalAddress - virtualAddress + hostAddend;
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
        if (entries[entry + READ] == page) {
            entries[entry + READ] = NONE;
        }
        if (entries[entry + WRITE] == page) {
            entries[entry + WRITE] = NONE;
        }
        if (entries[entry + NOTICED] == page) {
            entries[entry + NOTICED] = NONE;
        }
    }

    /** Where the entry of an address begins. */
    static int entry(long virtualAddress) {
        return (int) (virtualAddress >>> 10) & (ENTRIES - 1) * WORDS;
    }
}
