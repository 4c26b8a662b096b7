// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.tests.differential;

import dev.cordon.machine.isa.Csr;
import dev.cordon.machine.isa.Instruction;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** CSR instructions, on all numbers. What would lead a case astray is done and undone in one item. */
final class CsrItems {
    private static final List<Instruction> ROWS = List.of(
            Instruction.CSRRW,
            Instruction.CSRRS,
            Instruction.CSRRC,
            Instruction.CSRRWI,
            Instruction.CSRRSI,
            Instruction.CSRRCI);
    private static final List<Instruction> BY_REGISTER = ROWS.subList(0, 3);
    private static final List<Instruction> BITWISE = ROWS.subList(1, 3);
    /** Values that no two machines share. */
    private static final Set<Integer> FLEETING = Set.of(Csr.CYCLE, Csr.TIME, Csr.INSTRET, Csr.MCYCLE, Csr.MINSTRET);
    /** What the case itself rests on. */
    private static final Set<Integer> VITAL = Set.of(
            Csr.MTVEC,
            Csr.MSCRATCH,
            Csr.MEDELEG,
            Csr.STVEC,
            Csr.VSTVEC,
            Csr.MSTATUS,
            Csr.PMPCFG0,
            Csr.PMPCFG0 + 2,
            Csr.PMPADDR0);

    private static final List<Integer> NUMBERS = numbers();
    private static final List<Integer> INTERRUPTS = List.of(
            Csr.SIP,
            Csr.SSTATUS,
            Csr.HIP,
            Csr.HVIP,
            Csr.VSIP,
            Csr.VSSTATUS,
            Csr.MIP,
            Csr.MIDELEG,
            Csr.HIDELEG,
            Csr.STIMECMP);

    private static final int RESULT = 5;
    private static final int BLOCK = 64;
    /** So many {@linkplain #block blocks} have all numbers. */
    static final int BLOCKS = 4096 / BLOCK;

    private final Draw draw;
    private final Environment environment;

    CsrItems(Draw draw, Environment environment) {
        this.draw = draw;
        this.environment = environment;
    }

    private static List<Integer> numbers() {
        List<Integer> numbers = new ArrayList<>(Monitor.SAVED);
        numbers.addAll(List.of(
                Csr.FFLAGS,
                Csr.FRM,
                Csr.FCSR,
                Csr.CYCLE,
                Csr.TIME,
                Csr.INSTRET,
                Csr.HPMCOUNTER3,
                Csr.HPMCOUNTER3 + 28,
                Csr.MVENDORID,
                Csr.MARCHID,
                Csr.MIMPID,
                Csr.MHARTID,
                Csr.MCONFIGPTR,
                Csr.MTVEC,
                Csr.MSCRATCH,
                Csr.MCYCLE,
                Csr.MINSTRET,
                Csr.MHPMCOUNTER3,
                Csr.MHPMEVENT3));
        for (int i = 0; i < 16; i++) {
            numbers.add(Csr.PMPADDR0 + i);
        }
        return List.copyOf(numbers);
    }

    /** Reads of some of all CSR numbers; of event counters also writes, of zero so that QEMU's count nothing. */
    List<Item> block(int block) {
        List<Item> items = new ArrayList<>();
        for (int csr = block * BLOCK; csr < (block + 1) * BLOCK; csr++) {
            if (!isDebug(csr)) {
                boolean writes = environment.mode == Mode.M && Permitted.isEventCounter(csr);
                Instruction row = writes ? Instruction.CSRRW : Instruction.CSRRS;
                ItemCode code = new ItemCode().test(row.encode(RESULT, csr, 0));
                hide(code, csr, RESULT);
                items.add(code.item(Item.Trace.INTEGER, RESULT, false));
            }
        }
        return items;
    }

    List<Item> many(int count) {
        List<Item> items = new ArrayList<>();
        while (items.size() < count) {
            int csr = draw.chance(0.85) ? draw.of(NUMBERS) : draw.below(4096);

            if (environment.mode != Mode.M && draw.chance(0.5) && csr >>> 8 != 0) {
                csr = (csr & ~0x300) | (environment.mode.isUser() ? 0 : draw.below(2) << 8); // for this mode
            }
            one(csr, items);
        }
        return items;
    }

    /** On what interrupts depend on. */
    List<Item> interrupts(int count) {
        List<Item> items = new ArrayList<>();
        while (items.size() < count) {
            one(draw.of(INTERRUPTS), items);
        }
        return items;
    }

    private void one(int csr, List<Item> items) {
        boolean translates = csr == Csr.SATP || csr == Csr.VSATP || csr == Csr.HGATP;
        boolean timer = csr == Csr.STIMECMP || csr == Csr.VSTIMECMP;
        boolean loose = timer && (environment.mode == Mode.M || environment.mode == Mode.S) && !environment.hasTimers();
        if (isDebug(csr) || loose) {
            return;
        }
        ItemCode code = new ItemCode();
        Instruction row = isRaw(csr)
                ? Instruction.CSRRW
                : draw.of(
                        csr == Csr.MIP || csr == Csr.MENVCFG || csr == Csr.HENVCFG
                                ? BITWISE
                                : hasStrayBits(csr) ? BY_REGISTER : ROWS);
        boolean immediate = row.compareTo(Instruction.CSRRWI) >= 0;
        int rd = draw.chance(0.1) ? 0 : 1 + draw.below(27);
        int rs1 = draw.chance(0.15) ? 0 : immediate ? draw.below(32) : 1 + draw.below(27);
        if (!immediate && rs1 != 0) {
            code.before().li(rs1, value(csr));
        }
        boolean vital = VITAL.contains(csr) || (csr >= Csr.PMPADDR0 && csr < Csr.PMPADDR0 + 16);
        if (translates && environment.mode != Mode.M) {
            vital = true;
            if (row != Instruction.CSRRS || rs1 != 0) {
                row = Instruction.CSRRW;
                rs1 = 1 + draw.below(27);
                code.before().li(rs1, draw.of(5L, 1L, 15L, 10L) << 60 | draw.bits() >>> 4);
            }
            if (csr == Csr.HGATP) {
                return;
            }
        }
        if (vital) {
            doAndUndo(code, csr, row, rs1, items);
            return;
        }
        code.test(row.encode(rd, csr, rs1));
        hide(code, csr, rd);
        items.add(code.item(Item.Trace.INTEGER, rd, false));
    }

    /** Registers of which QEMU stores bits without meaning: only legal values are written. */
    private static boolean isRaw(int csr) {
        return csr == Csr.HGATP
                || csr == Csr.HSTATUS
                || csr == Csr.VSSTATUS
                || csr == Csr.PMPCFG0
                || csr == Csr.PMPCFG0 + 2;
    }

    /** Registers of which QEMU lets more bits be written than there are: no immediate operands. */
    private static boolean hasStrayBits(int csr) {
        return switch (csr) {
            case Csr.MIE,
                    Csr.MIP,
                    Csr.MIDELEG,
                    Csr.SIE,
                    Csr.SIP,
                    Csr.VSIE,
                    Csr.VSIP,
                    Csr.HVIP,
                    Csr.HIE,
                    Csr.HIP,
                    Csr.HIDELEG,
                    Csr.HGATP,
                    Csr.STIMECMP,
                    Csr.VSTIMECMP -> true;
            default -> false;
        };
    }

    private void doAndUndo(ItemCode code, int csr, Instruction row, int operand, List<Item> items) {
        code.before().emit(Instruction.CSRRS, 28, csr, 0);
        code.test(row.encode(Program.SCRATCH, csr, operand));
        code.before().emit(Instruction.CSRRW, Program.SCRATCH, csr, 28);
        hide(code, csr, Program.SCRATCH);
        items.add(code.item(Item.Trace.INTEGER, Program.SCRATCH, false));
    }

    /** Keeps what may differ out of the results. */
    private void hide(ItemCode code, int csr, int register) {
        int meant = environment.mode.virtual && csr == Csr.SSTATUS ? Csr.VSSTATUS : csr;
        long bits = FLEETING.contains(csr) ? -1 : Permitted.bits(meant);
        if (bits != 0) {
            int mask = register == 28 ? 27 : 28;
            code.before().li(mask, ~bits).emit(Instruction.AND, register, register, mask);
        }
    }

    private long value(int csr) {
        return switch (csr) {
            case Csr.STIMECMP -> draw.of(0, -1, 1L << 62);
            case Csr.VSTIMECMP -> draw.of(0, -1, 1L << 62);
            case Csr.PMPCFG0, Csr.PMPCFG0 + 2 -> protection();
            // QEMU stores bits that have no meaning
            case Csr.MIE, Csr.MIDELEG -> draw.bits() & 0xeee;
            case Csr.MIP -> draw.bits() & 0xaaa;
            case Csr.SIE, Csr.SIP, Csr.VSIE, Csr.VSIP -> draw.bits() & 0x222;
            case Csr.HVIP -> draw.bits() & (environment.mode == Mode.M ? 0x404 : 0x444);
            case Csr.HIE, Csr.HIP, Csr.HIDELEG -> draw.bits() & 0x444;
            case Csr.HGATP -> draw.of(0L, 8L, 9L) << 60 | (draw.bits() & 0xfff_ffff_fffcL);
            // QEMU lets UXL be 32; its other stray bits are harmless
            case Csr.MSTATUS, Csr.SSTATUS -> draw.bits() & ~(0xfL << 32);
            case Csr.MENVCFG, Csr.HENVCFG ->
                draw.bits() & ~(1L << 63); // without STCE, QEMU's timers interrupt M-mode's writes
            case Csr.HSTATUS -> draw.bits() & 0x70_03c0L;
            case Csr.VSSTATUS -> draw.bits() & 0xc_6122L;
            // QEMU takes a write that sets or clears no bits for none, and FS does not become Dirty
            case Csr.FFLAGS, Csr.FRM, Csr.FCSR -> draw.bits() | 1;
            default -> draw.chance(0.5) ? draw.integer() : draw.bits();
        };
    }

    /** Eight fields of pmpcfg that are legal everywhere. */
    private long protection() {
        long fields = 0;
        for (int i = 0; i < 8; i++) {
            fields = fields << 8 | draw.of(0, 1, 3, 4, 5, 7) | draw.of(0, 8, 0x18);
        }
        return fields;
    }

    /** Debug and trigger CSRs, which are no part of the machine. */
    private static boolean isDebug(int csr) {
        return (csr >= 0x7a0 && csr <= 0x7bf) || csr == Csr.SCONTEXT || csr == 0x6a8 || csr == 0x7a8;
    }
}
