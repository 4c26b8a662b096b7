// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** mstatus.FS, vsstatus.FS, rounding modes and the registers; what the instructions compute is tested in the room isa. */
class FloatStateTest {
    @ParameterizedTest
    @CsvSource({
        "'fadd.s fa0, fa1, fa2'",
        "'fld fa0, 0(a1)'",
        "'fsw fa0, 0(a1)'",
        "'fmv.x.d a0, fa0'",
        "'csrr a0, fcsr'",
        "'csrr a0, frm'",
        "'csrwi fflags, 1'"
    })
    void everythingIsIllegalWhileOff(String instruction) {
        Board board = Board.bare().code(instruction);
        board.state.x[11] = Board.DATA;
        board.run(1);
        assertThat(board.state.mcause).isEqualTo(Cause.ILLEGAL_INSTRUCTION);
        assertThat(board.state.mtval).isEqualTo(board.ram.read(Board.CODE, 4));
    }

    @Test
    void aCompressedLoadWhileOffReportsItsHalfword() {
        Board board = Board.bare();
        board.ram.write(Board.CODE, 2, 0x2188); // c.fld fa0, 0(a1)
        board.run(1);
        assertThat(board.state.mtval).isEqualTo(0x2188);
    }

    @ParameterizedTest
    @CsvSource({"0, 3, true", "3, 0, true", "1, 1, false"})
    void aGuestNeedsItOnAtBothLevels(int own, int hypervisors, boolean illegal) {
        Board board = Board.bare().code("fmv.d.x fa0, x0").mode("VS");
        board.state.vsstatus = (long) own << 13;
        board.state.mstatus = (long) hypervisors << 13;
        board.run(1);
        assertThat(board.state.mcause == Cause.ILLEGAL_INSTRUCTION).isEqualTo(illegal);
        if (!illegal) {
            assertThat(board.state.vsstatus & Status.FS).isEqualTo(Status.FS);
            assertThat(board.state.mstatus & Status.FS).isEqualTo(Status.FS);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'fadd.d fa0, fa1, fa2', true", "'fld fa0, 0(a1)', true", "'flw fa0, 0(a1)', true", "'csrwi fflags, 0', true",
        "'csrwi frm, 1', true", "'feq.d a0, fa0, fa1', true", "'fsd fa0, 0(a1)', false", "'fmv.x.d a0, fa0', false",
        "'csrr a0, fcsr', false"
    })
    void whatChangesTheStateMakesItDirty(String instruction, boolean dirty) {
        Board board = Board.bare().code(instruction);
        board.state.x[11] = Board.DATA;
        board.state.mstatus = 1 << 13; // Initial
        board.run(1);
        assertThat(board.state.mcause).isZero();
        assertThat((board.state.mstatus & Status.FS) == Status.FS).isEqualTo(dirty);
    }

    @ParameterizedTest
    @CsvSource({"0, false", "4, false", "5, true", "6, true", "7, true"})
    void aReservedDynamicRoundingModeIsIllegal(int frm, boolean illegal) {
        Board board = Board.bare().code("csrw frm, a1\n fadd.d fa0, fa1, fa2");
        board.state.mstatus = Status.FS;
        board.state.x[11] = frm;
        board.run(2);
        assertThat(board.state.mcause == Cause.ILLEGAL_INSTRUCTION).isEqualTo(illegal);
    }

    @Test
    void theDynamicModeRounds() {
        Board board = Board.bare().code("csrwi frm, 3\n fcvt.w.d a0, fa0\n fcvt.w.d a2, fa0, rtz");
        board.state.mstatus = Status.FS;
        board.state.f[10] = Double.doubleToRawLongBits(1.25);
        board.run(3);
        assertThat(board.a0()).isEqualTo(2);
        assertThat(board.state.x[12]).isEqualTo(1);
        assertThat(board.state.fcsr()).isEqualTo(3 << 5 | 1);
    }

    @Test
    void loadsBoxAndStoresDoNotLook() {
        Board board = Board.bare().code("flw fa0, 0(a1)\n fsw fa2, 4(a1)\n fld fa3, 0(a1)\n fsd fa3, 8(a1)");
        board.state.mstatus = Status.FS;
        board.state.x[11] = Board.DATA;
        board.state.f[12] = 0x1234_5678_9abc_def0L;
        board.ram.write(Board.DATA, 4, 0x3f80_0000);
        board.run(4);
        assertThat(board.state.f[10]).isEqualTo(0xffff_ffff_3f80_0000L);
        assertThat(board.ram.readLong(Board.DATA + 8)).isEqualTo(0x9abc_def0_3f80_0000L);
    }

    @ParameterizedTest
    @CsvSource({
        "fadd.d, 1.5, 2.25, 3.75", "fsub.d, 1.5, 2.25, -0.75", "fmul.d, 1.5, 2.0, 3.0", "fdiv.d, 3.0, 2.0, 1.5",
        "fmin.d, 1.0, 2.0, 1.0", "fmax.d, 1.0, 2.0, 2.0", "fsgnj.d, 1.0, -2.0, -1.0", "fsgnjn.d, 1.0, -2.0, 1.0",
        "fsgnjx.d, -1.0, -2.0, 1.0"
    })
    void doublesReachTheirSemanticsInOrder(String instruction, double a, double b, double expected) {
        Board board = Board.bare().code(instruction + " fa0, fa1, fa2");
        board.state.mstatus = Status.FS;
        board.state.f[11] = Double.doubleToRawLongBits(a);
        board.state.f[12] = Double.doubleToRawLongBits(b);
        board.run(1);
        assertThat(Double.longBitsToDouble(board.state.f[10])).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "fadd.s, 1.5, 2.25, 3.75",
        "fsub.s, 1.5, 2.25, -0.75",
        "fmul.s, 1.5, 2.0, 3.0",
        "fdiv.s, 3.0, 2.0, 1.5",
        "fmin.s, 1.0, 2.0, 1.0",
        "fmax.s, 1.0, 2.0, 2.0",
        "fsgnj.s, 1.0, -2.0, -1.0"
    })
    void singlesReachTheirSemanticsInOrder(String instruction, float a, float b, float expected) {
        Board board = Board.bare().code(instruction + " fa0, fa1, fa2");
        board.state.mstatus = Status.FS;
        board.state.f[11] = 0xffff_ffff_0000_0000L | Float.floatToRawIntBits(a);
        board.state.f[12] = 0xffff_ffff_0000_0000L | Float.floatToRawIntBits(b);
        board.run(1);
        assertThat(Float.intBitsToFloat((int) board.state.f[10])).isEqualTo(expected);
        assertThat(board.state.f[10] >>> 32).isEqualTo(0xffff_ffffL);
    }

    @ParameterizedTest
    @CsvSource({"fmadd.d, 10.0", "fmsub.d, 2.0", "fnmsub.d, -2.0", "fnmadd.d, -10.0"})
    void fusedInstructionsTakeThreeOperands(String instruction, double expected) {
        Board board = Board.bare().code(instruction + " fa0, fa1, fa2, fa3");
        board.state.mstatus = Status.FS;
        board.state.f[11] = Double.doubleToRawLongBits(2);
        board.state.f[12] = Double.doubleToRawLongBits(3);
        board.state.f[13] = Double.doubleToRawLongBits(4);
        board.run(1);
        assertThat(Double.longBitsToDouble(board.state.f[10])).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "fcvt.w.d, -2.5, -2",
        "fcvt.l.d, 5e9, 5000000000",
        "fcvt.wu.d, -1.0, 0",
        "fcvt.lu.d, 1e10, 10000000000",
        "fclass.d, 1.0, 64",
        "fmv.x.d, 0.0, 0"
    })
    void conversionsToIntegersWriteX(String instruction, double value, long expected) {
        Board board = Board.bare().code(instruction + " a0, fa1");
        board.state.mstatus = Status.FS;
        board.state.f[11] = Double.doubleToRawLongBits(value);
        board.run(1);
        assertThat(board.a0()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"fcvt.d.w, -1, -1.0", "fcvt.d.wu, -1, 4294967295.0", "fcvt.d.l, -5000000000, -5e9", "fcvt.d.lu, 7, 7.0"
    })
    void conversionsFromIntegersWriteF(String instruction, long value, double expected) {
        Board board = Board.bare().code(instruction + " fa0, a1");
        board.state.mstatus = Status.FS;
        board.state.x[11] = value;
        board.run(1);
        assertThat(Double.longBitsToDouble(board.state.f[10])).isEqualTo(expected);
    }
}
