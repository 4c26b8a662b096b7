// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.translator;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Instructions of a region that run one after the other, entered at the first. */
final class Block {
    /** How a block ends. */
    enum End {
        /** It goes on in memory. */
        FALL,
        /** A conditional branch. */
        BRANCH,
        /** A jump to a known place. */
        JUMP,
        /** A jump through a register, to the caller as far as is known. */
        RETURN,
        /** A jump through a register, to anywhere. */
        INDIRECT
    }

    final Place place;
    final List<GuestInstruction> instructions = new ArrayList<>();
    End end = End.FALL;

    /** What follows in memory, if the last instruction does not always jump. */
    @Nullable
    Edge next;

    /** Where the last instruction jumps to, as far as that is known. */
    @Nullable
    Edge taken;

    /** Where an indirect jump at the end may lead besides, as it has before. */
    final List<Edge> guesses = new ArrayList<>();

    /** Those of its instructions that look at the TLB together, by their index. */
    final SortedMap<Integer, Span> spans = new TreeMap<>();

    /** The number of its zone. */
    int zone;

    /** Registers whose value at the start of the block matters in its zone. */
    long live;

    Block(Place place) {
        this.place = place;
    }

    GuestInstruction last() {
        return instructions.getLast();
    }

    /** The blocks that may follow. */
    List<Block> successors() {
        List<Block> blocks = new ArrayList<>(2);
        if (taken != null && taken.block != null) {
            blocks.add(taken.block);
        }
        if (next != null && next.block != null) {
            blocks.add(next.block);
        }
        for (Edge guess : guesses) {
            if (guess.block != null) {
                blocks.add(guess.block);
            }
        }
        return blocks;
    }

    /** A way out of a block: to a place, where there may be no block; then it leaves the region. */
    static final class Edge {
        final Place place;

        @Nullable
        Block block;

        Edge(Place place) {
            this.place = place;
        }
    }
}
