// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

/**
 * Taking traps and returning from them (Privileged ISA, "Machine Status Registers"; H extension, "Trap Entry", "Trap Return"): what
 * they do to the state.
 */
public final class Traps {
    private static final int VECTORED = 1;

    private Traps() {}

    /** Enters M-mode for an exception. */
    static void toMachine(HartState state, Trap trap) {
        toMachine(state, trap.cause, trap.value, trap.guestVirtual, trap.guestPhysical, trap.instruction);
    }

    /** Enters M-mode for an interrupt. */
    static void toMachine(HartState state, int interrupt) {
        toMachine(state, Cause.INTERRUPT | interrupt, 0, false, 0, 0);
    }

    private static void toMachine(
            HartState state, long cause, long value, boolean guestVirtual, long guestPhysical, long instruction) {
        state.mepc = state.pc;
        state.mcause = cause;
        state.mtval = value;
        state.mtval2 = guestPhysical >>> 2;
        state.mtinst = instruction;
        long status = state.mstatus & ~(Status.MPP | Status.MPV | Status.GVA | Status.MPIE | Status.MIE);
        status |= (long) state.privilege << Status.MPP_SHIFT;
        status |= state.virtual ? Status.MPV : 0;
        status |= guestVirtual ? Status.GVA : 0;
        status |= (state.mstatus & Status.MIE) != 0 ? Status.MPIE : 0;
        state.mstatus = status;
        state.privilege = Privilege.MACHINE;
        state.virtual = false;
        state.pc = vector(state.mtvec, cause);
    }

    /** Sets the CSRs that tell HS-mode of an exception: all but sstatus, privilege, V and pc. */
    static void tellHypervisor(HartState state, Trap trap) {
        tellHypervisor(state, trap.cause, trap.value, trap.guestVirtual, trap.guestPhysical, trap.instruction);
    }

    /** Sets the CSRs that tell HS-mode of an interrupt: all but sstatus, privilege, V and pc. */
    static void tellHypervisor(HartState state, int interrupt) {
        tellHypervisor(state, Cause.INTERRUPT | interrupt, 0, false, 0, 0);
    }

    private static void tellHypervisor(
            HartState state, long cause, long value, boolean guestVirtual, long guestPhysical, long instruction) {
        state.sepc = state.pc;
        state.scause = cause;
        state.stval = value;
        state.htval = guestPhysical >>> 2;
        state.htinst = instruction;
        long status = state.hstatus & ~(Hstatus.SPV | Hstatus.GVA);
        status |= guestVirtual ? Hstatus.GVA : 0;
        if (state.virtual) {
            status = (status & ~Hstatus.SPVP) | Hstatus.SPV;
            status |= state.privilege == Privilege.SUPERVISOR ? Hstatus.SPVP : 0;
        }
        state.hstatus = status;
    }

    /** Enters HS-mode, once it has been told why. */
    static void toHypervisor(HartState state) {
        state.mstatus = stacked(state.mstatus, state.privilege);
        state.privilege = Privilege.SUPERVISOR;
        state.virtual = false;
        state.pc = vector(state.stvec, state.scause);
    }

    /**
     * Enters VS-mode from VS-mode or VU-mode, as for a trap that is delegated there. The core injects exceptions with it.
     *
     * @param cause what vscause receives: for an interrupt {@link Cause#INTERRUPT} and the code as VS-mode knows it (1, 5, 9)
     * @param value what vstval receives
     */
    public static void toGuest(HartState state, long cause, long value) {
        state.vsepc = state.pc;
        state.vscause = cause;
        state.vstval = value;
        state.vsstatus = stacked(state.vsstatus, state.privilege);
        state.privilege = Privilege.SUPERVISOR;
        state.pc = vector(state.vstvec, cause);
    }

    private static long stacked(long status, int privilege) {
        long result = status & ~(Status.SPP | Status.SPIE | Status.SIE);
        result |= privilege == Privilege.SUPERVISOR ? Status.SPP : 0;
        return result | ((status & Status.SIE) != 0 ? Status.SPIE : 0);
    }

    private static long vector(long tvec, long cause) {
        long base = tvec & -4;
        return cause < 0 && (tvec & 3) == VECTORED ? base + 4 * (cause & ~Cause.INTERRUPT) : base;
    }

    /** MRET. */
    static void returnFromMachine(HartState state) {
        long status = state.mstatus;
        int privilege = (int) (status >>> Status.MPP_SHIFT) & 3;
        state.virtual = privilege != Privilege.MACHINE && (status & Status.MPV) != 0;
        state.privilege = privilege;
        state.pc = state.mepc;
        long result = (status & ~(Status.MPP | Status.MPV | Status.MIE)) | Status.MPIE;
        result |= (status & Status.MPIE) != 0 ? Status.MIE : 0;
        state.mstatus = privilege == Privilege.MACHINE ? result : result & ~Status.MPRV;
    }

    /** SRET in M-mode or HS-mode. */
    static void returnFromHypervisor(HartState state) {
        state.privilege = previous(state.mstatus);
        state.virtual = (state.hstatus & Hstatus.SPV) != 0;
        state.pc = state.sepc;
        state.hstatus &= ~Hstatus.SPV;
        state.mstatus = unstacked(state.mstatus) & ~Status.MPRV;
    }

    /** SRET in VS-mode. */
    static void returnFromGuest(HartState state) {
        state.privilege = previous(state.vsstatus);
        state.pc = state.vsepc;
        state.vsstatus = unstacked(state.vsstatus);
    }

    private static int previous(long status) {
        return (status & Status.SPP) != 0 ? Privilege.SUPERVISOR : Privilege.USER;
    }

    private static long unstacked(long status) {
        long result = (status & ~(Status.SPP | Status.SIE)) | Status.SPIE;
        return result | ((status & Status.SPIE) != 0 ? Status.SIE : 0);
    }
}
