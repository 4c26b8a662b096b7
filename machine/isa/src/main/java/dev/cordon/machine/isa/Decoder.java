// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.isa;

import java.util.Arrays;

/** Tells which instruction a 32-bit word is. */
public final class Decoder {
    /**
     * The instructions that a word can be, by its major opcode (5 bits), funct3 (3) and funct7 (7): where these leave a
     * choice, rs2 decides.
     */
    private static final Instruction[][] CANDIDATES = candidates();

    private static final int KEY_BITS = 15;

    private Decoder() {}

    /**
     * The instruction that a word is, or {@link Instruction#ILLEGAL}. Reserved values in a field make a word illegal,
     * except where the specification asks to ignore them (FENCE, FENCE.I) or leaves the judgement to execution
     * (rounding modes, CSR numbers). Words shorter than 32 bits (low bits not 11) are illegal here; see {@link
     * Compressed}.
     */
    public static Instruction decode(int word) {
        for (Instruction candidate : CANDIDATES[key(word)]) {
            if ((word & candidate.mask()) == candidate.match()) {
                return candidate;
            }
        }
        return Instruction.ILLEGAL;
    }

    private static int key(int word) {
        return (word >>> 2 & 0x1f) | (word >>> 12 & 7) << 5 | (word >>> 25) << 8;
    }

    private static Instruction[][] candidates() {
        Instruction[][] table = new Instruction[1 << KEY_BITS][];
        Arrays.fill(table, new Instruction[0]);
        for (Instruction instruction : Instruction.values()) {
            if (instruction != Instruction.ILLEGAL) {
                enter(table, instruction);
            }
        }
        return table;
    }

    /** Adds an instruction under every key that its words can have. */
    private static void enter(Instruction[][] table, Instruction instruction) {
        Instruction[] alone = {instruction};
        int fixed = key(instruction.match());
        int free = ~key(instruction.mask()) & ((1 << KEY_BITS) - 1);
        int variant = 0;
        do {
            Instruction[] others = table[fixed | variant];
            if (others.length == 0) {
                table[fixed | variant] = alone;
            } else {
                Instruction[] longer = Arrays.copyOf(others, others.length + 1);
                longer[others.length] = instruction;
                table[fixed | variant] = longer;
            }
            variant = (variant - free) & free; // the next subset of the free bits
        } while (variant != 0);
    }
}
