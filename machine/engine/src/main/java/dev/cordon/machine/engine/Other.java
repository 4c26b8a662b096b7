// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

import org.jspecify.annotations.Nullable;

/** An instruction that is always done outside the interpreter: by the {@link ExecutionUnit}. */
final class Other extends MicroOp {
    /** The instruction; of an illegal one, what xtval receives. */
    final int word;

    Other(Decoded from) {
        super(from, 0);
        word = from.word();
    }

    @Override
    @Nullable
    MicroOp execute(Interpreter hart) {
        return null;
    }
}
