// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

import dev.cordon.machine.isa.Alu;
import java.util.function.LongBinaryOperator;
import java.util.function.LongUnaryOperator;

/** Computational instructions on one register, or none, and an immediate. */
final class ImmediateOps {
    private ImmediateOps() {}

    /** LUI, and ADDI from x0. */
    static final class Li extends MicroOp {
        Li(Decoded from, int immediate) {
            super(from, immediate);
        }

        @Override
        MicroOp execute(Interpreter hart) {
            hart.x[rd] = immediate;
            return next;
        }
    }

    /** The immediate is that of the instruction and its distance from the start of the page. */
    static final class Auipc extends MicroOp {
        Auipc(Decoded from, int immediate) {
            super(from, immediate);
        }

        @Override
        MicroOp execute(Interpreter hart) {
            hart.x[rd] = hart.base + immediate;
            return next;
        }
    }

    /** ADDI without an immediate. */
    static final class Mv extends MicroOp {
        Mv(Decoded from) {
            super(from, 0);
        }

        @Override
        MicroOp execute(Interpreter hart) {
            long[] x = hart.x;
            x[rd] = x[rs1];
            return next;
        }
    }

    static final class Addi extends MicroOp {
        Addi(Decoded from, int immediate) {
            super(from, immediate);
        }

        @Override
        MicroOp execute(Interpreter hart) {
            long[] x = hart.x;
            x[rd] = Alu.add(x[rs1], immediate);
            return next;
        }
    }

    static final class Andi extends MicroOp {
        Andi(Decoded from, int immediate) {
            super(from, immediate);
        }

        @Override
        MicroOp execute(Interpreter hart) {
            long[] x = hart.x;
            x[rd] = Alu.and(x[rs1], immediate);
            return next;
        }
    }

    static final class Ori extends MicroOp {
        Ori(Decoded from, int immediate) {
            super(from, immediate);
        }

        @Override
        MicroOp execute(Interpreter hart) {
            long[] x = hart.x;
            x[rd] = Alu.or(x[rs1], immediate);
            return next;
        }
    }

    static final class Xori extends MicroOp {
        Xori(Decoded from, int immediate) {
            super(from, immediate);
        }

        @Override
        MicroOp execute(Interpreter hart) {
            long[] x = hart.x;
            x[rd] = Alu.xor(x[rs1], immediate);
            return next;
        }
    }

    static final class Slli extends MicroOp {
        Slli(Decoded from, int immediate) {
            super(from, immediate);
        }

        @Override
        MicroOp execute(Interpreter hart) {
            long[] x = hart.x;
            x[rd] = Alu.sll(x[rs1], immediate);
            return next;
        }
    }

    static final class Srli extends MicroOp {
        Srli(Decoded from, int immediate) {
            super(from, immediate);
        }

        @Override
        MicroOp execute(Interpreter hart) {
            long[] x = hart.x;
            x[rd] = Alu.srl(x[rs1], immediate);
            return next;
        }
    }

    static final class Srai extends MicroOp {
        Srai(Decoded from, int immediate) {
            super(from, immediate);
        }

        @Override
        MicroOp execute(Interpreter hart) {
            long[] x = hart.x;
            x[rd] = Alu.sra(x[rs1], immediate);
            return next;
        }
    }

    static final class Slti extends MicroOp {
        Slti(Decoded from, int immediate) {
            super(from, immediate);
        }

        @Override
        MicroOp execute(Interpreter hart) {
            long[] x = hart.x;
            x[rd] = Alu.slt(x[rs1], immediate);
            return next;
        }
    }

    static final class Sltiu extends MicroOp {
        Sltiu(Decoded from, int immediate) {
            super(from, immediate);
        }

        @Override
        MicroOp execute(Interpreter hart) {
            long[] x = hart.x;
            x[rd] = Alu.sltu(x[rs1], immediate);
            return next;
        }
    }

    static final class Addiw extends MicroOp {
        Addiw(Decoded from, int immediate) {
            super(from, immediate);
        }

        @Override
        MicroOp execute(Interpreter hart) {
            long[] x = hart.x;
            x[rd] = Alu.addw(x[rs1], immediate);
            return next;
        }
    }

    static final class Slliw extends MicroOp {
        Slliw(Decoded from, int immediate) {
            super(from, immediate);
        }

        @Override
        MicroOp execute(Interpreter hart) {
            long[] x = hart.x;
            x[rd] = Alu.sllw(x[rs1], immediate);
            return next;
        }
    }

    static final class Srliw extends MicroOp {
        Srliw(Decoded from, int immediate) {
            super(from, immediate);
        }

        @Override
        MicroOp execute(Interpreter hart) {
            long[] x = hart.x;
            x[rd] = Alu.srlw(x[rs1], immediate);
            return next;
        }
    }

    static final class Sraiw extends MicroOp {
        Sraiw(Decoded from, int immediate) {
            super(from, immediate);
        }

        @Override
        MicroOp execute(Interpreter hart) {
            long[] x = hart.x;
            x[rd] = Alu.sraw(x[rs1], immediate);
            return next;
        }
    }

    /** Any other. */
    static final class Immediate extends MicroOp {
        private final LongBinaryOperator operator;

        Immediate(Decoded from, int immediate, LongBinaryOperator operator) {
            super(from, immediate);
            this.operator = operator;
        }

        @Override
        MicroOp execute(Interpreter hart) {
            long[] x = hart.x;
            x[rd] = operator.applyAsLong(x[rs1], immediate);
            return next;
        }
    }

    /** Any that has no immediate. */
    static final class Unary extends MicroOp {
        private final LongUnaryOperator operator;

        Unary(Decoded from, LongUnaryOperator operator) {
            super(from, 0);
            this.operator = operator;
        }

        @Override
        MicroOp execute(Interpreter hart) {
            long[] x = hart.x;
            x[rd] = operator.applyAsLong(x[rs1]);
            return next;
        }
    }
}
