// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

import dev.cordon.machine.isa.Instruction;
import org.jspecify.annotations.Nullable;

/** A place in a page where an instruction has not been decoded yet, or cannot be: the interpreter stops before it. */
final class Undecoded extends MicroOp {
    /** A place that is not in the page. */
    static final Undecoded ELSEWHERE = new Undecoded(0);

    static {
        ELSEWHERE.led = true; // there is nothing that could be translated
    }

    Undecoded(int slot) {
        super(new Decoded(Instruction.ILLEGAL, 0, 0, slot), 0);
    }

    @Override
    @Nullable
    MicroOp execute(Interpreter hart) {
        return null;
    }

    @Override
    boolean isDecoded() {
        return false;
    }
}
