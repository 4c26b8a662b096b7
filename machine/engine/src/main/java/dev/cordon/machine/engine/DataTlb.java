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

    final long[] readTags = new long[ENTRIES];
    final long[] writeTags = new long[ENTRIES];
    /** What to add to an address of the page to reach the host's memory. */
    final long[] addends = new long[ENTRIES];

    DataTlb() {
        clear();
    }

    /** Enters a page of RAM; {@code hostAddend} is what to add to a physical address to reach the host's memory. */
    void enter(long virtualAddress, long physicalAddress, long hostAddend, boolean readable, boolean writable) {
        int entry = entry(virtualAddress);
        long page = virtualAddress & PAGE;
        readTags[entry] = readable ? page : NONE;
        writeTags[entry] = writable ? page : NONE;
        addends[entry] = physicalAddress - virtualAddress + hostAddend;
    }

    /** Takes the right to write away from every entry that reaches a physical page. */
    void protect(long physicalPage, long hostAddend) {
        for (int i = 0; i < ENTRIES; i++) {
            if (writeTags[i] != NONE && writeTags[i] + addends[i] == physicalPage + hostAddend) {
                writeTags[i] = NONE;
            }
        }
    }

    @Override
    void clearEntries() {
        Arrays.fill(readTags, NONE);
        Arrays.fill(writeTags, NONE);
    }

    @Override
    void clearEntry(long page) {
        int entry = entry(page);
        if (readTags[entry] == page) {
            readTags[entry] = NONE;
        }
        if (writeTags[entry] == page) {
            writeTags[entry] = NONE;
        }
    }

    static int entry(long virtualAddress) {
        return (int) (virtualAddress >>> 12) & ENTRIES - 1;
    }
}
