// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Misaligned accesses are done by the hart, also across pages, and report the byte that fails. */
class MisalignedAccessTest {
    @ParameterizedTest
    @CsvSource({
        "lh, 1, 0xffffffffffff8281", "lhu, 1, 0x8281", "lw, 1, 0xffffffff84838281", "lw, 3, 0xffffffff86858483",
        "lwu, 2, 0x85848382", "ld, 1, 0x8887868584838281", "ld, 4, 0x8b8a898887868584", "ld, 7, 0x8e8d8c8b8a898887"
    })
    void loadsAssembleTheirBytes(String load, int offset, String expected) {
        for (long start : new long[] {Board.DATA, Board.DATA + 4096 - 8, Board.DATA + 4096 - 4}) {
            Board board = Board.bare().code(load + " a0, " + offset + "(a1)");
            for (int i = 0; i < 16; i++) {
                board.ram.write(start + i, 1, 0x80 + i);
            }
            board.state.x[11] = start;
            board.step(1);
            assertThat(board.a0()).isEqualTo(Long.parseUnsignedLong(expected.substring(2), 16));
        }
    }

    @ParameterizedTest
    @CsvSource({"sh, 2", "sw, 4", "sd, 8"})
    void storesScatterTheirBytes(String store, int size) {
        for (int place = 4096 - 9; place < 4096 + 2; place++) {
            Board board = Board.bare().code(store + " a0, 0(a1)");
            board.state.x[10] = 0x0807_0605_0403_0201L;
            board.state.x[11] = Board.DATA + place;
            board.step(1);
            for (int i = -1; i <= size; i++) {
                long expected = i >= 0 && i < size ? i + 1 : 0;
                assertThat(board.ram.read(Board.DATA + place + i, 1)).isEqualTo(expected);
            }
        }
    }

    @Test
    void floatingPointRegistersAreLoadedAndStoredToo() {
        Board board = Board.bare().code("fld fa0, 1(a1)\n fsd fa0, 0x7fd(a1)\n flw fa1, 3(a1)\n fsw fa1, 0x101(a1)");
        board.state.mstatus |= Status.FS;
        board.state.x[11] = Board.DATA;
        for (int i = 0; i < 8; i++) {
            board.ram.write(Board.DATA + 1 + i, 1, 0x1122_3344_5566_7788L >>> (8 * i));
        }
        board.step(4);
        assertThat(board.ram.readBytes(Board.DATA + 0x7fd, 8)).isEqualTo(0x1122_3344_5566_7788L);
        assertThat(board.state.f[11]).isEqualTo(0xffff_ffff_3344_5566L);
        assertThat(board.ram.readBytes(Board.DATA + 0x101, 4)).isEqualTo(0x3344_5566L);
    }

    @ParameterizedTest
    @CsvSource({
        // from the first page, whose neighbour is missing: the fault is at the boundary
        "lw, 0xffe, 13, 0x1000", "ld, 0xffd, 13, 0x1000", "lh, 0xfff, 13, 0x1000",
        "sw, 0xffe, 15, 0x1000", "sd, 0xff9, 15, 0x1000", "sh, 0xfff, 15, 0x1000",
        // from the missing page before: the fault is where the access begins
        "lw, -2, 13, -2", "sd, -1, 15, -1"
    })
    void aFaultReportsTheFirstByteThatCannotBeAccessed(String access, String offset, int cause, String fault) {
        Board board = Board.bare().code(access + " a0, 0(a1)");
        long root = board.table();
        board.map(root, Board.CODE, Board.CODE, Board.RWX).map(root, 0x40_0000, Board.DATA, Board.RWX);
        board.state.satp = Board.sv39(root, 0);
        board.state.medeleg = 1 << 13 | 1 << 15;
        board.mode("HS");
        board.map(root, Board.S_HANDLER, Board.S_HANDLER, Board.RWX);
        board.state.x[11] = 0x40_0000 + Long.decode(offset);
        board.state.x[10] = -1;
        board.step(1);
        assertThat(board.state.scause).isEqualTo(cause);
        assertThat(board.state.stval).isEqualTo(0x40_0000 + Long.decode(fault));
        assertThat(board.ram.readLong(Board.DATA + 0xff8))
                .as("nothing was stored")
                .isZero();
    }

    @Test
    void theTransformedInstructionTellsTheOffsetOfTheFaultingByte() {
        Board board = Board.bare().code("lw a0, 0(a1)");
        board.state.x[11] = Board.BASE + Board.SIZE - 2;
        board.step(1);
        assertThat(board.state.mcause).isEqualTo(Cause.LOAD_ACCESS_FAULT);
        assertThat(board.state.mtval).isEqualTo(Board.BASE + Board.SIZE);
        assertThat(board.state.mtinst).isEqualTo(Board.assemble("lw a0, 0(x2)"));
    }

    @Test
    void misalignedAccessesToDevicesAreAccessFaults() {
        Board board = Board.bare().code("lw a0, 0(a1)");
        board.state.x[11] = Board.DEVICE + 2;
        board.step(1);
        assertThat(board.state.mcause).isEqualTo(Cause.LOAD_ACCESS_FAULT);
        assertThat(board.state.mtval).isEqualTo(Board.DEVICE + 2);
        assertThat(board.bus.log).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"lr.w, a0, 4", "lr.d, a0, 4", "'sc.w', 'a0, a2', 6", "amoadd.w, 'a0, a2', 6", "amoswap.d, 'a0, a2', 6"})
    void atomicsMustBeAligned(String atomic, String operands, int cause) {
        Board board = Board.bare().code(atomic + " " + operands + ", (a1)");
        board.state.x[11] = Board.DATA + 2;
        board.step(1);
        assertThat(board.state.mcause).isEqualTo(cause);
        assertThat(board.state.mtval).isEqualTo(Board.DATA + 2);
    }

    /** Where no page table stands between, an address can be anything. */
    @ParameterizedTest
    @CsvSource({"lb, 21", "sb, 23"})
    void theLastByteOfAllIsNotThereForAGuestWithoutPageTables(String access, int cause) {
        Board board = Board.underCore().code("li a1, -1\n" + access + " a0, 0(a1)");
        long root = Board.TABLES; // one gigabyte is mapped, that of RAM
        board.ram.writeLong(root + 8 * (Board.BASE >>> 30), (Board.BASE >>> 2) | Board.RWX | Board.U);
        board.state.hgatp = 8L << 60 | root >>> 12;
        assertThat(board.hart.run(board.state, 10)).isEqualTo(Exit.TRAP);
        assertThat(board.state.scause).isEqualTo(cause);
        assertThat(board.state.stval).isEqualTo(-1);
    }

    @Test
    void theLastByteOfAllIsNotThereForASupervisorWithoutPageTables() {
        Board board = Board.bare().code("lb a0, 0(a1)").mode(Privilege.SUPERVISOR, false);
        board.state.x[11] = -1;
        board.step(1);
        assertThat(board.state.mcause).isEqualTo(Cause.LOAD_ACCESS_FAULT);
        assertThat(board.state.mtval).isEqualTo(-1);
    }
}
