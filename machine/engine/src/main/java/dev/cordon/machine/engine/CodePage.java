// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * One physical page of code, pre-decoded lazily: a {@link MicroOp} for each halfword at which an instruction may start.
 *
 * <p>Decoding reads a copy of the page. The hart's own stores to the page come through {@link #written}, so code that modifies
 * itself is exact; what others write (devices, other harts, the core) is seen by {@link #refresh} after a FENCE.I, as the
 * architecture has it.
 */
final class CodePage {
    static final int SIZE = 4096;

    /** Slots of a page, one per halfword. */
    static final int SLOTS = SIZE / 2;

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

    private long epoch;
    private final MemorySegment memory;
    private final MemorySegment copy = MemorySegment.ofArray(new long[SIZE / Long.BYTES]);

    /** A page whose bytes are {@code memory}; {@code epoch} is the current one of the {@link CodeCache}. */
    CodePage(MemorySegment memory, long epoch) {
        this.memory = memory;
        this.epoch = epoch;
        read();
        forget();
    }

    /** A page without memory, to be filled by hand. */
    static CodePage blank() {
        return new CodePage(MemorySegment.ofArray(new long[SIZE / Long.BYTES]), 0);
    }

    /** Copies what memory holds, an aligned doubleword at a time: what another hart writes meanwhile is seen whole or not at all. */
    private void read() {
        for (long offset = 0; offset < SIZE; offset += Long.BYTES) {
            DOUBLEWORD.set(copy, offset, (long) DOUBLEWORD.getAcquire(memory, offset));
        }
    }

    private void forget() {
        Arrays.fill(ops, null);
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
                previous.next = op;
            }
        }
    }

    /** The halfword of a slot. */
    int halfword(int slot) {
        return copy.get(HALFWORD, 2L * slot) & 0xffff;
    }

    /** Makes the page what memory holds, unless that is known to be so since the current epoch began. */
    void refresh(long now) {
        if (epoch != now) {
            epoch = now;
            if (memory.mismatch(copy) >= 0) {
                read();
                forget();
            }
        }
    }

    /** The hart itself has written {@code length} bytes at an offset; what was decoded from them is forgotten. */
    void written(int offset, int length) {
        MemorySegment.copy(memory, offset, copy, offset, length);
        int first = Math.max((offset >> 1) - 1, 0); // a 32-bit instruction may begin one slot earlier
        for (int slot = first; slot < (offset + length + 1) >> 1; slot++) {
            MicroOp op = ops[slot];
            if (op != null && op.isDecoded()) {
                put(slot, new Undecoded(slot));
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
            int high = slot + 1 < SLOTS ? halfword(slot + 1) : 0;
            MicroOp op = predecoder.decode(halfword(slot) | high << 16, slot, this);
            put(slot, op);
            slot += op.length;
            op.next = at(slot);
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
        return slot == SLOTS - 1 && (halfword(slot) & 3) == 3;
    }
}
