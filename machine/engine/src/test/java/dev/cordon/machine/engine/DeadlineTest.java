// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** run stops at the exact instruction. */
class DeadlineTest {
    /** Straight code, branches in and out of the page, a jump, memory, a CSR and an atomic. */
    private static final String LOOP = """
            addi a0, a0, 1
            ld t0, 0(s0)
            add t0, t0, a0
            sd t0, 0(s0)
            csrr t1, mscratch
            amoadd.d t2, a0, (s0)
            andi t3, a0, 1
            beqz t3, . + 8
            addi a2, a2, 1
            jal t4, . + 0x1000
            """;

    @Test
    void everyDeadlineIsHitExactlyAndChangesNothing() {
        Board whole = board();
        whole.step(500);
        Board pieces = board();
        for (int i = 1; i <= 500; i++) {
            assertThat(pieces.hart.run(pieces.state, i)).isEqualTo(Exit.DEADLINE);
            assertThat(pieces.state.retired).isEqualTo(i);
        }
        assertThat(pieces.state.x).isEqualTo(whole.state.x);
        assertThat(pieces.state.pc).isEqualTo(whole.state.pc);
        assertThat(pieces.ram.readLong(Board.DATA)).isEqualTo(whole.ram.readLong(Board.DATA));
    }

    private static Board board() {
        Board board = Board.bare().code(LOOP).load(Board.CODE + 0x1000 + 4 * 9, "j . - 0x1000 - 36");
        board.state.x[8] = Board.DATA;
        return board;
    }

    @ParameterizedTest
    @CsvSource({"1", "2", "3", "4095", "4096", "4097", "8191", "10000", "100003"})
    void deadlinesOfAnySizeAreExact(int count) {
        Board board = board();
        assertThat(board.step(count)).isEqualTo(Exit.DEADLINE);
        assertThat(board.state.retired).isEqualTo(count);
        assertThat(board.hart.retired()).isEqualTo(count);
    }

    @Test
    void aDeadlineThatIsReachedAlreadyRunsNothing() {
        Board board = board();
        assertThat(board.hart.run(board.state, 0)).isEqualTo(Exit.DEADLINE);
        assertThat(board.state.pc).isEqualTo(Board.CODE);
    }

    @Test
    void aKickReturnsOnce() {
        Board board = board();
        board.hart.kick();
        assertThat(board.step(10)).isEqualTo(Exit.KICK);
        assertThat(board.state.retired).isZero();
        assertThat(board.step(10)).isEqualTo(Exit.DEADLINE);
    }

    @Test
    void aKickThatIsForgottenIsNone() {
        Board board = board();
        board.hart.kick();
        board.hart.forgetKick();
        assertThat(board.step(10)).isEqualTo(Exit.DEADLINE);
    }

    @Test
    void aKickFromTheBusReturnsAfterTheAccess() {
        Board board = Board.bare().code("sw x0, 0(a1)\n addi a0, a0, 1");
        board.state.x[11] = Board.DEVICE;
        board.bus.onAccess = board.hart::kick;
        assertThat(board.step(10)).isEqualTo(Exit.KICK);
        assertThat(board.state.retired).isEqualTo(1);
        assertThat(board.state.pc).isEqualTo(Board.CODE + 4);
    }

    @Test
    void aKickFromAnotherThreadEndsAnEndlessLoop() throws InterruptedException {
        Board board = Board.bare().code("j .");
        Thread thread = new Thread(board.hart::kick);
        thread.start();
        assertThat(board.hart.run(board.state, Long.MAX_VALUE)).isEqualTo(Exit.KICK);
        thread.join();
    }

    @Test
    void trapAfterTrapWithoutAnInstructionBetweenReturns() {
        Board board = Board.bare().code(".word 0");
        board.state.mtvec = 0; // nothing is there
        assertThat(board.step(1)).isEqualTo(Exit.KICK);
        assertThat(board.state.retired).isZero();
    }

    /** Or a guest could find out by that how often the one before it has trapped. */
    @Test
    void trapsOfOneStateAreNotCountedForAnother() {
        Board board = Board.underCore().code(".word 0").load(Board.VS_HANDLER, "ecall\n j .");
        board.state.hedeleg = 1 << Cause.ILLEGAL_INSTRUCTION;
        for (int i = 0; i < 1000; i++) {
            board.state.pc = Board.CODE;
            assertThat(board.step(1)).isEqualTo(Exit.TRAP);
        }
        HartState other = HartState.guest();
        other.pc = Board.CODE;
        other.hedeleg = board.state.hedeleg;
        other.vstvec = Board.VS_HANDLER + 4;
        assertThat(board.hart.run(other, 1)).isEqualTo(Exit.DEADLINE);
    }

    @Test
    void aTrappingInstructionDoesNotRetire() {
        for (String instruction : new String[] {"ecall", "ebreak", ".word 0", "ld a0, 0(x0)"}) {
            Board board = Board.bare().code("nop\n " + instruction);
            board.step(2); // the nop, and the loop of the handler
            assertThat(board.state.mepc).isEqualTo(Board.CODE + 4);
            assertThat(board.state.retired).isEqualTo(2);
        }
    }
}
