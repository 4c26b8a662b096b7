// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** HLV, HLVX, HSV and the hypervisor's fences, from HS-mode. */
class GuestMemoryTest {
    private static final long PLACE = 0x5000;

    private final Board board = Board.bare();
    private final long stage2 = board.table();

    private void hypervisor(String code, long flags) {
        board.code(code).mode("HS");
        board.state.hgatp = Board.sv39(stage2, 5);
        board.map(stage2, PLACE, Board.DATA, flags);
        board.state.hstatus = Hstatus.SPVP;
        board.state.medeleg = 0xf0b7ff;
        board.state.x[11] = PLACE;
        board.state.x[12] = 0x1122_3344_8596_a7b8L;
        board.ram.writeLong(Board.DATA, 0x8899_aabb_ccdd_eeffL);
    }

    @ParameterizedTest
    @CsvSource({
        "hlv.b, 0xffffffffffffffff",
        "hlv.bu, 0xff",
        "hlv.h, 0xffffffffffffeeff",
        "hlv.hu, 0xeeff",
        "hlv.w, 0xffffffffccddeeff",
        "hlv.wu, 0xccddeeff",
        "hlv.d, 0x8899aabbccddeeff",
        "hlvx.hu, 0xeeff",
        "hlvx.wu, 0xccddeeff"
    })
    void loadsExtendAsTheirNamesSay(String load, String expected) {
        hypervisor(load + " a0, (a1)", Board.RWX | Board.U);
        board.run(1);
        assertThat(board.a0()).isEqualTo(Long.parseUnsignedLong(expected.substring(2), 16));
    }

    @ParameterizedTest
    @CsvSource({"hsv.b, 1", "hsv.h, 2", "hsv.w, 4", "hsv.d, 8"})
    void storesWriteTheirSize(String store, int size) {
        hypervisor(store + " a2, (a1)", Board.RWX | Board.U);
        board.ram.writeLong(Board.DATA, 0);
        board.run(1);
        long mask = size == 8 ? -1 : (1L << (8 * size)) - 1;
        assertThat(board.ram.readLong(Board.DATA)).isEqualTo(0x1122_3344_8596_a7b8L & mask);
    }

    @ParameterizedTest
    @CsvSource({
        // instruction, flags of the G-stage leaf (V R W X U A D), cause or -
        "'hlv.w a0, (a1)', VRUAD, -", "'hlv.w a0, (a1)', VXUAD, 21", "'hlvx.wu a0, (a1)', VXUAD, -",
        "'hlvx.wu a0, (a1)', VRWUAD, 21", "'hsv.w a2, (a1)', VRUAD, 23", "'hsv.w a2, (a1)', VRWUAD, -"
    })
    void hlvxNeedsTheRightToExecute(String instruction, String letters, String cause) {
        hypervisor(instruction, Board.flags(letters));
        board.run(1);
        assertThat(board.state.scause).isEqualTo(cause.equals("-") ? 0 : Long.parseLong(cause));
        if (!cause.equals("-")) {
            assertThat(board.state.stval).isEqualTo(PLACE);
            assertThat(board.state.htval).isEqualTo(PLACE >>> 2);
            assertThat(board.state.htinst).isEqualTo(Board.assemble(instruction.replace("(a1)", "(x0)")));
            assertThat(board.state.hstatus & (Hstatus.GVA | Hstatus.SPV))
                    .as("SPV = 0 but GVA = 1")
                    .isEqualTo(Hstatus.GVA);
        }
    }

    @ParameterizedTest
    @CsvSource({"true, true, 13", "true, false, 0", "false, true, 0", "false, false, 13"})
    void spvpIsThePrivilegeOfTheAccess(boolean spvp, boolean userPage, int cause) {
        hypervisor("hlv.d a0, (a1)", Board.RWX | Board.U);
        long root = board.table();
        board.map(root, 0x40_0000, PLACE, Board.RWX | (userPage ? Board.U : 0));
        for (int i = 0; i < 48; i++) {
            board.map(stage2, Board.TABLES + 0x1000L * i, Board.TABLES + 0x1000L * i, Board.RWX | Board.U);
        }
        board.state.vsatp = Board.sv39(root, 0);
        board.state.hstatus = spvp ? Hstatus.SPVP : 0;
        board.state.x[11] = 0x40_0000;
        board.run(1);
        assertThat(board.state.scause).isEqualTo(cause);
    }

    @Test
    void accessesDoNotDependOnMprvOrOwnTranslation() {
        hypervisor("hlv.d a0, (a1)", Board.RWX | Board.U);
        board.mode("M");
        board.state.mstatus |= Status.MPRV;
        board.run(1);
        assertThat(board.a0()).isEqualTo(0x8899_aabb_ccdd_eeffL);
    }

    @ParameterizedTest
    @CsvSource({"'hfence.gvma'", "'hfence.gvma x0, a3'", "'hfence.gvma a4, a3'", "'hinval.gvma x0, a3'"})
    void fencesOfTheGStageMakeNewEntriesVisible(String fence) {
        hypervisor("hlv.d a0, (a1)\n " + fence + "\n hlv.d a5, (a1)", Board.RWX | Board.U);
        board.state.x[13] = 5;
        board.state.x[14] = PLACE >>> 2;
        board.run(1);
        board.map(stage2, PLACE, Board.DATA + 0x1000, Board.RWX | Board.U);
        board.ram.writeLong(Board.DATA + 0x1000, 17);
        board.run(2);
        assertThat(board.state.x[15]).isEqualTo(17);
    }

    @Test
    void mprvWithMpvReachesTheGuestsMemory() {
        hypervisor("csrw mstatus, a2\n ld a0, 0(a1)", Board.RWX | Board.U);
        board.mode("M");
        board.state.x[12] = Status.MPRV | Status.MPV | 1L << Status.MPP_SHIFT;
        board.run(2);
        assertThat(board.a0()).isEqualTo(0x8899_aabb_ccdd_eeffL);
    }

    @Test
    void mprvWithMpvReportsAGuestVirtualAddress() {
        hypervisor("csrw mstatus, a2\n ld a0, 0(a1)", 0);
        board.mode("M");
        board.state.x[12] = Status.MPRV | Status.MPV | 1L << Status.MPP_SHIFT;
        board.run(2);
        assertThat(board.state.mcause).isEqualTo(Cause.LOAD_GUEST_PAGE_FAULT);
        assertThat(board.state.mtval2).isEqualTo(PLACE >>> 2);
        assertThat(board.state.mstatus & Status.GVA).isNotZero();
        assertThat(board.state.mstatus & Status.MPV)
                .as("the hart itself was not in a guest")
                .isZero();
    }
}
