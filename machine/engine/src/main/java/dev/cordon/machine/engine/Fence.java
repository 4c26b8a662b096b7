// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

/** FENCE, PAUSE among them. */
final class Fence extends MicroOp {
    private final int word;

    Fence(Decoded from) {
        super(from, 0);
        word = from.word();
    }

    @Override
    MicroOp execute(Interpreter hart) {
        MemoryOrder.fence(word);
        return next;
    }
}
