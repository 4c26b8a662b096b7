// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

import dev.cordon.machine.translator.GuestCode;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The code that a hart could reach without a walk of page tables at some time, for the translator's thread. The hart goes on meanwhile and may change its pages; each is copied when it is first looked at,
 * possibly halfway through a change. So what is made of it counts only once it was compared with what the hart sees then ({@link CodePage#matches}).
 */
final class CodeSnapshot implements GuestCode {
    private final long base;
    private final boolean repeats;
    private final long[] tags;
    private final CodePage[] pages;
    private final Map<Long, Copy> copies = new HashMap<>();

    /** What a hart has read of a page: the lines, a bit each, and the halfwords. */
    @SuppressWarnings("ArrayRecordComponent") // never compared as a whole
    private record Copy(long lines, short[] halfwords) {
        static Copy of(CodePage page) {
            long lines = page.lines(); // before what they hold
            short[] halfwords = new short[CodePage.SLOTS];
            for (int slot = 0; slot < halfwords.length; slot++) {
                halfwords[slot] = (short) page.halfword(slot);
            }
            return new Copy(lines, halfwords);
        }

        int halfword(int slot) {
            return (lines & CodePage.line(slot)) == 0 ? UNKNOWN : halfwords[slot] & 0xffff;
        }
    }

    /** What a hart can reach now, from the page at {@code base}; {@code repeats} has it tell of no translated code, so that it is translated again. */
    CodeSnapshot(long base, CodeTlb tlb, boolean repeats) {
        this.base = base;
        this.repeats = repeats;
        tags = tlb.tags.clone();
        pages = tlb.pages.clone();
    }

    @Override
    public int halfword(long address) {
        CodePage page = page(address);
        return page == null ? UNKNOWN : copy(address, page).halfword(slot(address));
    }

    private Copy copy(long address, CodePage page) {
        return copies.computeIfAbsent(address & Tlb.PAGE, at -> Copy.of(page));
    }

    @Override
    public boolean hasRun(long address) {
        CodePage page = page(address);
        int slot = slot(address);
        return page != null && copy(address, page).halfword(slot) != UNKNOWN && page.isDecoded(slot);
    }

    @Override
    public boolean isEntry(long address) {
        CodePage page = repeats ? null : page(address);
        return page != null && page.ops[slot(address)] instanceof RegionEntry;
    }

    @Override
    public long[] targets(long address) {
        CodePage page = page(address);
        MicroOp op = page == null ? null : page.ops[slot(address)];
        if (op == null || !(op.plain() instanceof JumpOps.Jalr jump)) {
            return new long[0];
        }
        return IntStream.of(jump.targets)
                .filter(distance -> distance != 0)
                .mapToLong(distance -> (address & Tlb.PAGE) + distance)
                .toArray();
    }

    /** The physical address of a page by its displacement from the first. */
    long physical(long displacement) {
        CodePage page = page(base + displacement);
        return page == null ? -1 : page.physical;
    }

    private @Nullable CodePage page(long address) {
        int entry = CodeTlb.entry(address);
        return tags[entry] == (address & Tlb.PAGE) ? pages[entry] : null;
    }

    private static int slot(long address) {
        return (int) address >> 1 & CodePage.SLOTS - 1;
    }
}
