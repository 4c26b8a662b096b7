// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

import dev.cordon.machine.isa.Compressed;
import dev.cordon.machine.isa.Decoder;
import dev.cordon.machine.isa.Extension;
import dev.cordon.machine.isa.Instruction;
import dev.cordon.machine.isa.Isa;
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
    long decode(int bits, int slot) {
        return decode(bits, slot, CodePage.SLOTS);
    }

    /** The same for an instruction that stands alone: no slot of its page can be reached by a near jump. */
    long decodeSingle(int bits, int slot) {
        return decode(bits, slot, 0);
    }

    /** Whether the instruction after this one is not the next to run. */
    static boolean endsRun(long op) {
        return switch (MicroOp.operation(op)) {
            case MicroOp.JAL, MicroOp.FAR_JAL, MicroOp.JALR -> true;
            case MicroOp.OTHER -> MicroOp.instruction(op) == Instruction.ILLEGAL;
            default -> false;
        };
    }

    private long decode(int bits, int slot, int slots) {
        if (Compressed.isCompressed(bits)) {
            int word = Compressed.expand(bits);
            return word == Compressed.ILLEGAL || strictJumps || !isa.has(Decoder.decode(word))
                    ? MicroOp.packOther(Instruction.ILLEGAL, 1, bits & 0xffff)
                    : decode(word, 1, slot, slots);
        }
        return decode(bits, 2, slot, slots);
    }

    private long decode(int word, int length, int slot, int slots) {
        Instruction instruction = Decoder.decode(word);
        if (!isa.has(instruction)) {
            return MicroOp.packOther(Instruction.ILLEGAL, length, word);
        }
        if (strictJumps && JumpUnit.mayMisalign(instruction, word)) {
            return MicroOp.packOther(instruction, length, word);
        }
        int rd = Operands.rd(word);
        int rs1 = Operands.rs1(word);
        int rs2 = Operands.rs2(word);
        int here = slot << 1;
        int operation = operation(instruction);
        return switch (instruction.format()) {
            case R_TYPE, UNARY -> MicroOp.pack(operation, length, rd, rs1, rs2, 0);
            case I_TYPE ->
                instruction == Instruction.ADDI && rs1 == 0
                        ? MicroOp.pack(MicroOp.LI, length, rd, 0, 0, Operands.immI(word))
                        : MicroOp.pack(operation, length, rd, rs1, 0, Operands.immI(word));
            case SHIFT -> MicroOp.pack(operation, length, rd, rs1, 0, Operands.shamt(word));
            case SHIFT_WORD -> MicroOp.pack(operation, length, rd, rs1, 0, Operands.shamtW(word));
            case LOAD -> MicroOp.pack(operation, length, rd, rs1, 0, Operands.immI(word));
            case FLOAT_LOAD -> MicroOp.pack(operation, length, 0, rs1, rd, Operands.immI(word));
            case STORE, FLOAT_STORE -> MicroOp.pack(operation, length, 0, rs1, rs2, Operands.immS(word));
            case B_TYPE -> {
                int target = here + Operands.immB(word);
                yield near(target, slots)
                        ? MicroOp.pack(operation, length, 0, rs1, rs2, target >> 1)
                        : MicroOp.pack(operation + MicroOp.FAR, length, 0, rs1, rs2, target);
            }
            case J_TYPE -> {
                int target = here + Operands.immJ(word);
                yield near(target, slots)
                        ? MicroOp.pack(MicroOp.JAL, length, rd, 0, 0, target >> 1)
                        : MicroOp.pack(MicroOp.FAR_JAL, length, rd, 0, 0, target);
            }
            case U_TYPE -> upper(instruction, word, length, rd, here);
            default -> MicroOp.packOther(instruction, length, word);
        };
    }

    private static long upper(Instruction instruction, int word, int length, int rd, int here) {
        int immediate = Operands.immU(word);
        if (instruction == Instruction.LUI) {
            return MicroOp.pack(MicroOp.LI, length, rd, 0, 0, immediate);
        }
        return immediate + here < immediate // the sum does not fit
                ? MicroOp.packOther(instruction, length, word)
                : MicroOp.pack(MicroOp.AUIPC, length, rd, 0, 0, immediate + here);
    }

    private static boolean near(int target, int slots) {
        return target >= 0 && target >> 1 < slots;
    }

    private static int operation(Instruction instruction) {
        return switch (instruction) {
            case ADDI -> MicroOp.ADDI;
            case ANDI -> MicroOp.ANDI;
            case ORI -> MicroOp.ORI;
            case XORI -> MicroOp.XORI;
            case SLTI -> MicroOp.SLTI;
            case SLTIU -> MicroOp.SLTIU;
            case ADDIW -> MicroOp.ADDIW;
            case ADD -> MicroOp.ADD;
            case SUB -> MicroOp.SUB;
            case AND -> MicroOp.AND;
            case OR -> MicroOp.OR;
            case XOR -> MicroOp.XOR;
            case SLL -> MicroOp.SLL;
            case SRL -> MicroOp.SRL;
            case SRA -> MicroOp.SRA;
            case SLT -> MicroOp.SLT;
            case SLTU -> MicroOp.SLTU;
            case ADDW -> MicroOp.ADDW;
            case SUBW -> MicroOp.SUBW;
            case SLLW -> MicroOp.SLLW;
            case SRLW -> MicroOp.SRLW;
            case SRAW -> MicroOp.SRAW;
            case MUL -> MicroOp.MUL;
            case MULH -> MicroOp.MULH;
            case MULHSU -> MicroOp.MULHSU;
            case MULHU -> MicroOp.MULHU;
            case DIV -> MicroOp.DIV;
            case DIVU -> MicroOp.DIVU;
            case REM -> MicroOp.REM;
            case REMU -> MicroOp.REMU;
            case MULW -> MicroOp.MULW;
            case DIVW -> MicroOp.DIVW;
            case DIVUW -> MicroOp.DIVUW;
            case REMW -> MicroOp.REMW;
            case REMUW -> MicroOp.REMUW;
            case SH1ADD -> MicroOp.SH1ADD;
            case SH2ADD -> MicroOp.SH2ADD;
            case SH3ADD -> MicroOp.SH3ADD;
            case ADD_UW -> MicroOp.ADD_UW;
            case SH1ADD_UW -> MicroOp.SH1ADD_UW;
            case SH2ADD_UW -> MicroOp.SH2ADD_UW;
            case SH3ADD_UW -> MicroOp.SH3ADD_UW;
            case ANDN -> MicroOp.ANDN;
            case ORN -> MicroOp.ORN;
            case XNOR -> MicroOp.XNOR;
            case MAX -> MicroOp.MAX;
            case MAXU -> MicroOp.MAXU;
            case MIN -> MicroOp.MIN;
            case MINU -> MicroOp.MINU;
            case ROL -> MicroOp.ROL;
            case ROR -> MicroOp.ROR;
            case ROLW -> MicroOp.ROLW;
            case RORW -> MicroOp.RORW;
            case BCLR -> MicroOp.BCLR;
            case BEXT -> MicroOp.BEXT;
            case BINV -> MicroOp.BINV;
            case BSET -> MicroOp.BSET;
            case SLLI -> MicroOp.SLLI;
            case SRLI -> MicroOp.SRLI;
            case SRAI -> MicroOp.SRAI;
            case SLLI_UW -> MicroOp.SLLI_UW;
            case RORI -> MicroOp.RORI;
            case BCLRI -> MicroOp.BCLRI;
            case BEXTI -> MicroOp.BEXTI;
            case BINVI -> MicroOp.BINVI;
            case BSETI -> MicroOp.BSETI;
            case SLLIW -> MicroOp.SLLIW;
            case SRLIW -> MicroOp.SRLIW;
            case SRAIW -> MicroOp.SRAIW;
            case RORIW -> MicroOp.RORIW;
            case CLZ -> MicroOp.CLZ;
            case CTZ -> MicroOp.CTZ;
            case CPOP -> MicroOp.CPOP;
            case CLZW -> MicroOp.CLZW;
            case CTZW -> MicroOp.CTZW;
            case CPOPW -> MicroOp.CPOPW;
            case SEXT_B -> MicroOp.SEXT_B;
            case SEXT_H -> MicroOp.SEXT_H;
            case ZEXT_H -> MicroOp.ZEXT_H;
            case ORC_B -> MicroOp.ORC_B;
            case REV8 -> MicroOp.REV8;
            case BEQ -> MicroOp.BEQ;
            case BNE -> MicroOp.BNE;
            case BLT -> MicroOp.BLT;
            case BGE -> MicroOp.BGE;
            case BLTU -> MicroOp.BLTU;
            case BGEU -> MicroOp.BGEU;
            case LB -> MicroOp.LB;
            case LH -> MicroOp.LH;
            case LW -> MicroOp.LW;
            case LD -> MicroOp.LD;
            case LBU -> MicroOp.LBU;
            case LHU -> MicroOp.LHU;
            case LWU -> MicroOp.LWU;
            case FLW -> MicroOp.FLW;
            case FLD -> MicroOp.FLD;
            case SB -> MicroOp.SB;
            case SH -> MicroOp.SH;
            case SW -> MicroOp.SW;
            case SD -> MicroOp.SD;
            case FSW -> MicroOp.FSW;
            case FSD -> MicroOp.FSD;
            case JALR -> MicroOp.JALR;
            default -> MicroOp.OTHER;
        };
    }
}
