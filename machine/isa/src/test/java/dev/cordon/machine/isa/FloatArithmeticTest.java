// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.isa;

import static org.assertj.core.api.Assertions.fail;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Every floating-point operation, in every rounding mode, gives the value and the flags of exact arithmetic. */
class FloatArithmeticTest {
    private static final int MODES = 5;

    @Test
    void agreesWithExactArithmetic() {
        compare(0x5eed, 120_000);
    }

    @Test
    @Tag("long")
    void agreesWithExactArithmeticOnMillions() {
        compare(System.nanoTime(), 10_000_000);
    }

    private static void compare(long seed, int count) {
        List<FloatCase> cases = FloatCase.all();
        FloatOperands operands = new FloatOperands(seed);
        for (int i = 0; i < count; i++) {
            compare(cases.get(i % cases.size()), operands, i);
        }
    }

    private static void compare(FloatCase operation, FloatOperands operands, long index) {
        long a = operand(operation, operands);
        long b = operands.below(3) == 0 ? related(operation, operands, a) : operand(operation, operands);
        long c = operands.below(2) == 0 ? nearProduct(operation, operands, a, b) : operand(operation, operands);
        int mode = operands.below(2) == 0 ? Rounding.RNE : operands.below(MODES);
        FloatFlags flags = new FloatFlags();
        flags.bits = operands.below(2) == 0 ? 0 : FloatFlags.NX;
        int before = flags.bits;

        FloatReference.SINGLE.raised = 0;
        FloatReference.DOUBLE.raised = 0;
        long expected = operation.expected().apply(operation.reference(), a, b, c, mode);
        int raised = FloatReference.SINGLE.raised | FloatReference.DOUBLE.raised;
        long actual = operation.implementation().apply(a, b, c, mode, flags);

        if (actual != expected || flags.bits != (before | raised)) {
            fail(
                    "%s %016x %016x %016x, mode %d, flags %02x before, gave %016x flags %02x instead of %016x flags %02x (case %d)",
                    operation.name(), a, b, c, mode, before, actual, flags.bits, expected, before | raised, index);
        }
    }

    private static long operand(FloatCase operation, FloatOperands operands) {
        if (operation.integer()) {
            return operands.integer();
        }
        return operation.single() ? operands.binary32() : operands.binary64();
    }

    private static long related(FloatCase operation, FloatOperands operands, long a) {
        return operation.single() ? operands.related32(a) : operands.related64(a);
    }

    /** An addend that cancels much of a product, or lies just inside or beyond its last bits. */
    private static long nearProduct(FloatCase operation, FloatOperands operands, long a, long b) {
        FloatFlags ignored = new FloatFlags();
        long product = operation.single()
                ? Binary32.mul(a, b, Rounding.RNE, ignored)
                : Binary64.mul(a, b, Rounding.RNE, ignored);
        return related(operation, operands, product);
    }
}
