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

    /** Two slots more hold {@link MicroOp#PAGE_END}, for the last instruction may be 32 bits long. */
    final long[] ops = new long[SLOTS + 2];

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
        Arrays.fill(ops, 0, SLOTS, MicroOp.DECODE);
        ops[SLOTS] = MicroOp.PAGE_END;
        ops[SLOTS + 1] = MicroOp.PAGE_END;
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
        Arrays.fill(ops, first, (offset + length + 1) >> 1, MicroOp.DECODE);
    }

    /**
     * Decodes the instruction at a slot and, since they will be wanted too, those after it up to a jump. Not one that goes on in the
     * next page: its slot stays {@link MicroOp#DECODE}.
     */
    void decodeFrom(int first, Predecoder predecoder) {
        int slot = first;
        while (slot < SLOTS && ops[slot] == MicroOp.DECODE && !straddles(slot)) {
            int high = slot + 1 < SLOTS ? halfword(slot + 1) : 0;
            long op = predecoder.decode(halfword(slot) | high << 16, slot);
            ops[slot] = op;
            if (Predecoder.endsRun(op)) {
                return;
            }
            slot += MicroOp.length(op);
        }
    }

    /** Whether the instruction at a slot goes on in the next page. */
    boolean straddles(int slot) {
        return slot == SLOTS - 1 && (halfword(slot) & 3) == 3;
    }
}
