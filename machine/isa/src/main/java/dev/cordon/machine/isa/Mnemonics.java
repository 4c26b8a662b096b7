// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.isa;

/**
 * The methods of an {@link Assembler} that append one common instruction, or pseudoinstruction of one word, each under
 * its own name and with its operands in the order of assembly language. Branch targets are labels.
 */
abstract sealed class Mnemonics permits Assembler {
    Mnemonics() {}

    abstract Assembler emit(Instruction instruction, long... values);

    abstract Assembler emitTo(String target, Instruction instruction, long... otherValues);

    // Arithmetic

    public Assembler nop() {
        return emit(Instruction.ADDI, 0, 0, 0);
    }

    public Assembler mv(int rd, int rs) {
        return emit(Instruction.ADDI, rd, rs, 0);
    }

    /** Takes the upper 20 bits as an unsigned number. */
    public Assembler lui(int rd, long upper) {
        return emit(Instruction.LUI, rd, upper);
    }

    /** Takes the upper 20 bits as an unsigned number. */
    public Assembler auipc(int rd, long upper) {
        return emit(Instruction.AUIPC, rd, upper);
    }

    public Assembler addi(int rd, int rs1, long imm) {
        return emit(Instruction.ADDI, rd, rs1, imm);
    }

    public Assembler addiw(int rd, int rs1, long imm) {
        return emit(Instruction.ADDIW, rd, rs1, imm);
    }

    public Assembler andi(int rd, int rs1, long imm) {
        return emit(Instruction.ANDI, rd, rs1, imm);
    }

    public Assembler ori(int rd, int rs1, long imm) {
        return emit(Instruction.ORI, rd, rs1, imm);
    }

    public Assembler xori(int rd, int rs1, long imm) {
        return emit(Instruction.XORI, rd, rs1, imm);
    }

    public Assembler slti(int rd, int rs1, long imm) {
        return emit(Instruction.SLTI, rd, rs1, imm);
    }

    public Assembler sltiu(int rd, int rs1, long imm) {
        return emit(Instruction.SLTIU, rd, rs1, imm);
    }

    public Assembler slli(int rd, int rs1, long shamt) {
        return emit(Instruction.SLLI, rd, rs1, shamt);
    }

    public Assembler srli(int rd, int rs1, long shamt) {
        return emit(Instruction.SRLI, rd, rs1, shamt);
    }

    public Assembler srai(int rd, int rs1, long shamt) {
        return emit(Instruction.SRAI, rd, rs1, shamt);
    }

    public Assembler add(int rd, int rs1, int rs2) {
        return emit(Instruction.ADD, rd, rs1, rs2);
    }

    public Assembler addw(int rd, int rs1, int rs2) {
        return emit(Instruction.ADDW, rd, rs1, rs2);
    }

    public Assembler sub(int rd, int rs1, int rs2) {
        return emit(Instruction.SUB, rd, rs1, rs2);
    }

    public Assembler subw(int rd, int rs1, int rs2) {
        return emit(Instruction.SUBW, rd, rs1, rs2);
    }

    public Assembler and(int rd, int rs1, int rs2) {
        return emit(Instruction.AND, rd, rs1, rs2);
    }

    public Assembler or(int rd, int rs1, int rs2) {
        return emit(Instruction.OR, rd, rs1, rs2);
    }

    public Assembler xor(int rd, int rs1, int rs2) {
        return emit(Instruction.XOR, rd, rs1, rs2);
    }

    public Assembler sll(int rd, int rs1, int rs2) {
        return emit(Instruction.SLL, rd, rs1, rs2);
    }

    public Assembler srl(int rd, int rs1, int rs2) {
        return emit(Instruction.SRL, rd, rs1, rs2);
    }

    public Assembler sra(int rd, int rs1, int rs2) {
        return emit(Instruction.SRA, rd, rs1, rs2);
    }

    public Assembler slt(int rd, int rs1, int rs2) {
        return emit(Instruction.SLT, rd, rs1, rs2);
    }

    public Assembler sltu(int rd, int rs1, int rs2) {
        return emit(Instruction.SLTU, rd, rs1, rs2);
    }

    public Assembler mul(int rd, int rs1, int rs2) {
        return emit(Instruction.MUL, rd, rs1, rs2);
    }

    public Assembler div(int rd, int rs1, int rs2) {
        return emit(Instruction.DIV, rd, rs1, rs2);
    }

    public Assembler divu(int rd, int rs1, int rs2) {
        return emit(Instruction.DIVU, rd, rs1, rs2);
    }

    public Assembler rem(int rd, int rs1, int rs2) {
        return emit(Instruction.REM, rd, rs1, rs2);
    }

    public Assembler remu(int rd, int rs1, int rs2) {
        return emit(Instruction.REMU, rd, rs1, rs2);
    }

    // Memory

    public Assembler lb(int rd, long offset, int base) {
        return emit(Instruction.LB, rd, offset, base);
    }

    public Assembler lbu(int rd, long offset, int base) {
        return emit(Instruction.LBU, rd, offset, base);
    }

    public Assembler lh(int rd, long offset, int base) {
        return emit(Instruction.LH, rd, offset, base);
    }

    public Assembler lhu(int rd, long offset, int base) {
        return emit(Instruction.LHU, rd, offset, base);
    }

    public Assembler lw(int rd, long offset, int base) {
        return emit(Instruction.LW, rd, offset, base);
    }

    public Assembler lwu(int rd, long offset, int base) {
        return emit(Instruction.LWU, rd, offset, base);
    }

    public Assembler ld(int rd, long offset, int base) {
        return emit(Instruction.LD, rd, offset, base);
    }

    public Assembler sb(int rs2, long offset, int base) {
        return emit(Instruction.SB, rs2, offset, base);
    }

    public Assembler sh(int rs2, long offset, int base) {
        return emit(Instruction.SH, rs2, offset, base);
    }

    public Assembler sw(int rs2, long offset, int base) {
        return emit(Instruction.SW, rs2, offset, base);
    }

    public Assembler sd(int rs2, long offset, int base) {
        return emit(Instruction.SD, rs2, offset, base);
    }

    // Control

    public Assembler beq(int rs1, int rs2, String target) {
        return emitTo(target, Instruction.BEQ, rs1, rs2);
    }

    public Assembler bne(int rs1, int rs2, String target) {
        return emitTo(target, Instruction.BNE, rs1, rs2);
    }

    public Assembler blt(int rs1, int rs2, String target) {
        return emitTo(target, Instruction.BLT, rs1, rs2);
    }

    public Assembler bge(int rs1, int rs2, String target) {
        return emitTo(target, Instruction.BGE, rs1, rs2);
    }

    public Assembler bltu(int rs1, int rs2, String target) {
        return emitTo(target, Instruction.BLTU, rs1, rs2);
    }

    public Assembler bgeu(int rs1, int rs2, String target) {
        return emitTo(target, Instruction.BGEU, rs1, rs2);
    }

    public Assembler beqz(int rs, String target) {
        return beq(rs, Register.ZERO, target);
    }

    public Assembler bnez(int rs, String target) {
        return bne(rs, Register.ZERO, target);
    }

    public Assembler bltz(int rs, String target) {
        return blt(rs, Register.ZERO, target);
    }

    public Assembler bgez(int rs, String target) {
        return bge(rs, Register.ZERO, target);
    }

    public Assembler jal(int rd, String target) {
        return emitTo(target, Instruction.JAL, rd);
    }

    public Assembler j(String target) {
        return jal(Register.ZERO, target);
    }

    /** JAL through ra: the target must lie within 1 MiB. */
    public Assembler call(String target) {
        return jal(Register.RA, target);
    }

    public Assembler jalr(int rd, long offset, int base) {
        return emit(Instruction.JALR, rd, offset, base);
    }

    public Assembler jr(int rs) {
        return jalr(Register.ZERO, 0, rs);
    }

    public Assembler ret() {
        return jr(Register.RA);
    }

    // System

    public Assembler csrrw(int rd, int csr, int rs1) {
        return emit(Instruction.CSRRW, rd, csr, rs1);
    }

    public Assembler csrrs(int rd, int csr, int rs1) {
        return emit(Instruction.CSRRS, rd, csr, rs1);
    }

    public Assembler csrrc(int rd, int csr, int rs1) {
        return emit(Instruction.CSRRC, rd, csr, rs1);
    }

    public Assembler csrr(int rd, int csr) {
        return csrrs(rd, csr, Register.ZERO);
    }

    public Assembler csrw(int csr, int rs) {
        return csrrw(Register.ZERO, csr, rs);
    }

    public Assembler csrs(int csr, int rs) {
        return csrrs(Register.ZERO, csr, rs);
    }

    public Assembler csrc(int csr, int rs) {
        return csrrc(Register.ZERO, csr, rs);
    }

    public Assembler csrwi(int csr, int imm) {
        return emit(Instruction.CSRRWI, Register.ZERO, csr, imm);
    }

    public Assembler csrsi(int csr, int imm) {
        return emit(Instruction.CSRRSI, Register.ZERO, csr, imm);
    }

    public Assembler csrci(int csr, int imm) {
        return emit(Instruction.CSRRCI, Register.ZERO, csr, imm);
    }

    public Assembler ecall() {
        return emit(Instruction.ECALL);
    }

    public Assembler ebreak() {
        return emit(Instruction.EBREAK);
    }

    public Assembler mret() {
        return emit(Instruction.MRET);
    }

    public Assembler sret() {
        return emit(Instruction.SRET);
    }

    public Assembler wfi() {
        return emit(Instruction.WFI);
    }

    public Assembler fenceI() {
        return emit(Instruction.FENCE_I);
    }

    /** Orders everything before with everything after. */
    public Assembler fence() {
        return emit(Instruction.FENCE, 15, 15);
    }

    public Assembler sfenceVma(int address, int asid) {
        return emit(Instruction.SFENCE_VMA, address, asid);
    }

    public Assembler sfenceVma() {
        return sfenceVma(Register.ZERO, Register.ZERO);
    }
}
