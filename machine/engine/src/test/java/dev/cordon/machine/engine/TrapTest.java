// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Causes, values, delegation, and the way in and out of each mode. */
class TrapTest {
    @ParameterizedTest
    @CsvSource({
        "M, ecall, 11",
        "HS, ecall, 9",
        "U, ecall, 8",
        "VS, ecall, 10",
        "VU, ecall, 8",
        "M, ebreak, 3",
        "VS, ebreak, 3",
        "M, .word 0, 2",
        "U, .word 0xffffffff, 2",
        "HS, mret, 2",
        "U, sret, 2",
        "M, 'ld a0, 0(x0)', 5",
        "M, 'sd a0, 0(x0)', 7",
        "M, jr x0, 1"
    })
    void eachCauseIsReportedToMachineMode(String mode, String instruction, int cause) {
        Board board = Board.bare().code(instruction).mode(mode);
        board.run(2);
        assertThat(board.state.mcause).isEqualTo(cause);
        assertThat(board.mode()).isEqualTo("M");
        assertThat(board.state.pc).isEqualTo(Board.M_HANDLER);
        boolean virtual = mode.startsWith("V");
        int privilege = mode.equals("M") ? 3 : mode.endsWith("S") ? 1 : 0;
        assertThat(board.state.mstatus >>> Status.MPP_SHIFT & 3).isEqualTo(privilege);
        assertThat((board.state.mstatus & Status.MPV) != 0).isEqualTo(virtual);
    }

    @ParameterizedTest
    @CsvSource({
        "ecall, 0",
        "ebreak, 0x80000000",
        ".word 0, 0",
        ".word 0xffffffff, 0xffffffff",
        ".half 0x9c61, 0x9c61",
        "'csrw cycle, a0', 0xc0051073",
        "'ld a0, 8(x0)', 8",
        "'sb a0, -8(x0)', -8",
        "mret, 0x30200073"
    })
    void theValueTellsAddressOrInstruction(String instruction, String value) {
        Board board = Board.bare().code(instruction).mode("HS");
        board.run(1);
        assertThat(board.state.mtval).isEqualTo(Long.decode(value));
        assertThat(board.state.mepc).isEqualTo(Board.CODE);
        assertThat(board.state.mtval2).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        // mode, medeleg, hedeleg, where the ECALL or the breakpoint goes
        "U, 0, 0, M",
        "U, 0x100, 0, HS",
        "U, 0x100, 0x100, HS",
        "HS, 0x200, 0, HS",
        "HS, 0x100, 0, M",
        "M, 0x800, 0, M",
        "VU, 0, 0x100, M",
        "VU, 0x100, 0, HS",
        "VU, 0x100, 0x100, VS",
        "VS, 0x400, 0, HS",
        "VS, 0, 0, M"
    })
    void delegationPicksTheMode(String mode, String medeleg, String hedeleg, String destination) {
        Board board = Board.bare().code("ecall").mode(mode);
        board.state.medeleg = Long.decode(medeleg);
        board.state.hedeleg = Long.decode(hedeleg);
        board.run(1);
        assertThat(board.mode()).isEqualTo(destination);
        long handler = destination.equals("M")
                ? Board.M_HANDLER
                : destination.equals("HS") ? Board.S_HANDLER : Board.VS_HANDLER;
        assertThat(board.state.pc).isEqualTo(handler);
    }

    @Test
    void hypervisorModeIsToldWhereAGuestWas() {
        Board board = Board.bare().code("ecall").mode("VS");
        board.state.medeleg = 1 << 10;
        board.state.mstatus |= Status.SIE;
        board.run(1);
        assertThat(board.state.scause).isEqualTo(10);
        assertThat(board.state.sepc).isEqualTo(Board.CODE);
        assertThat(board.state.hstatus).isEqualTo(Hstatus.SPV | Hstatus.SPVP);
        assertThat(board.state.mstatus).isEqualTo(Status.SPP | Status.SPIE);
    }

    @Test
    void aTrapFromHypervisorModeLeavesSpvpAlone() {
        Board board = Board.bare().code("ecall").mode("HS");
        board.state.medeleg = 1 << 9;
        board.state.hstatus = Hstatus.SPVP | Hstatus.SPV | Hstatus.GVA;
        board.run(1);
        assertThat(board.state.hstatus).isEqualTo(Hstatus.SPVP);
    }

    @Test
    void aGuestsTrapToItselfTouchesNothingOfItsHypervisor() {
        Board board = Board.bare().code("ebreak").mode("VU");
        board.state.medeleg = 1 << 3;
        board.state.hedeleg = 1 << 3;
        board.state.vsstatus = Status.SIE;
        board.run(1);
        assertThat(board.state.vscause).isEqualTo(3);
        assertThat(board.state.vsepc).isEqualTo(Board.CODE);
        assertThat(board.state.vstval).isEqualTo(Board.CODE);
        assertThat(board.state.vsstatus).isEqualTo(Status.SPIE);
        assertThat(board.state.hstatus).isZero();
        assertThat(board.state.mstatus).isZero();
        assertThat(board.mode()).isEqualTo("VS");
    }

    @ParameterizedTest
    @CsvSource({
        "VS, ebreak, true",
        "HS, ebreak, false",
        "VS, .word 0, false",
        "VS, ecall, false",
        "VS, 'ld a0, 0(x0)', true"
    })
    void gvaTellsThatTheValueIsAGuestVirtualAddress(String mode, String instruction, boolean gva) {
        Board board = Board.bare().code(instruction).mode(mode);
        board.run(1);
        assertThat((board.state.mstatus & Status.GVA) != 0).isEqualTo(gva);
        board = Board.bare().code(instruction).mode(mode);
        board.state.medeleg = 0xb7ff;
        board.run(1);
        assertThat((board.state.hstatus & Hstatus.GVA) != 0).isEqualTo(gva);
    }

    @ParameterizedTest
    @CsvSource({
        // MPP, MPV, mode afterwards
        "3, false, M",
        "3, true, M",
        "1, false, HS",
        "1, true, VS",
        "0, false, U",
        "0, true, VU"
    })
    void mretRestoresTheMode(int mpp, boolean mpv, String mode) {
        Board board = Board.bare().code("mret");
        board.state.mepc = Board.CODE + 0x100;
        board.state.mstatus = (long) mpp << Status.MPP_SHIFT | (mpv ? Status.MPV : 0) | Status.MPIE | Status.MPRV;
        board.run(1);
        assertThat(board.mode()).isEqualTo(mode);
        assertThat(board.state.pc).isEqualTo(Board.CODE + 0x100);
        assertThat(board.state.mstatus).isEqualTo(Status.MIE | Status.MPIE | (mode.equals("M") ? Status.MPRV : 0));
    }

    @ParameterizedTest
    @CsvSource({"false, false, U", "true, false, HS", "false, true, VU", "true, true, VS"})
    void sretRestoresTheMode(boolean spp, boolean spv, String mode) {
        Board board = Board.bare().code("sret").mode("HS");
        board.state.sepc = Board.CODE + 0x100;
        board.state.mstatus = (spp ? Status.SPP : 0) | Status.SPIE | Status.MPRV;
        board.state.hstatus = (spv ? Hstatus.SPV : 0) | Hstatus.SPVP;
        board.run(1);
        assertThat(board.mode()).isEqualTo(mode);
        assertThat(board.state.pc).isEqualTo(Board.CODE + 0x100);
        assertThat(board.state.mstatus).isEqualTo(Status.SIE | Status.SPIE);
        assertThat(board.state.hstatus).isEqualTo(Hstatus.SPVP);
    }

    @ParameterizedTest
    @CsvSource({"false, VU", "true, VS"})
    void sretOfAGuestUsesTheGuestsRegisters(boolean spp, String mode) {
        Board board = Board.bare().code("sret").mode("VS");
        board.state.vsepc = Board.CODE + 0x100;
        board.state.sepc = 0x666;
        board.state.vsstatus = (spp ? Status.SPP : 0) | Status.SPIE;
        board.run(1);
        assertThat(board.mode()).isEqualTo(mode);
        assertThat(board.state.pc).isEqualTo(Board.CODE + 0x100);
        assertThat(board.state.vsstatus).isEqualTo(Status.SIE | Status.SPIE);
    }

    @Test
    void exceptionsIgnoreTheVectorMode() {
        Board board = Board.bare().code("ecall");
        board.state.mtvec = Board.M_HANDLER | 1;
        board.run(1);
        assertThat(board.state.pc).isEqualTo(Board.M_HANDLER);
    }

    @Test
    void loadFaultsComeWithTheTransformedInstruction() {
        Board board = Board.bare().code("lhu a3, 24(x0)").mode("HS");
        board.state.medeleg = 1 << 5;
        board.run(1);
        assertThat(board.state.htinst).isEqualTo(Board.assemble("lhu a3, 0(x0)"));
    }

    @Test
    void transformedInstructionsTellThatTheyWereCompressed() {
        Board board = Board.bare();
        board.ram.write(Board.CODE, 2, 0x4188); // c.lw a0, 0(a1)
        board.run(1);
        assertThat(board.state.mtinst).isEqualTo(Board.assemble("lw a0, 0(x0)") & ~2L);
    }
}
