// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.isa;

import static dev.cordon.machine.isa.Operand.BASE;
import static dev.cordon.machine.isa.Operand.CSR;
import static dev.cordon.machine.isa.Operand.FD;
import static dev.cordon.machine.isa.Operand.FS1;
import static dev.cordon.machine.isa.Operand.FS1_FS2;
import static dev.cordon.machine.isa.Operand.FS2;
import static dev.cordon.machine.isa.Operand.IMM_I;
import static dev.cordon.machine.isa.Operand.OFFSET_I;
import static dev.cordon.machine.isa.Operand.PREDECESSOR;
import static dev.cordon.machine.isa.Operand.RD;
import static dev.cordon.machine.isa.Operand.RS1;
import static dev.cordon.machine.isa.Operand.RS2;
import static dev.cordon.machine.isa.Operand.SUCCESSOR;
import static dev.cordon.machine.isa.Operand.TARGET_B;
import static dev.cordon.machine.isa.Operand.TARGET_J;
import static dev.cordon.machine.isa.Operand.ZIMM;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Another way to write an instruction some of whose operands are fixed: a pseudoinstruction of one word (Unprivileged
 * ISA, "RISC-V Assembly Programmer's Handbook"). The disassembler prints the first alias that fits; the assembler knows
 * them all.
 *
 * @param mask the bits fixed beyond those that make it the instruction
 * @param bits the values of these bits
 * @param operands what is left to write
 * @param printed whether the disassembler uses it
 */
record Alias(String mnemonic, Instruction instruction, int mask, int bits, List<Operand> operands, boolean printed) {
    private static final int RA = Register.RA;

    /** What C.MV expands to. A move that is not compressed is an ADDI. */
    static final Alias COMPRESSED_MOVE = alias("mv", Instruction.ADD, RD, RS2).with(RS1, 0);

    /** All aliases; among those of one instruction, the more particular come first. */
    static final List<Alias> ALL = all();

    private static final Map<Instruction, List<Alias>> PRINTED = printedByInstruction();

    /** The aliases by which the disassembler may write an instruction, best first. */
    static List<Alias> printed(Instruction instruction) {
        return PRINTED.getOrDefault(instruction, List.of());
    }

    /** Whether a word, which is this instruction, can be written by this alias. */
    boolean fits(int word) {
        return (word & mask) == bits && (!operands.contains(FS1_FS2) || Operands.rs1(word) == Operands.rs2(word));
    }

    /** The word without the operands. */
    int match() {
        return instruction.match() | bits;
    }

    /** The instruction under its own name, all its operands left to write. */
    static Alias of(Instruction instruction) {
        return new Alias(
                instruction.mnemonic(), instruction, 0, 0, instruction.format().operands(), true);
    }

    private static Alias alias(String mnemonic, Instruction instruction, Operand... operands) {
        return new Alias(mnemonic, instruction, 0, 0, List.of(operands), true);
    }

    private Alias with(Operand operand, int value) {
        int field = operand.insert(operand.minimum() < 0 ? -1 : operand.maximum());
        return withBits(field, operand.insert(value));
    }

    private Alias withBits(int field, int value) {
        return new Alias(mnemonic, instruction, mask | field, bits | value, operands, printed);
    }

    private Alias notPrinted() {
        return new Alias(mnemonic, instruction, mask, bits, operands, false);
    }

    private static List<Alias> all() {
        List<Alias> all = new ArrayList<>();
        all.addAll(arithmetic());
        all.addAll(branches());
        all.addAll(jumps());
        all.addAll(csrs());
        all.addAll(fences());
        all.addAll(floats());
        return List.copyOf(all);
    }

    private static List<Alias> arithmetic() {
        return List.of(
                alias("nop", Instruction.ADDI).with(RD, 0).with(RS1, 0).with(IMM_I, 0),
                alias("li", Instruction.ADDI, RD, IMM_I).with(RS1, 0),
                alias("mv", Instruction.ADDI, RD, RS1).with(IMM_I, 0),
                alias("not", Instruction.XORI, RD, RS1).with(IMM_I, -1),
                alias("neg", Instruction.SUB, RD, RS2).with(RS1, 0),
                alias("negw", Instruction.SUBW, RD, RS2).with(RS1, 0),
                alias("sext.w", Instruction.ADDIW, RD, RS1).with(IMM_I, 0),
                alias("zext.b", Instruction.ANDI, RD, RS1).with(IMM_I, 255),
                alias("zext.w", Instruction.ADD_UW, RD, RS1).with(RS2, 0),
                alias("seqz", Instruction.SLTIU, RD, RS1).with(IMM_I, 1),
                alias("snez", Instruction.SLTU, RD, RS2).with(RS1, 0),
                alias("sltz", Instruction.SLT, RD, RS1).with(RS2, 0),
                alias("sgtz", Instruction.SLT, RD, RS2).with(RS1, 0));
    }

    private static List<Alias> branches() {
        return List.of(
                alias("beqz", Instruction.BEQ, RS1, TARGET_B).with(RS2, 0),
                alias("bnez", Instruction.BNE, RS1, TARGET_B).with(RS2, 0),
                alias("blez", Instruction.BGE, RS2, TARGET_B).with(RS1, 0),
                alias("bgez", Instruction.BGE, RS1, TARGET_B).with(RS2, 0),
                alias("bltz", Instruction.BLT, RS1, TARGET_B).with(RS2, 0),
                alias("bgtz", Instruction.BLT, RS2, TARGET_B).with(RS1, 0),
                alias("bgt", Instruction.BLT, RS2, RS1, TARGET_B).notPrinted(),
                alias("ble", Instruction.BGE, RS2, RS1, TARGET_B).notPrinted(),
                alias("bgtu", Instruction.BLTU, RS2, RS1, TARGET_B).notPrinted(),
                alias("bleu", Instruction.BGEU, RS2, RS1, TARGET_B).notPrinted());
    }

    private static List<Alias> jumps() {
        return List.of(
                alias("j", Instruction.JAL, TARGET_J).with(RD, 0),
                alias("jal", Instruction.JAL, TARGET_J).with(RD, RA),
                alias("call", Instruction.JAL, TARGET_J).with(RD, RA).notPrinted(),
                alias("tail", Instruction.JAL, TARGET_J).with(RD, 0).notPrinted(),
                alias("ret", Instruction.JALR).with(RD, 0).with(RS1, RA).with(IMM_I, 0),
                alias("jr", Instruction.JALR, RS1).with(RD, 0).with(IMM_I, 0),
                alias("jr", Instruction.JALR, OFFSET_I, BASE).with(RD, 0),
                alias("jalr", Instruction.JALR, RS1).with(RD, RA).with(IMM_I, 0),
                alias("jalr", Instruction.JALR, OFFSET_I, BASE).with(RD, RA),
                alias("jalr", Instruction.JALR, RD, RS1).with(IMM_I, 0).notPrinted());
    }

    private static List<Alias> csrs() {
        return List.of(
                alias("unimp", Instruction.CSRRW)
                        .with(CSR, Csr.CYCLE)
                        .with(RD, 0)
                        .with(RS1, 0),
                alias("rdcycle", Instruction.CSRRS, RD).with(CSR, Csr.CYCLE).with(RS1, 0),
                alias("rdtime", Instruction.CSRRS, RD).with(CSR, Csr.TIME).with(RS1, 0),
                alias("rdinstret", Instruction.CSRRS, RD).with(CSR, Csr.INSTRET).with(RS1, 0),
                alias("frflags", Instruction.CSRRS, RD).with(CSR, Csr.FFLAGS).with(RS1, 0),
                alias("frrm", Instruction.CSRRS, RD).with(CSR, Csr.FRM).with(RS1, 0),
                alias("frcsr", Instruction.CSRRS, RD).with(CSR, Csr.FCSR).with(RS1, 0),
                alias("fsflags", Instruction.CSRRW, RS1).with(CSR, Csr.FFLAGS).with(RD, 0),
                alias("fsflags", Instruction.CSRRW, RD, RS1).with(CSR, Csr.FFLAGS),
                alias("fsrm", Instruction.CSRRW, RS1).with(CSR, Csr.FRM).with(RD, 0),
                alias("fsrm", Instruction.CSRRW, RD, RS1).with(CSR, Csr.FRM),
                alias("fscsr", Instruction.CSRRW, RS1).with(CSR, Csr.FCSR).with(RD, 0),
                alias("fscsr", Instruction.CSRRW, RD, RS1).with(CSR, Csr.FCSR),
                alias("csrr", Instruction.CSRRS, RD, CSR).with(RS1, 0),
                alias("csrw", Instruction.CSRRW, CSR, RS1).with(RD, 0),
                alias("csrs", Instruction.CSRRS, CSR, RS1).with(RD, 0),
                alias("csrc", Instruction.CSRRC, CSR, RS1).with(RD, 0),
                alias("csrwi", Instruction.CSRRWI, CSR, ZIMM).with(RD, 0),
                alias("csrsi", Instruction.CSRRSI, CSR, ZIMM).with(RD, 0),
                alias("csrci", Instruction.CSRRCI, CSR, ZIMM).with(RD, 0));
    }

    private static List<Alias> fences() {
        int fenceMode = 0xf000_0000;
        int totalStoreOrder = 0x8000_0000;
        List<Alias> fences = new ArrayList<>(List.of(
                alias("pause", Instruction.FENCE)
                        .with(PREDECESSOR, 1)
                        .with(SUCCESSOR, 0)
                        .with(RD, 0)
                        .with(RS1, 0)
                        .withBits(fenceMode, 0),
                alias("fence.tso", Instruction.FENCE)
                        .with(PREDECESSOR, 3)
                        .with(SUCCESSOR, 3)
                        .withBits(fenceMode, totalStoreOrder),
                alias("fence", Instruction.FENCE).with(PREDECESSOR, 15).with(SUCCESSOR, 15)));
        for (Instruction instruction : Instruction.values()) {
            if (instruction.format() == Format.FENCE_ADDRESS) {
                fences.add(
                        alias(instruction.mnemonic(), instruction).with(RS1, 0).with(RS2, 0));
                fences.add(alias(instruction.mnemonic(), instruction, RS1).with(RS2, 0));
            }
        }
        return fences;
    }

    private static List<Alias> floats() {
        return List.of(
                alias("fmv.s", Instruction.FSGNJ_S, FD, FS1_FS2),
                alias("fneg.s", Instruction.FSGNJN_S, FD, FS1_FS2),
                alias("fabs.s", Instruction.FSGNJX_S, FD, FS1_FS2),
                alias("fmv.d", Instruction.FSGNJ_D, FD, FS1_FS2),
                alias("fneg.d", Instruction.FSGNJN_D, FD, FS1_FS2),
                alias("fabs.d", Instruction.FSGNJX_D, FD, FS1_FS2),
                alias("fgt.s", Instruction.FLT_S, RD, FS2, FS1).notPrinted(),
                alias("fge.s", Instruction.FLE_S, RD, FS2, FS1).notPrinted(),
                alias("fgt.d", Instruction.FLT_D, RD, FS2, FS1).notPrinted(),
                alias("fge.d", Instruction.FLE_D, RD, FS2, FS1).notPrinted());
    }

    private static Map<Instruction, List<Alias>> printedByInstruction() {
        Map<Instruction, List<Alias>> byInstruction = new EnumMap<>(Instruction.class);
        for (Alias alias : ALL) {
            if (alias.printed) {
                byInstruction
                        .computeIfAbsent(alias.instruction, _ -> new ArrayList<>())
                        .add(alias);
            }
        }
        return byInstruction;
    }
}
