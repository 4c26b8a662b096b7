// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** mcycle, minstret, time and their views. */
class CounterTest {
    @Test
    void instretCountsInstructionsBeforeTheRead() {
        Board board = Board.bare().code("nop\n nop\n csrr a0, instret\n csrr a1, cycle");
        board.run(4);
        assertThat(board.a0()).isEqualTo(2);
        assertThat(board.state.x[11]).isEqualTo(3);
    }

    @Test
    void aWrittenCounterReadsBackAsWrittenAndGoesOn() {
        Board board = Board.bare().code("csrw minstret, a1\n csrr a0, minstret\n csrr a2, minstret");
        board.state.x[11] = 1000;
        board.run(3);
        assertThat(board.a0()).isEqualTo(1000);
        assertThat(board.state.x[12]).isEqualTo(1001);
    }

    @Test
    void anInhibitedCounterStandsStill() {
        Board board = Board.bare()
                .code(
                        "csrwi mcountinhibit, 4\n nop\n nop\n csrr a0, minstret\n csrr a1, mcycle\n csrwi mcountinhibit, 0\n nop\n csrr a2, minstret");
        board.run(8);
        assertThat(board.a0()).isEqualTo(1);
        assertThat(board.state.x[11]).isEqualTo(4);
        assertThat(board.state.x[12]).isEqualTo(2);
    }

    @Test
    void anInhibitedCounterCanBeWritten() {
        Board board = Board.bare().code("csrwi mcountinhibit, 1\n csrwi mcycle, 7\n csrr a0, mcycle");
        board.run(3);
        assertThat(board.a0()).isEqualTo(7);
    }

    @Test
    void timeIsTheClocksAndDeltaIsTheGuests() {
        Board board = Board.bare().code("csrr a0, time").mode("HS");
        board.clock.now = 1000;
        board.state.htimedelta = -900;
        board.state.mcounteren = -1;
        board.state.hcounteren = -1;
        board.run(1);
        assertThat(board.a0()).isEqualTo(1000);
        board.mode("VS");
        board.state.pc = Board.CODE;
        board.run(1);
        assertThat(board.a0()).isEqualTo(100);
    }

    @Test
    void trapsDoNotCountAsInstructions() {
        Board board = Board.bare().code("ecall").load(Board.M_HANDLER, "csrr a0, minstret");
        board.run(1);
        assertThat(board.a0()).isZero();
    }
}
