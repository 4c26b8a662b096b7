// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.isa;

import static dev.cordon.machine.isa.Operand.BASE;
import static dev.cordon.machine.isa.Operand.CSR;
import static dev.cordon.machine.isa.Operand.FD;
import static dev.cordon.machine.isa.Operand.FS1;
import static dev.cordon.machine.isa.Operand.FS2;
import static dev.cordon.machine.isa.Operand.FS3;
import static dev.cordon.machine.isa.Operand.IMM_I;
import static dev.cordon.machine.isa.Operand.IMM_U;
import static dev.cordon.machine.isa.Operand.OFFSET_I;
import static dev.cordon.machine.isa.Operand.OFFSET_S;
import static dev.cordon.machine.isa.Operand.ORDERING;
import static dev.cordon.machine.isa.Operand.PREDECESSOR;
import static dev.cordon.machine.isa.Operand.RD;
import static dev.cordon.machine.isa.Operand.RM;
import static dev.cordon.machine.isa.Operand.RM_EXACT;
import static dev.cordon.machine.isa.Operand.RS1;
import static dev.cordon.machine.isa.Operand.RS2;
import static dev.cordon.machine.isa.Operand.SHAMT;
import static dev.cordon.machine.isa.Operand.SHAMT_W;
import static dev.cordon.machine.isa.Operand.SUCCESSOR;
import static dev.cordon.machine.isa.Operand.TARGET_B;
import static dev.cordon.machine.isa.Operand.TARGET_J;
import static dev.cordon.machine.isa.Operand.ZIMM;

import java.util.List;

/**
 * How an instruction word is laid out: which bits say what the instruction is (the mask), and which operands it has, in
 * the order in which assembly language writes them.
 */
public enum Format {
    /** No operands: every bit is fixed. */
    FIXED(0xffff_ffff),

    R_TYPE(0xfe00_707f, RD, RS1, RS2),
    I_TYPE(0x0000_707f, RD, RS1, IMM_I),
    U_TYPE(0x0000_007f, RD, IMM_U),
    J_TYPE(0x0000_007f, RD, TARGET_J),
    B_TYPE(0x0000_707f, RS1, RS2, TARGET_B),
    LOAD(0x0000_707f, RD, OFFSET_I, BASE),
    STORE(0x0000_707f, RS2, OFFSET_S, BASE),
    UNARY(0xfff0_707f, RD, RS1),
    SHIFT(0xfc00_707f, RD, RS1, SHAMT),
    SHIFT_WORD(0xfe00_707f, RD, RS1, SHAMT_W),

    /** FENCE and FENCE.I: the reserved fields are ignored, as the base ISA asks of implementations. */
    FENCE_SETS(0x0000_707f, PREDECESSOR, SUCCESSOR),
    FENCE_INSTRUCTION(0x0000_707f),

    CSR_REGISTER(0x0000_707f, RD, CSR, RS1),
    CSR_IMMEDIATE(0x0000_707f, RD, CSR, ZIMM),

    /** SFENCE.VMA and its kin: an address and an identifier, each optional. */
    FENCE_ADDRESS(0xfe00_7fff, RS1, RS2),
    CACHE_BLOCK(0xfff0_7fff, BASE),

    LOAD_RESERVED(0xf9f0_707f, RD, BASE, ORDERING),
    AMO(0xf800_707f, RD, RS2, BASE, ORDERING),

    /** HLV and HLVX. */
    GUEST_LOAD(0xfff0_707f, RD, BASE),
    /** HSV. */
    GUEST_STORE(0xfe00_7fff, RS2, BASE),

    FLOAT_LOAD(0x0000_707f, FD, OFFSET_I, BASE),
    FLOAT_STORE(0x0000_707f, FS2, OFFSET_S, BASE),
    R4_TYPE(0x0600_007f, FD, FS1, FS2, FS3, RM),
    FLOAT_ARITHMETIC(0xfe00_007f, FD, FS1, FS2, RM),
    FLOAT_SELECT(0xfe00_707f, FD, FS1, FS2),
    FLOAT_COMPARE(0xfe00_707f, RD, FS1, FS2),
    FLOAT_UNARY(0xfff0_007f, FD, FS1, RM),
    /** A conversion that is always exact: its rounding mode has no effect. */
    FLOAT_WIDEN(0xfff0_007f, FD, FS1, RM_EXACT),
    FLOAT_TO_INTEGER(0xfff0_007f, RD, FS1, RM),
    FLOAT_FROM_INTEGER(0xfff0_007f, FD, RS1, RM),
    /** A conversion that is always exact: its rounding mode has no effect. */
    FLOAT_FROM_WORD(0xfff0_007f, FD, RS1, RM_EXACT),
    /** FMV.X and FCLASS. */
    FLOAT_INSPECT(0xfff0_707f, RD, FS1),
    /** FMV.W.X and FMV.D.X. */
    FLOAT_FROM_BITS(0xfff0_707f, FD, RS1);

    private final int mask;
    private final boolean rounds;

    @SuppressWarnings("ImmutableEnumChecker") // a List.of
    private final List<Operand> operands;

    Format(int mask, Operand... operands) {
        this.mask = mask;
        this.operands = List.of(operands);
        rounds = this.operands.contains(Operand.RM) || this.operands.contains(Operand.RM_EXACT);
    }

    /** The bits of a word that tell instructions of this format apart. */
    public int mask() {
        return mask;
    }

    /** Whether instructions of this format name a rounding mode. */
    public boolean rounds() {
        return rounds;
    }

    /**
     * The operands in the order of assembly language; those that {@linkplain Operand#isOptional may be left out} come
     * last.
     */
    public List<Operand> operands() {
        return operands;
    }
}
