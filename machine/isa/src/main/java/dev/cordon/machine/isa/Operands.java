// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.isa;

/**
 * The operand fields of a 32-bit instruction word (Unprivileged ISA, "Immediate Encoding Variants"). Each method reads
 * its field whatever the instruction; immediates are sign-extended.
 */
public final class Operands {
    private Operands() {}

    /** Destination register. */
    public static int rd(int word) {
        return word >>> 7 & 31;
    }

    /** First source register. */
    public static int rs1(int word) {
        return word >>> 15 & 31;
    }

    /** Second source register. */
    public static int rs2(int word) {
        return word >>> 20 & 31;
    }

    /** Third source register (fused multiply-add). */
    public static int rs3(int word) {
        return word >>> 27;
    }

    /** I-type immediate: loads, JALR and arithmetic. */
    public static int immI(int word) {
        return word >> 20;
    }

    /** S-type immediate: stores. */
    public static int immS(int word) {
        return word >> 25 << 5 | rd(word);
    }

    /** B-type immediate: distance of a conditional branch in bytes. */
    public static int immB(int word) {
        return word >> 31 << 12 | (word & 0x80) << 4 | (word >>> 25 & 0x3f) << 5 | (word >>> 8 & 0xf) << 1;
    }

    /** U-type immediate: LUI and AUIPC, already shifted left by 12. */
    public static int immU(int word) {
        return word & 0xffff_f000;
    }

    /** J-type immediate: distance of JAL in bytes. */
    public static int immJ(int word) {
        return word >> 31 << 20 | (word & 0xff000) | (word >>> 20 & 1) << 11 | (word >>> 21 & 0x3ff) << 1;
    }

    /** Shift amount of a 64-bit shift, 0 to 63. */
    public static int shamt(int word) {
        return word >>> 20 & 63;
    }

    /** Shift amount of a 32-bit shift, 0 to 31. */
    public static int shamtW(int word) {
        return word >>> 20 & 31;
    }

    /** CSR number, 0 to 4095. */
    public static int csr(int word) {
        return word >>> 20;
    }

    /** Unsigned immediate of CSRRWI, CSRRSI and CSRRCI, 0 to 31. */
    public static int zimm(int word) {
        return word >>> 15 & 31;
    }

    /** Rounding mode: 0 to 4 static, 7 dynamic, 5 and 6 reserved. */
    public static int rm(int word) {
        return word >>> 12 & 7;
    }

    /** Ordering bits of an atomic: 2 is aq (acquire), 1 is rl (release). */
    public static int ordering(int word) {
        return word >>> 25 & 3;
    }

    /** Predecessor set of FENCE: i (8), o (4), r (2), w (1). */
    public static int predecessor(int word) {
        return word >>> 24 & 15;
    }

    /** Successor set of FENCE: i (8), o (4), r (2), w (1). */
    public static int successor(int word) {
        return word >>> 20 & 15;
    }
}
