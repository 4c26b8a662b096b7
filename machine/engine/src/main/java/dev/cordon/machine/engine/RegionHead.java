// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

import org.jspecify.annotations.Nullable;

/** An instruction where a region may begin: it counts how often it runs, and asks for a translation in the end. */
final class RegionHead extends MicroOp {
    private final MicroOp original;
    private int countdown;

    /** The translation that was asked for. */
    Engine.@Nullable Request request;

    /** How often one was asked for. */
    int requests;

    RegionHead(MicroOp original, int threshold) {
        super(original);
        this.original = original;
        countdown = threshold - 1;
    }

    /** Whether a region may begin with an instruction. */
    static boolean mayBegin(MicroOp op) {
        return op.isDecoded() && !(op instanceof Other || op instanceof RegionHead || op instanceof RegionEntry);
    }

    /** Asks again after so many times. */
    void wait(int times) {
        countdown = times;
    }

    @Override
    void link(MicroOp following) {
        super.link(following);
        original.link(following);
    }

    @Override
    MicroOp plain() {
        return original;
    }

    @Override
    @Nullable
    MicroOp execute(Interpreter hart) {
        if (--countdown < 0 && hart.promote(this)) {
            return null; // there is translated code now
        }
        return original.execute(hart);
    }
}
