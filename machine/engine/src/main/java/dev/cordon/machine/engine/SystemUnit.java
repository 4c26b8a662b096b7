// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

import dev.cordon.machine.isa.Instruction;
import dev.cordon.machine.isa.Operands;
import dev.cordon.machine.isa.SilentFailures;

/** The privileged instructions that fence translations, wait or return: what they check, and which fences are which. */
final class SystemUnit {
    private final SilentFailures silent;
    private final Trap trap;
    private final Caches caches;

    SystemUnit(SilentFailures silent, Trap trap, Caches caches) {
        this.silent = silent;
        this.trap = trap;
        this.caches = caches;
    }

    /** Does an instruction; false if it traps. */
    boolean execute(HartState state, Instruction instruction, int word) {
        int cause = check(state, instruction);
        if (cause != CsrTable.ALLOWED) {
            return silent.has(instruction) || trap.raise(cause, Integer.toUnsignedLong(word));
        }
        int rs1 = Operands.rs1(word);
        int rs2 = Operands.rs2(word);
        switch (instruction) {
            case SFENCE_VMA, SINVAL_VMA -> caches.fenceFirstStage(state, state.virtual, rs1, rs2);
            case HFENCE_VVMA, HINVAL_VVMA -> caches.fenceFirstStage(state, true, rs1, rs2);
            case HFENCE_GVMA, HINVAL_GVMA -> caches.fenceGuestStage(rs2 == 0, (int) state.x[rs2] & 0x3fff);
            default -> {
                // SFENCE.W.INVAL and SFENCE.INVAL.IR order what is in order here
            }
        }
        return true;
    }

    /** The exception that an instruction takes in the current mode, or {@link CsrTable#ALLOWED}. */
    static int check(HartState state, Instruction instruction) {
        boolean user = state.privilege == Privilege.USER;
        boolean supervisor = state.privilege == Privilege.SUPERVISOR;
        boolean tvm = supervisor && (state.mstatus & Status.TVM) != 0;
        return switch (instruction) {
            case SFENCE_VMA, SINVAL_VMA -> {
                if (state.virtual) {
                    yield user || (state.hstatus & Hstatus.VTVM) != 0 ? Cause.VIRTUAL_INSTRUCTION : CsrTable.ALLOWED;
                }
                yield user || tvm ? Cause.ILLEGAL_INSTRUCTION : CsrTable.ALLOWED;
            }
            case SFENCE_W_INVAL, SFENCE_INVAL_IR -> user ? refused(state) : CsrTable.ALLOWED;
            case HFENCE_VVMA, HINVAL_VVMA -> user || state.virtual ? refused(state) : CsrTable.ALLOWED;
            case HFENCE_GVMA, HINVAL_GVMA -> user || state.virtual || tvm ? refused(state) : CsrTable.ALLOWED;
            case WFI -> {
                if (state.privilege != Privilege.MACHINE && (state.mstatus & Status.TW) != 0) {
                    yield Cause.ILLEGAL_INSTRUCTION;
                }
                boolean trapped = state.virtual && (state.hstatus & Hstatus.VTW) != 0;
                yield user || trapped ? refused(state) : CsrTable.ALLOWED;
            }
            case SRET -> {
                if (state.virtual) {
                    yield user || (state.hstatus & Hstatus.VTSR) != 0 ? Cause.VIRTUAL_INSTRUCTION : CsrTable.ALLOWED;
                }
                boolean trapped = supervisor && (state.mstatus & Status.TSR) != 0;
                yield user || trapped ? Cause.ILLEGAL_INSTRUCTION : CsrTable.ALLOWED;
            }
            case MRET -> state.privilege == Privilege.MACHINE ? CsrTable.ALLOWED : Cause.ILLEGAL_INSTRUCTION;
            default -> throw new IllegalArgumentException(instruction.mnemonic());
        };
    }

    private static int refused(HartState state) {
        return state.virtual ? Cause.VIRTUAL_INSTRUCTION : Cause.ILLEGAL_INSTRUCTION;
    }
}
