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
        Jalr(Decoded from, int immediate) {
            super(from, immediate);
        }

        @Override
        MicroOp execute(Interpreter hart) {
            long[] x = hart.x;
            long target = x[rs1] + immediate & -2;
            x[rd] = hart.base + end();
            return hart.jump(target);
        }
    }
}
