// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** LR and SC with a second hart, instruction by instruction. The reserved bytes are a3's; a1 points at them, a2 is what SC stores. */
class ReservationTest {
    private static final long OTHER_CODE = Board.BASE + 0x2_0000;

    private final Board board = Board.bare();
    private final Hart other = new Hart(1, board.ram, board.bus, board.clock, TrapRouting.VECTOR);
    private final HartState otherState = new HartState();

    ReservationTest() {
        board.state.x[11] = Board.DATA;
        board.state.x[12] = 5;
        otherState.pmpcfg[0] = 0x1f; // NAPOT, RWX
        otherState.pmpaddr[0] = -1L >>> 10;
        otherState.mstatus |= Status.FS;
        otherState.x[11] = Board.DATA;
    }

    /** Runs LR here, then something on the other hart, then SC here; says whether SC failed. */
    private boolean failsAfter(String load, String others, String store) {
        board.code(load + " a0, (a1)\n " + store + " a3, a2, (a1)");
        board.step(1);
        runOther(others);
        board.step(1);
        return board.state.x[13] != 0;
    }

    private void runOther(String instructions) {
        String code = instructions.replace(';', '\n');
        board.load(OTHER_CODE, code);
        other.caches().fenceInstructions();
        otherState.pc = OTHER_CODE;
        int count = (int) code.lines().count();
        assertThat(other.run(otherState, otherState.retired + count)).isEqualTo(Exit.DEADLINE);
        assertThat(otherState.mcause).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sb zero, 0(a1)",
                "sb zero, 7(a1)",
                "sh zero, 2(a1)",
                "sw zero, 0(a1)",
                "sw zero, 4(a1)",
                "sd zero, 0(a1)",
                "sw zero, 6(a1)",
                "sd zero, -1(a1)",
                "fsw fa0, 4(a1)",
                "fsd fa1, 0(a1)",
                "amoswap.w zero, zero, (a1)",
                "amoor.w zero, zero, (a1)",
                "amoadd.d zero, zero, (a1)",
                "amomax.d zero, zero, (a1)",
                "lr.w t0, (a1);sc.w t0, zero, (a1)",
                "addi a1, a1, 4;lr.w t0, (a1);sc.w t0, zero, (a1)",
                "cbo.zero (a1)",
                "hsv.w zero, (a1)",
                "li t1, 9;sd t1, 0(a1);sd zero, 0(a1)" // there and back
            })
    void anyStoreToTheReservedDoublewordEndsTheReservation(String store) {
        otherState.menvcfg = EnvironmentConfiguration.CBZE;
        assertThat(failsAfter("lr.w", store, "sc.w")).isTrue();
        assertThat(board.ram.readLong(Board.DATA)).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nop",
                "ld t0, 0(a1)",
                "lr.d t0, (a1)",
                "sd zero, 8(a1)",
                "sd zero, -8(a1)",
                "sd zero, 512(a1)", // of the same place
                "sw zero, -6(a1)",
                "addi a1, a1, 8;amoadd.w zero, zero, (a1)",
                "addi a1, a1, 512;lr.d t0, (a1);sc.d t0, zero, (a1)"
            })
    void loadsAndStoresElsewhereLeaveIt(String others) {
        assertThat(failsAfter("lr.d", others, "sc.d")).isFalse();
        assertThat(board.ram.readLong(Board.DATA)).isEqualTo(5);
    }

    @ParameterizedTest
    @CsvSource({"lr.w, sc.d", "lr.d, sc.w"})
    void anotherWidthFails(String load, String store) {
        assertThat(failsAfter(load, "nop", store)).isTrue();
    }

    @Test
    void bothMayReserveButOneStores() {
        board.code("lr.d a0, (a1)\n sc.d a3, a2, (a1)");
        board.step(1);
        runOther("lr.d t0, (a1)");
        board.step(1);
        runOther("sc.d t0, zero, (a1)");
        assertThat(board.state.x[13]).isZero();
        assertThat(otherState.x[5]).isEqualTo(1);
        assertThat(board.ram.readLong(Board.DATA)).isEqualTo(5);
    }

    @Test
    void whatADeviceChangesFails() {
        board.code("lr.d a0, (a1)\n sc.d a3, a2, (a1)");
        board.step(1);
        board.ram.writeLong(Board.DATA, 9);
        board.step(1);
        assertThat(board.state.x[13]).isEqualTo(1);
    }

    @Test
    void aReservationDoesNotSurviveTheWaitForAnInterrupt() {
        board.code("lr.d a0, (a1)\n wfi\n sc.d a3, a2, (a1)");
        board.step(2);
        board.step(1);
        assertThat(board.state.x[13]).isEqualTo(1);
    }

    @Test
    void aReservationDoesNotSurviveAnotherState() {
        board.code("lr.d a0, (a1)\n sc.d a3, a2, (a1)");
        board.step(1);
        HartState second = new HartState();
        second.pc = OTHER_CODE;
        board.load(OTHER_CODE, "nop");
        board.hart.run(second, 1);
        board.step(1);
        assertThat(board.state.x[13]).isEqualTo(1);
    }

    @Test
    void aReservationOutlivesSingleStepsButNotAThousandInstructions() {
        board.code("lr.d a0, (a1)\n 1: addi a5, a5, -1\n bnez a5, 1b\n sc.d a3, a2, (a1)"
                .replace("1:", "loop:")
                .replace("1b", "loop"));
        board.state.x[15] = 100;
        for (int i = 0; i < 202; i++) {
            board.hart.step(board.state);
        }
        assertThat(board.state.x[13]).isZero();
        board.state.pc = Board.CODE;
        board.state.x[15] = 5000;
        board.step(10_002);
        assertThat(board.state.x[13]).isEqualTo(1);
    }

    @Test
    void whereNothingIsReservedStoresStayFast() {
        assertThat(failsAfter("lr.d", "nop", "sc.d")).isFalse();
        for (long place = 0; place < 512; place += 8) {
            assertThat(board.ram.reservations().mayHold(place)).isFalse();
        }
    }
}
