// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.tests.differential;

import dev.cordon.machine.isa.Compressed;
import dev.cordon.machine.isa.Decoder;
import dev.cordon.machine.isa.Format;
import dev.cordon.machine.isa.Instruction;
import dev.cordon.machine.isa.Operands;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Instructions that compute: from registers to a register. */
final class ComputeItems {
    private static final Set<Format> INTEGER =
            EnumSet.of(Format.R_TYPE, Format.I_TYPE, Format.U_TYPE, Format.UNARY, Format.SHIFT, Format.SHIFT_WORD);
    private static final Set<Format> FLOATING = EnumSet.of(
            Format.R4_TYPE,
            Format.FLOAT_ARITHMETIC,
            Format.FLOAT_SELECT,
            Format.FLOAT_COMPARE,
            Format.FLOAT_UNARY,
            Format.FLOAT_WIDEN,
            Format.FLOAT_TO_INTEGER,
            Format.FLOAT_FROM_INTEGER,
            Format.FLOAT_FROM_WORD,
            Format.FLOAT_INSPECT,
            Format.FLOAT_FROM_BITS);
    private static final Set<Format> TO_INTEGER =
            EnumSet.of(Format.FLOAT_COMPARE, Format.FLOAT_TO_INTEGER, Format.FLOAT_INSPECT);
    private static final Set<Format> FROM_INTEGER =
            EnumSet.of(Format.FLOAT_FROM_INTEGER, Format.FLOAT_FROM_WORD, Format.FLOAT_FROM_BITS);

    private static final List<Instruction> ROWS = rows();

    private final Draw draw;

    ComputeItems(Draw draw) {
        this.draw = draw;
    }

    private static List<Instruction> rows() {
        List<Instruction> rows = new ArrayList<>();
        for (Instruction instruction : Instruction.values()) {
            if (computes(instruction)) {
                rows.add(instruction);
            }
        }
        return rows;
    }

    static boolean computes(Instruction instruction) {
        return INTEGER.contains(instruction.format()) || FLOATING.contains(instruction.format());
    }

    static boolean isFloating(Instruction instruction) {
        return FLOATING.contains(instruction.format());
    }

    static boolean writesInteger(Instruction instruction) {
        return INTEGER.contains(instruction.format()) || TO_INTEGER.contains(instruction.format());
    }

    List<Item> many(int count) {
        List<Item> items = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            items.add(draw.chance(0.15) ? compressed() : one());
        }
        return items;
    }

    List<Item> withoutFloatingTrace(int count) {
        List<Item> items = new ArrayList<>();
        while (items.size() < count) {
            Item item = one();
            boolean floating = item.trace() == Item.Trace.FLOATING;
            items.add(new Item(
                    item.code(),
                    item.at(),
                    item.instruction(),
                    item.bits(),
                    floating ? Item.Trace.MARK : item.trace(),
                    item.register(),
                    item.flags()));
        }
        return items;
    }

    private Item one() {
        Instruction row = draw.of(ROWS);
        int word = row.match() | ((int) draw.bits() & ~row.mask());
        word = withField(word, 7, draw.chance(0.03) ? 0 : 1 + draw.below(28), !isFloating(row) || writesInteger(row));
        ItemCode code = new ItemCode();
        boolean floatingOperands = isFloating(row) && !FROM_INTEGER.contains(row.format());
        if (draw.chance(0.85)) {
            prepare(code, Operands.rs1(word), floatingOperands);
        }
        if (draw.chance(0.85)) {
            prepare(code, Operands.rs2(word), floatingOperands);
        }
        if (row.format() == Format.R4_TYPE && draw.chance(0.7)) {
            prepare(code, Operands.rs3(word), true);
        }
        if (isFloating(row) && draw.chance(0.3)) {
            code.before()
                    .emit(Instruction.CSRRWI, Program.SCRATCH, 2, draw.chance(0.9) ? draw.below(5) : draw.below(8));
        }
        code.test(word);
        return finish(code, row, Operands.rd(word));
    }

    static Item finish(ItemCode code, Instruction row, int rd) {
        return code.item(writesInteger(row) ? Item.Trace.INTEGER : Item.Trace.FLOATING, rd, isFloating(row));
    }

    private void prepare(ItemCode code, int register, boolean floating) {
        if (floating || (register > 0 && register < Program.SCRATCH)) {
            code.constant(draw, register, floating);
        }
    }

    private static int withField(int word, int shift, int value, boolean condition) {
        return condition ? (word & ~(31 << shift)) | value << shift : word;
    }

    private Item compressed() {
        while (true) {
            int half = draw.below(1 << 16);
            half = draw.chance(0.4) ? (half & 0x1fff) | 0x8001 : half; // most forms are there
            int word = Compressed.isCompressed(half) ? Compressed.expand(half) : 0;
            Instruction row = Decoder.decode(word);
            if (!computes(row) || Operands.rd(word) >= Program.SCRATCH) {
                continue;
            }
            ItemCode code = new ItemCode();
            prepare(code, Operands.rs1(word), false);
            if (row.format() == Format.R_TYPE) {
                prepare(code, Operands.rs2(word), false);
            }
            return finish(code.test(half), row, Operands.rd(word));
        }
    }
}
