// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.tests.differential;

import dev.cordon.machine.isa.Compressed;
import dev.cordon.machine.isa.Csr;
import dev.cordon.machine.isa.Decoder;
import dev.cordon.machine.isa.Format;
import dev.cordon.machine.isa.Instruction;
import dev.cordon.machine.isa.Operands;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Loads, stores, atomics and cache-block instructions, at addresses of all kinds. */
final class MemoryItems {
    private static final Set<Format> FORMATS = EnumSet.of(
            Format.LOAD,
            Format.STORE,
            Format.FLOAT_LOAD,
            Format.FLOAT_STORE,
            Format.LOAD_RESERVED,
            Format.AMO,
            Format.GUEST_LOAD,
            Format.GUEST_STORE,
            Format.CACHE_BLOCK);
    private static final Set<Format> ALIGNED = EnumSet.of(Format.LOAD_RESERVED, Format.AMO);
    private static final List<Instruction> ROWS = rows();
    private static final long SUM = 1L << 18;
    private static final long MXR = 1L << 19;

    private final Draw draw;
    private final Environment environment;
    /** The page of which the current item has changed the entry, or 0. */
    private long remapped;

    MemoryItems(Draw draw, Environment environment) {
        this.draw = draw;
        this.environment = environment;
    }

    private static List<Instruction> rows() {
        List<Instruction> rows = new ArrayList<>();
        for (Instruction instruction : Instruction.values()) {
            if (FORMATS.contains(instruction.format()) && instruction != Instruction.JALR) {
                rows.add(instruction);
            }
        }
        return rows;
    }

    List<Item> many(int count) {
        List<Item> items = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            items.add(draw.chance(0.12) ? compressed() : one());
        }
        return items;
    }

    private Item one() {
        Instruction row = draw.of(ROWS);
        if (row.mnemonic().startsWith("hlvx") && (!environment.guestModeFits() || environment.isProtected())) {
            row = Instruction.HLV_D;
        }
        if (environment.isProtected()) { // without a reservation, QEMU's SC does not look at its address
            row = row == Instruction.SC_W
                    ? Instruction.AMOSWAP_W
                    : row == Instruction.SC_D ? Instruction.AMOSWAP_D : row;
        }
        ItemCode code = new ItemCode();
        prelude(code);
        boolean guest = row.format() == Format.GUEST_LOAD || row.format() == Format.GUEST_STORE;
        boolean atomic = ALIGNED.contains(row.format());
        boolean modifies = row.format() == Format.AMO;
        int word = row.match() | ((int) draw.bits() & ~row.mask());
        int rd = 1 + draw.below(28);
        int base = 1 + draw.below(28);
        word = field(word, 15, base);
        if (!isStore(row) && row.format() != Format.CACHE_BLOCK) {
            word = row.format() == Format.FLOAT_LOAD ? word : field(word, 7, draw.chance(0.03) ? 0 : rd);
        }
        if ((isStore(row) || row.format() == Format.AMO) && row.format() != Format.FLOAT_STORE) {
            int source = 1 + draw.below(28);
            code.constant(draw, source, false);
            word = field(word, 20, source);
        }
        int size = size(row);
        boolean block = row.format() == Format.CACHE_BLOCK;
        long address = address(guest, size, atomic || block);
        boolean nested = environment.mode.virtual && environment.hasGuestStage();
        if (block) { // QEMU reports the start of the block, and does not ask whether there is memory
            address &= -size;
            // If loads fail in the one stage and stores in the other, either may be reported.
            if (draw.chance(0.3) || nested || address >>> 12 == 0x50) {
                address = environment.window() + Layout.DATA + draw.below(Layout.PAGE);
                address &= environment.isProtected() ? -size : -1;
            }
        }
        if (row == Instruction.SC_W
                || row == Instruction.SC_D
                || (modifies && (nested || environment.canRemap() || environment.isProtected()))) {
            // Of an AMO QEMU first does the load, through both stages and with the A bit.
            // QEMU does not look at an address without a reservation
            address = environment.window() + Layout.DATA + (draw.below(Layout.PAGE) & -size);
        }
        if (row == Instruction.HLVX_HU || row == Instruction.HLVX_WU) {
            // QEMU raises fetch faults here (H, "Virtual-Machine Load and Store Instructions": it is a load)
            address = environment.guestWindow() + Layout.DATA + (draw.below(Layout.PAGE) & -size);
        }
        long offset = offset(row, word);
        code.before().li(base, address - offset);
        if ((row == Instruction.SC_W || row == Instruction.SC_D) && draw.chance(0.8)) {
            Instruction reserve = row == Instruction.SC_W ? Instruction.LR_W : Instruction.LR_D;
            code.before().emit(reserve, Program.SCRATCH, base);
        }
        return finish(code.test(word), row, word);
    }

    private static Item finish(ItemCode code, Instruction row, int word) {
        if (row.format() == Format.FLOAT_LOAD) {
            return code.item(Item.Trace.FLOATING, Operands.rd(word), false);
        }
        boolean loads = !isStore(row) && row.format() != Format.CACHE_BLOCK;
        return code.item(loads ? Item.Trace.INTEGER : Item.Trace.MARK, Operands.rd(word), false);
    }

    private Item compressed() {
        while (true) {
            int half = draw.below(1 << 16);
            int word = Compressed.isCompressed(half) ? Compressed.expand(half) : 0;
            Instruction row = Decoder.decode(word);
            if (!FORMATS.contains(row.format()) || row == Instruction.JALR) {
                continue;
            }
            boolean integerLoad = row.format() == Format.LOAD;
            if (integerLoad && Operands.rd(word) >= Program.SCRATCH) {
                continue;
            }
            ItemCode code = new ItemCode();
            prelude(code);
            code.before().li(Operands.rs1(word), address(false, size(row), false) - offset(row, word));
            return finish(code.test(half), row, word);
        }
    }

    /** Changes, now and then, what addresses mean. */
    private void prelude(ItemCode code) {
        remapped = 0;
        boolean supervisor = environment.mode == Mode.S || environment.mode == Mode.VS || environment.mode == Mode.M;
        if (supervisor && draw.chance(0.15)) {
            code.before().li(Program.SCRATCH, draw.of(SUM, MXR, SUM | MXR));
            code.before()
                    .emit(draw.chance(0.5) ? Instruction.CSRRS : Instruction.CSRRC, 0, Csr.SSTATUS, Program.SCRATCH);
        }
        if (environment.canRemap() && draw.chance(0.15)) {
            int which = draw.below(environment.remappable().size());
            long entry = environment.seen(environment.remappable().get(which));
            code.before()
                    .li(28, environment.remappedTarget(which))
                    .emit(Instruction.LB, Program.SCRATCH, 0, 28) // so that there is something to fence
                    .li(28, entry)
                    .emit(Instruction.LD, Program.SCRATCH, 0, 28)
                    .emit(Instruction.XORI, Program.SCRATCH, Program.SCRATCH, 1L << draw.below(8))
                    .emit(Instruction.SD, Program.SCRATCH, 0, 28)
                    .li(28, environment.remappedTarget(which));
            remapped = environment.remappedTarget(which);
            switch (draw.below(3)) {
                case 0 -> code.before().emit(Instruction.SFENCE_VMA, 0, 0);
                case 1 -> code.before().emit(Instruction.SFENCE_VMA, 28, 0);
                default -> code.before().emit(Instruction.SINVAL_VMA, 28, 0);
            }
        }
    }

    private long address(boolean guest, int size, boolean atomic) {
        List<Long> targets = guest ? environment.guestTargets() : environment.targets();
        long good = (guest ? environment.guestWindow() : environment.window()) + Layout.DATA;
        long page = switch (draw.below(8)) {
            case 0, 1 -> good + (long) draw.below(Layout.DATA_PAGES) * Layout.PAGE;
            case 2 -> draw.chance(0.5) ? good : environment.window();
            default -> draw.of(targets);
        };
        if (remapped != 0 && !guest) {
            page = remapped;
        }
        page = switch (draw.below(40)) {
            case 0 -> atomic ? page : page ^ 1L << (48 + draw.below(16)); // below are devices of QEMU
            case 1 -> atomic ? page : draw.bits();
            case 2 -> 0x5_0000;
            default -> page;
        };
        if (page == environment.window()) {
            page = good; // the header is not for writing
        }
        boolean aligned = environment.isProtected() || draw.chance(atomic ? 0.9 : 0.6);
        if (!atomic && !environment.isProtected() && draw.chance(0.15)) {
            return page + Layout.PAGE - draw.below(9);
        }
        long offset = draw.below(Layout.PAGE - 8);
        return page + (aligned ? offset & -size : offset);
    }

    private static boolean isStore(Instruction row) {
        return row.format() == Format.STORE || row.format() == Format.FLOAT_STORE || row.format() == Format.GUEST_STORE;
    }

    private static long offset(Instruction row, int word) {
        return switch (row.format()) {
            case LOAD, FLOAT_LOAD -> Operands.immI(word);
            case STORE, FLOAT_STORE -> Operands.immS(word);
            default -> 0;
        };
    }

    private static int size(Instruction row) {
        String name = row.mnemonic();
        if (row.format() == Format.CACHE_BLOCK) {
            return 64;
        }
        if (name.contains(".")) {
            return switch (name.charAt(name.indexOf('.') + 1)) {
                case 'b' -> 1;
                case 'h' -> 2;
                case 'w' -> 4;
                default -> 8;
            };
        }
        return switch (name.replaceFirst("^f?[ls]", "").charAt(0)) {
            case 'b' -> 1;
            case 'h' -> 2;
            case 'w' -> 4;
            default -> 8;
        };
    }

    private static int field(int word, int shift, int value) {
        return (word & ~(31 << shift)) | value << shift;
    }
}
