// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sv39 and Sv48: every way in which a walk ends. */
class PagingTest {
    private static final long PLACE = 0x40_0000;

    /** In HS-mode with Sv39; code and handlers are mapped to themselves, all page faults delegated. */
    private static Board board(String code) {
        Board board = Board.bare().code(code).mode("HS");
        long root = board.table();
        identity(board, root);
        board.state.satp = Board.sv39(root, 1);
        board.state.medeleg = 0xb000;
        board.state.x[11] = PLACE;
        return board;
    }

    private static void identity(Board board, long root) {
        board.map(root, Board.CODE, Board.CODE, Board.RWX).map(root, Board.S_HANDLER, Board.S_HANDLER, Board.RWX);
    }

    private static long root(Board board) {
        return board.state.satp << 20 >>> 8;
    }

    @ParameterizedTest
    @CsvSource({
        // flags of the leaf, mode and bits, then load, store, fetch: ok or fault
        "VRWXAD, HS, ok, ok, ok",
        "VRAD, HS, ok, fault, fault",
        "VXAD, HS, fault, fault, ok",
        "VRXAD, HS, ok, fault, ok",
        "VRWAD, HS, ok, ok, fault",
        "VWAD, HS, fault, fault, fault",
        "VWXAD, HS, fault, fault, fault",
        "RWXAD, HS, fault, fault, fault",
        "VAD, HS, fault, fault, fault",
        "VRWXD, HS, fault, fault, fault",
        "VRWXA, HS, ok, fault, ok",
        "VRWXGAD, HS, ok, ok, ok",
        "VRWXUAD, HS, fault, fault, fault",
        "VRWXUAD, HS+SUM, ok, ok, fault",
        "VRWXAD, HS+SUM, ok, ok, ok",
        "VXAD, HS+MXR, ok, fault, ok",
        "VXUAD, HS+MXR, fault, fault, fault",
        "VXUAD, HS+MXR+SUM, ok, fault, fault",
        "VRWXUAD, U, ok, ok, ok",
        "VRWXAD, U, fault, fault, fault",
        "VXUAD, U, fault, fault, ok",
        "VXUAD, U+MXR, ok, fault, ok"
    })
    void permissionsDecide(String flags, String mode, String load, String store, String fetch) {
        check("ld a0, 8(a1)", flags, mode, load, Cause.LOAD_PAGE_FAULT);
        check("sd a0, 8(a1)", flags, mode, store, Cause.STORE_PAGE_FAULT);
        check("jr 8(a1)", flags, mode, fetch, Cause.INSTRUCTION_PAGE_FAULT);
    }

    private static void check(String code, String flags, String mode, String expected, int cause) {
        Board board = board(code);
        board.map(root(board), PLACE, Board.DATA, Board.flags(flags));
        board.load(Board.DATA + 8, "nop");
        if (mode.startsWith("U")) {
            board.mode("U");
            board.map(root(board), Board.CODE, Board.CODE, Board.RWX | Board.U);
        }
        board.state.mstatus |= mode.contains("SUM") ? Status.SUM : 0;
        board.state.mstatus |= mode.contains("MXR") ? Status.MXR : 0;
        board.run(2);
        assertThat(board.state.scause).as(code).isEqualTo(expected.equals("ok") ? 0 : cause);
        if (!expected.equals("ok")) {
            assertThat(board.state.stval).isEqualTo(PLACE + 8);
            assertThat(board.state.sepc).isEqualTo(cause == Cause.INSTRUCTION_PAGE_FAULT ? PLACE + 8 : Board.CODE);
            assertThat(board.state.htval).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0x2000000000000000, PBMT while menvcfg does not enable it",
        "0x4000000000000000, PBMT while menvcfg does not enable it",
        "0x0040000000000000, reserved",
        "0x1000000000000000, reserved"
    })
    void reservedBitsOfALeafFault(String bits, String name) {
        Board board = board("ld a0, 0(a1)");
        board.map(root(board), PLACE, Board.DATA, Board.RWX | Long.parseUnsignedLong(bits.substring(2), 16));
        board.run(1);
        assertThat(board.state.scause).as(name).isEqualTo(Cause.LOAD_PAGE_FAULT);
    }

    @ParameterizedTest
    @CsvSource({"0x80", "0x40", "0x10", "0x2000000000000000", "0x8000000000000000"})
    void reservedBitsOfAPointerFault(String bits) {
        Board board = board("ld a0, 0(a1)");
        board.map(root(board), PLACE, Board.DATA, Board.RWX);
        for (int level = 1; level <= 2; level++) {
            long place = board.entry(root(board), PLACE, level);
            long pointer = board.ram.readLong(place);
            board.ram.writeLong(place, pointer | Long.parseUnsignedLong(bits.substring(2), 16));
            board.state.pc = Board.CODE;
            board.state.scause = 0;
            board.mode("HS");
            if (level == 1) {
                board.run(1);
                assertThat(board.state.scause).isEqualTo(Cause.LOAD_PAGE_FAULT);
                board.ram.writeLong(place, pointer);
            }
        }
    }

    @Test
    void aPointerInTheLastTableFaults() {
        Board board = board("ld a0, 0(a1)");
        board.map(root(board), PLACE, Board.DATA, Board.V);
        board.run(1);
        assertThat(board.state.scause).isEqualTo(Cause.LOAD_PAGE_FAULT);
    }

    @ParameterizedTest
    @CsvSource({"1, 0x200000", "2, 0x40000000"})
    void superpagesMapTheirWholeSize(int level, String size) {
        Board board = board("ld a0, 0(a1)");
        long target = Board.BASE & -Long.decode(size);
        board.map(root(board), 0x1_0000_0000L, target, Board.RWX, level);
        board.ram.writeLong(Board.DATA, 77);
        board.state.x[11] = 0x1_0000_0000L + (Board.DATA - target);
        board.run(1);
        assertThat(board.a0()).isEqualTo(77);
    }

    @ParameterizedTest
    @CsvSource({"1, 0x1000", "2, 0x1000", "2, 0x200000"})
    void misalignedSuperpagesFault(int level, String off) {
        Board board = board("ld a0, 0(a1)");
        board.map(root(board), 0x1_0000_0000L, Board.BASE + Long.decode(off), Board.RWX, level);
        board.state.x[11] = 0x1_0000_0000L;
        board.run(1);
        assertThat(board.state.scause).isEqualTo(Cause.LOAD_PAGE_FAULT);
    }

    @ParameterizedTest
    @CsvSource({"0x4000000000", "0x8000000000", "-0x4000001000", "0x7fffffffffffffff"})
    void addressesThatAreNotSignExtendedFault(String address) {
        Board board = board("lb a0, 0(a1)");
        board.state.x[11] = Long.decode(address);
        board.run(1);
        assertThat(board.state.scause).isEqualTo(Cause.LOAD_PAGE_FAULT);
        assertThat(board.state.stval).isEqualTo(Long.decode(address));
    }

    @Test
    void theUpperHalfIsMappedThroughTheUpperHalfOfTheRoot() {
        Board board = board("ld a0, 0(a1)");
        board.map(root(board), -0x1000, Board.DATA, Board.RWX);
        board.ram.writeLong(Board.DATA + 8, 5);
        board.state.x[11] = -0x1000 + 8;
        board.run(1);
        assertThat(board.a0()).isEqualTo(5);
    }

    @ParameterizedTest
    @CsvSource({"ld, 5", "sd, 7"})
    void tablesOutsideRamAreAccessFaultsOfTheAccess(String access, int cause) {
        Board board = board(access + " a0, 0(a1)");
        long place = board.entry(root(board), PLACE, 1);
        board.ram.writeLong(place, Board.DEVICE >>> 12 << 10 | Board.V);
        board.run(1);
        assertThat(board.state.mcause).isEqualTo(cause);
        assertThat(board.state.mtval).isEqualTo(PLACE);
    }

    @ParameterizedTest
    @CsvSource({"ld, true, false", "sd, true, true"})
    void svaduSetsAccessedAndDirty(String access, boolean accessed, boolean dirty) {
        Board board = board(access + " a0, 0(a1)");
        board.state.menvcfg = EnvironmentConfiguration.ADUE;
        board.map(root(board), PLACE, Board.DATA, Board.V | Board.R | Board.W);
        board.run(1);
        long entry = board.ram.readLong(board.entry(root(board), PLACE, 0));
        assertThat(board.state.scause).isZero();
        assertThat((entry & Board.A) != 0).isEqualTo(accessed);
        assertThat((entry & Board.D) != 0).isEqualTo(dirty);
    }

    @Test
    void aLoadDoesNotLetTheNextStoreSkipTheDirtyBit() {
        Board board = board("ld a0, 0(a1)\n sd a0, 0(a1)\n sd a0, 8(a1)");
        board.state.menvcfg = EnvironmentConfiguration.ADUE;
        board.map(root(board), PLACE, Board.DATA, Board.V | Board.R | Board.W);
        long place = board.entry(root(board), PLACE, 0);
        board.run(1);
        assertThat(board.ram.readLong(place) & (Board.A | Board.D)).isEqualTo(Board.A);
        board.run(1);
        assertThat(board.ram.readLong(place) & (Board.A | Board.D)).isEqualTo(Board.A | Board.D);
    }

    @Test
    void aStoreThatIsNotAllowedSetsNothing() {
        Board board = board("sd a0, 0(a1)");
        board.state.menvcfg = EnvironmentConfiguration.ADUE;
        board.map(root(board), PLACE, Board.DATA, Board.V | Board.R);
        board.run(1);
        assertThat(board.state.scause).isEqualTo(Cause.STORE_PAGE_FAULT);
        assertThat(board.ram.readLong(board.entry(root(board), PLACE, 0)) & (Board.A | Board.D))
                .isZero();
    }

    @Test
    void theFetchOfTheSecondHalfFaultsAtTheNextPage() {
        Board board = board("nop");
        board.map(root(board), PLACE, Board.DATA, Board.RWX);
        board.ram.write(Board.DATA + 0xffe, 2, 0x0513); // the first half of an ADDI
        board.state.pc = PLACE + 0xffe;
        board.run(1);
        assertThat(board.state.scause).isEqualTo(Cause.INSTRUCTION_PAGE_FAULT);
        assertThat(board.state.sepc).isEqualTo(PLACE + 0xffe);
        assertThat(board.state.stval).isEqualTo(PLACE + 0x1000);
    }

    @Test
    void sv48HasFourLevels() {
        Board board = Board.bare().code("ld a0, 0(a1)").mode("HS");
        long root = board.table();
        long sv39 = board.table();
        identity(board, sv39);
        board.map(sv39, PLACE, Board.DATA, Board.RWX);
        board.ram.writeLong(root, sv39 >>> 12 << 10 | Board.V);
        board.ram.writeLong(root + 8 * 256, sv39 >>> 12 << 10 | Board.V); // the upper half
        board.state.satp = 9L << 60 | root >>> 12;
        board.ram.writeLong(Board.DATA, 31);
        board.state.x[11] = PLACE;
        board.run(1);
        assertThat(board.a0()).isEqualTo(31);
        board.state.x[11] = PLACE | -1L << 47;
        board.state.pc = Board.CODE;
        board.state.x[10] = 0;
        board.run(1);
        assertThat(board.a0()).isEqualTo(31);
    }

    @Test
    void bareTranslatesNothingAndKnowsNoPermissions() {
        Board board = Board.bare().code("sd a1, 0(a1)\n ld a0, 0(a1)").mode("U");
        board.state.x[11] = Board.DATA;
        board.run(2);
        assertThat(board.a0()).isEqualTo(Board.DATA);
    }

    @Test
    void addressesBeyondThePhysicalOnesAreAccessFaults() {
        Board board = Board.bare().code("ld a0, 0(a1)");
        board.state.x[11] = 1L << 56;
        board.run(1);
        assertThat(board.state.mcause).isEqualTo(Cause.LOAD_ACCESS_FAULT);
    }

    @ParameterizedTest
    @CsvSource({
        // MPP, flags of the page, ok or the cause
        "1, VRWXAD, ok",
        "1, VRWXUAD, 13",
        "0, VRWXUAD, ok",
        "0, VRWXAD, 13",
        "3, VAD, ok"
    })
    void mprvLendsTheModeOfMppToLoads(int mpp, String flags, String expected) {
        Board board = board("csrw mstatus, a2\n ld a0, 0(a1)").mode("M");
        board.map(root(board), PLACE, Board.DATA, Board.flags(flags));
        board.state.x[12] = Status.MPRV | (long) mpp << Status.MPP_SHIFT;
        board.state.x[11] = mpp == 3 ? Board.DATA : PLACE;
        board.run(2);
        assertThat(board.state.mcause).isEqualTo(expected.equals("ok") ? 0 : Long.decode(expected));
    }

    @Test
    void mprvDoesNotTouchFetches() {
        Board board = board("csrw mstatus, a2\n nop\n addi a0, a0, 9").mode("M");
        board.state.satp = Board.sv39(board.table(), 0); // maps nothing
        board.state.x[12] = Status.MPRV | 1L << Status.MPP_SHIFT;
        board.run(3);
        assertThat(board.a0()).isEqualTo(9);
    }

    @ParameterizedTest
    @CsvSource({
        // PTE.PBMT, menvcfg.PBMTE, is it a fault
        "0, 0, false",
        "1, 0, true",
        "1, 1, false",
        "2, 1, false",
        "3, 1, true"
    })
    void memoryTypesAreValidWhereEnabled(long type, long enabled, boolean fault) {
        Board board = board("ld a0, 0(a1)\n sd a0, 0(a1)");
        board.map(root(board), PLACE, Board.DATA, Board.RWX | type << 61);
        board.state.menvcfg = enabled * EnvironmentConfiguration.PBMTE;
        board.run(2);
        assertThat(board.state.scause).isEqualTo(fault ? Cause.LOAD_PAGE_FAULT : 0);
    }

    @ParameterizedTest
    @CsvSource({
        // low bits of the page number of a leaf with N at 16 places, is it a fault
        "8, false",
        "0, true",
        "4, true",
        "9, true",
        "15, true"
    })
    void aRangeOf64KibMapsNaturallyAligned(int mark, boolean fault) {
        Board board = board("ld a0, 0(a1)\n ld a2, 0(a3)");
        long target = Board.BASE + 0x3_0000;
        for (int i = 0; i < 16; i++) {
            board.map(root(board), PLACE + 4096L * i, target + 4096L * mark, Board.RWX | 1L << 63);
        }
        board.ram.writeLong(target, 11);
        board.ram.writeLong(target + 0xe018, 22);
        board.state.x[13] = PLACE + 0xe018;
        board.run(2);
        assertThat(board.state.scause).isEqualTo(fault ? Cause.LOAD_PAGE_FAULT : 0);
        if (!fault) {
            assertThat(board.a0()).isEqualTo(11);
            assertThat(board.state.x[12]).isEqualTo(22);
        }
    }

    @Test
    void superpagesHaveNoRanges() {
        Board board = board("ld a0, 0(a1)");
        board.map(root(board), PLACE, 0x8000_8000L, Board.RWX | 1L << 63, 1);
        board.run(1);
        assertThat(board.state.scause).isEqualTo(Cause.LOAD_PAGE_FAULT);
    }

    @Test
    void aFenceForOneAddressOfARangeReachesAllOfIt() {
        Board board = board("ld a0, 0(a1)\n ld a0, 0(a3)\n sd x0, 0(a4)\n sfence.vma a1, x0\n ld a0, 0(a3)");
        long other = PLACE + 0x5000;
        for (long place : new long[] {PLACE, other}) {
            board.map(root(board), place, Board.BASE + 0x3_8000, Board.RWX | 1L << 63);
        }
        board.state.x[13] = other;
        board.state.x[14] = PLACE + 0x20_0000;
        board.map(root(board), board.state.x[14], board.entry(root(board), other, 0) & -4096, Board.RWX);
        board.state.x[14] += board.entry(root(board), other, 0) & 4095;
        board.run(5);
        assertThat(board.state.scause).isEqualTo(Cause.LOAD_PAGE_FAULT);
        assertThat(board.state.stval).isEqualTo(other);
    }
}
