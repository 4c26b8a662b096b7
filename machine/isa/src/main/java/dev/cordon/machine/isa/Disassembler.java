// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.isa;

import java.util.List;

/**
 * Writes instructions as assembly language, spelled as GNU objdump does: names of the calling convention,
 * pseudoinstructions where they fit, branch targets as addresses. Our assembler reads what this writes.
 */
public final class Disassembler {
    static final List<String> ROUNDING_MODES = List.of("rne", "rtz", "rdn", "rup", "rmm", "5", "6", "dyn");
    static final List<String> ORDERINGS = List.of("", ".rl", ".aq", ".aqrl");

    private Disassembler() {}

    /**
     * The text of the instruction at an address; of a compressed one, the text of its expansion. What is no instruction
     * becomes {@code .half} or {@code .word}.
     *
     * @param pc the address of the instruction
     * @param bits the instruction; if it is a compressed one, its low 16 bits alone count
     */
    public static String disassemble(long pc, int bits) {
        boolean compressed = Compressed.isCompressed(bits);
        int word = compressed ? Compressed.expand(bits) : bits;
        Instruction instruction = Decoder.decode(word);
        if (instruction == Instruction.ILLEGAL) {
            return compressed ? ".half 0x%04x".formatted(bits & 0xffff) : ".word 0x%08x".formatted(bits);
        }
        if (compressed && Alias.COMPRESSED_MOVE.fits(word) && instruction == Alias.COMPRESSED_MOVE.instruction()) {
            return write(Alias.COMPRESSED_MOVE.mnemonic(), Alias.COMPRESSED_MOVE.operands(), pc, word);
        }
        for (Alias alias : Alias.printed(instruction)) {
            if (alias.fits(word)) {
                return write(alias.mnemonic(), alias.operands(), pc, word);
            }
        }
        return write(instruction.mnemonic(), instruction.format().operands(), pc, word);
    }

    private static String write(String mnemonic, List<Operand> operands, long pc, int word) {
        StringBuilder text = new StringBuilder(mnemonic);
        if (operands.contains(Operand.ORDERING)) {
            text.append(ORDERINGS.get(Operands.ordering(word)));
        }
        String separator = " ";
        for (Operand operand : operands) {
            int value = operand.extract(word);
            if (operand.isOptional() && (operand == Operand.ORDERING || value == operand.absent())) {
                continue;
            }
            text.append(separator);
            text.append(write(operand, value, pc));
            separator = operand == Operand.OFFSET_I || operand == Operand.OFFSET_S ? "" : ",";
        }
        return text.toString();
    }

    private static String write(Operand operand, int value, long pc) {
        return switch (operand.kind()) {
            case REGISTER -> operand == Operand.BASE ? "(" + Register.name(value) + ")" : Register.name(value);
            case FLOAT_REGISTER -> Register.floatName(value);
            case NUMBER ->
                switch (operand) {
                    case IMM_U, SHAMT, SHAMT_W -> "0x" + Integer.toHexString(value);
                    default -> Integer.toString(value);
                };
            case TARGET -> "0x" + Long.toHexString(pc + value);
            case CSR -> Csr.name(value);
            case ROUNDING_MODE -> ROUNDING_MODES.get(value);
            case ORDERING -> "";
            case FENCE_SET -> fenceSet(value);
        };
    }

    /** A set of FENCE: its letters in the order iorw, or 0 for none. */
    static String fenceSet(int set) {
        StringBuilder letters = new StringBuilder();
        for (int bit = 3; bit >= 0; bit--) {
            letters.append((set >> bit & 1) == 0 ? "" : "wroi".substring(bit, bit + 1));
        }
        return letters.isEmpty() ? "0" : letters.toString();
    }
}
