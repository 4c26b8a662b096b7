// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

/** Jumps. */
final class JumpOps {
    private JumpOps() {}

    /** To a slot of the same page. */
    static final class Jal extends BranchOps.Near {
        Jal(Decoded from, int target, CodePage page) {
            super(from, target, page);
        }

        @Override
        MicroOp execute(Interpreter hart) {
            hart.x[rd] = hart.base + end();
            return page[immediate];
        }
    }

    static final class FarJal extends MicroOp {
        FarJal(Decoded from, int immediate) {
            super(from, immediate);
        }

        @Override
        MicroOp execute(Interpreter hart) {
            hart.x[rd] = hart.base + end();
            return hart.jump(hart.base + immediate);
        }
    }

    static final class Jalr extends MicroOp {
        private static final int REMEMBERED = 8;

        /** Where it has led lately, as distances from the start of the page; of several that share a place, the last. Read by the translator's thread at any time. */
        final int[] targets = new int[REMEMBERED];

        Jalr(Decoded from, int immediate) {
            super(from, immediate);
        }

        @Override
        MicroOp execute(Interpreter hart) {
            long[] x = hart.x;
            long target = x[rs1] + immediate & -2;
            x[rd] = hart.base + end();
            int distance = (int) (target - hart.base);
            targets[(distance >> 1 ^ distance >> 4) & REMEMBERED - 1] = distance;
            return hart.jump(target);
        }
    }
}
