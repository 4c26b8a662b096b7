// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.translator;

import java.util.List;

/** Which registers a region has to read when it is entered: those that it may read before it has written them. */
final class Liveness {
    private final List<Block> blocks;

    Liveness(List<Block> blocks) {
        this.blocks = blocks;
        spread();
    }

    private void spread() {
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

    private static long liveBefore(Block block) {
        long live = 0;
        for (Block successor : block.successors()) {
            live |= successor.live;
        }
        for (GuestInstruction at : block.instructions.reversed()) {
            live = (live & ~Effects.writes(at)) | Effects.reads(at);
        }
        return live;
    }

    /** The registers that the entry reads. */
    long read() {
        return blocks.getFirst().live;
    }
}
