// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.translator;

import dev.cordon.machine.isa.Isa;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Turns code of a guest into classes of the JVM. It keeps nothing and may be called by any thread. */
public final class Translator {
    static final long PAGE = -4096;

    /** The most instructions that a region has. */
    public static final int LARGEST = 255;

    /** HotSpot does not compile methods of 8,000 bytes. */
    private static final int LARGEST_METHOD = 7900;

    /** No instruction takes as many bytes, with what its block and its region need. */
    private static final int LARGEST_INSTRUCTION = 1000;

    private static final int SMALLEST_LIMIT = 8;

    private final Isa isa;
    private final boolean alone;
    private final long firstElement;

    /**
     * A translator for harts of one machine.
     *
     * @param isa what they claim
     * @param alone whether there is one hart only, so that nobody sees in which order it accesses memory
     * @param firstElement where the first element of an array of {@code long} lies in this JVM, in bytes from the array's beginning
     */
    public Translator(Isa isa, boolean alone, long firstElement) {
        this.firstElement = firstElement;
        this.isa = isa;
        this.alone = alone;
    }

    /**
     * Translates the code that begins at an address.
     *
     * @param limit of instructions, {@link #LARGEST} at most
     * @param spanning whether accesses that lie close together share a look at the TLB
     * @return empty if the first instruction cannot be translated
     */
    public Optional<Translation> translate(long entry, GuestCode code, int limit, boolean spanning) {
        for (int tried = limit; tried >= SMALLEST_LIMIT; tried /= 2) {
            List<Block> blocks = RegionFormer.form(entry, code, isa, tried);
            if (blocks.isEmpty()) {
                return Optional.empty();
            }
            int count =
                    blocks.stream().mapToInt(block -> block.instructions.size()).sum();
            RegionClass region = new RegionClass(LARGEST_INSTRUCTION * (count + 1));
            new RegionEmitter(blocks, alone, spanning, firstElement, region.code).emit();
            int size = region.code.length();
            if (size <= LARGEST_METHOD) {
                boolean spans = blocks.stream().anyMatch(block -> !block.spans.isEmpty());
                return Optional.of(new Translation(region.bytes(), sources(entry, blocks, code), count, spans, size));
            }
        }
        return Optional.empty();
    }

    /** The code that blocks were made from, the page of the entry first. */
    private static List<Translation.Source> sources(long entry, List<Block> blocks, GuestCode code) {
        SortedMap<Long, BitSet> pages = new TreeMap<>();
        for (Block block : blocks) {
            for (GuestInstruction at : block.instructions) {
                BitSet slots = pages.computeIfAbsent(at.address() & PAGE, page -> new BitSet());
                int slot = (int) (at.address() & ~PAGE) >> 1;
                slots.set(slot, slot + at.bytes() / 2);
            }
        }
        List<Translation.Source> sources = new ArrayList<>();
        pages.forEach((page, slots) -> {
            Translation.Source source = source(page - (entry & PAGE), page, slots, code);
            if (source.displacement() == 0) {
                sources.addFirst(source);
            } else {
                sources.add(source);
            }
        });
        return List.copyOf(sources);
    }

    private static Translation.Source source(long displacement, long page, BitSet read, GuestCode code) {
        short[] slots = new short[read.cardinality()];
        int[] halfwords = new int[slots.length];
        int count = 0;
        for (int slot = read.nextSetBit(0); slot >= 0; slot = read.nextSetBit(slot + 1)) {
            slots[count] = (short) slot;
            halfwords[count++] = code.halfword(page + 2L * slot);
        }
        return new Translation.Source(displacement, slots, halfwords);
    }
}
