// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

import dev.cordon.machine.translator.Translation;
import java.lang.reflect.Constructor;
import java.util.ArrayList;
import java.util.List;

/**
 * Translated code and what it was made from. It is shared by the harts of a machine; each attaches it by a {@link RegionEntry} of its own, if it sees the same code.
 *
 * @param entry makes the {@link RegionEntry} of a hart
 * @param sources the pages that it was made from, that of the entry first
 * @param instructions how many it has, copies included
 * @param spans whether accesses share a look at the TLB somewhere
 */
record Region(Constructor<?> entry, List<Source> sources, int instructions, boolean spans) {

    /**
     * Code of one page.
     *
     * @param displacement the virtual address of the page less that of the entry's page
     * @param physical the physical address of the page
     * @param slots which halfwords of the page were read, in ascending order
     * @param halfwords what they were
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared as a whole
    record Source(long displacement, long physical, short[] slots, int[] halfwords) {

        /** Whether one of the slots from {@code first} to before {@code end} was read. */
        boolean covers(int first, int end) {
            for (short slot : slots) {
                if (slot >= first && slot < end) {
                    return true;
                }
            }
            return false;
        }
    }

    /** The region of a translation; {@code code} is its class, loaded. */
    static Region of(Class<?> code, Translation translation, CodeSnapshot snapshot) {
        List<Source> sources = new ArrayList<>();
        for (Translation.Source source : translation.sources()) {
            sources.add(new Source(
                    source.displacement(),
                    snapshot.physical(source.displacement()),
                    source.slots(),
                    source.halfwords()));
        }
        return new Region(constructor(code), List.copyOf(sources), translation.instructions(), translation.spans());
    }

    private static Constructor<?> constructor(Class<?> code) {
        try {
            return code.getDeclaredConstructor(MicroOp.class, Region.class, List.class);
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException("a translation cannot be used", e);
        }
    }

    /** Has the region begin, for one hart, instead of its first instruction; {@code pages} are the hart's, in the order of the sources. */
    RegionEntry enter(MicroOp original, List<CodePage> pages) {
        try {
            return (RegionEntry) entry.newInstance(original, this, pages);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a translation cannot be used", e);
        }
    }
}
