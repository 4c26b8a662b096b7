// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Translations of instruction fetches: from the page's address to its decoded code. */
final class CodeTlb extends Tlb {
    static final int ENTRIES = 512;

    private static final int REGIONS = 1024;

    /** Where code may run at once. */
    final long[] tags = new long[ENTRIES];

    /** What {@link #pages} are pages of, also those that have not been looked at since a FENCE.I. */
    private final long[] translated = new long[ENTRIES];

    final CodePage[] pages = new CodePage[ENTRIES];

    /** Changes with every translation that goes, and with FENCE.I: as long as it stays, what could be reached still can be. */
    long version;

    /** Translated code that other translated code has led to, by its address, if all of it could be reached: what is on the way to it is seldom in the host's caches. */
    private final @Nullable RegionEntry[] regions = new @Nullable RegionEntry[REGIONS];

    private final long[] regionAddresses = new long[REGIONS];

    /** The version at which all of it could be. */
    private long regionVersion;

    CodeTlb() {
        Arrays.fill(regionAddresses, NONE);
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
        changeIfUsed(entry);
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

    private void changeIfUsed(int entry) {
        if (tags[entry] != NONE) {
            version++;
        }
    }

    @Override
    void clearEntry(int entry) {
        changeIfUsed(entry);
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

    /** Translated code that can be entered at an address at once, as long as it lives; null if there is none that is known. */
    @Nullable
    RegionEntry regionAt(long address) {
        int place = place(address);
        return regionAddresses[place] == address ? regions[place] : null;
    }

    /** All of the code of a region that begins at an address can be reached. */
    void enter(long address, RegionEntry region) {
        int place = place(address);
        regionAddresses[place] = address;
        regions[place] = region;
    }

    /** Forgets regions if a translation has gone. */
    void settleRegions() {
        if (regionVersion != version) {
            regionVersion = version;
            forgetRegions();
        }
    }

    /** Translated code is given up. */
    void forgetRegions() {
        Arrays.fill(regionAddresses, NONE);
        Arrays.fill(regions, null);
    }

    private static int place(long address) {
        return (int) (address >>> 1 ^ address >>> 12) & REGIONS - 1;
    }

    static int entry(long virtualAddress) {
        return (int) (virtualAddress >>> 12) & ENTRIES - 1;
    }
}
