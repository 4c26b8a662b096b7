// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.tests.differential;

import dev.cordon.machine.isa.Instruction;
import dev.cordon.machine.isa.Register;
import java.util.ArrayList;
import java.util.List;

/** Jumps into data pages of all kinds, which hold nothing but jumps back. */
final class FetchItems {
    /** Where to go on, also after a fault of the fetch. */
    static final int BACK = Register.T3;

    /**
     * Jumps back, each an instruction of two halfwords that begins two bytes after a multiple of four, so that the last of a page
     * lies in two pages.
     */
    static final long CODE = jumps();

    /** Nothing is there. */
    static final long DEVICE = 0x5_0000;

    private final Draw draw;
    private final Environment environment;

    FetchItems(Draw draw, Environment environment) {
        this.draw = draw;
        this.environment = environment;
    }

    private static long jumps() {
        long jump = Integer.toUnsignedLong(Integer.rotateLeft(Instruction.JALR.encode(0, 0, BACK), 16));
        return jump << 32 | jump;
    }

    List<Item> many(int count) {
        List<Item> items = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            items.add(one());
        }
        return items;
    }

    private Item one() {
        ItemCode code = new ItemCode();
        int base = 5 + draw.below(20);
        int link = draw.chance(0.5) ? 0 : 1 + draw.below(4);
        code.before().li(base, address());
        code.before().emit(Instruction.AUIPC, BACK, 0).emit(Instruction.ADDI, BACK, BACK, 12);
        code.test(Instruction.JALR.encode(link, 0, base));
        return link == 0 ? code.item(Item.Trace.MARK, 0, false) : code.item(Item.Trace.INTEGER, link, false);
    }

    private long address() {
        long good = environment.window() + Layout.DATA + (long) draw.below(Layout.DATA_PAGES - 1) * Layout.PAGE;
        long page = switch (draw.below(24)) {
            case 0 -> DEVICE;
            case 1 -> good ^ 1L << (48 + draw.below(16));
            case 2, 3, 4 -> good;
            default -> draw.of(environment.targets());
        };
        long offset = draw.chance(0.3) ? Layout.PAGE - 2 : draw.below(Layout.PAGE / 2) * 2L;
        return page + offset;
    }
}
