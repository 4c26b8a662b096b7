// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each mode may not do, and whether that is an illegal or a virtual instruction (H extension, "Trap Cause Codes"). */
class VirtualInstructionTest {
    private static final int ILLEGAL = Cause.ILLEGAL_INSTRUCTION;
    private static final int VIRTUAL = Cause.VIRTUAL_INSTRUCTION;

    /** Expectation per mode M, HS, U, VS, VU: - runs, I illegal, V virtual. */
    @ParameterizedTest
    @CsvSource({
        "sfence.vma, -, -I-V",
        "sret, -, -I-V",
        "mret, -, IIII",
        "wfi, -, -I-V",
        "hfence.vvma, -, -IVV",
        "hfence.gvma, -, -IVV",
        "hinval.vvma, -, -IVV",
        "hinval.gvma, -, -IVV",
        "sinval.vma, -, -I-V",
        "sfence.w.inval, -, -I-V",
        "sfence.inval.ir, -, -I-V",
        "'hlv.d a0, (a1)', -, -IVV",
        "'hlvx.wu a0, (a1)', -, -IVV",
        "'hsv.b a0, (a1)', -, -IVV",
        "'csrr a0, sstatus', -, -I-V",
        "'csrr a0, satp', -, -I-V",
        "'csrr a0, scounteren', -, -I-V",
        "'csrr a0, hstatus', -, -IVV",
        "'csrr a0, hgatp', -, -IVV",
        "'csrr a0, vsstatus', -, -IVV",
        "'csrr a0, vsatp', -, -IVV",
        "'csrr a0, mstatus', -, IIII",
        "'csrr a0, mhartid', -, IIII",
        "'csrr a0, 0x5c0', I, IIII",
        "'csrw hgeip, a0', I, IIII",
        "'csrr a0, cycle', -, ----",
        "'csrw cycle, a0', I, IIII",
        "'csrr a0, stimecmp', -, -I-V",
        "'csrr a0, vstimecmp', -, -IVV",
    })
    void everyModeIsRefusedInTheRightWay(String instruction, String machine, String others) {
        String[] modes = {"M", "HS", "U", "VS", "VU"};
        String expected = machine + others;
        for (int i = 0; i < modes.length; i++) {
            assertThat(outcome(prepared(instruction).mode(modes[i])))
                    .as("%s in %s", instruction, modes[i])
                    .isEqualTo(expected.charAt(i));
        }
    }

    private static Board prepared(String instruction) {
        Board board = Board.bare().code(instruction);
        board.state.x[11] = Board.DATA;
        board.state.mcounteren = -1;
        board.state.hcounteren = -1;
        board.state.scounteren = -1;
        board.state.menvcfg = -1L & EnvironmentConfiguration.MACHINE;
        board.state.henvcfg = board.state.menvcfg;
        board.state.mepc = Board.CODE + 0x100;
        board.state.sepc = Board.CODE + 0x100;
        board.state.vsepc = Board.CODE + 0x100;
        return board;
    }

    private static char outcome(Board board) {
        board.run(1);
        if (board.state.mcause == ILLEGAL) {
            assertThat(board.state.mtval).isEqualTo(board.ram.read(Board.CODE, 4));
            return 'I';
        }
        if (board.state.mcause == VIRTUAL) {
            assertThat(board.state.mtval).isEqualTo(board.ram.read(Board.CODE, 4));
            return 'V';
        }
        assertThat(board.state.mcause).isZero();
        return '-';
    }

    @ParameterizedTest
    @CsvSource({
        // what is set, instruction, mode, outcome
        "TVM, sfence.vma, HS, I",
        "TVM, sinval.vma, HS, I",
        "TVM, 'csrr a0, satp', HS, I",
        "TVM, 'csrw satp, x0', HS, I",
        "TVM, 'csrr a0, hgatp', HS, I",
        "TVM, hfence.gvma, HS, I",
        "TVM, hinval.gvma, HS, I",
        "TVM, hfence.vvma, HS, -",
        "TVM, 'csrr a0, vsatp', HS, -",
        "TVM, 'csrr a0, satp', VS, -",
        "TVM, sfence.vma, VS, -",
        "TVM, sfence.vma, M, -",
        "TVM, hfence.gvma, VS, V",
        "TVM, 'csrr a0, hgatp', VS, V",
        "TW, wfi, HS, I",
        "TW, wfi, VS, I",
        "TW, wfi, VU, I",
        "TW, wfi, U, I",
        "TW, wfi, M, -",
        "TSR, sret, HS, I",
        "TSR, sret, VS, -",
        "TSR, sret, M, -",
        "VTVM, sfence.vma, VS, V",
        "VTVM, sinval.vma, VS, V",
        "VTVM, 'csrr a0, satp', VS, V",
        "VTVM, sfence.vma, HS, -",
        "VTW, wfi, VS, V",
        "VTW, wfi, HS, -",
        "VTSR, sret, VS, V",
        "VTSR, sret, HS, -",
        "HU, 'hlv.b a0, (a1)', U, -",
        "HU, 'hsv.w a0, (a1)', U, -",
        "HU, hfence.vvma, U, I",
        "HU, 'hlv.b a0, (a1)', VU, V"
    })
    void statusBitsRefuseOrGrant(String bit, String instruction, String mode, char expected) {
        Board board = prepared(instruction).mode(mode);
        switch (bit) {
            case "TVM" -> board.state.mstatus |= Status.TVM;
            case "TW" -> board.state.mstatus |= Status.TW;
            case "TSR" -> board.state.mstatus |= Status.TSR;
            case "VTVM" -> board.state.hstatus |= Hstatus.VTVM;
            case "VTW" -> board.state.hstatus |= Hstatus.VTW;
            case "VTSR" -> board.state.hstatus |= Hstatus.VTSR;
            default -> board.state.hstatus |= Hstatus.HU;
        }
        assertThat(outcome(board)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        // counter, mcounteren, hcounteren, scounteren, outcomes in HS, U, VS, VU
        "cycle, 0, -1, -1, IIII",
        "time, -1, 0, -1, --VV",
        "instret, -1, -1, 0, -I-V",
        "time, 0, 0, 0, IIII",
        "hpmcounter3, -1, -1, -1, ----",
        "hpmcounter31, 0x7fffffff, -1, -1, IIII",
        "cycle, 1, 1, 1, ----",
        "time, 1, -1, -1, IIII",
        "instret, -1, 3, -1, --VV"
    })
    void counterEnablesCascade(String counter, String m, String h, String s, String expected) {
        String[] modes = {"HS", "U", "VS", "VU"};
        for (int i = 0; i < modes.length; i++) {
            Board board = prepared("csrr a0, " + counter).mode(modes[i]);
            board.state.mcounteren = Long.decode(m);
            board.state.hcounteren = Long.decode(h);
            board.state.scounteren = Long.decode(s);
            assertThat(outcome(board)).as(modes[i]).isEqualTo(expected.charAt(i));
        }
    }

    @ParameterizedTest
    @CsvSource({
        // menvcfg.STCE, henvcfg.STCE, mcounteren.TM, hcounteren.TM, stimecmp in HS, VS; vstimecmp in HS, VS
        "true, true, true, true, --, -V",
        "false, true, true, true, II, II",
        "true, false, true, true, -V, -V",
        "true, true, false, true, II, II",
        "true, true, true, false, -V, -V"
    })
    void timerCompareRegistersFollowTheirEnables(
            boolean mStce, boolean hStce, boolean mTime, boolean hTime, String stimecmp, String vstimecmp) {
        String[] modes = {"HS", "VS"};
        for (int i = 0; i < 2; i++) {
            for (String register : new String[] {"stimecmp", "vstimecmp"}) {
                Board board = prepared("csrr a0, " + register).mode(modes[i]);
                board.state.menvcfg = mStce ? EnvironmentConfiguration.STCE : 0;
                board.state.henvcfg = hStce ? EnvironmentConfiguration.STCE : 0;
                board.state.mcounteren = mTime ? 2 : 0;
                board.state.hcounteren = hTime ? 2 : 0;
                char expected = (register.equals("stimecmp") ? stimecmp : vstimecmp).charAt(i);
                assertThat(outcome(board)).as("%s in %s", register, modes[i]).isEqualTo(expected);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        // instruction, menvcfg, henvcfg, senvcfg, outcomes in M, HS, U, VS, VU
        "cbo.zero, 0x80, 0x80, 0x80, -----", "cbo.zero, 0, 0x80, 0x80, -IIII", "cbo.zero, 0x80, 0, 0x80, ---VV",
        "cbo.zero, 0x80, 0x80, 0, --I-V", "cbo.clean, 0x40, 0x40, 0, --I-V", "cbo.flush, 0x40, 0, 0x40, ---VV",
        "cbo.clean, 0x80, 0x80, 0x80, -IIII", "cbo.inval, 0x30, 0x30, 0x30, -----", "cbo.inval, 0x10, 0x10, 0, --I-V",
        "cbo.inval, 0x30, 0, 0x30, ---VV"
    })
    void cacheBlockInstructionsFollowTheirEnables(String instruction, String m, String h, String s, String expected) {
        String[] modes = {"M", "HS", "U", "VS", "VU"};
        for (int i = 0; i < modes.length; i++) {
            Board board = prepared(instruction + " (a1)").mode(modes[i]);
            board.state.menvcfg = Long.decode(m);
            board.state.henvcfg = Long.decode(h);
            board.state.senvcfg = Long.decode(s);
            assertThat(outcome(board)).as(modes[i]).isEqualTo(expected.charAt(i));
        }
    }
}
