// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import dev.cordon.machine.engine.HartState;
import dev.cordon.microhypervisor.abi.RegisterGroup;
import dev.cordon.microhypervisor.abi.Utcb;

/** Copies the registers of a vCPU to a message and back, group by group. What is read back is made legal, as the CSR instructions would. */
final class RegisterTransfer {
    private static final long MASK_VSSTATUS = 1 << 1 // SIE
            | 1 << 5 // SPIE
            | 1 << 8 // SPP
            | 3 << 13 // FS
            | 1 << 18 // SUM
            | 1 << 19; // MXR
    private static final long XLEN_64 = 2L << 32;
    private static final long SATP_REST = (1L << 60) - 1;
    private static final int FIRST_ARGUMENT = 10;
    private static final int LAST_ARGUMENT = 17;

    private RegisterTransfer() {}

    /** Writes the registers in {@code groups} to {@code message}. */
    static void write(HartState state, Utcb message, int groups) {
        if (has(groups, RegisterGroup.PC)) {
            message.word(Utcb.PC, state.pc);
            message.word(Utcb.PRIVILEGE, state.privilege);
        }
        if (has(groups, RegisterGroup.TRAP)) {
            message.word(Utcb.SCAUSE, state.scause);
            message.word(Utcb.STVAL, state.stval);
            message.word(Utcb.HTVAL, state.htval);
            message.word(Utcb.HTINST, state.htinst);
        }
        if (has(groups, RegisterGroup.GENERAL)) {
            message.writeGeneral(state.x, 0, 31);
        } else if (has(groups, RegisterGroup.ARGUMENTS)) {
            message.writeGeneral(state.x, FIRST_ARGUMENT, LAST_ARGUMENT);
        }
        if (has(groups, RegisterGroup.FLOAT)) {
            for (int i = 0; i < 32; i++) {
                message.word(Utcb.F + i, state.f[i]);
            }
            message.word(Utcb.FCSR, state.fcsr());
        }
        if (has(groups, RegisterGroup.SUPERVISOR)) {
            writeSupervisor(state, message);
        }
        if (has(groups, RegisterGroup.TIMER)) {
            message.word(Utcb.VSTIMECMP, state.vstimecmp);
            message.word(Utcb.HTIMEDELTA, state.htimedelta);
        }
        if (has(groups, RegisterGroup.INTERRUPTS)) {
            message.word(Utcb.HVIP, state.hvip);
        }
        if (has(groups, RegisterGroup.CONFIGURATION)) {
            message.word(Utcb.HEDELEG, state.hedeleg);
            message.word(Utcb.HIDELEG, state.hideleg);
            message.word(Utcb.HENVCFG, state.henvcfg);
            message.word(Utcb.HCOUNTEREN, state.hcounteren);
        }
    }

    /** Reads the registers in {@code groups} from {@code reply}. */
    static void read(HartState state, Utcb reply, int groups) {
        if (has(groups, RegisterGroup.PC)) {
            state.pc = reply.word(Utcb.PC) & ~1;
            state.privilege = (int) reply.word(Utcb.PRIVILEGE) & 1;
        }
        if (has(groups, RegisterGroup.GENERAL)) {
            reply.readGeneral(state.x, 1, 31);
        } else if (has(groups, RegisterGroup.ARGUMENTS)) {
            reply.readGeneral(state.x, FIRST_ARGUMENT, LAST_ARGUMENT);
        }
        if (has(groups, RegisterGroup.FLOAT)) {
            for (int i = 0; i < 32; i++) {
                state.f[i] = reply.word(Utcb.F + i);
            }
            state.fcsr((int) reply.word(Utcb.FCSR));
        }
        if (has(groups, RegisterGroup.SUPERVISOR)) {
            readSupervisor(state, reply);
        }
        if (has(groups, RegisterGroup.TIMER)) {
            state.vstimecmp = reply.word(Utcb.VSTIMECMP);
            state.htimedelta = reply.word(Utcb.HTIMEDELTA);
        }
        if (has(groups, RegisterGroup.INTERRUPTS)) {
            state.hvip = reply.word(Utcb.HVIP) & Vcpu.VIRTUAL_INTERRUPTS;
        }
        if (has(groups, RegisterGroup.CONFIGURATION)) {
            state.hedeleg = reply.word(Utcb.HEDELEG) & VcpuReset.DELEGABLE;
            state.hideleg = reply.word(Utcb.HIDELEG) & Vcpu.VIRTUAL_INTERRUPTS;
            state.henvcfg = reply.word(Utcb.HENVCFG) & VcpuReset.ENVIRONMENT;
            state.hcounteren = reply.word(Utcb.HCOUNTEREN) & VcpuReset.COUNTERS;
        }
        state.mie &= state.hideleg
                | ~Vcpu.VIRTUAL_INTERRUPTS; // what the guest may not take is not enabled: it would trap for ever
    }

    private static void writeSupervisor(HartState state, Utcb message) {
        message.word(Utcb.VSSTATUS, state.vsstatus | XLEN_64);
        message.word(Utcb.VSIE, (state.mie & Vcpu.VIRTUAL_INTERRUPTS) >>> 1);
        message.word(Utcb.VSTVEC, state.vstvec);
        message.word(Utcb.VSSCRATCH, state.vsscratch);
        message.word(Utcb.VSEPC, state.vsepc);
        message.word(Utcb.VSCAUSE, state.vscause);
        message.word(Utcb.VSTVAL, state.vstval);
        message.word(Utcb.VSATP, state.vsatp);
    }

    private static void readSupervisor(HartState state, Utcb reply) {
        state.vsstatus = reply.word(Utcb.VSSTATUS) & MASK_VSSTATUS;
        state.mie = (state.mie & ~Vcpu.VIRTUAL_INTERRUPTS) | ((reply.word(Utcb.VSIE) << 1) & Vcpu.VIRTUAL_INTERRUPTS);
        state.vstvec = reply.word(Utcb.VSTVEC) & ~2;
        state.vsscratch = reply.word(Utcb.VSSCRATCH);
        state.vsepc = reply.word(Utcb.VSEPC) & ~1;
        state.vscause = reply.word(Utcb.VSCAUSE);
        state.vstval = reply.word(Utcb.VSTVAL);
        long vsatp = reply.word(Utcb.VSATP);
        int mode = (int) (vsatp >>> 60);
        if (mode == 0 || mode == 8 || mode == 9) { // Bare, Sv39, Sv48; others are not written
            state.vsatp = ((long) mode << 60) | (vsatp & SATP_REST);
        }
    }

    private static boolean has(int groups, int group) {
        return (groups & group) != 0;
    }
}
