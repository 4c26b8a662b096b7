// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pending, enabled, delegated, in order of priority; timers; WFI. */
class InterruptTest {
    private static final long ALL_LEVELS = 0xfff;

    private static Board board(String mode) {
        Board board = Board.bare().code("nop\n nop\n nop").mode(mode);
        board.state.mie = ALL_LEVELS & Interrupt.ALL;
        return board;
    }

    @ParameterizedTest
    @CsvSource({"3", "7", "9", "11"})
    void linesInterruptMachineMode(int line) {
        Board board = board("U");
        board.hart.setInterrupt(line, true);
        board.run(1);
        assertThat(board.state.mcause).isEqualTo(Cause.INTERRUPT | line);
        assertThat(board.state.mepc).isEqualTo(Board.CODE);
        assertThat(board.state.mtval).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        // mode, MIE, SIE, taken: an undelegated interrupt
        "M, false, true, false",
        "M, true, false, true",
        "HS, false, false, true",
        "U, false, false, true",
        "VS, false, false, true"
    })
    void machineInterruptsAreDisabledInMachineModeOnly(String mode, boolean mie, boolean sie, boolean taken) {
        Board board = board(mode);
        board.state.mstatus |= (mie ? Status.MIE : 0) | (sie ? Status.SIE : 0);
        board.hart.setInterrupt(Hart.MEIP, true);
        board.run(1);
        assertThat(board.state.mcause != 0).isEqualTo(taken);
    }

    @ParameterizedTest
    @CsvSource({
        // mode, SIE, where a delegated supervisor interrupt is taken
        "M, true, -",
        "HS, false, -",
        "HS, true, HS",
        "U, false, HS",
        "VS, false, HS",
        "VU, false, HS"
    })
    void supervisorInterruptsAreDisabledInHypervisorModeOnly(String mode, boolean sie, String taken) {
        Board board = board(mode);
        board.state.mideleg |= Interrupt.SEIP;
        board.state.mstatus |= Status.MIE | (sie ? Status.SIE : 0);
        board.hart.setInterrupt(Hart.SEIP, true);
        board.run(1);
        assertThat(board.state.scause).isEqualTo(taken.equals("-") ? 0 : Cause.INTERRUPT | 9);
        assertThat(board.mode()).isEqualTo(taken.equals("-") ? mode : taken);
    }

    @ParameterizedTest
    @CsvSource({
        // mode, hideleg, vsstatus.SIE, mode after a virtual supervisor timer interrupt, cause there
        "VS, 0x40, true, VS, 5",
        "VS, 0x40, false, VS, 0",
        "VU, 0x40, false, VS, 5",
        "VS, 0, false, HS, 6",
        "VU, 0, false, HS, 6",
        "HS, 0x40, true, HS, 0",
        "HS, 0, true, HS, 6",
        "U, 0x40, true, U, 0",
        "M, 0, true, M, 0"
    })
    void virtualSupervisorInterruptsGoWhereHidelegSays(
            String mode, String hideleg, boolean sie, String after, int cause) {
        Board board = board(mode);
        board.state.hideleg = Long.decode(hideleg);
        board.state.hvip = Interrupt.VSTIP;
        board.state.vsstatus |= sie ? Status.SIE : 0;
        board.state.mstatus |= Status.SIE;
        board.run(1);
        assertThat(board.mode()).isEqualTo(after);
        long expected = cause == 0 ? 0 : Cause.INTERRUPT | cause;
        assertThat(after.equals("VS") ? board.state.vscause : board.state.scause)
                .isEqualTo(expected);
    }

    @Test
    void interruptsOfOneLevelComeInOrderOfPriority() {
        Board board = board("U");
        board.state.mip = Interrupt.SUPERVISOR;
        board.state.hvip = Interrupt.VIRTUAL_SUPERVISOR;
        for (int line : new int[] {3, 7, 9, 11}) {
            board.hart.setInterrupt(line, true);
        }
        StringBuilder order = new StringBuilder();
        for (int i = 0; i < 6; i++) {
            board.mode("U");
            board.state.pc = Board.CODE;
            board.run(1);
            long code = board.state.mcause & ~Cause.INTERRUPT;
            order.append(code).append(' ');
            board.state.mie &= ~(1L << code);
        }
        assertThat(order).hasToString("11 3 7 9 1 5 ");
    }

    @Test
    void hypervisorInterruptsComeInOrderOfPriority() {
        Board board = board("U");
        board.state.mideleg = 0x666;
        board.state.mip = Interrupt.SUPERVISOR;
        board.state.hvip = Interrupt.VIRTUAL_SUPERVISOR;
        StringBuilder order = new StringBuilder();
        for (int i = 0; i < 6; i++) {
            board.mode("U");
            board.state.pc = Board.CODE;
            board.run(1);
            long code = board.state.scause & ~Cause.INTERRUPT;
            order.append(code).append(' ');
            board.state.mie &= ~(1L << code);
        }
        assertThat(order).hasToString("9 1 5 10 2 6 ");
    }

    @Test
    void interruptsForMachineModeComeFirst() {
        Board board = board("VS");
        board.state.mideleg = 0x666;
        board.state.hideleg = 0x444;
        board.state.vsstatus = Status.SIE;
        board.state.mip = Interrupt.SEIP;
        board.state.hvip = Interrupt.VSEIP;
        board.hart.setInterrupt(Hart.MTIP, true);
        board.run(1);
        assertThat(board.state.mcause).isEqualTo(Cause.INTERRUPT | 7);
        board.hart.setInterrupt(Hart.MTIP, false);
        board.mode("VS").run(1);
        assertThat(board.state.scause).isEqualTo(Cause.INTERRUPT | 9);
        board.state.mip = 0;
        board.mode("VS").run(1);
        assertThat(board.state.vscause).isEqualTo(Cause.INTERRUPT | 9);
    }

    @ParameterizedTest
    @CsvSource({"M, 7", "HS, 9", "VS, 9"})
    void vectoredInterruptsEnterAtTheirSlot(String level, int code) {
        Board board = board(level.equals("VS") ? "VU" : "U");
        board.state.mtvec |= 1;
        board.state.stvec |= 1;
        board.state.vstvec |= 1;
        for (long handler : new long[] {Board.M_HANDLER, Board.S_HANDLER, Board.VS_HANDLER}) {
            board.load(handler + 4L * code, "j .");
        }
        long handler = Board.M_HANDLER;
        if (level.equals("M")) {
            board.hart.setInterrupt(Hart.MTIP, true);
        } else if (level.equals("HS")) {
            board.state.mideleg = 0x666;
            board.hart.setInterrupt(Hart.SEIP, true);
            handler = Board.S_HANDLER;
        } else {
            board.state.hideleg = 0x444;
            board.state.hvip = Interrupt.VSEIP;
            handler = Board.VS_HANDLER;
        }
        board.run(1);
        assertThat(board.state.pc).isEqualTo(handler + 4L * code);
    }

    @Test
    void enablingAnInterruptTakesItBeforeTheNextInstruction() {
        Board board = Board.bare().code("nop\n csrsi mstatus, 8\n addi a0, a0, 1");
        board.state.mie = Interrupt.MTIP;
        board.hart.setInterrupt(Hart.MTIP, true);
        board.run(3);
        assertThat(board.state.mcause).isEqualTo(Cause.INTERRUPT | 7);
        assertThat(board.state.mepc).isEqualTo(Board.CODE + 8);
        assertThat(board.a0()).isZero();
    }

    @Test
    void aReturnThatEnablesInterruptsTakesOneAtItsTarget() {
        Board board = Board.bare().code("mret");
        board.state.mie = Interrupt.MTIP;
        board.state.mepc = Board.CODE + 0x100;
        board.hart.setInterrupt(Hart.MTIP, true);
        board.run(2);
        assertThat(board.state.mcause).isEqualTo(Cause.INTERRUPT | 7);
        assertThat(board.state.mepc).isEqualTo(Board.CODE + 0x100);
    }

    @Test
    void aDeviceThatRaisesItsLineInterruptsAfterTheAccess() {
        Board board = Board.bare().code("sw x0, 0(a1)\n addi a0, a0, 1").mode("HS");
        board.state.mie = Interrupt.MEIP;
        board.state.x[11] = Board.DEVICE;
        board.bus.onAccess = () -> board.hart.setInterrupt(Hart.MEIP, true);
        board.run(2);
        assertThat(board.state.mepc).isEqualTo(Board.CODE + 4);
        assertThat(board.a0()).isZero();
    }

    @Test
    void stimecmpInterruptsOnTime() {
        Board board = Board.bare().code("j .").mode("U");
        board.state.menvcfg = EnvironmentConfiguration.STCE;
        board.state.mideleg = 0x666;
        board.state.mie = Interrupt.STIP;
        board.state.stimecmp = 100;
        board.clock.now = 99;
        board.run(50);
        assertThat(board.state.scause).isZero();
        board.clock.now = 100;
        board.run(50);
        assertThat(board.state.scause).isEqualTo(Cause.INTERRUPT | 5);
    }

    @Test
    void timeIsPolledAsOftenAsTheClockAsks() {
        Board board = Board.bare().code("j .").mode("U");
        board.state.menvcfg = EnvironmentConfiguration.STCE;
        board.state.mideleg = 0x666;
        board.state.mie = Interrupt.STIP;
        board.state.stimecmp = 1;
        Ram ram = board.ram;
        HartState state = board.state;
        Clock counting = new Clock() {
            private Hart hart = board.hart;

            @Override
            public long time() {
                return hart.retired() / 1000;
            }

            @Override
            public long timeOfDay() {
                return 0;
            }

            @Override
            public long instructionsUntil(long time) {
                return Math.max(1, time * 1000 - hart.retired());
            }
        };
        Hart[] made = new Hart[1];
        Clock exact = new Clock() {
            @Override
            public long time() {
                return made[0] == null ? 0 : made[0].retired() / 1000;
            }

            @Override
            public long timeOfDay() {
                return counting.timeOfDay();
            }

            @Override
            public long instructionsUntil(long time) {
                return Math.max(1, time * 1000 - made[0].retired());
            }
        };
        made[0] = new Hart(0, ram, board.bus, exact, TrapRouting.VECTOR);
        made[0].run(state, 1001);
        assertThat(state.scause).as("at the exact instruction").isEqualTo(Cause.INTERRUPT | 5);
        assertThat(state.retired).isEqualTo(1001);
        assertThat(state.pc).isEqualTo(Board.S_HANDLER);
    }

    @Test
    void stipFollowsStimecmpAndCannotBeWritten() {
        Board board = Board.bare().code("csrw mip, a1\n csrr a0, mip\n csrw stimecmp, x0\n csrr a2, mip");
        board.state.menvcfg = EnvironmentConfiguration.STCE;
        board.state.x[11] = -1;
        board.clock.now = 5;
        board.run(4);
        assertThat(board.a0() & Interrupt.STIP).isZero();
        assertThat(board.state.x[12] & Interrupt.STIP).isNotZero();
    }

    @Test
    void stipIsSoftwaresWithoutSstc() {
        Board board = Board.bare().code("csrw mip, a1\n csrr a0, mip");
        board.state.stimecmp = 0;
        board.state.x[11] = Interrupt.STIP;
        board.run(2);
        assertThat(board.a0()).isEqualTo(Interrupt.STIP);
    }

    @ParameterizedTest
    @CsvSource({
        "100, 0, 99, false",
        "100, 0, 100, true",
        "100, 50, 49, false",
        "100, 50, 50, true",
        "100, -1000, 1099, false",
        "100, -1000, 1100, true"
    })
    void vstimecmpComparesWithTheGuestsTime(long compare, long delta, long now, boolean pending) {
        Board board = Board.bare().code("csrr a0, hip");
        board.state.menvcfg = EnvironmentConfiguration.STCE;
        board.state.henvcfg = EnvironmentConfiguration.STCE;
        board.state.vstimecmp = compare;
        board.state.htimedelta = delta;
        board.clock.now = now;
        board.run(1);
        // with a negative delta the guest's time has not begun: unsigned, it lies far in the future
        boolean expected = (delta < 0 && now + delta < 0) || pending;
        assertThat(board.a0() == Interrupt.VSTIP).isEqualTo(expected);
    }

    @Test
    void nextTimerIsTheEarlierOfBoth() {
        Board board = Board.bare();
        board.state.menvcfg = EnvironmentConfiguration.STCE;
        board.state.henvcfg = EnvironmentConfiguration.STCE;
        assertThat(board.hart.nextTimer(board.state)).isEqualTo(-1);
        board.state.stimecmp = 500;
        board.state.vstimecmp = 450;
        board.state.htimedelta = 50;
        assertThat(board.hart.nextTimer(board.state)).isEqualTo(400);
        board.clock.now = 400;
        assertThat(board.hart.nextTimer(board.state)).isEqualTo(500);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aTimerThatComesDueJustBeforeAHartSleepsIsNotSleptThrough(boolean guest) {
        Board board = Board.bare();
        board.state.menvcfg = EnvironmentConfiguration.STCE;
        board.state.henvcfg = EnvironmentConfiguration.STCE;
        board.state.mie = Interrupt.STIP | Interrupt.VSTIP;
        board.state.stimecmp = guest ? -1 : 500;
        board.state.vstimecmp = guest ? 500 : -1;
        board.clock.now = 499;
        assertThat(board.hart.wakes(board.state)).isFalse();
        board.clock.now = 501;
        assertThat(board.hart.nextTimer(board.state)).isEqualTo(501);
        assertThat(board.hart.wakes(board.state)).isTrue();
        assertThat(board.hart.nextTimer(board.state)).isEqualTo(-1);
    }

    @Test
    void wfiReturnsIfNothingIsPending() {
        Board board = Board.bare().code("wfi\n nop");
        assertThat(board.step(5)).isEqualTo(Exit.WFI);
        assertThat(board.state.retired).isEqualTo(1);
        assertThat(board.state.pc).isEqualTo(Board.CODE + 4);
    }

    @Test
    void wfiGoesOnIfAnEnabledInterruptIsPendingThoughGloballyDisabled() {
        Board board = Board.bare().code("wfi\n addi a0, a0, 1");
        board.state.mie = Interrupt.MTIP;
        board.hart.setInterrupt(Hart.MTIP, true);
        assertThat(board.hart.wakes(board.state)).isTrue();
        assertThat(board.step(2)).isEqualTo(Exit.DEADLINE);
        assertThat(board.a0()).isEqualTo(1);
        assertThat(board.state.mcause).isZero();
    }

    @Test
    void wfiWaitsThoughADisabledInterruptIsPending() {
        Board board = Board.bare().code("wfi");
        board.hart.setInterrupt(Hart.MTIP, true);
        assertThat(board.step(2)).isEqualTo(Exit.WFI);
        assertThat(board.hart.wakes(board.state)).isFalse();
    }
}
