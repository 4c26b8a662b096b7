// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Priorities of major interrupts, and mtopi, stopi, vstopi (AIA, "Interrupts for Machine and Supervisor Levels", "... Virtual Machines"). */
class TopInterruptTest {
    private static final long ALL = Interrupt.ALL;

    private static long top(int code, int priority) {
        return (long) code << 16 | priority;
    }

    // Defined major interrupts and default priorities

    @Test
    void theDefaultOrderIsThatOfTheTable() {
        long candidates = -1;
        List<Integer> order = new ArrayList<>();
        while (candidates != 0) {
            int code = InterruptPriority.first(candidates, 9, InterruptPriority.UNNUMBERED, new byte[64]) >>> 16;
            candidates &= ~(1L << code);
            order.add(code);
        }
        assertThat(order)
                .startsWith(47, 23, 46, 45, 22, 44, 43, 21, 42, 41, 20, 40, 11, 3, 7, 9, 1, 5, 12, 10, 2, 6, 13, 14, 15)
                .containsSubsequence(15, 39, 19, 38, 37, 18, 36, 35, 17, 34, 33, 16, 32)
                .doesNotHaveDuplicates()
                .hasSize(64);
    }

    // Configuring priorities of major interrupts at machine and supervisor level

    @ParameterizedTest
    @CsvSource({"0x30, ff00ff00ff00ff00, 00ffff0000ffff00", "0x32, ff00, ff0000", "0x34, 0, 0", "0x3e, 0, 0"})
    void prioritiesCanBeSetForInterruptsThatCanBeEnabledAndAreNotExternal(
            int select, String machine, String supervisor) {
        Board board = Board.withAia(new TestImsic(0));
        board.set("miselect", select).set("mireg", -1).set("siselect", select).set("sireg", -1);
        assertThat(board.get("mireg")).isEqualTo(Long.parseUnsignedLong(machine, 16));
        assertThat(board.get("sireg")).isEqualTo(Long.parseUnsignedLong(supervisor, 16));
    }

    @Test
    void guestExternalInterruptsHaveAPriorityIfThereAreGuestFiles() {
        Board board = Board.withAia(new TestImsic(1)).set("siselect", 0x32).set("sireg", -1);
        assertThat(board.get("sireg")).isEqualTo(0x00ff_00ff_0000L);
    }

    @Test
    void injectedInterruptsHaveAPriorityWhileMvienHasThem() {
        Board board = Board.withAia(new TestImsic(0)).set("mvien", 1L << 13).set("siselect", 0x32);
        board.set("sireg", -1);
        assertThat(board.get("sireg")).isEqualTo(0xff00_00ff_0000L);
        board.set("mvien", 0).set("mvien", 1L << 13);
        assertThat(board.get("sireg")).isEqualTo(0xff_0000L);
    }

    @Test
    void withoutAnImsicPrioritiesAreReadOnlyZeros() {
        Board board = Board.withAia(IncomingMsiController.NONE);
        for (int select = 0x30; select < 0x40; select += 2) {
            board.set("miselect", select)
                    .set("mireg", -1)
                    .set("siselect", select)
                    .set("sireg", -1);
            assertThat(board.get("mireg") | board.get("sireg")).isZero();
        }
    }

    // Machine top interrupt CSR

    @ParameterizedTest
    @CsvSource({
        // identity of the external interrupt, priorities of MTI and MSI, top, its priority
        "5, 0, 0, 11, 5",
        "5, 6, 0, 11, 5",
        "5, 5, 0, 11, 5",
        "5, 4, 0, 7, 4",
        "5, 4, 4, 3, 4",
        "200, 255, 199, 3, 199",
        "300, 255, 0, 7, 255",
        "300, 0, 0, 11, 255",
        "0, 0, 0, 3, 255",
        "0, 9, 0, 7, 9"
    })
    void machineLevel(int identity, long timer, long software, int code, int priority) {
        Board board = Board.withAia(new TestImsic(0).with(IncomingMsiController.MACHINE, identity))
                .set("mie", ALL)
                .set("miselect", 0x30)
                .set("mireg", timer << 56 | software << 24);
        board.hart.setInterrupt(Hart.MTIP, true);
        board.hart.setInterrupt(Hart.MSIP, true);
        assertThat(board.get("mtopi")).isEqualTo(top(code, priority));
        board.code("nop").mode("U").run(1);
        assertThat(board.state.mcause).isEqualTo(Cause.INTERRUPT | code);
        assertThat(board.get("mtopi")).as("after the trap").isEqualTo(top(code, priority));
    }

    @Test
    void delegatedAndDisabledInterruptsAreNotTheMachines() {
        Board board = Board.withAia(new TestImsic(0)).set("mip", Interrupt.SSIP | Interrupt.STIP);
        assertThat(board.get("mtopi")).isZero();
        board.set("mie", Interrupt.SSIP | Interrupt.STIP);
        assertThat(board.get("mtopi")).isEqualTo(top(1, 255));
        board.set("mideleg", Interrupt.SSIP);
        assertThat(board.get("mtopi")).isEqualTo(top(5, 255));
        assertThat(board.get("stopi")).isEqualTo(top(1, 255));
    }

    @Test
    void withoutAnImsicAnyTopHasPriorityOne() {
        Board board = Board.withAia(IncomingMsiController.NONE).set("mie", ALL);
        board.hart.setInterrupt(Hart.MEIP, true);
        assertThat(board.get("mtopi")).isEqualTo(top(11, 1));
        board.hart.setInterrupt(Hart.MEIP, false);
        board.hart.setInterrupt(Hart.MTIP, true);
        assertThat(board.get("mtopi")).isEqualTo(top(7, 1));
    }

    // Supervisor top interrupt CSR

    @ParameterizedTest
    @CsvSource({
        // identity, priorities of SSI, STI, VSTI, SGEI; top, its priority
        "33, 0, 0, 0, 0, 9, 33",
        "33, 33, 32, 0, 0, 5, 32",
        "33, 33, 0, 0, 0, 9, 33",
        "33, 34, 34, 32, 32, 12, 32",
        "33, 34, 34, 31, 32, 6, 31",
        "0, 0, 0, 0, 0, 1, 255",
        "0, 0, 7, 0, 0, 5, 7",
    })
    void supervisorLevel(int identity, long software, long timer, long guestTimer, long guest, int code, int priority) {
        Board board = Board.withAia(new TestImsic(1)
                        .with(IncomingMsiController.SUPERVISOR, identity)
                        .with(1, 3))
                .set("mideleg", ALL)
                .set("mie", ALL)
                .set("mip", Interrupt.SSIP | Interrupt.STIP)
                .set("hvip", Interrupt.VSTIP)
                .set("hgeie", 2)
                .set("siselect", 0x30)
                .set("sireg", software << 8 | timer << 40 | guestTimer << 48)
                .set("siselect", 0x32)
                .set("sireg", guest << 32);
        assertThat(board.get("stopi")).isEqualTo(top(code, priority));
        assertThat(board.get("mtopi")).isZero();
        board.code("nop").mode("U").run(1);
        assertThat(board.state.scause).isEqualTo(Cause.INTERRUPT | code);
    }

    @Test
    void anExternalInterruptThatNoControllerAssertsHasPriority256() {
        Board board = Board.withAia(new TestImsic(0))
                .set("mideleg", ALL)
                .set("mie", ALL)
                .set("mip", Interrupt.SEIP | Interrupt.STIP);
        assertThat(board.get("stopi")).isEqualTo(top(9, 255));
        board.set("siselect", 0x30).set("sireg", 255L << 40);
        assertThat(board.get("stopi")).isEqualTo(top(5, 255));
    }

    @Test
    void whatIsDelegatedToVsLevelIsNotTheSupervisors() {
        Board board = Board.withAia(new TestImsic(0)).set("mie", ALL).set("hvip", Interrupt.VIRTUAL_SUPERVISOR);
        assertThat(board.get("stopi")).isEqualTo(top(10, 255));
        board.set("hideleg", Interrupt.VSEIP);
        assertThat(board.get("stopi")).isEqualTo(top(2, 255));
        assertThat(board.get("vstopi")).isEqualTo(top(9, 1));
        board.set("hideleg", Interrupt.VIRTUAL_SUPERVISOR);
        assertThat(board.get("stopi")).isZero();
    }

    // Configuring priorities of major interrupts at VS level; virtual supervisor top interrupt CSR

    @Test
    void hviprioHoldsTheNumbersOfSomeInterrupts() {
        Board board =
                Board.withAia(IncomingMsiController.NONE).set("hviprio1", -1).set("hviprio2", -1);
        assertThat(board.get("hviprio1")).isEqualTo(0xffff_ff00_ff00_ff00L);
        assertThat(board.get("hviprio2")).isEqualTo(-1);
        board.set("hviprio1", 0x1122_3344_5566_7788L).set("hviprio2", 0x0102_0304_0506_0708L);
        assertThat(board.state.guestPriorities[1]).isEqualTo((byte) 0x77);
        assertThat(board.state.guestPriorities[5]).isEqualTo((byte) 0x55);
        assertThat(board.state.guestPriorities[13]).isEqualTo((byte) 0x33);
        assertThat(board.state.guestPriorities[15]).isEqualTo((byte) 0x11);
        assertThat(board.state.guestPriorities[16]).isEqualTo((byte) 0x08);
        assertThat(board.state.guestPriorities[23]).isEqualTo((byte) 0x01);
    }

    @ParameterizedTest
    @CsvSource({
        // VGEIN, identity in its file, injected VSEIP, hvictl, priorities of SSI and STI; top, priority with IPRIOM
        "1, 40, 0, 0x100, 0, 0, 9, 40",
        "1, 40, 0, 0x100, 0, 39, 5, 39",
        "1, 40, 0, 0x100, 40, 40, 9, 40",
        "1, 0, 1, 0x100, 0, 0, 9, 255",
        "1, 0, 1, 0x90105, 0, 255, 5, 255",
        "0, 0, 1, 0x90105, 0, 6, 9, 5",
        "0, 0, 1, 0x90105, 0, 4, 5, 4",
        "0, 0, 1, 0x90100, 0, 0, 9, 255",
        "0, 0, 1, 0x10105, 0, 0, 9, 255",
        "0, 0, 0, 0x90105, 0, 0, 1, 255",
        "0, 0, 0, 0x100, 0, 9, 5, 9",
        "0, 0, 0, 0x000, 0, 9, 5, 1",
    })
    void vsLevel(
            int vgein, int identity, int injected, long control, long software, long timer, int code, int priority) {
        Board board = Board.withAia(new TestImsic(1).with(1, identity))
                .set("hstatus", (long) vgein << 12)
                .set("hideleg", Interrupt.VIRTUAL_SUPERVISOR)
                .set("hie", Interrupt.VIRTUAL_SUPERVISOR)
                .set("hvip", Interrupt.VSSIP | Interrupt.VSTIP | (injected != 0 ? Interrupt.VSEIP : 0))
                .set("hviprio1", software << 8 | timer << 24)
                .set("hvictl", control);
        assertThat(board.get("vstopi")).isEqualTo(top(code, priority));
        assertThat(board.hart.wakes(board.state)).isTrue();
        board.code("nop").mode("VU").run(1);
        assertThat(board.state.vscause).isEqualTo(Cause.INTERRUPT | code);
        assertThat(board.mode()).isEqualTo("VS");
    }

    @ParameterizedTest
    @CsvSource({
        // hvictl beside VTI; injected VSEIP; top, priority; -1: none
        "0x90000, 0, -1, 0",
        "0x90105, 0, -1, 0",
        "0x90100, 1, 9, 255",
        "0x90105, 1, 9, 5",
        "0x50000, 0, 5, 1",
        "0x50107, 0, 5, 7",
        "0x50107, 1, 5, 7",
        "0x50100, 0, 5, 0",
        "0x50100, 1, 5, 0",
        "0x50300, 0, 5, 255",
        "0x50300, 1, 9, 255",
        "0xfff0142, 0, 4095, 66",
        "0x00000, 0, 0, 1",
    })
    void whatHvictlInjectsTakesThePlaceOfMajorInterrupts(long control, int injected, int code, int priority) {
        Board board = Board.withAia(IncomingMsiController.NONE)
                .set("hideleg", Interrupt.VIRTUAL_SUPERVISOR)
                .set("hie", Interrupt.VIRTUAL_SUPERVISOR)
                .set("hvip", Interrupt.VSSIP | Interrupt.VSTIP | (injected != 0 ? Interrupt.VSEIP : 0))
                .set("hvictl", VirtualInterruptControl.VTI | control);
        assertThat(board.get("vstopi")).isEqualTo(code < 0 ? 0 : top(code, priority));
        assertThat(board.hart.wakes(board.state)).isEqualTo(code >= 0);
        board.code("nop").mode("VU").run(1);
        assertThat(board.mode()).isEqualTo(code < 0 ? "VU" : "VS");
        if (code >= 0) {
            assertThat(board.state.vscause).isEqualTo(Cause.INTERRUPT | code);
        }
    }

    @Test
    void hvictlKeepsItsFields() {
        Board board = Board.withAia(IncomingMsiController.NONE).set("hvictl", -1);
        assertThat(board.get("hvictl")).isEqualTo(0x4fff_03ffL);
    }
}
