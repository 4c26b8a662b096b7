// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

import dev.cordon.machine.isa.Bits;
import dev.cordon.machine.isa.Compressed;
import dev.cordon.machine.isa.Decoder;
import dev.cordon.machine.isa.Extension;
import dev.cordon.machine.isa.Instruction;
import dev.cordon.machine.isa.Isa;
import dev.cordon.machine.isa.MulDiv;
import dev.cordon.machine.isa.Operands;

/**
 * Turns instructions into {@link MicroOp}s, those that the hart does not claim to have into illegal ones.
 *
 * <p>Without the C extension a jump must lead to a multiple of four: jumps that may not are left to {@link JumpUnit}.
 */
final class Predecoder {
    private final Isa isa;
    private final boolean strictJumps;

    Predecoder(Isa isa) {
        this.isa = isa;
        strictJumps = !isa.has(Extension.C);
    }

    /**
     * The micro-operation of an instruction.
     *
     * @param bits the instruction in the low bits: 32 of them, or 16 if it is compressed
     * @param slot where in its page it starts
     */
    MicroOp decode(int bits, int slot, CodePage page) {
        return decode(bits, slot, page, CodePage.SLOTS);
    }

    /** The same for an instruction that stands alone: no slot of its page can be reached by a near jump. */
    MicroOp decodeSingle(int bits, int slot, CodePage page) {
        return decode(bits, slot, page, 0);
    }

    /** Whether the instruction after this one is not the next to run. */
    static boolean endsRun(MicroOp op) {
        return switch (op.instruction) {
            case JAL, JALR, ILLEGAL -> true;
            default -> false;
        };
    }

    /** The slot of the same page that an instruction jumps back to, or calls; -1 if it does neither. */
    static int leadsTo(MicroOp op) {
        boolean near = op instanceof BranchOps.Near;
        boolean calls = near && op.instruction == Instruction.JAL && op.rd != HartState.SINK;
        return near && (calls || op.immediate <= op.slot) ? op.immediate : -1;
    }

    private MicroOp decode(int bits, int slot, CodePage page, int slots) {
        if (Compressed.isCompressed(bits)) {
            int word = Compressed.expand(bits);
            return word == Compressed.ILLEGAL || strictJumps || !isa.has(Decoder.decode(word))
                    ? new Other(new Decoded(Instruction.ILLEGAL, bits & 0xffff, 1, slot))
                    : decode(new Decoded(Decoder.decode(word), word, 1, slot), page, slots);
        }
        return decode(new Decoded(Decoder.decode(bits), bits, 2, slot), page, slots);
    }

    private MicroOp decode(Decoded from, CodePage page, int slots) {
        Instruction instruction = from.instruction();
        int word = from.word();
        if (!isa.has(instruction)) {
            return new Other(new Decoded(Instruction.ILLEGAL, word, from.length(), from.slot()));
        }
        if (strictJumps && JumpUnit.mayMisalign(instruction, word)) {
            return new Other(from);
        }
        return switch (instruction.format()) {
            case R_TYPE -> register(from);
            case UNARY -> unary(from);
            case I_TYPE -> immediate(from, Operands.immI(word));
            case SHIFT -> immediate(from, Operands.shamt(word));
            case SHIFT_WORD -> immediate(from, Operands.shamtW(word));
            case LOAD, FLOAT_LOAD -> load(from, Operands.immI(word));
            case STORE, FLOAT_STORE -> store(from, Operands.immS(word));
            case B_TYPE -> {
                int target = from.offset() + Operands.immB(word);
                yield near(target, slots) ? branch(from, target >> 1, page) : farBranch(from, target);
            }
            case J_TYPE -> {
                int target = from.offset() + Operands.immJ(word);
                yield near(target, slots) ? new JumpOps.Jal(from, target >> 1, page) : new JumpOps.FarJal(from, target);
            }
            case U_TYPE -> upper(from, Operands.immU(word));
            case FENCE_SETS -> new Fence(from);
            default -> new Other(from);
        };
    }

    private static MicroOp upper(Decoded from, int immediate) {
        if (from.instruction() == Instruction.LUI) {
            return new ImmediateOps.Li(from, immediate);
        }
        return immediate + from.offset() < immediate // the sum does not fit
                ? new Other(from)
                : new ImmediateOps.Auipc(from, immediate + from.offset());
    }

    private static boolean near(int target, int slots) {
        return target >= 0 && target >> 1 < slots;
    }

    private static MicroOp branch(Decoded from, int target, CodePage page) {
        return switch (from.instruction()) {
            case BEQ -> new BranchOps.Beq(from, target, page);
            case BNE -> new BranchOps.Bne(from, target, page);
            case BLT -> new BranchOps.Blt(from, target, page);
            case BGE -> new BranchOps.Bge(from, target, page);
            case BLTU -> new BranchOps.Bltu(from, target, page);
            default -> new BranchOps.Bgeu(from, target, page);
        };
    }

    private static MicroOp farBranch(Decoded from, int offset) {
        return switch (from.instruction()) {
            case BEQ -> new BranchOps.FarBeq(from, offset);
            case BNE -> new BranchOps.FarBne(from, offset);
            case BLT -> new BranchOps.FarBlt(from, offset);
            case BGE -> new BranchOps.FarBge(from, offset);
            case BLTU -> new BranchOps.FarBltu(from, offset);
            default -> new BranchOps.FarBgeu(from, offset);
        };
    }

    private static MicroOp load(Decoded from, int immediate) {
        return switch (from.instruction()) {
            case LB -> new LoadOps.Lb(from, immediate);
            case LH -> new LoadOps.Lh(from, immediate);
            case LW -> new LoadOps.Lw(from, immediate);
            case LD -> new LoadOps.Ld(from, immediate);
            case LBU -> new LoadOps.Lbu(from, immediate);
            case LHU -> new LoadOps.Lhu(from, immediate);
            case LWU -> new LoadOps.Lwu(from, immediate);
            case FLW -> new LoadOps.Flw(from, immediate);
            case FLD -> new LoadOps.Fld(from, immediate);
            case JALR -> new JumpOps.Jalr(from, immediate); // which has the format of a load
            default -> new Other(from);
        };
    }

    private static MicroOp store(Decoded from, int immediate) {
        return switch (from.instruction()) {
            case SB -> new StoreOps.Sb(from, immediate);
            case SH -> new StoreOps.Sh(from, immediate);
            case SW -> new StoreOps.Sw(from, immediate);
            case SD -> new StoreOps.Sd(from, immediate);
            case FSW -> new StoreOps.Fsw(from, immediate);
            case FSD -> new StoreOps.Fsd(from, immediate);
            default -> new Other(from);
        };
    }

    private static MicroOp immediate(Decoded from, int immediate) {
        return switch (from.instruction()) {
            case ADDI -> addi(from, immediate);
            case ANDI -> new ImmediateOps.Andi(from, immediate);
            case ORI -> new ImmediateOps.Ori(from, immediate);
            case XORI -> new ImmediateOps.Xori(from, immediate);
            case SLTI -> new ImmediateOps.Slti(from, immediate);
            case SLTIU -> new ImmediateOps.Sltiu(from, immediate);
            case ADDIW -> new ImmediateOps.Addiw(from, immediate);
            case SLLI -> new ImmediateOps.Slli(from, immediate);
            case SRLI -> new ImmediateOps.Srli(from, immediate);
            case SRAI -> new ImmediateOps.Srai(from, immediate);
            case SLLIW -> new ImmediateOps.Slliw(from, immediate);
            case SRLIW -> new ImmediateOps.Srliw(from, immediate);
            case SRAIW -> new ImmediateOps.Sraiw(from, immediate);
            case SLLI_UW -> new ImmediateOps.Immediate(from, immediate, Bits::slliUw);
            case RORI -> new ImmediateOps.Immediate(from, immediate, Bits::ror);
            case RORIW -> new ImmediateOps.Immediate(from, immediate, Bits::rorw);
            case BCLRI -> new ImmediateOps.Immediate(from, immediate, Bits::bclr);
            case BEXTI -> new ImmediateOps.Immediate(from, immediate, Bits::bext);
            case BINVI -> new ImmediateOps.Immediate(from, immediate, Bits::binv);
            case BSETI -> new ImmediateOps.Immediate(from, immediate, Bits::bset);
            default -> new Other(from);
        };
    }

    private static MicroOp addi(Decoded from, int immediate) {
        if (from.rs1() == 0) {
            return new ImmediateOps.Li(from, immediate);
        }
        return immediate == 0 ? new ImmediateOps.Mv(from) : new ImmediateOps.Addi(from, immediate);
    }

    private static MicroOp register(Decoded from) {
        return switch (from.instruction()) {
            case ADD -> new RegisterOps.Add(from);
            case SUB -> new RegisterOps.Sub(from);
            case AND -> new RegisterOps.And(from);
            case OR -> new RegisterOps.Or(from);
            case XOR -> new RegisterOps.Xor(from);
            case SLL -> new RegisterOps.Sll(from);
            case SRL -> new RegisterOps.Srl(from);
            case SRA -> new RegisterOps.Sra(from);
            case SLT -> new RegisterOps.Slt(from);
            case SLTU -> new RegisterOps.Sltu(from);
            case ADDW -> new RegisterOps.Addw(from);
            case SUBW -> new RegisterOps.Subw(from);
            case SLLW -> new RegisterOps.Sllw(from);
            case SRLW -> new RegisterOps.Srlw(from);
            case SRAW -> new RegisterOps.Sraw(from);
            case MUL -> new RegisterOps.Mul(from);
            case MULHU -> new RegisterOps.Mulhu(from);
            case MULW -> new RegisterOps.Mulw(from);
            case MULH -> new RegisterOps.Binary(from, MulDiv::mulh);
            case MULHSU -> new RegisterOps.Binary(from, MulDiv::mulhsu);
            case DIV -> new RegisterOps.Binary(from, MulDiv::div);
            case DIVU -> new RegisterOps.Binary(from, MulDiv::divu);
            case REM -> new RegisterOps.Binary(from, MulDiv::rem);
            case REMU -> new RegisterOps.Binary(from, MulDiv::remu);
            case DIVW -> new RegisterOps.Binary(from, MulDiv::divw);
            case DIVUW -> new RegisterOps.Binary(from, MulDiv::divuw);
            case REMW -> new RegisterOps.Binary(from, MulDiv::remw);
            case REMUW -> new RegisterOps.Binary(from, MulDiv::remuw);
            case SH1ADD -> new RegisterOps.Binary(from, Bits::sh1add);
            case SH2ADD -> new RegisterOps.Binary(from, Bits::sh2add);
            case SH3ADD -> new RegisterOps.Binary(from, Bits::sh3add);
            case ADD_UW -> new RegisterOps.Binary(from, Bits::addUw);
            case SH1ADD_UW -> new RegisterOps.Binary(from, Bits::sh1addUw);
            case SH2ADD_UW -> new RegisterOps.Binary(from, Bits::sh2addUw);
            case SH3ADD_UW -> new RegisterOps.Binary(from, Bits::sh3addUw);
            case ANDN -> new RegisterOps.Binary(from, Bits::andn);
            case ORN -> new RegisterOps.Binary(from, Bits::orn);
            case XNOR -> new RegisterOps.Binary(from, Bits::xnor);
            case MAX -> new RegisterOps.Binary(from, Bits::max);
            case MAXU -> new RegisterOps.Binary(from, Bits::maxu);
            case MIN -> new RegisterOps.Binary(from, Bits::min);
            case MINU -> new RegisterOps.Binary(from, Bits::minu);
            case ROL -> new RegisterOps.Binary(from, Bits::rol);
            case ROR -> new RegisterOps.Binary(from, Bits::ror);
            case ROLW -> new RegisterOps.Binary(from, Bits::rolw);
            case RORW -> new RegisterOps.Binary(from, Bits::rorw);
            case BCLR -> new RegisterOps.Binary(from, Bits::bclr);
            case BEXT -> new RegisterOps.Binary(from, Bits::bext);
            case BINV -> new RegisterOps.Binary(from, Bits::binv);
            case BSET -> new RegisterOps.Binary(from, Bits::bset);
            default -> new Other(from);
        };
    }

    private static MicroOp unary(Decoded from) {
        return switch (from.instruction()) {
            case CLZ -> new ImmediateOps.Unary(from, Bits::clz);
            case CTZ -> new ImmediateOps.Unary(from, Bits::ctz);
            case CPOP -> new ImmediateOps.Unary(from, Bits::cpop);
            case CLZW -> new ImmediateOps.Unary(from, Bits::clzw);
            case CTZW -> new ImmediateOps.Unary(from, Bits::ctzw);
            case CPOPW -> new ImmediateOps.Unary(from, Bits::cpopw);
            case SEXT_B -> new ImmediateOps.Unary(from, Bits::sextB);
            case SEXT_H -> new ImmediateOps.Unary(from, Bits::sextH);
            case ZEXT_H -> new ImmediateOps.Unary(from, Bits::zextH);
            case ORC_B -> new ImmediateOps.Unary(from, Bits::orcB);
            case REV8 -> new ImmediateOps.Unary(from, Bits::rev8);
            default -> new Other(from);
        };
    }
}
