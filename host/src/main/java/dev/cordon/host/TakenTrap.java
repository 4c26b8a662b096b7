// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

import dev.cordon.machine.engine.Cause;
import dev.cordon.machine.engine.HartState;
import dev.cordon.machine.engine.Hstatus;
import dev.cordon.machine.engine.Status;

/**
 * The trap that a hart has just taken, as the CSRs of the mode that it is now in tell it.
 *
 * @param cause as mcause, scause and vscause hold it
 * @param value mtval, stval or vstval
 */
record TakenTrap(long cause, long value, PrivilegeMode from, PrivilegeMode to) {
    static TakenTrap of(HartState state) {
        PrivilegeMode to = PrivilegeMode.of(state);
        return switch (to) {
            case M -> {
                int previous = (int) (state.mstatus >>> Status.MPP_SHIFT) & 3;
                boolean virtual = (state.mstatus & Status.MPV) != 0;
                yield new TakenTrap(state.mcause, state.mtval, PrivilegeMode.of(previous, virtual), to);
            }
            case VS -> new TakenTrap(state.vscause, state.vstval, PrivilegeMode.of(spp(state.vsstatus), true), to);
            default -> {
                boolean virtual = (state.hstatus & Hstatus.SPV) != 0;
                yield new TakenTrap(state.scause, state.stval, PrivilegeMode.of(spp(state.mstatus), virtual), to);
            }
        };
    }

    private static int spp(long status) {
        return (status & Status.SPP) != 0 ? 1 : 0;
    }

    /** Such as {@code trap illegal instruction (cause 2), tval 0000000000000000, u to m}. */
    @Override
    public String toString() {
        return "trap %s (%s %d), tval %016x, %s to %s"
                .formatted(
                        name(),
                        cause < 0 ? "interrupt" : "cause",
                        cause & ~Cause.INTERRUPT,
                        value,
                        from.label(),
                        to.label());
    }

    private String name() {
        return cause < 0 ? interruptName((int) cause) : exceptionName((int) cause);
    }

    private static String interruptName(int code) {
        return switch (code) {
            case 1 -> "supervisor software interrupt";
            case 2 -> "virtual supervisor software interrupt";
            case 3 -> "machine software interrupt";
            case 5 -> "supervisor timer interrupt";
            case 6 -> "virtual supervisor timer interrupt";
            case 7 -> "machine timer interrupt";
            case 9 -> "supervisor external interrupt";
            case 10 -> "virtual supervisor external interrupt";
            case 11 -> "machine external interrupt";
            case 12 -> "supervisor guest external interrupt";
            default -> "interrupt";
        };
    }

    /** The name of a synchronous exception. */
    static String exceptionName(int code) {
        return switch (code) {
            case Cause.INSTRUCTION_ADDRESS_MISALIGNED -> "instruction address misaligned";
            case Cause.INSTRUCTION_ACCESS_FAULT -> "instruction access fault";
            case Cause.ILLEGAL_INSTRUCTION -> "illegal instruction";
            case Cause.BREAKPOINT -> "breakpoint";
            case Cause.LOAD_ADDRESS_MISALIGNED -> "load address misaligned";
            case Cause.LOAD_ACCESS_FAULT -> "load access fault";
            case Cause.STORE_ADDRESS_MISALIGNED -> "store address misaligned";
            case Cause.STORE_ACCESS_FAULT -> "store access fault";
            case Cause.ECALL_FROM_U -> "environment call from u";
            case Cause.ECALL_FROM_S -> "environment call from s";
            case Cause.ECALL_FROM_VS -> "environment call from vs";
            case Cause.ECALL_FROM_M -> "environment call from m";
            case Cause.INSTRUCTION_PAGE_FAULT -> "instruction page fault";
            case Cause.LOAD_PAGE_FAULT -> "load page fault";
            case Cause.STORE_PAGE_FAULT -> "store page fault";
            case Cause.INSTRUCTION_GUEST_PAGE_FAULT -> "instruction guest-page fault";
            case Cause.LOAD_GUEST_PAGE_FAULT -> "load guest-page fault";
            case Cause.VIRTUAL_INSTRUCTION -> "virtual instruction";
            case Cause.STORE_GUEST_PAGE_FAULT -> "store guest-page fault";
            default -> "exception";
        };
    }
}
