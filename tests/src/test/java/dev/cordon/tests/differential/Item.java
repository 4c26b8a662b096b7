// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.tests.differential;

import dev.cordon.machine.isa.Instruction;
import java.nio.ByteBuffer;

/**
 * A short piece of a case: one instruction under test and what prepares it, with the register whose value afterwards goes to
 * the trace.
 *
 * @param code position-independent, from 0 to its limit
 * @param at where in the code the instruction under test is
 * @param instruction what is under test
 * @param bits its encoding
 * @param trace what goes to the trace
 * @param register its number
 * @param flags whether the accrued exceptions go there, too, and are cleared
 */
record Item(ByteBuffer code, int at, Instruction instruction, int bits, Trace trace, int register, boolean flags) {
    enum Trace {
        /** That the instruction under test is done. */
        MARK,
        INTEGER,
        FLOATING
    }

    byte[] bytes() {
        byte[] bytes = new byte[code.limit()];
        code.get(0, bytes);
        return bytes;
    }

    int slots() {
        return flags ? 2 : 1;
    }
}
