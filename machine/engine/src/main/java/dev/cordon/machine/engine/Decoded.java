// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

import dev.cordon.machine.isa.Instruction;
import dev.cordon.machine.isa.Operands;

/**
 * What decoding tells of an instruction, for its {@link MicroOp}.
 *
 * @param word the instruction, of a compressed one what it stands for
 * @param length how many halfwords it takes
 * @param slot where in its page it starts, in halfwords
 */
record Decoded(Instruction instruction, int word, int length, int slot) {

    /** The destination; {@link HartState#SINK} for x0. */
    int rd() {
        int rd = Operands.rd(word);
        return rd == 0 ? HartState.SINK : rd;
    }

    int rs1() {
        return Operands.rs1(word);
    }

    int rs2() {
        return Operands.rs2(word);
    }

    /** The distance from the start of the page to the instruction. */
    int offset() {
        return slot << 1;
    }
}
