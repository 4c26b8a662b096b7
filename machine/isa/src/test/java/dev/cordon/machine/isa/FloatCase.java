// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.isa;

import java.util.ArrayList;
import java.util.List;

/**
 * One floating-point operation on registers, beside what the reference says of it.
 *
 * @param name the mnemonic
 * @param single the first operand is a boxed single, else a double
 * @param integer the first operand is an integer register
 * @param arity number of operands
 */
record FloatCase(
        String name, boolean single, boolean integer, int arity, Implementation implementation, Expected expected) {
    /** The code under test, on registers. */
    interface Implementation {
        long apply(long a, long b, long c, int mode, FloatFlags flags);
    }

    /** The reference, on registers; it leaves its flags in {@code raised} of the format that rounds. */
    interface Expected {
        long apply(FloatReference f, long a, long b, long c, int mode);
    }

    private static final FloatReference SINGLE = FloatReference.SINGLE;
    private static final FloatReference DOUBLE = FloatReference.DOUBLE;

    static List<FloatCase> all() {
        List<FloatCase> cases = new ArrayList<>();
        singleArithmetic(cases);
        singleOthers(cases);
        doubleArithmetic(cases);
        doubleOthers(cases);
        return cases;
    }

    FloatReference reference() {
        return single || name.startsWith("FCVT.S.") ? SINGLE : DOUBLE;
    }

    private static long unbox(long register) {
        return register >> 32 == -1 ? register & 0xffff_ffffL : 0x7fc0_0000L;
    }

    private static long box(long bits) {
        return bits | 0xffff_ffff_0000_0000L;
    }

    /** To a boxed single from boxed singles. */
    private static FloatCase single(String name, int arity, Implementation implementation, Expected expected) {
        return new FloatCase(
                name + ".S",
                true,
                false,
                arity,
                implementation,
                (f, a, b, c, mode) -> box(expected.apply(f, unbox(a), unbox(b), unbox(c), mode)));
    }

    /** To an integer register from boxed singles. */
    private static FloatCase fromSingle(String name, int arity, Implementation implementation, Expected expected) {
        return new FloatCase(
                name,
                true,
                false,
                arity,
                implementation,
                (f, a, b, c, mode) -> expected.apply(f, unbox(a), unbox(b), unbox(c), mode));
    }

    /** To a boxed single from an integer register. */
    private static FloatCase toSingle(String name, Implementation implementation, Expected expected) {
        return new FloatCase(
                name, true, true, 1, implementation, (f, a, b, c, mode) -> box(expected.apply(f, a, b, c, mode)));
    }

    private static FloatCase binary64(String name, int arity, Implementation implementation, Expected expected) {
        return new FloatCase(name, false, false, arity, implementation, expected);
    }

    private static FloatCase toDouble(String name, Implementation implementation, Expected expected) {
        return new FloatCase(name, false, true, 1, implementation, expected);
    }

    private static void singleArithmetic(List<FloatCase> to) {
        to.add(single("FADD", 2, (a, b, c, m, e) -> Binary32.add(a, b, m, e), (f, a, b, c, m) -> f.add(a, b, m)));
        to.add(single(
                "FSUB", 2, (a, b, c, m, e) -> Binary32.sub(a, b, m, e), (f, a, b, c, m) -> f.add(a, f.negate(b), m)));
        to.add(single("FMUL", 2, (a, b, c, m, e) -> Binary32.mul(a, b, m, e), (f, a, b, c, m) -> f.multiply(a, b, m)));
        to.add(single("FDIV", 2, (a, b, c, m, e) -> Binary32.div(a, b, m, e), (f, a, b, c, m) -> f.divide(a, b, m)));
        to.add(single("FSQRT", 1, (a, b, c, m, e) -> Binary32.sqrt(a, m, e), (f, a, b, c, m) -> f.squareRoot(a, m)));
        to.add(single("FMADD", 3, Binary32::madd, FloatReference::multiplyAdd));
        to.add(single("FMSUB", 3, Binary32::msub, (f, a, b, c, m) -> f.multiplyAdd(a, b, f.negate(c), m)));
        to.add(single("FNMSUB", 3, Binary32::nmsub, (f, a, b, c, m) -> f.multiplyAdd(f.negate(a), b, c, m)));
        to.add(single("FNMADD", 3, Binary32::nmadd, (f, a, b, c, m) -> f.multiplyAdd(f.negate(a), b, f.negate(c), m)));
        to.add(single("FMIN", 2, (a, b, c, m, e) -> Binary32.min(a, b, e), (f, a, b, c, m) -> f.minimum(a, b)));
        to.add(single("FMAX", 2, (a, b, c, m, e) -> Binary32.max(a, b, e), (f, a, b, c, m) -> f.maximum(a, b)));
        to.add(single(
                "FSGNJ", 2, (a, b, c, m, e) -> Binary32.sgnj(a, b), (f, a, b, c, m) -> f.inject(a, f.negative(b))));
        to.add(single(
                "FSGNJN", 2, (a, b, c, m, e) -> Binary32.sgnjn(a, b), (f, a, b, c, m) -> f.inject(a, !f.negative(b))));
        to.add(single(
                "FSGNJX",
                2,
                (a, b, c, m, e) -> Binary32.sgnjx(a, b),
                (f, a, b, c, m) -> f.inject(a, f.negative(a) != f.negative(b))));
    }

    private static void singleOthers(List<FloatCase> to) {
        to.add(fromSingle(
                "FEQ.S", 2, (a, b, c, m, e) -> Binary32.eq(a, b, e), (f, a, b, c, m) -> f.compareQuiet(a, b)));
        to.add(fromSingle(
                "FLT.S",
                2,
                (a, b, c, m, e) -> Binary32.lt(a, b, e),
                (f, a, b, c, m) -> f.compareSignalling(a, b, false)));
        to.add(fromSingle(
                "FLE.S",
                2,
                (a, b, c, m, e) -> Binary32.le(a, b, e),
                (f, a, b, c, m) -> f.compareSignalling(a, b, true)));
        to.add(fromSingle("FCLASS.S", 1, (a, b, c, m, e) -> Binary32.classify(a), (f, a, b, c, m) -> f.classify(a)));
        to.add(fromSingle(
                "FCVT.W.S",
                1,
                (a, b, c, m, e) -> Binary32.toInt32(a, m, e),
                (f, a, b, c, m) -> f.toInteger(a, 32, true, m)));
        to.add(fromSingle(
                "FCVT.WU.S",
                1,
                (a, b, c, m, e) -> Binary32.toUint32(a, m, e),
                (f, a, b, c, m) -> f.toInteger(a, 32, false, m)));
        to.add(fromSingle(
                "FCVT.L.S",
                1,
                (a, b, c, m, e) -> Binary32.toInt64(a, m, e),
                (f, a, b, c, m) -> f.toInteger(a, 64, true, m)));
        to.add(fromSingle(
                "FCVT.LU.S",
                1,
                (a, b, c, m, e) -> Binary32.toUint64(a, m, e),
                (f, a, b, c, m) -> f.toInteger(a, 64, false, m)));
        to.add(toSingle(
                "FCVT.S.W",
                (a, b, c, m, e) -> Binary32.fromInt32(a, m, e),
                (f, a, b, c, m) -> f.fromInteger(a, 32, true, m)));
        to.add(toSingle(
                "FCVT.S.WU",
                (a, b, c, m, e) -> Binary32.fromUint32(a, m, e),
                (f, a, b, c, m) -> f.fromInteger(a, 32, false, m)));
        to.add(toSingle(
                "FCVT.S.L",
                (a, b, c, m, e) -> Binary32.fromInt64(a, m, e),
                (f, a, b, c, m) -> f.fromInteger(a, 64, true, m)));
        to.add(toSingle(
                "FCVT.S.LU",
                (a, b, c, m, e) -> Binary32.fromUint64(a, m, e),
                (f, a, b, c, m) -> f.fromInteger(a, 64, false, m)));
        to.add(toSingle("FMV.W.X", (a, b, c, m, e) -> Binary32.fromRegister(a), (f, a, b, c, m) -> a & 0xffff_ffffL));
        to.add(new FloatCase(
                "FMV.X.W",
                true,
                false,
                1,
                (a, b, c, m, e) -> Binary32.toRegister(a),
                (f, a, b, c, m) -> a << 32 >> 32));
        to.add(binary64(
                "FCVT.S.D",
                1,
                (a, b, c, m, e) -> Binary32.fromBinary64(a, m, e),
                (f, a, b, c, m) -> box(f.convert(DOUBLE, a, m))));
    }

    private static void doubleArithmetic(List<FloatCase> to) {
        to.add(binary64("FADD.D", 2, (a, b, c, m, e) -> Binary64.add(a, b, m, e), (f, a, b, c, m) -> f.add(a, b, m)));
        to.add(binary64(
                "FSUB.D", 2, (a, b, c, m, e) -> Binary64.sub(a, b, m, e), (f, a, b, c, m) -> f.add(a, f.negate(b), m)));
        to.add(binary64(
                "FMUL.D", 2, (a, b, c, m, e) -> Binary64.mul(a, b, m, e), (f, a, b, c, m) -> f.multiply(a, b, m)));
        to.add(binary64(
                "FDIV.D", 2, (a, b, c, m, e) -> Binary64.div(a, b, m, e), (f, a, b, c, m) -> f.divide(a, b, m)));
        to.add(binary64(
                "FSQRT.D", 1, (a, b, c, m, e) -> Binary64.sqrt(a, m, e), (f, a, b, c, m) -> f.squareRoot(a, m)));
        to.add(binary64("FMADD.D", 3, Binary64::madd, FloatReference::multiplyAdd));
        to.add(binary64("FMSUB.D", 3, Binary64::msub, (f, a, b, c, m) -> f.multiplyAdd(a, b, f.negate(c), m)));
        to.add(binary64("FNMSUB.D", 3, Binary64::nmsub, (f, a, b, c, m) -> f.multiplyAdd(f.negate(a), b, c, m)));
        to.add(binary64(
                "FNMADD.D", 3, Binary64::nmadd, (f, a, b, c, m) -> f.multiplyAdd(f.negate(a), b, f.negate(c), m)));
        to.add(binary64("FMIN.D", 2, (a, b, c, m, e) -> Binary64.min(a, b, e), (f, a, b, c, m) -> f.minimum(a, b)));
        to.add(binary64("FMAX.D", 2, (a, b, c, m, e) -> Binary64.max(a, b, e), (f, a, b, c, m) -> f.maximum(a, b)));
        to.add(binary64(
                "FSGNJ.D", 2, (a, b, c, m, e) -> Binary64.sgnj(a, b), (f, a, b, c, m) -> f.inject(a, f.negative(b))));
        to.add(binary64(
                "FSGNJN.D",
                2,
                (a, b, c, m, e) -> Binary64.sgnjn(a, b),
                (f, a, b, c, m) -> f.inject(a, !f.negative(b))));
        to.add(binary64(
                "FSGNJX.D",
                2,
                (a, b, c, m, e) -> Binary64.sgnjx(a, b),
                (f, a, b, c, m) -> f.inject(a, f.negative(a) != f.negative(b))));
    }

    private static void doubleOthers(List<FloatCase> to) {
        to.add(binary64("FEQ.D", 2, (a, b, c, m, e) -> Binary64.eq(a, b, e), (f, a, b, c, m) -> f.compareQuiet(a, b)));
        to.add(binary64(
                "FLT.D",
                2,
                (a, b, c, m, e) -> Binary64.lt(a, b, e),
                (f, a, b, c, m) -> f.compareSignalling(a, b, false)));
        to.add(binary64(
                "FLE.D",
                2,
                (a, b, c, m, e) -> Binary64.le(a, b, e),
                (f, a, b, c, m) -> f.compareSignalling(a, b, true)));
        to.add(binary64("FCLASS.D", 1, (a, b, c, m, e) -> Binary64.classify(a), (f, a, b, c, m) -> f.classify(a)));
        to.add(binary64(
                "FCVT.W.D",
                1,
                (a, b, c, m, e) -> Binary64.toInt32(a, m, e),
                (f, a, b, c, m) -> f.toInteger(a, 32, true, m)));
        to.add(binary64(
                "FCVT.WU.D",
                1,
                (a, b, c, m, e) -> Binary64.toUint32(a, m, e),
                (f, a, b, c, m) -> f.toInteger(a, 32, false, m)));
        to.add(binary64(
                "FCVT.L.D",
                1,
                (a, b, c, m, e) -> Binary64.toInt64(a, m, e),
                (f, a, b, c, m) -> f.toInteger(a, 64, true, m)));
        to.add(binary64(
                "FCVT.LU.D",
                1,
                (a, b, c, m, e) -> Binary64.toUint64(a, m, e),
                (f, a, b, c, m) -> f.toInteger(a, 64, false, m)));
        to.add(toDouble(
                "FCVT.D.W",
                (a, b, c, m, e) -> Binary64.fromInt32(a),
                (f, a, b, c, m) -> f.fromInteger(a, 32, true, m)));
        to.add(toDouble(
                "FCVT.D.WU",
                (a, b, c, m, e) -> Binary64.fromUint32(a),
                (f, a, b, c, m) -> f.fromInteger(a, 32, false, m)));
        to.add(toDouble(
                "FCVT.D.L",
                (a, b, c, m, e) -> Binary64.fromInt64(a, m, e),
                (f, a, b, c, m) -> f.fromInteger(a, 64, true, m)));
        to.add(toDouble(
                "FCVT.D.LU",
                (a, b, c, m, e) -> Binary64.fromUint64(a, m, e),
                (f, a, b, c, m) -> f.fromInteger(a, 64, false, m)));
        to.add(new FloatCase(
                "FCVT.D.S",
                true,
                false,
                1,
                (a, b, c, m, e) -> Binary64.fromBinary32(a, e),
                (f, a, b, c, m) -> DOUBLE.convert(SINGLE, unbox(a), m)));
    }
}
