// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

/**
 * A cache of translations in one {@link TranslationContext}: direct-mapped, an entry per 4 KiB page, however large the page of the
 * page table is.
 */
abstract class Tlb {
    static final long PAGE = -4096;

    /** A tag that equals no page, also under the masks of {@link DataTlb}. */
    static final long NONE = -1;

    private static final int PAGE_SHIFT = 12;

    /** So many entries are emptied one by one: vCPUs that take turns forget a few each time, and all would be 36 KiB. */
    private static final int FEW = 64;

    TranslationContext context = TranslationContext.NONE;
    /** For the choice of a victim: when the TLB was last selected. */
    long lastUse;

    /** An SFENCE.VMA for an address among them clears everything. */
    private final LargePages largePages = new LargePages();

    /** What was entered since it was empty, and how often something was; all of that if it is not more than {@link #FEW}. */
    private final int[] entered = new int[FEW];

    private int entries;

    /** Empties the TLB, for another context perhaps. */
    final void reset(TranslationContext next) {
        context = next;
        clear();
    }

    /** Forgets all translations. */
    final void clear() {
        largePages.clear();
        if (entries > FEW) {
            clearEntries();
        } else {
            for (int i = 0; i < entries; i++) {
                clearEntry(entered[i]);
            }
        }
        entries = 0;
    }

    /** Whether nothing was entered since all was forgotten. */
    final boolean isEmpty() {
        return entries == 0;
    }

    /** Forgets the translations that come from the page-table leaf of one virtual address. */
    final void clear(long virtualAddress) {
        if (largePages.mayHold(virtualAddress)) {
            clear();
        } else {
            clearEntryOf(virtualAddress & PAGE);
        }
    }

    /** Notes that {@code entry} is not empty any more. */
    final void noteEntry(int entry) {
        if (entries < FEW) {
            entered[entries] = entry;
        }
        entries = Math.min(entries, FEW) + 1;
    }

    /** Notes the size of the page-table leaf that a new entry comes from. */
    final void noteSize(long virtualAddress, int pageShift) {
        if (pageShift > PAGE_SHIFT) {
            largePages.add(virtualAddress, pageShift);
        }
    }

    abstract void clearEntries();

    abstract void clearEntry(int entry);

    /** Clears the entry of a page, if there is one. */
    abstract void clearEntryOf(long page);
}
