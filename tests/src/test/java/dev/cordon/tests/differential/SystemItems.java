// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.tests.differential;

import dev.cordon.machine.isa.Csr;
import dev.cordon.machine.isa.Format;
import dev.cordon.machine.isa.Instruction;
import java.util.ArrayList;
import java.util.List;

/** Calls, breakpoints, fences of translations, waiting, and at last a return to another mode. */
final class SystemItems {
    private static final List<Instruction> ROWS = List.of(
            Instruction.ECALL,
            Instruction.EBREAK,
            Instruction.SFENCE_VMA,
            Instruction.SINVAL_VMA,
            Instruction.SFENCE_W_INVAL,
            Instruction.SFENCE_INVAL_IR,
            Instruction.HFENCE_VVMA,
            Instruction.HFENCE_GVMA,
            Instruction.HINVAL_VVMA,
            Instruction.HINVAL_GVMA,
            Instruction.FENCE,
            Instruction.FENCE_I,
            Instruction.WFI,
            Instruction.SRET,
            Instruction.MRET);
    private static final int C_EBREAK = 0x9002;

    private static final int UART = 10;

    private final Draw draw;
    private final Environment environment;

    SystemItems(Draw draw, Environment environment) {
        this.draw = draw;
        this.environment = environment;
    }

    /** Lets interrupts be pending and enabled from the start. */
    static void pend(Environment environment) {
        Draw draw = environment.draw;
        // one only: among several, QEMU takes the lowest number first if there is no AIA
        environment.csrs.put(Csr.MIE, 1L << draw.of(1, 2, 5, 6, 9, 10));
        environment.csrs.put(Csr.STIMECMP, draw.of(0, -1, -1));
        environment.csrs.put(Csr.VSTIMECMP, environment.hasTimers() ? draw.of(0, -1) : -1);
        environment.csrs.put(Csr.MIP, draw.bits() & 0x222);
        environment.csrs.put(Csr.HVIP, draw.dense() & 0x404); // QEMU drops VSTIP from M-mode
        switch (draw.below(8)) {
            case 0 -> { // CLINT: msip
                environment.lines.put(0x200_0000L, 1L);
                environment.csrs.put(Csr.MIE, 1L << 3);
            }
            case 1 -> { // CLINT: mtimecmp
                environment.lines.put(0x200_4004L, 0L);
                environment.lines.put(0x200_4000L, 0L);
                environment.csrs.put(Csr.MIE, 1L << 7);
            }
            case 2, 3, 4 -> external(environment, draw.below(2));
            default -> {}
        }
        environment.csrs.put(Csr.HIDELEG, draw.dense() & 0x444);
        environment.csrs.put(Csr.VSSTATUS, environment.csrs.getOrDefault(Csr.VSSTATUS, 0L) | 2);
    }

    /** The UART can take more to send: an interrupt of the PLIC, for M-mode or S-mode. */
    private static void external(Environment environment, int context) {
        environment.lines.put(0xc00_0000L + 4 * UART, 1L);
        environment.lines.put(0xc00_2000L + 0x80L * context, 1L << UART);
        environment.lines.put(0x1000_0001L, 2L);
        environment.csrs.put(Csr.MIE, context == 0 ? 1L << 11 : 1L << 9);
    }

    List<Item> many(int count) {
        List<Item> items = new ArrayList<>();
        while (items.size() < count) {
            Instruction row = draw.of(ROWS);
            if (row == Instruction.WFI && environment.mode == Mode.VU && environment.trapsWaiting()) {
                continue; // QEMU ignores TW there
            }
            boolean fence = row == Instruction.SFENCE_W_INVAL || row == Instruction.SFENCE_INVAL_IR;
            if (fence && environment.mode.isUser()) {
                continue; // QEMU does nothing there (Svinval: it is to trap)
            }
            if (returns(row)) {
                continue;
            }
            if (row == Instruction.EBREAK && draw.chance(0.5)) {
                items.add(new ItemCode().test(C_EBREAK).item(Item.Trace.MARK, 0, false));
                continue;
            }
            int word = row.match() | ((int) draw.bits() & ~row.mask());
            if (row.format() == Format.FENCE_ADDRESS && draw.chance(0.3)) {
                word &= ~(31 << (draw.chance(0.5) ? 15 : 20));
            }
            items.add(new ItemCode().test(word).item(Item.Trace.MARK, 0, false));
        }
        items.add(ret());
        return items;
    }

    /** Whether an instruction would go where sepc or mepc points. */
    private boolean returns(Instruction row) {
        return switch (row) {
            case MRET -> environment.mode == Mode.M;
            case SRET -> !environment.mode.isUser();
            default -> false;
        };
    }

    /** Goes on after itself, in another mode perhaps. */
    private Item ret() {
        boolean machine = environment.mode == Mode.M && draw.chance(0.5);
        ItemCode code = new ItemCode();
        code.before().li(1, draw.bits() & (1L << 1 | 1L << 5 | 1L << 8));
        code.before().li(2, draw.bits() & (1L << 7 | 1L << 8));
        code.before().li(3, draw.bits() & (1L << 7 | 3L << 11));
        switch (environment.mode) {
            case M -> {
                code.before().emit(Instruction.CSRRS, 0, Csr.SSTATUS, 1);
                code.before().emit(Instruction.CSRRS, 0, Csr.HSTATUS, 2);
                code.before().emit(Instruction.CSRRS, 0, Csr.MSTATUS, 3);
            }
            case S -> {
                code.before().emit(Instruction.CSRRS, 0, Csr.SSTATUS, 1);
                code.before().emit(Instruction.CSRRS, 0, Csr.HSTATUS, 2);
            }
            case VS -> code.before().emit(Instruction.CSRRS, 0, Csr.SSTATUS, 1);
            default -> {}
        }
        code.before().emit(Instruction.AUIPC, 4, 0);
        code.before().emit(Instruction.ADDI, 4, 4, 16);
        code.before().emit(Instruction.CSRRW, 0, machine ? Csr.MEPC : Csr.SEPC, 4);
        code.test((machine ? Instruction.MRET : Instruction.SRET).match());
        return code.item(Item.Trace.MARK, 0, false);
    }
}
