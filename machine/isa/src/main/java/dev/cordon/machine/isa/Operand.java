// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.isa;

/**
 * One operand of an instruction: where its value lies in the word, which values fit, and how it is written. Values of
 * registers are their numbers, those of immediates and offsets are sign-extended where the instruction does so, and
 * branch targets are relative to the pc of the instruction.
 */
public enum Operand {
    RD("rd", Kind.REGISTER, 0, 31),
    RS1("rs1", Kind.REGISTER, 0, 31),
    RS2("rs2", Kind.REGISTER, 0, 31),
    /** The address register rs1, written in parentheses after its offset if there is one. */
    BASE("base register", Kind.REGISTER, 0, 31),
    FD("rd", Kind.FLOAT_REGISTER, 0, 31),
    FS1("rs1", Kind.FLOAT_REGISTER, 0, 31),
    FS2("rs2", Kind.FLOAT_REGISTER, 0, 31),
    FS3("rs3", Kind.FLOAT_REGISTER, 0, 31),
    /** rs1 and rs2, which are the same register (FMV.S is FSGNJ.S of a register with itself). */
    FS1_FS2("rs", Kind.FLOAT_REGISTER, 0, 31),
    IMM_I("immediate", Kind.NUMBER, -2048, 2047),
    OFFSET_I("offset", Kind.NUMBER, -2048, 2047),
    OFFSET_S("offset", Kind.NUMBER, -2048, 2047),
    /**
     * The upper 20 bits as an unsigned number, as assembly language writes them; the instruction shifts them left by
     * 12.
     */
    IMM_U("upper immediate", Kind.NUMBER, 0, 0xf_ffff),
    SHAMT("shift amount", Kind.NUMBER, 0, 63),
    SHAMT_W("shift amount", Kind.NUMBER, 0, 31),
    ZIMM("immediate", Kind.NUMBER, 0, 31),
    TARGET_B("branch distance", Kind.TARGET, -4096, 4094),
    TARGET_J("jump distance", Kind.TARGET, -0x10_0000, 0xf_fffe),
    CSR("CSR number", Kind.CSR, 0, 4095),
    /** Rounding mode; dynamic if left out. */
    RM("rounding mode", Kind.ROUNDING_MODE, 0, 7),
    /** Rounding mode of a conversion that never rounds; RNE if left out. */
    RM_EXACT("rounding mode", Kind.ROUNDING_MODE, 0, 7),
    /** aq (2) and rl (1): a suffix of the mnemonic, neither if left out. */
    ORDERING("ordering", Kind.ORDERING, 0, 3),
    PREDECESSOR("predecessor set", Kind.FENCE_SET, 0, 15),
    SUCCESSOR("successor set", Kind.FENCE_SET, 0, 15);

    /** What the value of an operand means, and so how it is written. */
    public enum Kind {
        REGISTER,
        FLOAT_REGISTER,
        NUMBER,
        /** A code address: a signed even distance from the instruction. */
        TARGET,
        CSR,
        ROUNDING_MODE,
        ORDERING,
        /** A set of i (8), o (4), r (2) and w (1). */
        FENCE_SET
    }

    private final String word;
    private final Kind kind;
    private final int minimum;
    private final int maximum;

    Operand(String word, Kind kind, int minimum, int maximum) {
        this.word = word;
        this.kind = kind;
        this.minimum = minimum;
        this.maximum = maximum;
    }

    /** What the operand is called in messages. */
    String word() {
        return word;
    }

    /** What is wrong with a value that does not {@linkplain #fits fit}. */
    String misfit(long value) {
        String what = word + " " + value;
        return value >= minimum && value <= maximum
                ? what + " is odd"
                : what + " is out of range (" + minimum + " to " + maximum + ")";
    }

    public Kind kind() {
        return kind;
    }

    /** The least value that fits. */
    public int minimum() {
        return minimum;
    }

    /** The greatest value that fits. */
    public int maximum() {
        return maximum;
    }

    /** Whether a value can be encoded: it lies in the range, and a target is even. */
    public boolean fits(long value) {
        return value >= minimum && value <= maximum && (kind != Kind.TARGET || (value & 1) == 0);
    }

    /** Whether assembly language may leave the operand out. */
    public boolean isOptional() {
        return kind == Kind.ROUNDING_MODE || kind == Kind.ORDERING;
    }

    /** The value of an {@linkplain #isOptional optional} operand that is left out. */
    public int absent() {
        return this == RM ? 7 : 0;
    }

    /** The value that this operand has in a word. */
    public int extract(int word) {
        return switch (this) {
            case RD, FD -> Operands.rd(word);
            case RS1, FS1, FS1_FS2, BASE -> Operands.rs1(word);
            case RS2, FS2 -> Operands.rs2(word);
            case FS3 -> Operands.rs3(word);
            case IMM_I, OFFSET_I -> Operands.immI(word);
            case OFFSET_S -> Operands.immS(word);
            case IMM_U -> Operands.immU(word) >>> 12;
            case SHAMT -> Operands.shamt(word);
            case SHAMT_W -> Operands.shamtW(word);
            case ZIMM -> Operands.zimm(word);
            case TARGET_B -> Operands.immB(word);
            case TARGET_J -> Operands.immJ(word);
            case CSR -> Operands.csr(word);
            case RM, RM_EXACT -> Operands.rm(word);
            case ORDERING -> Operands.ordering(word);
            case PREDECESSOR -> Operands.predecessor(word);
            case SUCCESSOR -> Operands.successor(word);
        };
    }

    /** The bits of a word that hold a value of this operand, which must {@linkplain #fits fit}. */
    public int insert(int value) {
        return switch (this) {
            case RD, FD -> value << 7;
            case RS1, FS1, BASE, ZIMM -> value << 15;
            case RS2, FS2, IMM_I, OFFSET_I, SHAMT, SHAMT_W, CSR, SUCCESSOR -> value << 20;
            case FS1_FS2 -> value << 15 | value << 20;
            case FS3 -> value << 27;
            case IMM_U, RM, RM_EXACT -> value << 12;
            case OFFSET_S -> (value & 0x1f) << 7 | value >> 5 << 25;
            case TARGET_B ->
                (value & 0x1e) << 7 | (value >> 11 & 1) << 7 | (value >> 5 & 0x3f) << 25 | value >> 12 << 31;
            case TARGET_J -> (value & 0xff000) | (value >> 11 & 1) << 20 | (value & 0x7fe) << 20 | value >> 20 << 31;
            case ORDERING -> value << 25;
            case PREDECESSOR -> value << 24;
        };
    }
}
