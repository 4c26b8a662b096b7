// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

import java.util.Arrays;

/** Translations of instruction fetches: from the page's address to its decoded code. */
final class CodeTlb extends Tlb {
    static final int ENTRIES = 512;

    final long[] tags = new long[ENTRIES];
    final CodePage[] pages = new CodePage[ENTRIES];

    /** Changes with every translation. */
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

    void enter(long virtualAddress, CodePage page) {
        int entry = entry(virtualAddress);
        version++;
        noteEntry(entry);
        tags[entry] = virtualAddress & PAGE;
        pages[entry] = page;
    }

    @Override
    void clearEntries() {
        version++;
        Arrays.fill(tags, NONE);
    }

    @Override
    void clearEntry(int entry) {
        version++;
        tags[entry] = NONE;
    }

    @Override
    void clearEntryOf(long page) {
        int entry = entry(page);
        if (tags[entry] == page) {
            version++;
            tags[entry] = NONE;
        }
    }

    /** Forgets all translations to a page. */
    void forget(CodePage page) {
        for (int entry = 0; entry < ENTRIES; entry++) {
            if (pages[entry] == page) {
                version++;
                tags[entry] = NONE;
                pages[entry] = CodePage.EMPTY;
            }
        }
    }

    static int entry(long virtualAddress) {
        return (int) (virtualAddress >>> 12) & ENTRIES - 1;
    }
}
