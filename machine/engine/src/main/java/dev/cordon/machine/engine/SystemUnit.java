// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

import dev.cordon.machine.isa.Instruction;
import dev.cordon.machine.isa.Operands;

/** The privileged instructions that fence translations or wait: what they check, and what of the TLBs they flush. */
final class SystemUnit {
    private final Hart hart;
    private final Trap trap;
    private final TlbPool<DataTlb> dataTlbs;
    private final TlbPool<CodeTlb> codeTlbs;

    SystemUnit(Hart hart, Trap trap, TlbPool<DataTlb> dataTlbs, TlbPool<CodeTlb> codeTlbs) {
        this.hart = hart;
        this.trap = trap;
        this.dataTlbs = dataTlbs;
        this.codeTlbs = codeTlbs;
    }

    /** Does an instruction; false if it traps. */
    boolean execute(HartState state, Instruction instruction, int word) {
        int cause = check(state, instruction);
        if (cause != CsrTable.ALLOWED) {
            return hart.claims().silent.has(instruction) || trap.raise(cause, Integer.toUnsignedLong(word));
        }
        int rs1 = Operands.rs1(word);
        int rs2 = Operands.rs2(word);
        switch (instruction) {
            case SFENCE_VMA, SINVAL_VMA -> flush(state, state.virtual, rs1, rs2);
            case HFENCE_VVMA, HINVAL_VVMA -> flush(state, true, rs1, rs2);
            case HFENCE_GVMA, HINVAL_GVMA -> flushGuests(rs2 == 0, (int) state.x[rs2] & 0x3fff);
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

    /** Flushes first-stage translations, of a guest those of the current VMID; rs1 and rs2 are as in SFENCE.VMA. */
    private void flush(HartState state, boolean guest, int rs1, int rs2) {
        int vmid = TranslationContext.vmid(state.hgatp);
        int asid = (int) state.x[rs2] & 0xffff;
        flush(dataTlbs, guest, vmid, rs2 == 0, asid, rs1 == 0, state.x[rs1]);
        flush(codeTlbs, guest, vmid, rs2 == 0, asid, rs1 == 0, state.x[rs1]);
        hart.translationsFlushed();
    }

    private static void flush(
            TlbPool<? extends Tlb> tlbs,
            boolean guest,
            int vmid,
            boolean anyAsid,
            int asid,
            boolean anyAddress,
            long address) {
        for (Tlb tlb : tlbs.all()) {
            TranslationContext context = tlb.context;
            if (context.guest() == guest && (!guest || context.vmid() == vmid) && (anyAsid || context.asid() == asid)) {
                if (anyAddress) {
                    tlb.clear();
                } else {
                    tlb.clear(address);
                }
            }
        }
    }

    /** Flushes all that depends on G-stage tables, of one VMID or of all. */
    void flushGuests(boolean anyVmid, int vmid) {
        flushGuests(dataTlbs, anyVmid, vmid);
        flushGuests(codeTlbs, anyVmid, vmid);
        hart.translationsFlushed();
    }

    private static void flushGuests(TlbPool<? extends Tlb> tlbs, boolean anyVmid, int vmid) {
        for (Tlb tlb : tlbs.all()) {
            if (tlb.context.guest() && (anyVmid || tlb.context.vmid() == vmid)) {
                tlb.clear();
            }
        }
    }
}
