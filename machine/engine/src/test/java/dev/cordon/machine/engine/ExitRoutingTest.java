// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** TrapRouting.EXIT: the core is HS-mode. Two-stage faults are tested in TwoStageTest. */
class ExitRoutingTest {
    @ParameterizedTest
    @CsvSource({
        "ecall, 10, 0",
        "ebreak, 3, 0x80000000",
        ".word 0, 2, 0",
        "'csrr a0, hstatus', 22, 0x60002573",
        "'csrr a0, mstatus', 2, 0x30002573",
        "'hlv.b a0, (a1)', 22, 0x6005c573",
        "'ld a0, 0(x0)', 5, 0"
    })
    void trapsThatAreNotTheGuestsReturn(String instruction, int cause, String value) {
        Board board = Board.underCore().code("nop\n " + instruction);
        assertThat(board.step(2)).isEqualTo(Exit.TRAP);
        assertThat(board.state.scause).isEqualTo(cause);
        assertThat(board.state.stval).isEqualTo(cause == 3 ? Board.CODE + 4 : Long.decode(value));
        assertThat(board.state.sepc).isEqualTo(Board.CODE + 4);
        assertThat(board.state.pc).isEqualTo(Board.CODE + 4);
        assertThat(board.state.retired).isEqualTo(1);
        assertThat(board.mode()).isEqualTo("VS");
    }

    @Test
    void theCoreMayStepOverAnInstructionAndGoOn() {
        Board board = Board.underCore().code("ecall\n addi a0, a0, 1");
        assertThat(board.step(1)).isEqualTo(Exit.TRAP);
        board.state.pc += 4;
        assertThat(board.step(1)).isEqualTo(Exit.DEADLINE);
        assertThat(board.a0()).isEqualTo(1);
    }

    @Test
    void delegatedTrapsStayInTheGuest() {
        Board board = Board.underCore().code("ecall").mode("VU");
        board.state.hedeleg = 0xb1ff;
        assertThat(board.step(1)).isEqualTo(Exit.DEADLINE);
        assertThat(board.state.vscause).isEqualTo(8);
        assertThat(board.state.pc).isEqualTo(Board.VS_HANDLER);
        assertThat(board.state.scause).isZero();
    }

    @Test
    void theCoreInjectsAnException() {
        Board board = Board.underCore().mode("VU");
        board.state.vsstatus = Status.SIE;
        Traps.toGuest(board.state, Cause.ILLEGAL_INSTRUCTION, 0x1234);
        assertThat(board.state.pc).isEqualTo(Board.VS_HANDLER);
        assertThat(board.state.vsepc).isEqualTo(Board.CODE);
        assertThat(board.state.vstval).isEqualTo(0x1234);
        assertThat(board.state.vsstatus).isEqualTo(Status.SPIE);
        assertThat(board.mode()).isEqualTo("VS");
    }

    @Test
    void theSupervisorLineInterruptsAGuestAlways() {
        Board board = Board.underCore().code("nop\n nop");
        board.hart.setInterrupt(Hart.SEIP, true);
        assertThat(board.step(2)).isEqualTo(Exit.TRAP);
        assertThat(board.state.scause).isEqualTo(Cause.INTERRUPT | 9);
        assertThat(board.state.sepc).isEqualTo(Board.CODE);
        assertThat(board.state.retired).isZero();
        board.hart.setInterrupt(Hart.SEIP, false);
        assertThat(board.step(2)).isEqualTo(Exit.DEADLINE);
    }

    @Test
    void stimecmpInterruptsAGuestOnTime() {
        Board board = Board.underCore().code("j .");
        board.state.stimecmp = 10;
        board.clock.now = 10;
        assertThat(board.step(5)).isEqualTo(Exit.TRAP);
        assertThat(board.state.scause).isEqualTo(Cause.INTERRUPT | 5);
    }

    @Test
    void injectedInterruptsAreTakenInTheGuest() {
        Board board = Board.underCore().code("nop");
        board.state.hideleg = 0x444;
        board.state.hvip = Interrupt.VSEIP;
        board.state.mie |= Interrupt.VSEIP;
        board.state.vsstatus = Status.SIE;
        assertThat(board.step(1)).isEqualTo(Exit.DEADLINE);
        assertThat(board.state.vscause).isEqualTo(Cause.INTERRUPT | 9);
        assertThat(board.state.vsepc).isEqualTo(Board.CODE);
    }

    @Test
    void theGuestsTimerIsItsOwn() {
        Board board = Board.underCore().code("csrw stimecmp, a1\n csrs sie, a2\n csrsi sstatus, 2\n j .");
        board.state.henvcfg = EnvironmentConfiguration.STCE;
        board.state.hcounteren = -1;
        board.state.hideleg = 0x444;
        board.state.htimedelta = 1000;
        board.state.x[11] = 1005;
        board.state.x[12] = 0x20;
        assertThat(board.step(10)).isEqualTo(Exit.DEADLINE);
        assertThat(board.hart.nextTimer(board.state)).isEqualTo(5);
        board.clock.now = 5;
        assertThat(board.step(20)).isEqualTo(Exit.DEADLINE);
        assertThat(board.state.vscause).isEqualTo(Cause.INTERRUPT | 5);
    }

    @ParameterizedTest
    @CsvSource({"false, WFI", "true, TRAP"})
    void wfiOfAGuestReturns(boolean vtw, Exit exit) {
        Board board = Board.underCore().code("wfi");
        board.state.hstatus = vtw ? Hstatus.VTW : 0;
        assertThat(board.step(1)).isEqualTo(exit);
        assertThat(board.state.pc).isEqualTo(vtw ? Board.CODE : Board.CODE + 4);
        assertThat(board.state.scause).isEqualTo(vtw ? Cause.VIRTUAL_INSTRUCTION : 0);
    }

    @Test
    void aGuestThatWaitsWakesByWhatItEnabled() {
        Board board = Board.underCore().code("wfi");
        assertThat(board.step(1)).isEqualTo(Exit.WFI);
        board.state.hvip = Interrupt.VSSIP;
        assertThat(board.hart.wakes(board.state)).isFalse();
        board.state.mie |= Interrupt.VSSIP;
        assertThat(board.hart.wakes(board.state)).isTrue();
    }

    @Test
    void vcpusTakeTurnsOnAHart() {
        Board board = Board.underCore().code("addi a0, a0, 1\n j . - 4");
        HartState other = HartState.guest();
        other.pc = Board.CODE;
        for (int i = 1; i <= 10; i++) {
            board.step(20);
            board.hart.run(other, other.retired + 10);
        }
        assertThat(board.a0()).isEqualTo(100);
        assertThat(other.x[10]).isEqualTo(50);
        assertThat(board.hart.retired()).isEqualTo(300);
    }

    @Test
    void physicalMemoryProtectionDoesNotApply() {
        Board board = Board.underCore().code("ld a0, 0(a1)");
        board.state.x[11] = Board.DATA;
        assertThat(board.step(1)).isEqualTo(Exit.DEADLINE);
    }
}
