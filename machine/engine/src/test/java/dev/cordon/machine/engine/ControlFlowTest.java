// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Branches and jumps: within a page, out of it, across its end, and what they link. */
class ControlFlowTest {
    @ParameterizedTest
    @CsvSource({
        "beq, 5, 5, true",
        "beq, 5, 6, false",
        "bne, 5, 6, true",
        "bne, 5, 5, false",
        "blt, -1, 0, true",
        "blt, 0, -1, false",
        "blt, 3, 3, false",
        "bge, 0, -1, true",
        "bge, 3, 3, true",
        "bge, -1, 0, false",
        "bltu, 0, -1, true",
        "bltu, -1, 0, false",
        "bgeu, -1, 0, true",
        "bgeu, 0, -1, false"
    })
    void branchesAreTakenIfTheirConditionHolds(String branch, long a, long b, boolean taken) {
        for (int distance : new int[] {8, -8, 4094, -4096}) { // within the page, and beyond it
            Board board = Board.bare();
            long place = Board.CODE + 0x4000 + 0x100;
            board.load(place, branch + " a1, a2, . + " + distance);
            board.state.pc = place;
            board.state.x[11] = a;
            board.state.x[12] = b;
            board.step(1);
            assertThat(board.state.pc).isEqualTo(taken ? place + distance : place + 4);
        }
    }

    @Test
    void jalLinksTheAddressAfterIt() {
        Board board = Board.bare().code("jal ra, . + 16");
        board.step(1);
        assertThat(board.state.pc).isEqualTo(Board.CODE + 16);
        assertThat(board.state.x[1]).isEqualTo(Board.CODE + 4);
    }

    @Test
    void jalReachesOtherPages() {
        Board board = Board.bare().load(Board.CODE + 0x4000, "jal t0, . - 0x2000");
        board.state.pc = Board.CODE + 0x4000;
        board.step(1);
        assertThat(board.state.pc).isEqualTo(Board.CODE + 0x2000);
        assertThat(board.state.x[5]).isEqualTo(Board.CODE + 0x4004);
    }

    @Test
    void jalrClearsTheLowestBitAndMayLinkItsOwnBase() {
        Board board = Board.bare().code("jalr a0, 7(a0)");
        board.state.x[10] = Board.CODE + 0x3000;
        board.step(1);
        assertThat(board.state.pc).isEqualTo(Board.CODE + 0x3006);
        assertThat(board.a0()).isEqualTo(Board.CODE + 4);
    }

    @Test
    void compressedJumpsLinkTheAddressTwoBytesOn() {
        Board board = Board.bare();
        board.ram.write(Board.CODE, 2, 0x9582); // c.jalr a1
        board.state.x[11] = Board.CODE + 0x2000;
        board.step(1);
        assertThat(board.state.pc).isEqualTo(Board.CODE + 0x2000);
        assertThat(board.state.x[1]).isEqualTo(Board.CODE + 2);
    }

    @Test
    void x0StaysZero() {
        Board board = Board.bare().code("addi x0, x0, 5\n jal x0, . + 4\n lui x0, 1\n add a0, x0, x0");
        board.step(4);
        assertThat(board.a0()).isZero();
        assertThat(board.state.x[0]).isZero();
    }

    @Test
    void auipcAddsToItsOwnAddress() {
        Board board = Board.bare().load(Board.CODE + 0xffc, "auipc a0, 0xfffff\n auipc a1, 0x7ffff");
        board.state.pc = Board.CODE + 0xffc;
        board.step(2);
        assertThat(board.a0()).isEqualTo(Board.CODE + 0xffc - 4096);
        assertThat(board.state.x[11]).isEqualTo(Board.CODE + 0x1000 + 0x7fff_f000L);
    }

    @Test
    void auipcWhoseSumPassesTheMicroOperationStillAdds() {
        Board board = Board.bare().load(Board.CODE + 0xff8, "auipc a0, 0x7ffff");
        board.state.pc = Board.CODE + 0xff8;
        board.step(1);
        assertThat(board.a0()).isEqualTo(Board.CODE + 0xff8 + 0x7fff_f000L);
    }

    @Test
    void executionRunsOnIntoTheNextPage() {
        Board board = Board.bare().load(Board.CODE + 0xffc, "addi a0, a0, 1\n addi a0, a0, 2\n addi a0, a0, 4");
        board.state.pc = Board.CODE + 0xffc;
        board.step(3);
        assertThat(board.a0()).isEqualTo(7);
        assertThat(board.state.pc).isEqualTo(Board.CODE + 0x1008);
    }

    @Test
    void instructionsAcrossAPageBoundaryRun() {
        Board board = Board.bare().load(Board.CODE + 0xffe, "addi a0, a0, 1\n addi a0, a0, 2");
        board.state.pc = Board.CODE + 0xffe;
        board.step(2);
        assertThat(board.a0()).isEqualTo(3);
        assertThat(board.state.pc).isEqualTo(Board.CODE + 0x1006);
    }

    @Test
    void branchesAcrossAPageBoundaryReachBothPages() {
        for (int distance : new int[] {-16, 16, 2}) {
            Board board = Board.bare().load(Board.CODE + 0xffe, "beq x0, x0, . + " + distance);
            board.state.pc = Board.CODE + 0xffe;
            board.step(1);
            assertThat(board.state.pc).isEqualTo(Board.CODE + 0xffe + distance);
        }
    }

    @Test
    void aLoopAcrossAPageBoundaryCountsEachInstruction() {
        Board board = Board.bare()
                .load(Board.CODE + 0xffa, "1: addi a0, a0, 1\n bltu a0, a1, . - 4\n j .".replace("1: ", ""));
        board.state.pc = Board.CODE + 0xffa;
        board.state.x[11] = 1000;
        board.step(2000);
        assertThat(board.a0()).isEqualTo(1000);
        assertThat(board.state.pc).isEqualTo(Board.CODE + 0x1002);
    }

    @Test
    void codeInABootRomRunsFromTheBus() {
        Board board = Board.bare();
        board.bus.contents.put(Board.DEVICE, Board.assemble("addi a0, a0, 5") & 0xffff);
        board.bus.contents.put(Board.DEVICE + 2, Board.assemble("addi a0, a0, 5") >>> 16 & 0xffff);
        board.bus.contents.put(Board.DEVICE + 4, 0x0505L); // c.addi a0, 1
        board.bus.contents.put(Board.DEVICE + 6, 0x8582L); // c.jr a1
        board.state.x[11] = Board.CODE;
        board.state.pc = Board.DEVICE;
        board.step(3);
        assertThat(board.a0()).isEqualTo(6);
        assertThat(board.state.pc).isEqualTo(Board.CODE);
    }
}
