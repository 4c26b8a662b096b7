// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

import dev.cordon.machine.isa.Instruction;

/**
 * The pre-decoded form of an instruction: one {@code long}, whose operation is one of the constants here.
 *
 * <pre>
 *  63           32 31 30 29   24 23 22 21   16 15    14 13    8 7         0
 * |   immediate   |     |  rs2  |     |  rs1  | length |   rd  | operation |
 * </pre>
 *
 * The length is in halfwords. x0 as a destination is {@link HartState#SINK}. What is relative to the pc is resolved when decoding,
 * relative to the start of the page: the immediate of a branch or jump within the page is the target's slot, that of the others
 * (FAR_...) and of AUIPC is the distance from the start of the page. Branches and stores have the sink as rd.
 *
 * <p>The interpreter's main loop knows all operations but {@link #DECODE}, {@link #PAGE_END} and {@link #OTHER}.
 */
final class MicroOp {
    /** Not decoded yet; all zero, so that a fresh array is a page that is not decoded. */
    static final int DECODE = 0;

    /** rd = immediate: LUI, and ADDI from x0. */
    static final int LI = 1;

    static final int AUIPC = 2;
    static final int ADDI = 3;
    static final int ANDI = 4;
    static final int ORI = 5;
    static final int XORI = 6;
    static final int SLLI = 7;
    static final int SRLI = 8;
    static final int SRAI = 9;
    static final int SLTI = 10;
    static final int SLTIU = 11;
    static final int ADDIW = 12;
    static final int SLLIW = 13;
    static final int SRLIW = 14;
    static final int SRAIW = 15;
    static final int ADD = 16;
    static final int SUB = 17;
    static final int AND = 18;
    static final int OR = 19;
    static final int XOR = 20;
    static final int SLL = 21;
    static final int SRL = 22;
    static final int SRA = 23;
    static final int SLT = 24;
    static final int SLTU = 25;
    static final int ADDW = 26;
    static final int SUBW = 27;
    static final int SLLW = 28;
    static final int SRLW = 29;
    static final int SRAW = 30;
    static final int MUL = 31;
    static final int MULH = 32;
    static final int MULHSU = 33;
    static final int MULHU = 34;
    static final int DIV = 35;
    static final int DIVU = 36;
    static final int REM = 37;
    static final int REMU = 38;
    static final int MULW = 39;
    static final int DIVW = 40;
    static final int DIVUW = 41;
    static final int REMW = 42;
    static final int REMUW = 43;
    static final int SH1ADD = 44;
    static final int SH2ADD = 45;
    static final int SH3ADD = 46;
    static final int ADD_UW = 47;
    static final int SH1ADD_UW = 48;
    static final int SH2ADD_UW = 49;
    static final int SH3ADD_UW = 50;
    static final int ANDN = 51;
    static final int ORN = 52;
    static final int XNOR = 53;
    static final int MAX = 54;
    static final int MAXU = 55;
    static final int MIN = 56;
    static final int MINU = 57;
    static final int ROL = 58;
    static final int ROR = 59;
    static final int ROLW = 60;
    static final int RORW = 61;
    static final int BCLR = 62;
    static final int BEXT = 63;
    static final int BINV = 64;
    static final int BSET = 65;
    static final int SLLI_UW = 66;
    static final int RORI = 67;
    static final int RORIW = 68;
    static final int BCLRI = 69;
    static final int BEXTI = 70;
    static final int BINVI = 71;
    static final int BSETI = 72;
    static final int CLZ = 73;
    static final int CTZ = 74;
    static final int CPOP = 75;
    static final int CLZW = 76;
    static final int CTZW = 77;
    static final int CPOPW = 78;
    static final int SEXT_B = 79;
    static final int SEXT_H = 80;
    static final int ZEXT_H = 81;
    static final int ORC_B = 82;
    static final int REV8 = 83;
    static final int BEQ = 84;
    static final int BNE = 85;
    static final int BLT = 86;
    static final int BGE = 87;
    static final int BLTU = 88;
    static final int BGEU = 89;
    static final int FAR_BEQ = 90;
    static final int FAR_BNE = 91;
    static final int FAR_BLT = 92;
    static final int FAR_BGE = 93;
    static final int FAR_BLTU = 94;
    static final int FAR_BGEU = 95;

    /** What a near branch has to become one that leaves its page. */
    static final int FAR = FAR_BEQ - BEQ;

    static final int JAL = 96;
    static final int FAR_JAL = 97;
    static final int JALR = 98;
    static final int LB = 99;
    static final int LH = 100;
    static final int LW = 101;
    static final int LD = 102;
    static final int LBU = 103;
    static final int LHU = 104;
    static final int LWU = 105;
    static final int SB = 106;
    static final int SH = 107;
    static final int SW = 108;
    static final int SD = 109;
    static final int FLW = 110;
    static final int FLD = 111;
    static final int FSW = 112;
    static final int FSD = 113;
    /** Beyond the last slot of a page. */
    static final int PAGE_END = 114;

    /** Any other instruction: rs1 and rs2 together hold the ordinal of its {@link Instruction}, the immediate its word. */
    static final int OTHER = 115;

    private static final Instruction[] INSTRUCTIONS = Instruction.values();

    private MicroOp() {}

    static int operation(long op) {
        return (int) op & 0xff;
    }

    static int rd(long op) {
        return (int) (op >>> 8) & 63;
    }

    static int rs1(long op) {
        return (int) (op >>> 16) & 63;
    }

    static int rs2(long op) {
        return (int) (op >>> 24) & 63;
    }

    static long immediate(long op) {
        return op >> 32;
    }

    /** How many slots the instruction takes: 1 or 2. */
    static int length(long op) {
        return (int) (op >>> 14) & 3;
    }

    static long pack(int operation, int length, int rd, int rs1, int rs2, int immediate) {
        int destination = rd == 0 ? HartState.SINK : rd;
        return (long) immediate << 32 | (long) rs2 << 24 | rs1 << 16 | length << 14 | destination << 8 | operation;
    }

    @SuppressWarnings("EnumOrdinal") // an index into INSTRUCTIONS, which never leaves this run of the program
    static long packOther(Instruction instruction, int length, int word) {
        return (long) word << 32 | (long) instruction.ordinal() << 16 | length << 14 | OTHER;
    }

    static Instruction instruction(long op) {
        return INSTRUCTIONS[(int) (op >>> 16) & 0xffff];
    }

    static int word(long op) {
        return (int) (op >> 32);
    }
}
