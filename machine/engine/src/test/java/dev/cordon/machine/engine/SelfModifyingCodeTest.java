// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.machine.isa.Instruction;
import org.junit.jupiter.api.Test;

/** A hart's own stores to code take effect at once; what others write, after FENCE.I. */
class SelfModifyingCodeTest {
    @Test
    void theNextInstructionMayBeReplaced() {
        Board board = Board.bare().code("sw a1, 4(a2)\n addi a0, a0, 1\n nop");
        warm(board);
        board.state.x[11] = Board.assemble("addi a0, a0, 64");
        board.state.x[12] = Board.CODE;
        board.step(2);
        assertThat(board.a0()).isEqualTo(64);
    }

    /** Decodes the code at {@link Board#CODE} by running it, with the store going elsewhere. */
    private static void warm(Board board) {
        board.state.x[12] = Board.DATA;
        board.step(3);
        board.state.pc = Board.CODE;
        board.state.x[10] = 0;
    }

    @Test
    void aPageThatHeldCodeAndIsDataNowIsStoredToAsFastAsOthers() {
        Board board = Board.bare()
                .load(Board.DATA, "addi a0, a0, 1\n ret")
                .code("jalr ra, (s1)\n loop: sd a1, 8(s1)\n addi s2, s2, -1\n bnez s2, loop\n jalr ra, (s1)\n nop");
        board.state.x[9] = Board.DATA;
        board.state.x[18] = 10_000;
        board.step(3 + 3 * 10_000 + 3);
        assertThat(board.a0()).isEqualTo(2);
        assertThat(board.hart.statistics().slow().getOrDefault(Instruction.SD, 0L))
                .isLessThan(600);
    }

    @Test
    void halfOfAnInstructionMayBeReplaced() {
        Board board = Board.bare().code("sh a1, 6(a2)\n addi a0, a0, 1\n nop");
        warm(board);
        board.state.x[11] = Board.assemble("addi a0, a0, 64") >>> 16;
        board.state.x[12] = Board.CODE;
        board.step(2);
        assertThat(board.a0()).isEqualTo(64);
    }

    @Test
    void aStoreThatCrossesIntoTheNextCodePageReplacesBothParts() {
        Board board = Board.bare().load(Board.CODE + 0xff4, "sd a1, 8(a2)\n nop\n addi a0, a0, 1\n addi a0, a0, 2");
        board.state.x[12] = Board.DATA;
        board.state.pc = Board.CODE + 0xff4;
        board.step(4);
        assertThat(board.a0()).isEqualTo(3);
        board.state.pc = Board.CODE + 0xff4;
        board.state.x[10] = 0;
        board.state.x[12] = Board.CODE + 0xffc - 8;
        board.state.x[11] = Board.assemble("addi a0, a0, 16") | Board.assemble("addi a0, a0, 32") << 32;
        board.step(4);
        assertThat(board.a0()).isEqualTo(48);
    }

    @Test
    void anInstructionAcrossPagesMayBeReplacedInEither() {
        Board board = Board.bare().load(Board.CODE + 0xffa, "sh a1, 0(a2)\n addi a0, a0, 1\n");
        board.state.x[12] = Board.DATA;
        board.state.pc = Board.CODE + 0xffa;
        board.step(2);
        assertThat(board.a0()).isEqualTo(1);
        board.state.pc = Board.CODE + 0xffa;
        board.state.x[11] = Board.assemble("addi a0, a0, 32") >>> 16;
        board.state.x[12] = Board.CODE + 0x1000;
        board.step(2);
        assertThat(board.a0()).isEqualTo(33);
    }

    @Test
    void atomicsReplaceCodeToo() {
        Board board = Board.bare().code("amoswap.w x0, a1, (a2)\n addi a0, a0, 1\n nop");
        warm(board);
        board.state.x[11] = Board.assemble("addi a0, a0, 64");
        board.state.x[12] = Board.CODE + 4;
        board.step(2);
        assertThat(board.a0()).isEqualTo(64);
    }

    @Test
    void storesToDataBesideCodeAreSeenByLoads() {
        Board board = Board.bare().code("sd a1, 0x100(a2)\n ld a0, 0x100(a2)\n nop");
        board.state.x[11] = 77;
        board.state.x[12] = Board.CODE;
        board.step(2);
        assertThat(board.a0()).isEqualTo(77);
    }

    @Test
    void aPageWrittenBeforeItBecameCodeIsWatchedAfterwards() {
        Board board = Board.bare().code("sw a1, 0(a2)\n jr a2");
        board.state.x[12] = Board.DATA;
        board.state.x[11] = Board.assemble("addi a0, a0, 1");
        board.step(3);
        board.state.x[11] = Board.assemble("addi a0, a0, 16");
        board.state.pc = Board.CODE;
        board.step(3);
        assertThat(board.a0()).isEqualTo(17);
    }

    @Test
    void whatOthersWriteIsSeenAfterFenceI() {
        Board board = Board.bare().code("addi a0, a0, 1\n fence.i\n addi a0, a0, 1");
        board.step(3);
        board.ram.write(Board.CODE + 8, 4, Board.assemble("addi a0, a0, 16")); // as a device would
        board.state.pc = Board.CODE;
        board.state.x[10] = 0;
        board.step(3);
        assertThat(board.a0()).isEqualTo(17);
    }

    @Test
    void theCoreMayFenceFromOutside() {
        Board board = Board.bare().code("addi a0, a0, 1");
        board.step(1);
        board.ram.write(Board.CODE, 4, Board.assemble("addi a0, a0, 16"));
        board.hart.caches().fenceInstructions();
        board.state.pc = Board.CODE;
        board.step(1);
        assertThat(board.a0()).isEqualTo(17);
    }
}
