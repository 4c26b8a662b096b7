// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.translator;

import java.util.ArrayList;
import java.util.List;

/**
 * Which registers a region has to read when it is entered, and which it has to write when it is left.
 *
 * <p>A region writes back what may have been written since its entry: dirty registers. Each has a rank, in the order in which they are first written, and the code that
 * writes them back is one sequence, highest rank first, which an exit enters where its own begin. So an exit reads all dirty registers up to a rank.
 */
final class Liveness {
    private final List<Block> blocks;

    /** Dirty registers by rank. */
    private final List<Integer> ranked = new ArrayList<>();

    Liveness(List<Block> blocks) {
        this.blocks = blocks;
        rank();
        spreadDirty();
        spreadLive();
    }

    private void rank() {
        long seen = 0;
        for (Block block : blocks) {
            for (GuestInstruction at : block.instructions) {
                long fresh = Effects.writes(at) & ~seen;
                if (fresh != 0) {
                    ranked.add(Long.numberOfTrailingZeros(fresh));
                    seen |= fresh;
                }
            }
        }
    }

    private void spreadDirty() {
        boolean changed = true;
        while (changed) {
            changed = false;
            for (Block block : blocks) {
                long after = block.dirty;
                for (GuestInstruction at : block.instructions) {
                    after |= Effects.writes(at);
                }
                for (Block successor : block.successors()) {
                    changed |= (after & ~successor.dirty) != 0;
                    successor.dirty |= after;
                }
            }
        }
    }

    private void spreadLive() {
        boolean changed = true;
        while (changed) {
            changed = false;
            for (int i = blocks.size() - 1; i >= 0; i--) {
                Block block = blocks.get(i);
                long before = liveBefore(block);
                changed |= before != block.live;
                block.live = before;
            }
        }
    }

    private long liveBefore(Block block) {
        long[] dirty = new long[block.instructions.size() + 1];
        dirty[0] = block.dirty;
        for (int i = 0; i < block.instructions.size(); i++) {
            dirty[i + 1] = dirty[i] | Effects.writes(block.instructions.get(i));
        }
        long live = 0;
        for (Block successor : block.successors()) {
            live |= successor.live;
        }
        if (mayLeaveAfter(block)) {
            live |= writtenBack(dirty[block.instructions.size()]);
        }
        for (int i = block.instructions.size() - 1; i >= 0; i--) {
            GuestInstruction at = block.instructions.get(i);
            live = (live & ~Effects.writes(at)) | Effects.reads(at);
            if (Effects.mayLeave(at)) {
                live |= writtenBack(dirty[i]);
            }
        }
        return live | writtenBack(block.dirty); // the budget may end here
    }

    private static boolean mayLeaveAfter(Block block) {
        return switch (block.end) {
            case INDIRECT, RETURN -> true;
            default ->
                (block.taken != null && block.taken.block == null) || (block.next != null && block.next.block == null);
        };
    }

    /** How many ranks an exit writes back. */
    int ranks(long dirty) {
        int ranks = ranked.size();
        while (ranks > 0 && (dirty & 1L << ranked.get(ranks - 1)) == 0) {
            ranks--;
        }
        return ranks;
    }

    /** The register of a rank. */
    int register(int rank) {
        return ranked.get(rank);
    }

    /** The registers that an exit writes back. */
    private long writtenBack(long dirty) {
        long registers = 0;
        for (int rank = ranks(dirty) - 1; rank >= 0; rank--) {
            registers |= 1L << ranked.get(rank);
        }
        return registers;
    }

    /** The registers that the entry reads. */
    long read() {
        return blocks.getFirst().live;
    }
}
