// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.tests.differential;

import dev.cordon.machine.isa.Instruction;
import java.util.ArrayList;
import java.util.List;

/** Branches and jumps, over a marker or back to one. */
final class JumpItems {
    private static final List<Instruction> BRANCHES = List.of(
            Instruction.BEQ, Instruction.BNE, Instruction.BLT, Instruction.BGE, Instruction.BLTU, Instruction.BGEU);

    private final Draw draw;

    JumpItems(Draw draw) {
        this.draw = draw;
    }

    List<Item> many(int count) {
        List<Item> items = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            items.add(
                    switch (draw.below(8)) {
                        case 0 -> jump();
                        case 1, 2 -> register();
                        case 3 -> draw.chance(0.25) ? compressedStraight() : compressedBranch();
                        case 4 -> compressedJump();
                        default -> branch();
                    });
        }
        return items;
    }

    /** Two operands, equal now and then. */
    private void operands(ItemCode code, int a, int b) {
        code.constant(draw, a, false);
        code.constant(draw, b, false);
        if (draw.chance(0.25)) {
            code.before().emit(Instruction.ADDI, b, a, draw.below(3) - 1);
        }
    }

    private Item branch() {
        ItemCode code = new ItemCode();
        int a = 1 + draw.below(28);
        int b = 1 + draw.below(28);
        int mark = 1 + draw.below(28);
        operands(code, a, b);
        if (draw.chance(0.5)) {
            code.before().li(mark, 1);
            code.test(draw.of(BRANCHES).encode(a, b, 8));
            code.before().emit(Instruction.ADDI, mark, mark, 2);
        } else {
            code.before().emit(Instruction.JAL, 0, 12); // over the place that is branched back to
            code.before().emit(Instruction.ADDI, mark, 0, 7);
            code.before().emit(Instruction.JAL, 0, 12);
            code.test(draw.of(BRANCHES).encode(a, b, -8));
            code.before().emit(Instruction.ADDI, mark, 0, 9);
        }
        return code.item(Item.Trace.INTEGER, mark, false);
    }

    private Item jump() {
        ItemCode code = new ItemCode();
        int link = 1 + draw.below(28);
        int skipped = draw.below(4);
        code.test(Instruction.JAL.encode(link, 4 + 2L * skipped));
        for (int i = 0; i < skipped; i++) {
            code.before().half(1);
        }
        return code.item(Item.Trace.INTEGER, link, false);
    }

    private Item register() {
        ItemCode code = new ItemCode();
        int base = 1 + draw.below(28);
        int link = draw.chance(0.3) ? base : 1 + draw.below(28);
        int immediate = draw.below(4095) - 2047;
        code.before().emit(Instruction.AUIPC, base, 0);
        code.before().emit(Instruction.ADDI, base, base, 20 + draw.below(2));
        code.before().emit(Instruction.ADDI, base, base, 4);
        code.before().emit(Instruction.ADDI, base, base, -immediate);
        code.test(Instruction.JALR.encode(link, immediate, base));
        code.before().emit(Instruction.ADDI, link, 0, 3);
        return code.item(Item.Trace.INTEGER, link, false);
    }

    private Item compressedBranch() {
        ItemCode code = new ItemCode();
        int a = 8 + draw.below(8);
        int mark = 1 + draw.below(7);
        if (draw.chance(0.5)) {
            code.before().li(a, draw.below(2));
        } else {
            code.constant(draw, a, false);
        }
        code.before().li(mark, 1);
        int offset = 4; // C.BEQZ and C.BNEZ over a C.LI
        int half = (draw.chance(0.5) ? 0xc001 : 0xe001) | (a - 8) << 7 | (offset >> 1 & 3) << 3;
        code.test(half);
        code.before().half(0x4001 | mark << 7 | 5 << 2);
        return code.item(Item.Trace.INTEGER, mark, false);
    }

    /** C.J over a C.LI. */
    private Item compressedStraight() {
        ItemCode code = new ItemCode();
        int mark = 1 + draw.below(28);
        code.before().li(mark, 1);
        code.test(0xa001 | 4 << 1);
        code.before().half(0x4001 | mark << 7 | 5 << 2);
        return code.item(Item.Trace.INTEGER, mark, false);
    }

    private Item compressedJump() {
        ItemCode code = new ItemCode();
        int base = 2 + draw.below(27);
        boolean link = draw.chance(0.5);
        code.before().li(1, 77);
        code.before().emit(Instruction.AUIPC, base, 0);
        code.before().emit(Instruction.ADDI, base, base, 12 + draw.below(2));
        code.test((link ? 0x9002 : 0x8002) | base << 7); // C.JALR and C.JR over a C.NOP
        code.before().half(1);
        return code.item(Item.Trace.INTEGER, 1, false);
    }
}
