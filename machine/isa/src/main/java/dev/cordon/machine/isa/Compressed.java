// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.isa;

/**
 * The C extension for RV64 with D: every 16-bit instruction stands for one 32-bit instruction (Unprivileged ISA, "C"
 * Extension, "RVC Instruction Set Listings"). Instructions of RV128 and of Zcb, Zcmp, Zcmt and Zcmop are reserved here.
 */
public final class Compressed {
    /** What {@link #expand} answers for reserved halfwords; as a word it is illegal too. */
    public static final int ILLEGAL = 0;

    private static final int ZERO = 0;
    private static final int RA = 1;
    private static final int SP = 2;

    private Compressed() {}

    /** Whether the instruction that starts with these bits is 16 bits long. */
    public static boolean isCompressed(int bits) {
        return (bits & 3) != 3;
    }

    /**
     * The 32-bit word of the same meaning, or {@link #ILLEGAL}. Hints expand to what they are: instructions without
     * effect. The instruction stays 2 bytes long, which matters to what a JAL or JALR writes.
     *
     * @param halfword the instruction in its low 16 bits; the others are ignored
     */
    public static int expand(int halfword) {
        int funct3 = halfword >>> 13 & 7;
        return switch (halfword & 3) {
            case 0 -> quadrant0(funct3, halfword);
            case 1 -> quadrant1(funct3, halfword);
            case 2 -> quadrant2(funct3, halfword);
            default -> ILLEGAL;
        };
    }

    private static int quadrant0(int funct3, int c) {
        return switch (funct3) {
            case 0 -> addi4spn(c);
            case 1 -> iType(Instruction.FLD, low(c), high(c), offsetD(c));
            case 2 -> iType(Instruction.LW, low(c), high(c), offsetW(c));
            case 3 -> iType(Instruction.LD, low(c), high(c), offsetD(c));
            case 5 -> sType(Instruction.FSD, high(c), low(c), offsetD(c));
            case 6 -> sType(Instruction.SW, high(c), low(c), offsetW(c));
            case 7 -> sType(Instruction.SD, high(c), low(c), offsetD(c));
            default -> ILLEGAL;
        };
    }

    private static int quadrant1(int funct3, int c) {
        return switch (funct3) {
            case 0 -> iType(Instruction.ADDI, full(c), full(c), imm6(c));
            case 1 -> full(c) == 0 ? ILLEGAL : iType(Instruction.ADDIW, full(c), full(c), imm6(c));
            case 2 -> iType(Instruction.ADDI, full(c), ZERO, imm6(c));
            case 3 -> full(c) == SP ? addi16sp(c) : lui(c);
            case 4 -> arithmetic(c);
            case 5 -> jal(c);
            case 6 -> bType(Instruction.BEQ, high(c), offsetB(c));
            default -> bType(Instruction.BNE, high(c), offsetB(c));
        };
    }

    private static int quadrant2(int funct3, int c) {
        return switch (funct3) {
            case 0 -> iType(Instruction.SLLI, full(c), full(c), imm6(c) & 63);
            case 1 -> iType(Instruction.FLD, full(c), SP, offsetLdsp(c));
            case 2 -> full(c) == 0 ? ILLEGAL : iType(Instruction.LW, full(c), SP, offsetLwsp(c));
            case 3 -> full(c) == 0 ? ILLEGAL : iType(Instruction.LD, full(c), SP, offsetLdsp(c));
            case 4 -> jumpOrMove(c);
            case 5 -> sType(Instruction.FSD, SP, rs2(c), offsetSdsp(c));
            case 6 -> sType(Instruction.SW, SP, rs2(c), offsetSwsp(c));
            default -> sType(Instruction.SD, SP, rs2(c), offsetSdsp(c));
        };
    }

    private static int addi4spn(int c) {
        int imm = bits(c, 12, 11, 4) | bits(c, 10, 7, 6) | bits(c, 6, 6, 2) | bits(c, 5, 5, 3);
        return imm == 0 ? ILLEGAL : iType(Instruction.ADDI, low(c), SP, imm);
    }

    private static int addi16sp(int c) {
        int imm = sign(c) << 9 | bits(c, 6, 6, 4) | bits(c, 5, 5, 6) | bits(c, 4, 3, 7) | bits(c, 2, 2, 5);
        return imm == 0 ? ILLEGAL : iType(Instruction.ADDI, SP, SP, imm);
    }

    private static int lui(int c) {
        int imm = imm6(c);
        return imm == 0 ? ILLEGAL : Instruction.LUI.match() | full(c) << 7 | imm << 12;
    }

    private static int arithmetic(int c) {
        int rd = high(c);
        return switch (c >>> 10 & 3) {
            case 0 -> iType(Instruction.SRLI, rd, rd, imm6(c) & 63);
            case 1 -> iType(Instruction.SRAI, rd, rd, imm6(c) & 63);
            case 2 -> iType(Instruction.ANDI, rd, rd, imm6(c));
            default ->
                switch (bits(c, 12, 12, 2) | bits(c, 6, 5, 0)) {
                    case 0 -> rType(Instruction.SUB, rd, rd, low(c));
                    case 1 -> rType(Instruction.XOR, rd, rd, low(c));
                    case 2 -> rType(Instruction.OR, rd, rd, low(c));
                    case 3 -> rType(Instruction.AND, rd, rd, low(c));
                    case 4 -> rType(Instruction.SUBW, rd, rd, low(c));
                    case 5 -> rType(Instruction.ADDW, rd, rd, low(c));
                    default -> ILLEGAL;
                };
        };
    }

    private static int jal(int c) {
        int offset = sign(c) << 11
                | bits(c, 11, 11, 4)
                | bits(c, 10, 9, 8)
                | bits(c, 8, 8, 10)
                | bits(c, 7, 7, 6)
                | bits(c, 6, 6, 7)
                | bits(c, 5, 3, 1)
                | bits(c, 2, 2, 5);
        return Instruction.JAL.match() | Operand.TARGET_J.insert(offset);
    }

    /** C.JR, C.MV, C.EBREAK, C.JALR and C.ADD. */
    private static int jumpOrMove(int c) {
        boolean second = (c & 0x1000) != 0;
        if (rs2(c) != 0) {
            return rType(Instruction.ADD, full(c), second ? full(c) : ZERO, rs2(c));
        }
        if (full(c) != 0) {
            return iType(Instruction.JALR, second ? RA : ZERO, full(c), 0);
        }
        return second ? Instruction.EBREAK.match() : ILLEGAL;
    }

    private static int rType(Instruction instruction, int rd, int rs1, int rs2) {
        return instruction.match() | rd << 7 | rs1 << 15 | rs2 << 20;
    }

    private static int iType(Instruction instruction, int rd, int rs1, int imm) {
        return instruction.match() | rd << 7 | rs1 << 15 | imm << 20;
    }

    private static int sType(Instruction instruction, int rs1, int rs2, int imm) {
        return instruction.match() | rs1 << 15 | rs2 << 20 | Operand.OFFSET_S.insert(imm);
    }

    private static int bType(Instruction instruction, int rs1, int offset) {
        return instruction.match() | rs1 << 15 | Operand.TARGET_B.insert(offset);
    }

    /** Bits high to low of c, moved so that the lowest of them becomes bit {@code to}. */
    private static int bits(int c, int high, int low, int to) {
        return (c >>> low & ((1 << (high - low + 1)) - 1)) << to;
    }

    /** All ones if bit 12, the sign of most immediates, is set; else 0. */
    private static int sign(int c) {
        return c << 19 >> 31;
    }

    /** A full register number in bits 11:7. */
    private static int full(int c) {
        return c >>> 7 & 31;
    }

    /** A full register number in bits 6:2. */
    private static int rs2(int c) {
        return c >>> 2 & 31;
    }

    /** One of the registers 8 to 15, named by bits 9:7. */
    private static int high(int c) {
        return 8 | (c >>> 7 & 7);
    }

    /** One of the registers 8 to 15, named by bits 4:2. */
    private static int low(int c) {
        return 8 | (c >>> 2 & 7);
    }

    private static int imm6(int c) {
        return sign(c) << 5 | rs2(c);
    }

    private static int offsetW(int c) {
        return bits(c, 12, 10, 3) | bits(c, 6, 6, 2) | bits(c, 5, 5, 6);
    }

    private static int offsetD(int c) {
        return bits(c, 12, 10, 3) | bits(c, 6, 5, 6);
    }

    private static int offsetLwsp(int c) {
        return bits(c, 12, 12, 5) | bits(c, 6, 4, 2) | bits(c, 3, 2, 6);
    }

    private static int offsetLdsp(int c) {
        return bits(c, 12, 12, 5) | bits(c, 6, 5, 3) | bits(c, 4, 2, 6);
    }

    private static int offsetSwsp(int c) {
        return bits(c, 12, 9, 2) | bits(c, 8, 7, 6);
    }

    private static int offsetSdsp(int c) {
        return bits(c, 12, 10, 3) | bits(c, 9, 7, 6);
    }

    private static int offsetB(int c) {
        return sign(c) << 8 | bits(c, 11, 10, 3) | bits(c, 6, 5, 6) | bits(c, 4, 3, 1) | bits(c, 2, 2, 5);
    }
}
