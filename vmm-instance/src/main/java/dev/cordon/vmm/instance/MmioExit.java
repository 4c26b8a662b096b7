// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.vmm.instance;

import dev.cordon.microhypervisor.abi.Event;
import dev.cordon.microhypervisor.abi.RegisterGroup;
import dev.cordon.microhypervisor.abi.Utcb;

/** Guest-page faults: loads from and stores to the devices of the board. */
final class MmioExit {
    private MmioExit() {}

    /** Carries out the access in {@code utcb} and makes its reply; returns false, having changed nothing, if it is none to a device. */
    static boolean handle(Utcb utcb, int event, VirtualBoard board) {
        long htinst = utcb.word(Utcb.HTINST);
        long address = ExitReport.physicalAddress(utcb);
        int size = MmioInstruction.size(htinst);
        if (event == Event.LOAD_GUEST_PAGE_FAULT && MmioInstruction.isLoad(htinst) && board.covers(address, size)) {
            utcb.x(MmioInstruction.destination(htinst), MmioInstruction.extend(htinst, board.load(address, size)));
            advance(utcb, htinst, RegisterGroup.PC | RegisterGroup.GENERAL);
            return true;
        }
        if (event == Event.STORE_GUEST_PAGE_FAULT && MmioInstruction.isStore(htinst) && board.covers(address, size)) {
            int source = MmioInstruction.source(htinst);
            board.store(address, size, source == 0 ? 0 : utcb.x(source));
            advance(utcb, htinst, RegisterGroup.PC);
            return true;
        }
        return false;
    }

    private static void advance(Utcb utcb, long htinst, int groups) {
        utcb.word(Utcb.PC, utcb.word(Utcb.PC) + MmioInstruction.length(htinst));
        utcb.groups(groups);
    }

    /** Why {@link #handle} did not: one line. */
    static String why(Utcb utcb, int event, GuestMemory memory) {
        long htinst = utcb.word(Utcb.HTINST);
        long address = ExitReport.physicalAddress(utcb);
        if (memory.contains(address, 1)) {
            return "the guest's memory was taken away there";
        }
        if (MmioInstruction.isPageTableAccess(htinst)) {
            return "no memory there to hold a page table";
        }
        if (event == Event.INSTRUCTION_GUEST_PAGE_FAULT) {
            return "no memory there to execute from";
        }
        if (htinst != 0 && !MmioInstruction.isLoad(htinst) && !MmioInstruction.isStore(htinst)) {
            return "no memory there, and only integer loads and stores can reach devices";
        }
        return htinst == 0
                ? "no memory there, and the instruction is not known"
                : "neither memory nor a device register there";
    }
}
