// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** PMP with a grain of 4 bytes (Privileged ISA, "Physical Memory Protection"). */
class PhysicalMemoryProtectionTest {
    private static final int NAPOT = 0x18;
    private static final int TOR = 8;
    private static final int LOCKED = 0x80;

    private static Board board(String code, String mode) {
        Board board = Board.bare().code(code).mode(mode);
        board.state.pmpcfg[0] = 0;
        board.state.pmpcfg[15] = (byte) (NAPOT | 7);
        board.state.pmpaddr[15] = -1L >>> 10;
        board.state.x[11] = Board.DATA;
        return board;
    }

    private static long napot(long base, long size) {
        return base >>> 2 | size / 8 - 1;
    }

    @ParameterizedTest
    @CsvSource({
        // permissions of an entry for the data page, then load, store, fetch from HS-mode
        "7, -, -, -",
        "1, -, 7, 1",
        "3, -, -, 1",
        "4, 5, 7, -",
        "5, -, 7, -",
        "0, 5, 7, 1"
    })
    void theFirstMatchingEntryDecides(int permissions, String load, String store, String fetch) {
        String[] code = {"ld a0, 0(a1)\n nop", "sd x0, 0(a1)\n nop", "jr a1"};
        String[] expected = {load, store, fetch};
        for (int i = 0; i < 3; i++) {
            Board board = board(code[i], "HS");
            board.load(Board.DATA, "nop");
            board.state.pmpcfg[2] = (byte) (NAPOT | permissions);
            board.state.pmpaddr[2] = napot(Board.DATA, 4096);
            board.run(2);
            assertThat(board.state.mcause).isEqualTo(expected[i].equals("-") ? 0 : Long.parseLong(expected[i]));
        }
    }

    @ParameterizedTest
    @CsvSource({"M, 0, 0", "M, 0x80, 5", "HS, 0, 5", "U, 0, 5"})
    void machineModeIsBoundByLockedEntriesOnly(String mode, String lock, int cause) {
        Board board = board("ld a0, 0(a1)", mode);
        board.state.pmpcfg[2] = (byte) (NAPOT | Long.decode(lock));
        board.state.pmpaddr[2] = napot(Board.DATA, 4096);
        board.run(1);
        assertThat(board.state.mcause).isEqualTo(cause);
    }

    @ParameterizedTest
    @CsvSource({"HS, 1", "M, 0"})
    void whatNoEntryMatchesIsMachineModesAlone(String mode, int cause) {
        Board board = board("nop", mode);
        board.state.pmpcfg[15] = 0;
        board.run(1);
        assertThat(board.state.mcause).isEqualTo(cause);
    }

    @ParameterizedTest
    @CsvSource({"-0x1000, 0", "0, 5", "0xff8, 5", "0x1000, 5", "0x1ff8, 5", "0x2000, 0"})
    void topOfRangeCoversFromTheEntryBefore(String offset, int cause) {
        Board board = board("ld a0, 0(a1)", "HS");
        board.state.pmpaddr[3] = Board.DATA >>> 2;
        board.state.pmpcfg[4] = TOR;
        board.state.pmpaddr[4] = (Board.DATA + 0x2000) >>> 2;
        board.state.x[11] = Board.DATA + Long.decode(offset);
        board.run(1);
        assertThat(board.state.mcause).isEqualTo(cause);
    }

    @ParameterizedTest
    @CsvSource({"0x4000, -8, 0", "0x4000, 0, 5", "0x4000, 0x3ff8, 5", "0x4000, 0x4000, 0", "0x8000, 0x7ff8, 5"})
    void naturallyAlignedRangesHaveTheirSize(String size, String offset, int cause) {
        Board board = board("ld a0, 0(a1)", "HS");
        board.state.pmpcfg[1] = NAPOT;
        board.state.pmpaddr[1] = napot(Board.DATA, Long.decode(size));
        board.state.x[11] = Board.DATA + Long.decode(offset);
        board.run(1);
        assertThat(board.state.mcause).isEqualTo(cause);
    }

    @Test
    void pageTablesMustBeReadable() {
        Board board = board("nop", "HS");
        long root = board.table();
        board.map(root, Board.CODE, Board.CODE, Board.RWX);
        board.state.satp = Board.sv39(root, 0);
        board.state.pmpcfg[1] = NAPOT;
        board.state.pmpaddr[1] = napot(root, 4096);
        board.run(1);
        assertThat(board.state.mcause).isEqualTo(Cause.INSTRUCTION_ACCESS_FAULT);
        assertThat(board.state.mtval).isEqualTo(Board.CODE);
    }

    @ParameterizedTest
    @CsvSource({
        // written to a field, what is kept
        "0x1f, 0x1f",
        "0x0f, 0x0f",
        "0x17, 0x17",
        "0x1a, 0x18",
        "0x1e, 0x1c",
        "0x60, 0",
        "0x9f, 0x9f"
    })
    void configurationsAreLegalised(String written, String kept) {
        Board board = Board.bare().code("csrw pmpcfg2, a1\n csrr a0, pmpcfg2");
        board.state.x[11] = Long.decode(written) << 8;
        board.run(2);
        assertThat(board.a0()).isEqualTo(Long.decode(kept) << 8);
    }

    @Test
    void lockedEntriesCannotBeChanged() {
        Board board = Board.bare()
                .code(
                        "csrw pmpcfg2, x0\n csrw pmpaddr9, x0\n csrw pmpaddr8, x0\n csrr a0, pmpcfg2\n csrr a2, pmpaddr9\n csrr a3, pmpaddr8");
        board.state.pmpcfg[9] = (byte) (LOCKED | TOR | 7);
        board.state.pmpaddr[9] = 0x8000_0000L;
        board.state.pmpaddr[8] = 0x4000_0000L;
        board.run(6);
        assertThat(board.a0()).isEqualTo((long) (LOCKED | TOR | 7) << 8);
        assertThat(board.state.x[12]).isEqualTo(0x8000_0000L);
        assertThat(board.state.x[13]).as("the bottom of a locked range").isEqualTo(0x4000_0000L);
    }

    @ParameterizedTest
    @CsvSource({
        "0x18, 0x80000000, 0x80000000",
        "0, 0x800003ff, 0x800003ff",
        "8, 0x80000001, 0x80000001",
        "8, -1, 0x3fffffffffffff"
    })
    void addressesHoldBits55To2(String config, String written, String read) {
        Board board = Board.bare().code("csrw pmpaddr5, a1\n csrr a0, pmpaddr5");
        board.state.pmpcfg[5] = (byte) (long) Long.decode(config);
        board.state.x[11] = Long.decode(written);
        board.run(2);
        assertThat(board.a0()).isEqualTo(Long.decode(read));
    }

    @Test
    void changingProtectionThroughCsrsTakesEffectAtOnce() {
        Board board = board("ld a0, 0(a1)\n csrw pmpaddr0, a2\n csrw pmpcfg0, a3\n csrw mepc, a4\n mret", "M");
        board.load(Board.CODE + 0x100, "ld a0, 0(a1)");
        board.state.x[12] = napot(Board.DATA, 4096);
        board.state.x[13] = NAPOT;
        board.state.x[14] = Board.CODE + 0x100;
        board.run(6);
        assertThat(board.state.mcause).isEqualTo(Cause.LOAD_ACCESS_FAULT);
        assertThat(board.state.mepc).isEqualTo(Board.CODE + 0x100);
    }

    @ParameterizedTest
    @CsvSource({
        // bytes 8 to 15 are forbidden: offset of the access, instruction, cause, offset in mtval
        "0, ld, 0, 0",
        "8, ld, 5, 8",
        "12, lw, 5, 12",
        "7, lb, 0, 0",
        "15, lb, 5, 15",
        "16, lw, 0, 0",
        "6, lw, 5, 8", // misaligned: byte by byte
        "16, sd, 0, 0",
        "8, sw, 7, 8",
        "11, sh, 7, 11"
    })
    void aPageCanBeDivided(int offset, String instruction, int cause, int place) {
        for (boolean topOfRange : new boolean[] {false, true}) {
            Board board = board(instruction + " x0, 0(a1)", "HS");
            int entry = topOfRange ? 4 : 3;
            board.state.pmpaddr[3] = topOfRange ? (Board.DATA + 8) >>> 2 : napot(Board.DATA + 8, 8);
            board.state.pmpaddr[4] = (Board.DATA + 16) >>> 2;
            board.state.pmpcfg[entry] = (byte) (topOfRange ? TOR : NAPOT);
            board.state.x[11] = Board.DATA + offset;
            board.run(1);
            assertThat(board.state.mcause).isEqualTo(cause);
            assertThat(board.state.mtval).isEqualTo(cause == 0 ? 0 : Board.DATA + place);
        }
    }

    @ParameterizedTest
    @CsvSource({"M, ld, 0, 5", "M, lw, 0, 0", "M, lw, 4, 0", "HS, ld, 0, 5", "HS, lw, 0, 0", "HS, lw, 4, 0"})
    void anEntryThatMatchesOnlyPartOfAnAccessForbidsIt(String mode, String instruction, int offset, int cause) {
        Board board = board(instruction + " a0, 0(a1)", mode);
        board.state.pmpcfg[2] = (byte) (0x10 | 7); // NA4, with all permissions and not locked
        board.state.pmpaddr[2] = Board.DATA >>> 2;
        board.state.x[11] = Board.DATA + offset;
        board.run(1);
        assertThat(board.state.mcause).isEqualTo(cause);
    }

    @Test
    void codeRunsInADividedPageUpToWhereItMayNot() {
        Board board = board("nop\n nop\n sw a1, 0(a1)\n nop\n nop", "HS");
        board.state.pmpcfg[2] = 0x10;
        board.state.pmpaddr[2] = (Board.CODE + 12) >>> 2;
        board.run(4);
        assertThat(board.state.mcause).isEqualTo(Cause.INSTRUCTION_ACCESS_FAULT);
        assertThat(board.state.mepc).isEqualTo(Board.CODE + 12);
        assertThat(board.ram.read(Board.DATA, 4)).isEqualTo(Board.DATA);
    }

    @Test
    void writeOfATableEntryNeedsItsPermission() {
        Board board = board("ld a0, 0(a1)", "HS");
        long root = board.table();
        board.map(root, Board.CODE, Board.CODE, Board.RWX);
        board.map(root, Board.DATA, Board.DATA, Board.flags("VRW"));
        board.state.satp = Board.sv39(root, 0);
        board.state.menvcfg = EnvironmentConfiguration.ADUE;
        board.state.pmpcfg[1] = NAPOT | 1;
        board.state.pmpaddr[1] = napot(board.entry(root, Board.DATA, 0), 8);
        board.run(1);
        assertThat(board.state.mcause).isEqualTo(Cause.LOAD_ACCESS_FAULT);
        assertThat(board.state.mtval).isEqualTo(Board.DATA);
    }

    @ParameterizedTest
    @CsvSource({"1, 0", "4, 5"})
    void hlvxReadsWhatProtectionLetsBeRead(int permissions, int cause) {
        Board board = board("hlvx.wu a0, (a1)", "HS");
        board.state.pmpcfg[2] = (byte) (NAPOT | permissions);
        board.state.pmpaddr[2] = napot(Board.DATA, 4096);
        board.run(1);
        assertThat(board.state.mcause).isEqualTo(cause);
    }
}
