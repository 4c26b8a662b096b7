// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The pre-decoded code of a hart, by physical page. */
final class CodeCache {
    /** Above this many pages (some 40 KiB each, 100 KiB at most) all are dropped. */
    private static final int LIMIT = 2048;

    private static final int NOT_WATCHED = -1;

    /** After so many stores a page is no longer taken for code; each time that it turns out to be, after twice as many. */
    private static final int PATIENCE = 256;

    private static final int MOST_DOUBLINGS = 20;

    /** Counts FENCE.I: a page whose epoch is older is compared with memory before it runs again. */
    private long epoch;

    private int count;

    /** The index of the page whose stores somebody else wants to hear of, too. */
    private int watched = NOT_WATCHED;

    private Runnable watcher = () -> {};
    private final Ram ram;
    private final int threshold;
    private final @Nullable CodePage[] pages;
    /** How often each page was worn. */
    private final byte[] wears;
    /** The page that was written so often that it should be given up. */
    private @Nullable CodePage worn;

    /** Empty; {@code threshold} is how often code runs before it is translated. */
    CodeCache(Ram ram, int threshold) {
        this.ram = ram;
        this.threshold = threshold;
        pages = new @Nullable CodePage[(int) (ram.size() / CodePage.SIZE)];
        wears = new byte[pages.length];
    }

    /** Whether the page of a physical address in RAM holds decoded code. */
    boolean holds(long physicalAddress) {
        return pages[index(physicalAddress)] != null;
    }

    /** Whether stores to the page of a physical address in RAM must be told to {@link #written}. */
    boolean noticesStores(long physicalAddress) {
        return holds(physicalAddress) || index(physicalAddress) == watched;
    }

    /** Has somebody told after every store to the page of a physical address in RAM. Before anything is translated. */
    void watch(long physicalAddress, Runnable listener) {
        watched = index(physicalAddress);
        watcher = listener;
    }

    /** Whether another page would exceed the limit: then {@link #clear} comes first. */
    boolean isFull() {
        return count == LIMIT;
    }

    /** The page of a physical address in RAM, as of the last FENCE.I at least. */
    CodePage page(long physicalAddress) {
        int index = index(physicalAddress);
        CodePage page = pages[index];
        if (page == null) {
            long offset = (long) index * CodePage.SIZE;
            page = new CodePage(ram.segment().asSlice(offset, CodePage.SIZE), ram.base() + offset, epoch, threshold);
            pages[index] = page;
            count++;
        } else {
            page.refresh(epoch);
        }
        return page;
    }

    /** Makes a page that is held what memory holds, as of the last FENCE.I at least. */
    void refresh(CodePage page) {
        page.refresh(epoch);
    }

    /** The hart has written {@code length} bytes within a page of RAM: what was decoded from them is forgotten. */
    void written(long physicalAddress, int length) {
        int index = index(physicalAddress);
        CodePage page = pages[index];
        if (page != null) {
            page.written((int) physicalAddress & CodePage.SIZE - 1, length);
            if (++page.stores > PATIENCE << wears[index]) {
                worn = page;
            }
        }
        if (index == watched) {
            watcher.run();
        }
    }

    /**
     * Gives up a page that has been written so often that it is hardly code any more, if there is one and nobody runs there: the kernel has freed it, and somebody has his data there, which would all be stored slowly for
     * ever. Answers the page, if one is gone.
     */
    @Nullable
    CodePage giveUpWorn(CodePage running) {
        CodePage page = worn;
        if (page == null) {
            return null;
        }
        worn = null;
        int index = index(page.physical);
        wears[index] = (byte) Math.min(wears[index] + 1, MOST_DOUBLINGS);
        if (page == running || pages[index] != page) {
            return null;
        }
        page.detach();
        pages[index] = null;
        count--;
        return page;
    }

    /** Has everything interpreted again, until it is translated anew. */
    void detach() {
        for (CodePage page : pages) {
            if (page != null) {
                page.detach();
            }
        }
    }

    /** FENCE.I. */
    void fence() {
        epoch++;
    }

    void clear() {
        Arrays.fill(pages, null);
        worn = null;
        count = 0;
    }

    private int index(long physicalAddress) {
        return (int) ((physicalAddress - ram.base()) / CodePage.SIZE);
    }
}
