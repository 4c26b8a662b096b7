// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.isa;

import static dev.cordon.machine.isa.Format.AMO;
import static dev.cordon.machine.isa.Format.B_TYPE;
import static dev.cordon.machine.isa.Format.CACHE_BLOCK;
import static dev.cordon.machine.isa.Format.CSR_IMMEDIATE;
import static dev.cordon.machine.isa.Format.CSR_REGISTER;
import static dev.cordon.machine.isa.Format.FENCE_ADDRESS;
import static dev.cordon.machine.isa.Format.FENCE_INSTRUCTION;
import static dev.cordon.machine.isa.Format.FENCE_SETS;
import static dev.cordon.machine.isa.Format.FIXED;
import static dev.cordon.machine.isa.Format.FLOAT_ARITHMETIC;
import static dev.cordon.machine.isa.Format.FLOAT_COMPARE;
import static dev.cordon.machine.isa.Format.FLOAT_FROM_BITS;
import static dev.cordon.machine.isa.Format.FLOAT_FROM_INTEGER;
import static dev.cordon.machine.isa.Format.FLOAT_FROM_WORD;
import static dev.cordon.machine.isa.Format.FLOAT_INSPECT;
import static dev.cordon.machine.isa.Format.FLOAT_LOAD;
import static dev.cordon.machine.isa.Format.FLOAT_SELECT;
import static dev.cordon.machine.isa.Format.FLOAT_STORE;
import static dev.cordon.machine.isa.Format.FLOAT_TO_INTEGER;
import static dev.cordon.machine.isa.Format.FLOAT_UNARY;
import static dev.cordon.machine.isa.Format.FLOAT_WIDEN;
import static dev.cordon.machine.isa.Format.GUEST_LOAD;
import static dev.cordon.machine.isa.Format.GUEST_STORE;
import static dev.cordon.machine.isa.Format.I_TYPE;
import static dev.cordon.machine.isa.Format.J_TYPE;
import static dev.cordon.machine.isa.Format.LOAD;
import static dev.cordon.machine.isa.Format.LOAD_RESERVED;
import static dev.cordon.machine.isa.Format.R4_TYPE;
import static dev.cordon.machine.isa.Format.R_TYPE;
import static dev.cordon.machine.isa.Format.SHIFT;
import static dev.cordon.machine.isa.Format.SHIFT_WORD;
import static dev.cordon.machine.isa.Format.STORE;
import static dev.cordon.machine.isa.Format.UNARY;
import static dev.cordon.machine.isa.Format.U_TYPE;

import java.util.List;
import java.util.Locale;

/**
 * Every 32-bit instruction that the machine knows, one constant per mnemonic (upper case, dots as underscores). A word
 * is this instruction if {@code (word & mask) == match}; no word is two of them. Compressed instructions are
 * {@linkplain Compressed#expand expanded} to these. Hints have no constants of their own: PAUSE is a FENCE.
 */
public enum Instruction {
    // RV32I and RV64I
    LUI(Extension.I, U_TYPE, 0x0000_0037),
    AUIPC(Extension.I, U_TYPE, 0x0000_0017),
    JAL(Extension.I, J_TYPE, 0x0000_006f),
    JALR(Extension.I, LOAD, 0x0000_0067),
    BEQ(Extension.I, B_TYPE, 0x0000_0063),
    BNE(Extension.I, B_TYPE, 0x0000_1063),
    BLT(Extension.I, B_TYPE, 0x0000_4063),
    BGE(Extension.I, B_TYPE, 0x0000_5063),
    BLTU(Extension.I, B_TYPE, 0x0000_6063),
    BGEU(Extension.I, B_TYPE, 0x0000_7063),
    LB(Extension.I, LOAD, 0x0000_0003),
    LH(Extension.I, LOAD, 0x0000_1003),
    LW(Extension.I, LOAD, 0x0000_2003),
    LD(Extension.I, LOAD, 0x0000_3003),
    LBU(Extension.I, LOAD, 0x0000_4003),
    LHU(Extension.I, LOAD, 0x0000_5003),
    LWU(Extension.I, LOAD, 0x0000_6003),
    SB(Extension.I, STORE, 0x0000_0023),
    SH(Extension.I, STORE, 0x0000_1023),
    SW(Extension.I, STORE, 0x0000_2023),
    SD(Extension.I, STORE, 0x0000_3023),
    ADDI(Extension.I, I_TYPE, 0x0000_0013),
    SLTI(Extension.I, I_TYPE, 0x0000_2013),
    SLTIU(Extension.I, I_TYPE, 0x0000_3013),
    XORI(Extension.I, I_TYPE, 0x0000_4013),
    ORI(Extension.I, I_TYPE, 0x0000_6013),
    ANDI(Extension.I, I_TYPE, 0x0000_7013),
    SLLI(Extension.I, SHIFT, 0x0000_1013),
    SRLI(Extension.I, SHIFT, 0x0000_5013),
    SRAI(Extension.I, SHIFT, 0x4000_5013),
    ADD(Extension.I, R_TYPE, 0x0000_0033),
    SUB(Extension.I, R_TYPE, 0x4000_0033),
    SLL(Extension.I, R_TYPE, 0x0000_1033),
    SLT(Extension.I, R_TYPE, 0x0000_2033),
    SLTU(Extension.I, R_TYPE, 0x0000_3033),
    XOR(Extension.I, R_TYPE, 0x0000_4033),
    SRL(Extension.I, R_TYPE, 0x0000_5033),
    SRA(Extension.I, R_TYPE, 0x4000_5033),
    OR(Extension.I, R_TYPE, 0x0000_6033),
    AND(Extension.I, R_TYPE, 0x0000_7033),
    ADDIW(Extension.I, I_TYPE, 0x0000_001b),
    SLLIW(Extension.I, SHIFT_WORD, 0x0000_101b),
    SRLIW(Extension.I, SHIFT_WORD, 0x0000_501b),
    SRAIW(Extension.I, SHIFT_WORD, 0x4000_501b),
    ADDW(Extension.I, R_TYPE, 0x0000_003b),
    SUBW(Extension.I, R_TYPE, 0x4000_003b),
    SLLW(Extension.I, R_TYPE, 0x0000_103b),
    SRLW(Extension.I, R_TYPE, 0x0000_503b),
    SRAW(Extension.I, R_TYPE, 0x4000_503b),
    FENCE(Extension.I, FENCE_SETS, 0x0000_000f),
    ECALL(Extension.I, FIXED, 0x0000_0073),
    EBREAK(Extension.I, FIXED, 0x0010_0073),

    // Zifencei
    FENCE_I(Extension.ZIFENCEI, FENCE_INSTRUCTION, 0x0000_100f),

    // Zicsr
    CSRRW(Extension.ZICSR, CSR_REGISTER, 0x0000_1073),
    CSRRS(Extension.ZICSR, CSR_REGISTER, 0x0000_2073),
    CSRRC(Extension.ZICSR, CSR_REGISTER, 0x0000_3073),
    CSRRWI(Extension.ZICSR, CSR_IMMEDIATE, 0x0000_5073),
    CSRRSI(Extension.ZICSR, CSR_IMMEDIATE, 0x0000_6073),
    CSRRCI(Extension.ZICSR, CSR_IMMEDIATE, 0x0000_7073),

    // M
    MUL(Extension.M, R_TYPE, 0x0200_0033),
    MULH(Extension.M, R_TYPE, 0x0200_1033),
    MULHSU(Extension.M, R_TYPE, 0x0200_2033),
    MULHU(Extension.M, R_TYPE, 0x0200_3033),
    DIV(Extension.M, R_TYPE, 0x0200_4033),
    DIVU(Extension.M, R_TYPE, 0x0200_5033),
    REM(Extension.M, R_TYPE, 0x0200_6033),
    REMU(Extension.M, R_TYPE, 0x0200_7033),
    MULW(Extension.M, R_TYPE, 0x0200_003b),
    DIVW(Extension.M, R_TYPE, 0x0200_403b),
    DIVUW(Extension.M, R_TYPE, 0x0200_503b),
    REMW(Extension.M, R_TYPE, 0x0200_603b),
    REMUW(Extension.M, R_TYPE, 0x0200_703b),

    // A
    LR_W(Extension.A, LOAD_RESERVED, 0x1000_202f),
    SC_W(Extension.A, AMO, 0x1800_202f),
    AMOSWAP_W(Extension.A, AMO, 0x0800_202f),
    AMOADD_W(Extension.A, AMO, 0x0000_202f),
    AMOXOR_W(Extension.A, AMO, 0x2000_202f),
    AMOAND_W(Extension.A, AMO, 0x6000_202f),
    AMOOR_W(Extension.A, AMO, 0x4000_202f),
    AMOMIN_W(Extension.A, AMO, 0x8000_202f),
    AMOMAX_W(Extension.A, AMO, 0xa000_202f),
    AMOMINU_W(Extension.A, AMO, 0xc000_202f),
    AMOMAXU_W(Extension.A, AMO, 0xe000_202f),
    LR_D(Extension.A, LOAD_RESERVED, 0x1000_302f),
    SC_D(Extension.A, AMO, 0x1800_302f),
    AMOSWAP_D(Extension.A, AMO, 0x0800_302f),
    AMOADD_D(Extension.A, AMO, 0x0000_302f),
    AMOXOR_D(Extension.A, AMO, 0x2000_302f),
    AMOAND_D(Extension.A, AMO, 0x6000_302f),
    AMOOR_D(Extension.A, AMO, 0x4000_302f),
    AMOMIN_D(Extension.A, AMO, 0x8000_302f),
    AMOMAX_D(Extension.A, AMO, 0xa000_302f),
    AMOMINU_D(Extension.A, AMO, 0xc000_302f),
    AMOMAXU_D(Extension.A, AMO, 0xe000_302f),

    // F
    FLW(Extension.F, FLOAT_LOAD, 0x0000_2007),
    FSW(Extension.F, FLOAT_STORE, 0x0000_2027),
    FMADD_S(Extension.F, R4_TYPE, 0x0000_0043),
    FMSUB_S(Extension.F, R4_TYPE, 0x0000_0047),
    FNMSUB_S(Extension.F, R4_TYPE, 0x0000_004b),
    FNMADD_S(Extension.F, R4_TYPE, 0x0000_004f),
    FADD_S(Extension.F, FLOAT_ARITHMETIC, 0x0000_0053),
    FSUB_S(Extension.F, FLOAT_ARITHMETIC, 0x0800_0053),
    FMUL_S(Extension.F, FLOAT_ARITHMETIC, 0x1000_0053),
    FDIV_S(Extension.F, FLOAT_ARITHMETIC, 0x1800_0053),
    FSQRT_S(Extension.F, FLOAT_UNARY, 0x5800_0053),
    FSGNJ_S(Extension.F, FLOAT_SELECT, 0x2000_0053),
    FSGNJN_S(Extension.F, FLOAT_SELECT, 0x2000_1053),
    FSGNJX_S(Extension.F, FLOAT_SELECT, 0x2000_2053),
    FMIN_S(Extension.F, FLOAT_SELECT, 0x2800_0053),
    FMAX_S(Extension.F, FLOAT_SELECT, 0x2800_1053),
    FEQ_S(Extension.F, FLOAT_COMPARE, 0xa000_2053),
    FLT_S(Extension.F, FLOAT_COMPARE, 0xa000_1053),
    FLE_S(Extension.F, FLOAT_COMPARE, 0xa000_0053),
    FCLASS_S(Extension.F, FLOAT_INSPECT, 0xe000_1053),
    FCVT_W_S(Extension.F, FLOAT_TO_INTEGER, 0xc000_0053),
    FCVT_WU_S(Extension.F, FLOAT_TO_INTEGER, 0xc010_0053),
    FCVT_L_S(Extension.F, FLOAT_TO_INTEGER, 0xc020_0053),
    FCVT_LU_S(Extension.F, FLOAT_TO_INTEGER, 0xc030_0053),
    FCVT_S_W(Extension.F, FLOAT_FROM_INTEGER, 0xd000_0053),
    FCVT_S_WU(Extension.F, FLOAT_FROM_INTEGER, 0xd010_0053),
    FCVT_S_L(Extension.F, FLOAT_FROM_INTEGER, 0xd020_0053),
    FCVT_S_LU(Extension.F, FLOAT_FROM_INTEGER, 0xd030_0053),
    FMV_X_W(Extension.F, FLOAT_INSPECT, 0xe000_0053),
    FMV_W_X(Extension.F, FLOAT_FROM_BITS, 0xf000_0053),

    // D
    FLD(Extension.D, FLOAT_LOAD, 0x0000_3007),
    FSD(Extension.D, FLOAT_STORE, 0x0000_3027),
    FMADD_D(Extension.D, R4_TYPE, 0x0200_0043),
    FMSUB_D(Extension.D, R4_TYPE, 0x0200_0047),
    FNMSUB_D(Extension.D, R4_TYPE, 0x0200_004b),
    FNMADD_D(Extension.D, R4_TYPE, 0x0200_004f),
    FADD_D(Extension.D, FLOAT_ARITHMETIC, 0x0200_0053),
    FSUB_D(Extension.D, FLOAT_ARITHMETIC, 0x0a00_0053),
    FMUL_D(Extension.D, FLOAT_ARITHMETIC, 0x1200_0053),
    FDIV_D(Extension.D, FLOAT_ARITHMETIC, 0x1a00_0053),
    FSQRT_D(Extension.D, FLOAT_UNARY, 0x5a00_0053),
    FSGNJ_D(Extension.D, FLOAT_SELECT, 0x2200_0053),
    FSGNJN_D(Extension.D, FLOAT_SELECT, 0x2200_1053),
    FSGNJX_D(Extension.D, FLOAT_SELECT, 0x2200_2053),
    FMIN_D(Extension.D, FLOAT_SELECT, 0x2a00_0053),
    FMAX_D(Extension.D, FLOAT_SELECT, 0x2a00_1053),
    FCVT_S_D(Extension.D, FLOAT_UNARY, 0x4010_0053),
    FCVT_D_S(Extension.D, FLOAT_WIDEN, 0x4200_0053),
    FEQ_D(Extension.D, FLOAT_COMPARE, 0xa200_2053),
    FLT_D(Extension.D, FLOAT_COMPARE, 0xa200_1053),
    FLE_D(Extension.D, FLOAT_COMPARE, 0xa200_0053),
    FCLASS_D(Extension.D, FLOAT_INSPECT, 0xe200_1053),
    FCVT_W_D(Extension.D, FLOAT_TO_INTEGER, 0xc200_0053),
    FCVT_WU_D(Extension.D, FLOAT_TO_INTEGER, 0xc210_0053),
    FCVT_L_D(Extension.D, FLOAT_TO_INTEGER, 0xc220_0053),
    FCVT_LU_D(Extension.D, FLOAT_TO_INTEGER, 0xc230_0053),
    FCVT_D_W(Extension.D, FLOAT_FROM_WORD, 0xd200_0053),
    FCVT_D_WU(Extension.D, FLOAT_FROM_WORD, 0xd210_0053),
    FCVT_D_L(Extension.D, FLOAT_FROM_INTEGER, 0xd220_0053),
    FCVT_D_LU(Extension.D, FLOAT_FROM_INTEGER, 0xd230_0053),
    FMV_X_D(Extension.D, FLOAT_INSPECT, 0xe200_0053),
    FMV_D_X(Extension.D, FLOAT_FROM_BITS, 0xf200_0053),

    // Zba
    SH1ADD(Extension.ZBA, R_TYPE, 0x2000_2033),
    SH2ADD(Extension.ZBA, R_TYPE, 0x2000_4033),
    SH3ADD(Extension.ZBA, R_TYPE, 0x2000_6033),
    ADD_UW(Extension.ZBA, R_TYPE, 0x0800_003b),
    SH1ADD_UW(Extension.ZBA, R_TYPE, 0x2000_203b),
    SH2ADD_UW(Extension.ZBA, R_TYPE, 0x2000_403b),
    SH3ADD_UW(Extension.ZBA, R_TYPE, 0x2000_603b),
    SLLI_UW(Extension.ZBA, SHIFT, 0x0800_101b),

    // Zbb
    ANDN(Extension.ZBB, R_TYPE, 0x4000_7033),
    ORN(Extension.ZBB, R_TYPE, 0x4000_6033),
    XNOR(Extension.ZBB, R_TYPE, 0x4000_4033),
    CLZ(Extension.ZBB, UNARY, 0x6000_1013),
    CTZ(Extension.ZBB, UNARY, 0x6010_1013),
    CPOP(Extension.ZBB, UNARY, 0x6020_1013),
    CLZW(Extension.ZBB, UNARY, 0x6000_101b),
    CTZW(Extension.ZBB, UNARY, 0x6010_101b),
    CPOPW(Extension.ZBB, UNARY, 0x6020_101b),
    MAX(Extension.ZBB, R_TYPE, 0x0a00_6033),
    MAXU(Extension.ZBB, R_TYPE, 0x0a00_7033),
    MIN(Extension.ZBB, R_TYPE, 0x0a00_4033),
    MINU(Extension.ZBB, R_TYPE, 0x0a00_5033),
    SEXT_B(Extension.ZBB, UNARY, 0x6040_1013),
    SEXT_H(Extension.ZBB, UNARY, 0x6050_1013),
    ZEXT_H(Extension.ZBB, UNARY, 0x0800_403b),
    ROL(Extension.ZBB, R_TYPE, 0x6000_1033),
    ROR(Extension.ZBB, R_TYPE, 0x6000_5033),
    RORI(Extension.ZBB, SHIFT, 0x6000_5013),
    ROLW(Extension.ZBB, R_TYPE, 0x6000_103b),
    RORW(Extension.ZBB, R_TYPE, 0x6000_503b),
    RORIW(Extension.ZBB, SHIFT_WORD, 0x6000_501b),
    ORC_B(Extension.ZBB, UNARY, 0x2870_5013),
    REV8(Extension.ZBB, UNARY, 0x6b80_5013),

    // Zbs
    BCLR(Extension.ZBS, R_TYPE, 0x4800_1033),
    BCLRI(Extension.ZBS, SHIFT, 0x4800_1013),
    BEXT(Extension.ZBS, R_TYPE, 0x4800_5033),
    BEXTI(Extension.ZBS, SHIFT, 0x4800_5013),
    BINV(Extension.ZBS, R_TYPE, 0x6800_1033),
    BINVI(Extension.ZBS, SHIFT, 0x6800_1013),
    BSET(Extension.ZBS, R_TYPE, 0x2800_1033),
    BSETI(Extension.ZBS, SHIFT, 0x2800_1013),

    // Zicbom and Zicboz
    CBO_INVAL(Extension.ZICBOM, CACHE_BLOCK, 0x0000_200f),
    CBO_CLEAN(Extension.ZICBOM, CACHE_BLOCK, 0x0010_200f),
    CBO_FLUSH(Extension.ZICBOM, CACHE_BLOCK, 0x0020_200f),
    CBO_ZERO(Extension.ZICBOZ, CACHE_BLOCK, 0x0040_200f),

    // Privileged
    SRET(Extension.I, FIXED, 0x1020_0073),
    MRET(Extension.I, FIXED, 0x3020_0073),
    WFI(Extension.I, FIXED, 0x1050_0073),
    SFENCE_VMA(Extension.I, FENCE_ADDRESS, 0x1200_0073),

    // Svinval
    SINVAL_VMA(Extension.SVINVAL, FENCE_ADDRESS, 0x1600_0073),
    SFENCE_W_INVAL(Extension.SVINVAL, FIXED, 0x1800_0073),
    SFENCE_INVAL_IR(Extension.SVINVAL, FIXED, 0x1810_0073),
    HINVAL_VVMA(Extension.SVINVAL, FENCE_ADDRESS, 0x2600_0073),
    HINVAL_GVMA(Extension.SVINVAL, FENCE_ADDRESS, 0x6600_0073),

    // H
    HFENCE_VVMA(Extension.H, FENCE_ADDRESS, 0x2200_0073),
    HFENCE_GVMA(Extension.H, FENCE_ADDRESS, 0x6200_0073),
    HLV_B(Extension.H, GUEST_LOAD, 0x6000_4073),
    HLV_BU(Extension.H, GUEST_LOAD, 0x6010_4073),
    HLV_H(Extension.H, GUEST_LOAD, 0x6400_4073),
    HLV_HU(Extension.H, GUEST_LOAD, 0x6410_4073),
    HLVX_HU(Extension.H, GUEST_LOAD, 0x6430_4073),
    HLV_W(Extension.H, GUEST_LOAD, 0x6800_4073),
    HLV_WU(Extension.H, GUEST_LOAD, 0x6810_4073),
    HLVX_WU(Extension.H, GUEST_LOAD, 0x6830_4073),
    HLV_D(Extension.H, GUEST_LOAD, 0x6c00_4073),
    HSV_B(Extension.H, GUEST_STORE, 0x6200_4073),
    HSV_H(Extension.H, GUEST_STORE, 0x6600_4073),
    HSV_W(Extension.H, GUEST_STORE, 0x6a00_4073),
    HSV_D(Extension.H, GUEST_STORE, 0x6e00_4073),

    /**
     * Not an instruction: what {@link Decoder#decode} answers for reserved and unknown words. Its all-zero word is
     * illegal by definition.
     */
    ILLEGAL(Extension.I, FIXED, 0);

    private final Extension extension;
    private final Format format;
    private final int match;

    Instruction(Extension extension, Format format, int match) {
        this.extension = extension;
        this.format = format;
        this.match = match;
    }

    /**
     * The extension that brings the instruction; privileged instructions count as part of I, and HINVAL.* need H as
     * well.
     */
    public Extension extension() {
        return extension;
    }

    /** Which operands the instruction has, and where. */
    public Format format() {
        return format;
    }

    /** The values of the {@link #mask} bits. */
    public int match() {
        return match;
    }

    /** The bits of a word that make it this instruction. */
    public int mask() {
        return format.mask();
    }

    /** The name in assembly language: lower case, with dots. */
    public String mnemonic() {
        return name().toLowerCase(Locale.ROOT).replace('_', '.');
    }

    /**
     * The word of this instruction with these operands.
     *
     * @param values one for each of the format's {@linkplain Format#operands operands}, in their order; {@linkplain
     *     Operand#isOptional optional} ones may be left out
     * @throws IllegalArgumentException if there are too few or too many, or if one does not fit its field
     */
    public int encode(long... values) {
        List<Operand> operands = format.operands();
        if (values.length > operands.size()) {
            throw new IllegalArgumentException(
                    mnemonic() + " takes " + operands.size() + " operands at most, not " + values.length);
        }
        int word = match;
        for (int i = 0; i < operands.size(); i++) {
            Operand operand = operands.get(i);
            if (i >= values.length && !operand.isOptional()) {
                throw new IllegalArgumentException(mnemonic() + " lacks its operand " + operand.word());
            }
            long value = i < values.length ? values[i] : operand.absent();
            if (!operand.fits(value)) {
                throw new IllegalArgumentException(mnemonic() + ": " + operand.misfit(value));
            }
            word |= operand.insert((int) value);
        }
        return word;
    }
}
