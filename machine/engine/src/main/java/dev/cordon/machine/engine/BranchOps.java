// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

import dev.cordon.machine.isa.Branch;

/** Conditional branches: those to a place in the same page, and those that leave it (Far...). */
final class BranchOps {
    private BranchOps() {}

    /** A branch whose immediate is the slot of its target. */
    abstract static class Near extends MicroOp {
        final MicroOp[] page;

        Near(Decoded from, int target, CodePage page) {
            super(from, target);
            this.page = page.ops;
            page.at(target);
        }
    }

    static final class Beq extends Near {
        Beq(Decoded from, int target, CodePage page) {
            super(from, target, page);
        }

        @Override
        MicroOp execute(Interpreter hart) {
            long[] x = hart.x;
            return Branch.beq(x[rs1], x[rs2]) ? page[immediate] : next;
        }
    }

    static final class Bne extends Near {
        Bne(Decoded from, int target, CodePage page) {
            super(from, target, page);
        }

        @Override
        MicroOp execute(Interpreter hart) {
            long[] x = hart.x;
            return Branch.bne(x[rs1], x[rs2]) ? page[immediate] : next;
        }
    }

    static final class Blt extends Near {
        Blt(Decoded from, int target, CodePage page) {
            super(from, target, page);
        }

        @Override
        MicroOp execute(Interpreter hart) {
            long[] x = hart.x;
            return Branch.blt(x[rs1], x[rs2]) ? page[immediate] : next;
        }
    }

    static final class Bge extends Near {
        Bge(Decoded from, int target, CodePage page) {
            super(from, target, page);
        }

        @Override
        MicroOp execute(Interpreter hart) {
            long[] x = hart.x;
            return Branch.bge(x[rs1], x[rs2]) ? page[immediate] : next;
        }
    }

    static final class Bltu extends Near {
        Bltu(Decoded from, int target, CodePage page) {
            super(from, target, page);
        }

        @Override
        MicroOp execute(Interpreter hart) {
            long[] x = hart.x;
            return Branch.bltu(x[rs1], x[rs2]) ? page[immediate] : next;
        }
    }

    static final class Bgeu extends Near {
        Bgeu(Decoded from, int target, CodePage page) {
            super(from, target, page);
        }

        @Override
        MicroOp execute(Interpreter hart) {
            long[] x = hart.x;
            return Branch.bgeu(x[rs1], x[rs2]) ? page[immediate] : next;
        }
    }

    static final class FarBeq extends MicroOp {
        FarBeq(Decoded from, int immediate) {
            super(from, immediate);
        }

        @Override
        MicroOp execute(Interpreter hart) {
            long[] x = hart.x;
            return Branch.beq(x[rs1], x[rs2]) ? hart.jump(hart.base + immediate) : next;
        }
    }

    static final class FarBne extends MicroOp {
        FarBne(Decoded from, int immediate) {
            super(from, immediate);
        }

        @Override
        MicroOp execute(Interpreter hart) {
            long[] x = hart.x;
            return Branch.bne(x[rs1], x[rs2]) ? hart.jump(hart.base + immediate) : next;
        }
    }

    static final class FarBlt extends MicroOp {
        FarBlt(Decoded from, int immediate) {
            super(from, immediate);
        }

        @Override
        MicroOp execute(Interpreter hart) {
            long[] x = hart.x;
            return Branch.blt(x[rs1], x[rs2]) ? hart.jump(hart.base + immediate) : next;
        }
    }

    static final class FarBge extends MicroOp {
        FarBge(Decoded from, int immediate) {
            super(from, immediate);
        }

        @Override
        MicroOp execute(Interpreter hart) {
            long[] x = hart.x;
            return Branch.bge(x[rs1], x[rs2]) ? hart.jump(hart.base + immediate) : next;
        }
    }

    static final class FarBltu extends MicroOp {
        FarBltu(Decoded from, int immediate) {
            super(from, immediate);
        }

        @Override
        MicroOp execute(Interpreter hart) {
            long[] x = hart.x;
            return Branch.bltu(x[rs1], x[rs2]) ? hart.jump(hart.base + immediate) : next;
        }
    }

    static final class FarBgeu extends MicroOp {
        FarBgeu(Decoded from, int immediate) {
            super(from, immediate);
        }

        @Override
        MicroOp execute(Interpreter hart) {
            long[] x = hart.x;
            return Branch.bgeu(x[rs1], x[rs2]) ? hart.jump(hart.base + immediate) : next;
        }
    }
}
