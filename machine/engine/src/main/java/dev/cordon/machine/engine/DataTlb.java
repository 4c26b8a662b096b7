// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

import java.util.Arrays;

/**
 * Translations of loads and stores. The tag of an entry is the address of the page if the access is allowed there without further
 * ado, else {@link #NONE}; what is compared with it keeps the low bits of the address that would make the access misaligned, so a
 * misaligned access never hits. Pages with decoded code have no tag for writing.
 */
final class DataTlb extends Tlb {
    static final int ENTRIES = 256;

    /** What of an address is compared with a tag, by the size of the access. */
    static final long BYTE = PAGE;

    static final long HALFWORD = PAGE | 1;
    static final long WORD = PAGE | 3;
    static final long DOUBLEWORD = PAGE | 7;

    /** What an entry consists of: the tag of loads, the tag of stores, and what to add to an address of the page to reach the host's memory. */
    static final int READ = 0;

    static final int WRITE = 1;
    static final int ADDEND = 2;

    /** The fourth word of an entry is free. */
    private static final int WORDS = 4;

    final long[] entries = new long[ENTRIES * WORDS];

    DataTlb() {
        clear();
    }

    /** Enters a page of RAM; {@code hostAddend} is what to add to a physical address to reach the host's memory. */
    void enter(long virtualAddress, long physicalAddress, long hostAddend, boolean readable, boolean writable) {
        int entry = entry(virtualAddress);
        long page = virtualAddress & PAGE;
        entries[entry + READ] = readable ? page : NONE;
        entries[entry + WRITE] = writable ? page : NONE;
        entries[entry + ADDEND] = physicalAddress - virtualAddress + hostAddend;
    }

    /** Takes the right to write away from every entry that reaches a physical page. */
    void protect(long physicalPage, long hostAddend) {
        for (int entry = 0; entry < entries.length; entry += WORDS) {
            long tag = entries[entry + WRITE];
            if (tag != NONE && tag + entries[entry + ADDEND] == physicalPage + hostAddend) {
                entries[entry + WRITE] = NONE;
            }
        }
    }

    @Override
    void clearEntries() {
        Arrays.fill(entries, NONE);
    }

    @Override
    void clearEntry(long page) {
        int entry = entry(page);
        if (entries[entry + READ] == page) {
            entries[entry + READ] = NONE;
        }
        if (entries[entry + WRITE] == page) {
            entries[entry + WRITE] = NONE;
        }
    }

    /** Where the entry of an address begins. */
    static int entry(long virtualAddress) {
        return (int) (virtualAddress >>> 10) & (ENTRIES - 1) * WORDS;
    }
}
