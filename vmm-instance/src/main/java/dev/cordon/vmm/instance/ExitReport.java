// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.vmm.instance;

import dev.cordon.microhypervisor.abi.Utcb;
import java.util.HexFormat;

/** Says everything about a VM exit that cannot be handled, for the person who runs the guest. */
final class ExitReport {
    private static final HexFormat HEX = HexFormat.of();

    private ExitReport() {}

    /**
     * The report on the exit in {@code utcb}: cause, place, instruction, address, and all registers.
     *
     * @param event the event's number
     * @param why one line that says why it was not handled
     */
    static String text(Utcb utcb, int hart, int event, String why, GuestMemory memory) {
        StringBuilder text = new StringBuilder(1600);
        text.append("hart ")
                .append(hart)
                .append(": ")
                .append(cause(event))
                .append(": ")
                .append(why);
        text.append("\n  pc ").append(hex(utcb.word(Utcb.PC)));
        text.append(utcb.word(Utcb.PRIVILEGE) == 0 ? " in user mode" : " in supervisor mode");
        text.append(", instruction ").append(instruction(utcb, memory));
        text.append("\n  guest-physical address ").append(hex(physicalAddress(utcb)));
        text.append(", stval ").append(hex(utcb.word(Utcb.STVAL)));
        text.append(", htinst ").append(hex(utcb.word(Utcb.HTINST)));
        for (int n = 0; n < 32; n++) {
            text.append(n % 4 == 0 ? "\n " : "");
            register(text, name(n), n == 0 ? 0 : utcb.x(n));
        }
        for (int csr = Utcb.VSSTATUS; csr <= Utcb.VSATP; csr++) {
            text.append((csr - Utcb.VSSTATUS) % 4 == 0 ? "\n " : "");
            register(text, csrName(csr), utcb.word(csr));
        }
        return text.append('\n').toString();
    }

    /**
     * The guest-physical address of the fault in {@code utcb}. htval has it without its lowest two bits: they are those of stval, or 0 in a page table.
     */
    static long physicalAddress(Utcb utcb) {
        boolean table = MmioInstruction.isPageTableAccess(utcb.word(Utcb.HTINST));
        return utcb.word(Utcb.HTVAL) << 2 | (table ? 0 : utcb.word(Utcb.STVAL) & 3);
    }

    private static String instruction(Utcb utcb, GuestMemory memory) {
        long pc = utcb.word(Utcb.PC);
        int low = halfword(utcb, memory, pc);
        if (low < 0) {
            return "not in memory";
        }
        if ((low & 3) != 3) {
            return "0x" + HEX.toHexDigits((short) low);
        }
        int high = halfword(utcb, memory, pc + 2);
        return high < 0 ? "not all in memory" : "0x" + HEX.toHexDigits(high << 16 | low);
    }

    private static int halfword(Utcb utcb, GuestMemory memory, long address) {
        long physical = GuestPageWalk.translate(memory, utcb.word(Utcb.VSATP), address);
        return memory.contains(physical, Short.BYTES) ? memory.read16(physical) : -1;
    }

    private static void register(StringBuilder text, String name, long value) {
        text.append(" ".repeat(10 - name.length())).append(name).append(' ').append(HEX.toHexDigits(value));
    }

    private static String hex(long value) {
        return "0x" + HEX.toHexDigits(value);
    }

    /** The name of a cause, as the privileged specification has it. */
    private static String cause(int event) {
        return switch (event) {
            case 0 -> "instruction address misaligned";
            case 1 -> "instruction access fault";
            case 2 -> "illegal instruction";
            case 3 -> "breakpoint";
            case 4 -> "load address misaligned";
            case 5 -> "load access fault";
            case 6 -> "store/AMO address misaligned";
            case 7 -> "store/AMO access fault";
            case 8 -> "environment call from VU-mode";
            case 10 -> "environment call from VS-mode";
            case 12 -> "instruction page fault";
            case 13 -> "load page fault";
            case 15 -> "store/AMO page fault";
            case 20 -> "instruction guest-page fault";
            case 21 -> "load guest-page fault";
            case 22 -> "virtual instruction";
            case 23 -> "store/AMO guest-page fault";
            default -> "event " + event;
        };
    }

    /** The name of x{@code n} in the calling convention. */
    private static String name(int n) {
        return switch (n) {
            case 0 -> "zero";
            case 1 -> "ra";
            case 2 -> "sp";
            case 3 -> "gp";
            case 4 -> "tp";
            case 5, 6, 7 -> "t" + (n - 5);
            case 8, 9 -> "s" + (n - 8);
            default -> n < 18 ? "a" + (n - 10) : n < 28 ? "s" + (n - 16) : "t" + (n - 25);
        };
    }

    private static String csrName(int word) {
        return switch (word) {
            case Utcb.VSSTATUS -> "vsstatus";
            case Utcb.VSIE -> "vsie";
            case Utcb.VSTVEC -> "vstvec";
            case Utcb.VSSCRATCH -> "vsscratch";
            case Utcb.VSEPC -> "vsepc";
            case Utcb.VSCAUSE -> "vscause";
            case Utcb.VSTVAL -> "vstval";
            default -> "vsatp";
        };
    }
}
