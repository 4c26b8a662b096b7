// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.translator;

import java.util.List;

/** Which registers have to be read from the state where a zone is entered: those that it may read before it has written them. */
final class Liveness {
    private Liveness() {}

    /** Notes for each block of a region what is alive at its start; zones are assigned. */
    static void spread(List<Block> blocks) {
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
            live |= successor.zone == block.zone ? successor.live : 0;
        }
        for (GuestInstruction at : block.instructions.reversed()) {
            live = (live & ~Effects.writes(at)) | Effects.reads(at);
        }
        return live;
    }
}
