// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One physical page of code, pre-decoded lazily: a {@link MicroOp} for each halfword at which an instruction may start.
 *
 * <p>Decoding reads a copy, of those lines of the page that it has come to. The hart's own stores to the page come through {@link #written}, so code that modifies
 * itself is exact; what others write (devices, other harts, the core) is seen by {@link #refresh} after a FENCE.I, as the
 * architecture has it.
 */
final class CodePage {
    static final int SIZE = 4096;

    /** Slots of a page, one per halfword. */
    static final int SLOTS = SIZE / 2;

    /** Bytes of a line: what is read, and compared, at once. */
    private static final int LINE = SIZE / Long.SIZE;

    private static final ValueLayout.OfShort HALFWORD =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private static final VarHandle DOUBLEWORD =
            ValueLayout.JAVA_LONG.withOrder(ByteOrder.LITTLE_ENDIAN).varHandle();

    /** No page. */
    static final CodePage EMPTY = blank();

    /**
     * What starts in each slot, null if nobody has asked. Two slots more, which are never decoded, for the last instruction may be 32 bits
     * long.
     */
    final MicroOp[] ops = new MicroOp[SLOTS + 2];

    /** The physical address. */
    final long physical;

    /** How often the page was written since it holds code. */
    int stores;

    /** How often code runs here before it is translated; {@link Engine#NEVER} if it is not. */
    private final int threshold;

    /** Slots that jumps from afar and backwards lead to, where it pays to begin a region: a bit each. */
    private final long[] heads = new long[SLOTS / Long.SIZE];

    /** Translated code of this hart that was made from this page. */
    private final List<RegionEntry> dependents = new ArrayList<>();

    /** Slots that some of it was made from, since there was none: a bit each. */
    private final long[] sources = new long[SLOTS / Long.SIZE];

    private long epoch;
    private final MemorySegment memory;
    private final MemorySegment copy = MemorySegment.ofArray(new long[SIZE / Long.BYTES]);

    /** The lines of the copy that have been read: a bit each. */
    private long lines;

    /** A page whose bytes are {@code memory}; {@code epoch} is the current one of the {@link CodeCache}. */
    CodePage(MemorySegment memory, long physical, long epoch, int threshold) {
        this.memory = memory;
        this.physical = physical;
        this.threshold = threshold;
        this.epoch = epoch;
    }

    /** A page without memory, to be filled by hand. */
    static CodePage blank() {
        return new CodePage(MemorySegment.ofArray(new long[SIZE / Long.BYTES]), -1, 0, Engine.NEVER);
    }

    private void forget() {
        detach();
        lines = 0;
        Arrays.fill(ops, null);
        Arrays.fill(heads, 0);
    }

    /** What starts in a slot. */
    MicroOp at(int slot) {
        MicroOp op = ops[slot];
        if (op == null) {
            op = new Undecoded(slot);
            ops[slot] = op;
        }
        return op;
    }

    /** Puts something into a slot, and links it with what precedes it. */
    void put(int slot, MicroOp op) {
        ops[slot] = op;
        for (int before = Math.max(slot - 2, 0); before < slot; before++) {
            MicroOp previous = ops[before];
            if (previous != null && before + previous.length == slot) {
                previous.link(op);
            }
        }
    }

    /**
     * Notes that jumps lead to a slot from afar or backwards, so that code which begins there is translated once it has run often; answers what is there now.
     */
    MicroOp lead(int slot) {
        MicroOp op = at(slot);
        op.led = true;
        if (threshold != Engine.NEVER) {
            heads[slot / Long.SIZE] |= 1L << slot;
            if (RegionHead.mayBegin(op)) {
                op = new RegionHead(op, threshold);
                put(slot, op);
            }
        }
        return op;
    }

    private boolean isHead(int slot) {
        return (heads[slot / Long.SIZE] & 1L << slot) != 0;
    }

    /** Has translated code run instead of what is in its slot, for as long as the code that it was made from stays. */
    void attach(RegionEntry entry) {
        put(entry.slot, entry);
        for (int i = 0; i < entry.pages.size(); i++) {
            entry.pages.get(i).depend(entry, entry.region.sources().get(i));
        }
    }

    private void depend(RegionEntry entry, Region.Source source) {
        dependents.add(entry);
        for (short slot : source.slots()) {
            sources[slot / Long.SIZE] |= 1L << slot;
        }
    }

    /** A dependent is no more. */
    @SuppressWarnings("ReferenceEquality") // a micro-operation is equal to itself alone
    void forget(RegionEntry entry) {
        dependents.remove(entry);
        if (dependents.isEmpty()) {
            Arrays.fill(sources, 0);
        }
        if (ops[entry.slot] == entry) {
            put(entry.slot, new RegionHead(entry.plain(), threshold));
        }
    }

    /** Whether the page holds what code was translated from. */
    boolean matches(Region.Source source) {
        for (int i = 0; i < source.slots().length; i++) {
            if (fetched(source.slots()[i]) != source.halfwords()[i]) {
                return false;
            }
        }
        return true;
    }

    /** The halfword of a slot, if its line has been read; else anything. */
    int halfword(int slot) {
        return copy.get(HALFWORD, 2L * slot) & 0xffff;
    }

    /** The lines that have been read: a bit each. */
    long lines() {
        return lines;
    }

    /** The line of a slot, as a bit. */
    static long line(int slot) {
        return 1L << (slot * 2 / LINE);
    }

    /** The halfword of any slot: reads its line first, an aligned doubleword at a time, so what another hart writes meanwhile is seen whole or not at all. */
    private int fetched(int slot) {
        if ((lines & line(slot)) == 0) {
            long start = slot * 2L & -LINE;
            for (long offset = start; offset < start + LINE; offset += Long.BYTES) {
                DOUBLEWORD.set(copy, offset, (long) DOUBLEWORD.getAcquire(memory, offset));
            }
            lines |= line(slot);
        }
        return halfword(slot);
    }

    /** Makes the page what memory holds, unless that is known to be so since the current epoch began. */
    void refresh(long now) {
        if (epoch != now) {
            epoch = now;
            if (!isCurrent()) {
                forget();
            }
        }
    }

    /** Whether memory holds what has been read of it. */
    private boolean isCurrent() {
        for (long rest = lines; rest != 0; rest &= rest - 1) {
            long start = (long) Long.numberOfTrailingZeros(rest) * LINE;
            if (MemorySegment.mismatch(memory, start, start + LINE, copy, start, start + LINE) >= 0) {
                return false;
            }
        }
        return true;
    }

    /** The hart itself has written {@code length} bytes at an offset; what was decoded from them is forgotten. */
    void written(int offset, int length) {
        MemorySegment.copy(memory, offset, copy, offset, length);
        int end = (offset + length + 1) >> 1;
        if (!dependents.isEmpty()) {
            detach(offset >> 1, end);
        }
        int first = Math.max((offset >> 1) - 1, 0); // a 32-bit instruction may begin one slot earlier
        for (int slot = first; slot < end; slot++) {
            MicroOp op = ops[slot];
            if (op != null && op.isDecoded()) {
                put(slot, new Undecoded(slot));
            }
        }
    }

    /** Has everything interpreted again. */
    void detach() {
        List.copyOf(dependents).forEach(RegionEntry::detach);
    }

    /** Gives up translated code that was made from one of these slots, five at most. */
    private void detach(int first, int end) {
        long written = (1L << (end - first)) - 1;
        long touched = sources[first / Long.SIZE] >>> first;
        if (first % Long.SIZE + end - first > Long.SIZE) {
            touched |= sources[end / Long.SIZE] << -first;
        }
        if ((touched & written) == 0) {
            return;
        }
        for (RegionEntry entry : List.copyOf(dependents)) {
            if (entry.dependsOn(this, first, end)) {
                entry.detach();
            }
        }
    }

    /**
     * Decodes the instruction at a slot and, since they will be wanted too, those after it up to a jump. Not one that goes on in the
     * next page: its slot stays {@link Undecoded}.
     */
    void decodeFrom(int first, Predecoder predecoder) {
        int slot = first;
        while (slot < SLOTS && !isDecoded(slot) && !straddles(slot)) {
            int high = slot + 1 < SLOTS ? fetched(slot + 1) : 0;
            MicroOp op = predecoder.decode(fetched(slot) | high << 16, slot, this);
            put(slot, isHead(slot) && RegionHead.mayBegin(op) ? new RegionHead(op, threshold) : op);
            slot += op.length;
            op.link(at(slot));
            int back = Predecoder.leadsTo(op);
            if (back >= 0 && threshold != Engine.NEVER) {
                lead(back);
            }
            if (Predecoder.endsRun(op)) {
                return;
            }
        }
    }

    /** Whether the instruction at a slot has been decoded. */
    boolean isDecoded(int slot) {
        MicroOp op = ops[slot];
        return op != null && op.isDecoded();
    }

    /** Whether the instruction at a slot goes on in the next page. */
    boolean straddles(int slot) {
        return slot == SLOTS - 1 && (fetched(slot) & 3) == 3;
    }
}
