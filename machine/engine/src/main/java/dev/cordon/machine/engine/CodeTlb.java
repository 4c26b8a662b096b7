// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

import java.util.Arrays;

/** Translations of instruction fetches: from the page's address to its decoded code. */
final class CodeTlb extends Tlb {
    static final int ENTRIES = 512;

    /** Where code may run at once. */
    final long[] tags = new long[ENTRIES];

    /** What {@link #pages} are pages of, also those that have not been looked at since a FENCE.I. */
    private final long[] translated = new long[ENTRIES];

    final CodePage[] pages = new CodePage[ENTRIES];

    /** Changes with every translation that comes or goes, and with FENCE.I. */
    long version;

    CodeTlb() {
        Arrays.fill(pages, CodePage.EMPTY);
        clearEntries();
    }

    /** The decoded page of an address, or {@link CodePage#EMPTY}. */
    CodePage page(long virtualAddress) {
        int entry = entry(virtualAddress);
        return tags[entry] == (virtualAddress & PAGE) ? pages[entry] : CodePage.EMPTY;
    }

    /** The page of an address whose translation is known, to be compared with memory before it runs; else {@link CodePage#EMPTY}. */
    CodePage translated(long virtualAddress) {
        int entry = entry(virtualAddress);
        return translated[entry] == (virtualAddress & PAGE) ? pages[entry] : CodePage.EMPTY;
    }

    void enter(long virtualAddress, CodePage page) {
        int entry = entry(virtualAddress);
        version++;
        noteEntry(entry);
        tags[entry] = virtualAddress & PAGE;
        translated[entry] = virtualAddress & PAGE;
        pages[entry] = page;
    }

    /** The page of an address whose translation is known is what memory holds. */
    void admit(long virtualAddress) {
        tags[entry(virtualAddress)] = virtualAddress & PAGE;
    }

    /** FENCE.I: translations stay, but all pages have to be compared with memory. */
    void fence() {
        if (!isEmpty()) {
            version++;
            Arrays.fill(tags, NONE);
        }
    }

    @Override
    void clearEntries() {
        version++;
        Arrays.fill(tags, NONE);
        Arrays.fill(translated, NONE);
    }

    @Override
    void clearEntry(int entry) {
        version++;
        tags[entry] = NONE;
        translated[entry] = NONE;
    }

    @Override
    void clearEntryOf(long page) {
        int entry = entry(page);
        if (translated[entry] == page) {
            clearEntry(entry);
        }
    }

    /** Forgets all translations to a page. */
    void forget(CodePage page) {
        for (int entry = 0; entry < ENTRIES; entry++) {
            if (pages[entry] == page) {
                clearEntry(entry);
                pages[entry] = CodePage.EMPTY;
            }
        }
    }

    static int entry(long virtualAddress) {
        return (int) (virtualAddress >>> 12) & ENTRIES - 1;
    }
}
