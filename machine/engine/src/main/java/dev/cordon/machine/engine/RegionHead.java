// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

import org.jspecify.annotations.Nullable;

/** An instruction where a region may begin: it counts how often it runs, and asks for a translation in the end. */
final class RegionHead extends MicroOp {
    /** What follows translated code is translated after so many times. */
    private static final int FOLLOWING = 2000;

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

    /** Whether a region may begin with an instruction, as far as can be told at once. */
    static boolean mayBegin(MicroOp op) {
        return switch (op) {
            case RegionHead _, RegionEntry _ -> false;
            case Other other ->
                switch (other.instruction.extension()) {
                    case A, F, D, ZICSR, ZICBOZ -> true;
                    default -> false;
                };
            default -> op.isDecoded();
        };
    }

    /** Translated code leads here. */
    void hasten() {
        countdown = Math.min(countdown, FOLLOWING);
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
