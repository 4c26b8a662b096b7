// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

import dev.cordon.machine.isa.Alu;
import dev.cordon.machine.isa.Bits;
import dev.cordon.machine.isa.Branch;
import dev.cordon.machine.isa.MulDiv;

/**
 * The main loop: it runs micro-operations for as long as nothing needs care, and otherwise leaves.
 *
 * <p>HotSpot decides the shape. The method stays below 8000 bytecodes, or it would never be compiled; it makes no calls that are
 * not inlined, for a slow path that returns into the loop makes the compiler keep the loop's variables on the stack. So whatever is
 * not fast (a TLB miss, a CSR, a trap) leaves the loop, is done outside, and the loop is entered again.
 */
final class Interpreter {
    /** The budget is used up. */
    static final int BUDGET = 0;
    /** The code page of {@code pc} is not in the {@link CodeTlb}. */
    static final int FETCH = 1;
    /** The instruction at {@code pc} needs care: {@link #op}. */
    static final int CARE = 2;

    /** No address of a page. */
    private static final long NOWHERE = 1;

    /** Decoded code to continue with. */
    CodePage page = CodePage.EMPTY;
    /** Address of {@link #page}. */
    private long base = NOWHERE;
    /** The instruction that needs care. */
    long op;
    /** How many instructions of the budget are left. */
    int budget;

    private final Reservations reservations;

    Interpreter(Reservations reservations) {
        this.reservations = reservations;
    }

    /** Lets the next run begin in a page, which holds this address. */
    void enter(CodePage next, long address) {
        page = next;
        base = address & Tlb.PAGE;
    }

    /** Lets the next run begin nowhere: the code that the pc points to must be looked up again. */
    void leave() {
        base = NOWHERE;
    }

    /** Whether a run can begin at an address without further ado. */
    boolean isAt(long address) {
        return base == (address & Tlb.PAGE);
    }

    /** Runs from state.pc, which lies in the page that was {@linkplain #enter entered}, for at most {@link #budget} instructions. */
    int run(HartState state, DataTlb data, CodeTlb code) {
        final long[] x = state.x;
        final long[] readTags = data.readTags;
        final long[] writeTags = data.writeTags;
        final long[] addends = data.addends;
        final Reservations reservations = this.reservations;
        CodePage page = this.page;
        long[] ops = page.ops;
        long base = this.base;
        int budget = this.budget;
        int slot = (int) (state.pc - base) >> 1;
        long pc = state.pc;
        long op = 0;
        int reason;
        while (true) {
            run:
            while (true) {
                op = ops[slot];
                if (--budget < 0) {
                    reason = BUDGET;
                    break run;
                }
                long a = x[MicroOp.rs1(op) & (x.length - 1)];
                long b = x[MicroOp.rs2(op) & (x.length - 1)];
                long immediate = MicroOp.immediate(op);
                long result;
                reason = CARE;
                switch (MicroOp.operation(op)) {
                    case MicroOp.LI -> result = immediate;
                    case MicroOp.AUIPC -> result = base + immediate;
                    case MicroOp.ADDI -> result = Alu.add(a, immediate);
                    case MicroOp.ANDI -> result = Alu.and(a, immediate);
                    case MicroOp.ORI -> result = Alu.or(a, immediate);
                    case MicroOp.XORI -> result = Alu.xor(a, immediate);
                    case MicroOp.SLLI -> result = Alu.sll(a, immediate);
                    case MicroOp.SRLI -> result = Alu.srl(a, immediate);
                    case MicroOp.SRAI -> result = Alu.sra(a, immediate);
                    case MicroOp.SLTI -> result = Alu.slt(a, immediate);
                    case MicroOp.SLTIU -> result = Alu.sltu(a, immediate);
                    case MicroOp.ADDIW -> result = Alu.addw(a, immediate);
                    case MicroOp.SLLIW -> result = Alu.sllw(a, immediate);
                    case MicroOp.SRLIW -> result = Alu.srlw(a, immediate);
                    case MicroOp.SRAIW -> result = Alu.sraw(a, immediate);
                    case MicroOp.ADD -> result = Alu.add(a, b);
                    case MicroOp.SUB -> result = Alu.sub(a, b);
                    case MicroOp.AND -> result = Alu.and(a, b);
                    case MicroOp.OR -> result = Alu.or(a, b);
                    case MicroOp.XOR -> result = Alu.xor(a, b);
                    case MicroOp.SLL -> result = Alu.sll(a, b);
                    case MicroOp.SRL -> result = Alu.srl(a, b);
                    case MicroOp.SRA -> result = Alu.sra(a, b);
                    case MicroOp.SLT -> result = Alu.slt(a, b);
                    case MicroOp.SLTU -> result = Alu.sltu(a, b);
                    case MicroOp.ADDW -> result = Alu.addw(a, b);
                    case MicroOp.SUBW -> result = Alu.subw(a, b);
                    case MicroOp.SLLW -> result = Alu.sllw(a, b);
                    case MicroOp.SRLW -> result = Alu.srlw(a, b);
                    case MicroOp.SRAW -> result = Alu.sraw(a, b);
                    case MicroOp.MUL -> result = MulDiv.mul(a, b);
                    case MicroOp.MULH -> result = MulDiv.mulh(a, b);
                    case MicroOp.MULHSU -> result = MulDiv.mulhsu(a, b);
                    case MicroOp.MULHU -> result = MulDiv.mulhu(a, b);
                    case MicroOp.DIV -> result = MulDiv.div(a, b);
                    case MicroOp.DIVU -> result = MulDiv.divu(a, b);
                    case MicroOp.REM -> result = MulDiv.rem(a, b);
                    case MicroOp.REMU -> result = MulDiv.remu(a, b);
                    case MicroOp.MULW -> result = MulDiv.mulw(a, b);
                    case MicroOp.DIVW -> result = MulDiv.divw(a, b);
                    case MicroOp.DIVUW -> result = MulDiv.divuw(a, b);
                    case MicroOp.REMW -> result = MulDiv.remw(a, b);
                    case MicroOp.REMUW -> result = MulDiv.remuw(a, b);
                    case MicroOp.SH1ADD -> result = Bits.sh1add(a, b);
                    case MicroOp.SH2ADD -> result = Bits.sh2add(a, b);
                    case MicroOp.SH3ADD -> result = Bits.sh3add(a, b);
                    case MicroOp.ADD_UW -> result = Bits.addUw(a, b);
                    case MicroOp.SH1ADD_UW -> result = Bits.sh1addUw(a, b);
                    case MicroOp.SH2ADD_UW -> result = Bits.sh2addUw(a, b);
                    case MicroOp.SH3ADD_UW -> result = Bits.sh3addUw(a, b);
                    case MicroOp.ANDN -> result = Bits.andn(a, b);
                    case MicroOp.ORN -> result = Bits.orn(a, b);
                    case MicroOp.XNOR -> result = Bits.xnor(a, b);
                    case MicroOp.MAX -> result = Bits.max(a, b);
                    case MicroOp.MAXU -> result = Bits.maxu(a, b);
                    case MicroOp.MIN -> result = Bits.min(a, b);
                    case MicroOp.MINU -> result = Bits.minu(a, b);
                    case MicroOp.ROL -> result = Bits.rol(a, b);
                    case MicroOp.ROR -> result = Bits.ror(a, b);
                    case MicroOp.ROLW -> result = Bits.rolw(a, b);
                    case MicroOp.RORW -> result = Bits.rorw(a, b);
                    case MicroOp.BCLR -> result = Bits.bclr(a, b);
                    case MicroOp.BEXT -> result = Bits.bext(a, b);
                    case MicroOp.BINV -> result = Bits.binv(a, b);
                    case MicroOp.BSET -> result = Bits.bset(a, b);
                    case MicroOp.SLLI_UW -> result = Bits.slliUw(a, immediate);
                    case MicroOp.RORI -> result = Bits.ror(a, immediate);
                    case MicroOp.RORIW -> result = Bits.rorw(a, immediate);
                    case MicroOp.BCLRI -> result = Bits.bclr(a, immediate);
                    case MicroOp.BEXTI -> result = Bits.bext(a, immediate);
                    case MicroOp.BINVI -> result = Bits.binv(a, immediate);
                    case MicroOp.BSETI -> result = Bits.bset(a, immediate);
                    case MicroOp.CLZ -> result = Bits.clz(a);
                    case MicroOp.CTZ -> result = Bits.ctz(a);
                    case MicroOp.CPOP -> result = Bits.cpop(a);
                    case MicroOp.CLZW -> result = Bits.clzw(a);
                    case MicroOp.CTZW -> result = Bits.ctzw(a);
                    case MicroOp.CPOPW -> result = Bits.cpopw(a);
                    case MicroOp.SEXT_B -> result = Bits.sextB(a);
                    case MicroOp.SEXT_H -> result = Bits.sextH(a);
                    case MicroOp.ZEXT_H -> result = Bits.zextH(a);
                    case MicroOp.ORC_B -> result = Bits.orcB(a);
                    case MicroOp.REV8 -> result = Bits.rev8(a);
                    case MicroOp.BEQ -> {
                        if (Branch.beq(a, b)) {
                            slot = (int) immediate;
                            continue;
                        }
                        result = 0;
                    }
                    case MicroOp.BNE -> {
                        if (Branch.bne(a, b)) {
                            slot = (int) immediate;
                            continue;
                        }
                        result = 0;
                    }
                    case MicroOp.BLT -> {
                        if (Branch.blt(a, b)) {
                            slot = (int) immediate;
                            continue;
                        }
                        result = 0;
                    }
                    case MicroOp.BGE -> {
                        if (Branch.bge(a, b)) {
                            slot = (int) immediate;
                            continue;
                        }
                        result = 0;
                    }
                    case MicroOp.BLTU -> {
                        if (Branch.bltu(a, b)) {
                            slot = (int) immediate;
                            continue;
                        }
                        result = 0;
                    }
                    case MicroOp.BGEU -> {
                        if (Branch.bgeu(a, b)) {
                            slot = (int) immediate;
                            continue;
                        }
                        result = 0;
                    }

                    case MicroOp.JAL -> {
                        x[MicroOp.rd(op) & (x.length - 1)] = base + ((long) (slot + MicroOp.length(op)) << 1);
                        slot = (int) immediate;
                        continue;
                    }
                    case MicroOp.LB -> {
                        long address = a + immediate;
                        int entry = (int) (address >>> 12) & (readTags.length - 1);
                        if ((address & DataTlb.BYTE) != readTags[entry]) {
                            break run;
                        }
                        result = HostMemory.loadByte(address + addends[entry & (addends.length - 1)]);
                    }
                    case MicroOp.LBU -> {
                        long address = a + immediate;
                        int entry = (int) (address >>> 12) & (readTags.length - 1);
                        if ((address & DataTlb.BYTE) != readTags[entry]) {
                            break run;
                        }
                        result = HostMemory.loadByte(address + addends[entry & (addends.length - 1)]) & 0xff;
                    }
                    case MicroOp.LH -> {
                        long address = a + immediate;
                        int entry = (int) (address >>> 12) & (readTags.length - 1);
                        if ((address & DataTlb.HALFWORD) != readTags[entry]) {
                            break run;
                        }
                        result = HostMemory.loadShort(address + addends[entry & (addends.length - 1)]);
                    }
                    case MicroOp.LHU -> {
                        long address = a + immediate;
                        int entry = (int) (address >>> 12) & (readTags.length - 1);
                        if ((address & DataTlb.HALFWORD) != readTags[entry]) {
                            break run;
                        }
                        result = HostMemory.loadShort(address + addends[entry & (addends.length - 1)]) & 0xffff;
                    }
                    case MicroOp.LW -> {
                        long address = a + immediate;
                        int entry = (int) (address >>> 12) & (readTags.length - 1);
                        if ((address & DataTlb.WORD) != readTags[entry]) {
                            break run;
                        }
                        result = HostMemory.loadInt(address + addends[entry & (addends.length - 1)]);
                    }
                    case MicroOp.LWU -> {
                        long address = a + immediate;
                        int entry = (int) (address >>> 12) & (readTags.length - 1);
                        if ((address & DataTlb.WORD) != readTags[entry]) {
                            break run;
                        }
                        result = HostMemory.loadInt(address + addends[entry & (addends.length - 1)]) & 0xffff_ffffL;
                    }
                    case MicroOp.LD -> {
                        long address = a + immediate;
                        int entry = (int) (address >>> 12) & (readTags.length - 1);
                        if ((address & DataTlb.DOUBLEWORD) != readTags[entry]) {
                            break run;
                        }
                        result = HostMemory.loadLong(address + addends[entry & (addends.length - 1)]);
                    }
                    case MicroOp.SB -> {
                        long address = a + immediate;
                        int entry = (int) (address >>> 12) & (writeTags.length - 1);
                        if ((address & DataTlb.BYTE) != writeTags[entry] || reservations.mayHold(address)) {
                            break run;
                        }
                        HostMemory.storeByte(address + addends[entry & (addends.length - 1)], b);
                        result = 0;
                    }
                    case MicroOp.SH -> {
                        long address = a + immediate;
                        int entry = (int) (address >>> 12) & (writeTags.length - 1);
                        if ((address & DataTlb.HALFWORD) != writeTags[entry] || reservations.mayHold(address)) {
                            break run;
                        }
                        HostMemory.storeShort(address + addends[entry & (addends.length - 1)], b);
                        result = 0;
                    }
                    case MicroOp.SW -> {
                        long address = a + immediate;
                        int entry = (int) (address >>> 12) & (writeTags.length - 1);
                        if ((address & DataTlb.WORD) != writeTags[entry] || reservations.mayHold(address)) {
                            break run;
                        }
                        HostMemory.storeInt(address + addends[entry & (addends.length - 1)], b);
                        result = 0;
                    }
                    case MicroOp.SD -> {
                        long address = a + immediate;
                        int entry = (int) (address >>> 12) & (writeTags.length - 1);
                        if ((address & DataTlb.DOUBLEWORD) != writeTags[entry] || reservations.mayHold(address)) {
                            break run;
                        }
                        HostMemory.storeLong(address + addends[entry & (addends.length - 1)], b);
                        result = 0;
                    }
                    case MicroOp.JALR -> {
                        pc = a + immediate & -2;
                        x[MicroOp.rd(op) & (x.length - 1)] = base + ((long) (slot + MicroOp.length(op)) << 1);
                        if ((pc & Tlb.PAGE) == base) {
                            slot = (int) (pc - base) >> 1;
                            continue;
                        }
                        reason = FETCH;
                        break run;
                    }
                    case MicroOp.FAR_JAL -> {
                        x[MicroOp.rd(op) & (x.length - 1)] = base + ((long) (slot + MicroOp.length(op)) << 1);
                        pc = base + immediate;
                        reason = FETCH;
                        break run;
                    }
                    case MicroOp.FAR_BEQ -> {
                        if (Branch.beq(a, b)) {
                            pc = base + immediate;
                            reason = FETCH;
                            break run;
                        }
                        result = 0;
                    }
                    case MicroOp.FAR_BNE -> {
                        if (Branch.bne(a, b)) {
                            pc = base + immediate;
                            reason = FETCH;
                            break run;
                        }
                        result = 0;
                    }
                    case MicroOp.FAR_BLT -> {
                        if (Branch.blt(a, b)) {
                            pc = base + immediate;
                            reason = FETCH;
                            break run;
                        }
                        result = 0;
                    }
                    case MicroOp.FAR_BGE -> {
                        if (Branch.bge(a, b)) {
                            pc = base + immediate;
                            reason = FETCH;
                            break run;
                        }
                        result = 0;
                    }
                    case MicroOp.FAR_BLTU -> {
                        if (Branch.bltu(a, b)) {
                            pc = base + immediate;
                            reason = FETCH;
                            break run;
                        }
                        result = 0;
                    }
                    case MicroOp.FAR_BGEU -> {
                        if (Branch.bgeu(a, b)) {
                            pc = base + immediate;
                            reason = FETCH;
                            break run;
                        }
                        result = 0;
                    }
                    case MicroOp.PAGE_END -> {
                        budget++;
                        pc = base + ((long) slot << 1);
                        reason = FETCH;
                        break run;
                    }
                    default -> {
                        break run;
                    }
                }
                x[MicroOp.rd(op) & (x.length - 1)] = result;
                slot += MicroOp.length(op);
            }
            if (reason == FETCH) {
                long target = pc & Tlb.PAGE;
                int entry = CodeTlb.entry(pc);
                if (code.tags[entry] == target) {
                    page = code.pages[entry];
                    ops = page.ops;
                    base = target;
                    slot = (int) (pc - base) >> 1;
                    continue;
                }
                this.budget = budget;
                state.pc = pc;
                return reason;
            }
            break;
        }
        this.page = page;
        this.base = base;
        this.budget = budget + 1;
        this.op = op;
        state.pc = base + ((long) slot << 1);
        return reason;
    }
}
