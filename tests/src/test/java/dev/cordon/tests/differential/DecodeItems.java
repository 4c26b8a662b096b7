// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.tests.differential;

import dev.cordon.machine.isa.Compressed;
import dev.cordon.machine.isa.Decoder;
import dev.cordon.machine.isa.Instruction;
import dev.cordon.machine.isa.Operands;
import java.util.ArrayList;
import java.util.List;

/** Words and halfwords at random, and such as differ little from an instruction: most of them illegal. */
final class DecodeItems {
    private static final List<Instruction> ALL = List.of(Instruction.values());

    private final Draw draw;

    DecodeItems(Draw draw) {
        this.draw = draw;
    }

    List<Item> many(int count) {
        List<Item> items = new ArrayList<>();
        while (items.size() < count) {
            int bits = draw.chance(0.3) ? draw.below(1 << 16) : draw.chance(0.2) ? (int) draw.bits() | 3 : near();
            boolean compressed = Compressed.isCompressed(bits);
            int word = compressed ? Compressed.expand(bits) : bits;
            Instruction row = Decoder.decode(word);
            ItemCode code = new ItemCode().test(compressed ? bits & 0xffff : bits);
            if (row == Instruction.ILLEGAL) {
                items.add(code.item(Item.Trace.MARK, 0, false));
            } else if (row == Instruction.FENCE) {
                items.add(code.item(Item.Trace.MARK, 0, false));
            } else if (ComputeItems.computes(row) && isHarmless(row, word)) {
                items.add(ComputeItems.finish(code, row, Operands.rd(word)));
            }
        }
        return items;
    }

    private static boolean isHarmless(Instruction row, int word) {
        return !ComputeItems.writesInteger(row) || Operands.rd(word) < Program.SCRATCH;
    }

    /** An instruction with one or two of its fixed bits turned. */
    private int near() {
        Instruction row = draw.of(ALL);
        int word = row.match() | ((int) draw.bits() & ~row.mask());
        for (int flips = 1 + draw.below(2); flips > 0; flips--) {
            int bit = 2 + draw.below(30);
            word ^= (row.mask() >>> bit & 1) << bit;
        }
        return word | 3;
    }
}
