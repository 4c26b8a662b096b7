// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What TLBs may keep and what fences take from them. */
class TranslationCacheTest {
    private static final long PLACE = 0x40_0000;

    private final Board board = Board.bare();
    private final long root = board.table();

    private void program(String code) {
        board.code(code).mode("HS");
        board.map(root, Board.CODE, Board.CODE, Board.RWX).map(root, PLACE, Board.DATA, Board.RWX);
        board.map(root, Board.S_HANDLER, Board.S_HANDLER, Board.RWX);
        board.state.satp = Board.sv39(root, 1);
        board.state.medeleg = 0xb000;
        board.state.x[11] = PLACE;
        board.ram.writeLong(Board.DATA, 1);
        board.ram.writeLong(Board.DATA + 0x1000, 2);
    }

    private void remap(long target) {
        board.map(root, PLACE, target, Board.RWX);
    }

    @ParameterizedTest
    @CsvSource({"'sfence.vma'", "'sfence.vma a1'", "'sfence.vma x0, a2'", "'sfence.vma a1, a2'", "'sinval.vma a1, a2'"})
    void fencesThatMatchMakeNewEntriesVisible(String fence) {
        program("ld a0, 0(a1)\n " + fence + "\n ld a3, 0(a1)");
        board.state.x[12] = 1;
        board.run(1);
        remap(Board.DATA + 0x1000);
        board.run(2);
        assertThat(board.a0()).isEqualTo(1);
        assertThat(board.state.x[13]).isEqualTo(2);
    }

    @Test
    void aFenceOnOnePageOfASuperpageFlushesTheWholeLeaf() {
        program("ld a0, 0(a1)\n ld a0, 0(a2)\n sfence.vma a1\n ld a3, 0(a2)");
        board.map(root, 0x1_0000_0000L, Board.BASE, Board.RWX, 1);
        board.state.x[11] = 0x1_0000_0000L;
        board.state.x[12] = 0x1_0000_0000L + (Board.DATA - Board.BASE);
        board.run(2);
        board.ram.writeLong(board.entry(root, 0x1_0000_0000L, 1), 0);
        board.run(2);
        assertThat(board.state.scause).isEqualTo(Cause.LOAD_PAGE_FAULT);
    }

    @Test
    void instructionFetchesAreFencedToo() {
        program("jr a1");
        board.load(Board.DATA, "addi a0, a0, 1\n sfence.vma\n addi a0, a0, 2");
        board.load(Board.DATA + 0x1000, "nop\n nop\n addi a0, a0, 16");
        board.run(2);
        remap(Board.DATA + 0x1000);
        board.run(2);
        assertThat(board.a0()).isEqualTo(17);
    }

    @Test
    void addressSpacesDoNotMix() {
        program("ld a0, 0(a1)\n csrw satp, a2\n ld a3, 0(a1)\n csrw satp, a4\n ld a5, 0(a1)");
        long other = board.table();
        board.map(other, Board.CODE, Board.CODE, Board.RWX).map(other, PLACE, Board.DATA + 0x1000, Board.RWX);
        board.state.x[12] = Board.sv39(other, 2);
        board.state.x[14] = board.state.satp;
        board.run(5);
        assertThat(board.a0()).isEqualTo(1);
        assertThat(board.state.x[13]).isEqualTo(2);
        assertThat(board.state.x[15]).isEqualTo(1);
    }

    @Test
    void clearingSumTakesUserPagesAwayAtOnce() {
        program("ld a0, 0(a1)\n csrc sstatus, a2\n ld a3, 0(a1)");
        board.map(root, PLACE, Board.DATA, Board.RWX | Board.U);
        board.state.mstatus = Status.SUM;
        board.state.x[12] = Status.SUM;
        board.run(3);
        assertThat(board.a0()).isEqualTo(1);
        assertThat(board.state.scause).isEqualTo(Cause.LOAD_PAGE_FAULT);
    }

    @Test
    void clearingMxrTakesExecutablePagesAwayAtOnce() {
        program("ld a0, 0(a1)\n csrc sstatus, a2\n ld a3, 0(a1)");
        board.map(root, PLACE, Board.DATA, Board.V | Board.X | Board.A);
        board.state.mstatus = Status.MXR;
        board.state.x[12] = Status.MXR;
        board.run(3);
        assertThat(board.a0()).isEqualTo(1);
        assertThat(board.state.scause).isEqualTo(Cause.LOAD_PAGE_FAULT);
    }

    @Test
    void aReadablePageIsNotWritableForHavingBeenRead() {
        program("ld a0, 0(a1)\n sd a0, 0(a1)");
        board.map(root, PLACE, Board.DATA, Board.V | Board.R | Board.A | Board.D);
        board.run(2);
        assertThat(board.state.scause).isEqualTo(Cause.STORE_PAGE_FAULT);
    }

    @Test
    void userModeDoesNotInheritTheSupervisorsTranslations() {
        program("ld a0, 0(a1)\n sret");
        board.map(root, 0x80_0000, Board.CODE, Board.RWX | Board.U);
        board.state.sepc = 0x80_0000;
        board.state.stvec = Board.S_HANDLER;
        board.run(3);
        assertThat(board.a0()).isEqualTo(1);
        assertThat(board.state.scause).isEqualTo(Cause.LOAD_PAGE_FAULT);
        assertThat(board.state.sepc).isEqualTo(0x80_0000);
    }

    @Test
    void manyAddressSpacesKeepTheirOwnTranslations() {
        program("csrw satp, a2\n ld a0, 0(a1)");
        int spaces = 40; // more than there are TLBs
        long shared = board.table();
        board.map(shared, Board.CODE, Board.CODE, Board.RWX).map(shared, PLACE, Board.DATA, Board.RWX);
        board.map(root, PLACE, Board.DATA + 0x1000, Board.RWX);
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < spaces; i++) {
                board.state.pc = Board.CODE;
                board.state.x[12] = Board.sv39(i % 2 == 0 ? shared : root, i);
                board.run(2);
                assertThat(board.a0()).isEqualTo(i % 2 == 0 ? 1 : 2);
            }
        }
    }

    @Test
    void flushAllForgetsEverything() {
        program("ld a0, 0(a1)\n ld a0, 0(a1)");
        board.run(1);
        remap(Board.DATA + 0x1000);
        board.hart.caches().flushAll();
        board.run(1);
        assertThat(board.a0()).isEqualTo(2);
    }

    @Test
    void protectionThatIsTakenAwayTakesEffect() {
        Board own = Board.bare().code("ld a0, 0(a1)\n nop\n ld a0, 0(a1)").mode("HS");
        own.state.x[11] = Board.DATA;
        own.run(1);
        own.state.pmpcfg[0] = 0x1c; // execute only
        own.hart.caches().flushAll();
        own.run(2);
        assertThat(own.state.mcause).isEqualTo(Cause.LOAD_ACCESS_FAULT);
    }
}
