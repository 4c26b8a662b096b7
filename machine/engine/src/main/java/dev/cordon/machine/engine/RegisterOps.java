// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

import dev.cordon.machine.isa.Alu;
import dev.cordon.machine.isa.MulDiv;
import java.util.function.LongBinaryOperator;

/** Computational instructions on two registers. */
final class RegisterOps {
    private RegisterOps() {}

    static final class Add extends MicroOp {
        Add(Decoded from) {
            super(from, 0);
        }

        @Override
        MicroOp execute(Interpreter hart) {
            long[] x = hart.x;
            x[rd] = Alu.add(x[rs1], x[rs2]);
            return next;
        }
    }

    static final class Sub extends MicroOp {
        Sub(Decoded from) {
            super(from, 0);
        }

        @Override
        MicroOp execute(Interpreter hart) {
            long[] x = hart.x;
            x[rd] = Alu.sub(x[rs1], x[rs2]);
            return next;
        }
    }

    static final class And extends MicroOp {
        And(Decoded from) {
            super(from, 0);
        }

        @Override
        MicroOp execute(Interpreter hart) {
            long[] x = hart.x;
            x[rd] = Alu.and(x[rs1], x[rs2]);
            return next;
        }
    }

    static final class Or extends MicroOp {
        Or(Decoded from) {
            super(from, 0);
        }

        @Override
        MicroOp execute(Interpreter hart) {
            long[] x = hart.x;
            x[rd] = Alu.or(x[rs1], x[rs2]);
            return next;
        }
    }

    static final class Xor extends MicroOp {
        Xor(Decoded from) {
            super(from, 0);
        }

        @Override
        MicroOp execute(Interpreter hart) {
            long[] x = hart.x;
            x[rd] = Alu.xor(x[rs1], x[rs2]);
            return next;
        }
    }

    static final class Sll extends MicroOp {
        Sll(Decoded from) {
            super(from, 0);
        }

        @Override
        MicroOp execute(Interpreter hart) {
            long[] x = hart.x;
            x[rd] = Alu.sll(x[rs1], x[rs2]);
            return next;
        }
    }

    static final class Srl extends MicroOp {
        Srl(Decoded from) {
            super(from, 0);
        }

        @Override
        MicroOp execute(Interpreter hart) {
            long[] x = hart.x;
            x[rd] = Alu.srl(x[rs1], x[rs2]);
            return next;
        }
    }

    static final class Sra extends MicroOp {
        Sra(Decoded from) {
            super(from, 0);
        }

        @Override
        MicroOp execute(Interpreter hart) {
            long[] x = hart.x;
            x[rd] = Alu.sra(x[rs1], x[rs2]);
            return next;
        }
    }

    static final class Slt extends MicroOp {
        Slt(Decoded from) {
            super(from, 0);
        }

        @Override
        MicroOp execute(Interpreter hart) {
            long[] x = hart.x;
            x[rd] = Alu.slt(x[rs1], x[rs2]);
            return next;
        }
    }

    static final class Sltu extends MicroOp {
        Sltu(Decoded from) {
            super(from, 0);
        }

        @Override
        MicroOp execute(Interpreter hart) {
            long[] x = hart.x;
            x[rd] = Alu.sltu(x[rs1], x[rs2]);
            return next;
        }
    }

    static final class Addw extends MicroOp {
        Addw(Decoded from) {
            super(from, 0);
        }

        @Override
        MicroOp execute(Interpreter hart) {
            long[] x = hart.x;
            x[rd] = Alu.addw(x[rs1], x[rs2]);
            return next;
        }
    }

    static final class Subw extends MicroOp {
        Subw(Decoded from) {
            super(from, 0);
        }

        @Override
        MicroOp execute(Interpreter hart) {
            long[] x = hart.x;
            x[rd] = Alu.subw(x[rs1], x[rs2]);
            return next;
        }
    }

    static final class Sllw extends MicroOp {
        Sllw(Decoded from) {
            super(from, 0);
        }

        @Override
        MicroOp execute(Interpreter hart) {
            long[] x = hart.x;
            x[rd] = Alu.sllw(x[rs1], x[rs2]);
            return next;
        }
    }

    static final class Srlw extends MicroOp {
        Srlw(Decoded from) {
            super(from, 0);
        }

        @Override
        MicroOp execute(Interpreter hart) {
            long[] x = hart.x;
            x[rd] = Alu.srlw(x[rs1], x[rs2]);
            return next;
        }
    }

    static final class Sraw extends MicroOp {
        Sraw(Decoded from) {
            super(from, 0);
        }

        @Override
        MicroOp execute(Interpreter hart) {
            long[] x = hart.x;
            x[rd] = Alu.sraw(x[rs1], x[rs2]);
            return next;
        }
    }

    static final class Mul extends MicroOp {
        Mul(Decoded from) {
            super(from, 0);
        }

        @Override
        MicroOp execute(Interpreter hart) {
            long[] x = hart.x;
            x[rd] = MulDiv.mul(x[rs1], x[rs2]);
            return next;
        }
    }

    static final class Mulhu extends MicroOp {
        Mulhu(Decoded from) {
            super(from, 0);
        }

        @Override
        MicroOp execute(Interpreter hart) {
            long[] x = hart.x;
            x[rd] = MulDiv.mulhu(x[rs1], x[rs2]);
            return next;
        }
    }

    static final class Mulw extends MicroOp {
        Mulw(Decoded from) {
            super(from, 0);
        }

        @Override
        MicroOp execute(Interpreter hart) {
            long[] x = hart.x;
            x[rd] = MulDiv.mulw(x[rs1], x[rs2]);
            return next;
        }
    }

    /** Any other. */
    static final class Binary extends MicroOp {
        private final LongBinaryOperator operator;

        Binary(Decoded from, LongBinaryOperator operator) {
            super(from, 0);
            this.operator = operator;
        }

        @Override
        MicroOp execute(Interpreter hart) {
            long[] x = hart.x;
            x[rd] = operator.applyAsLong(x[rs1], x[rs2]);
            return next;
        }
    }
}
