// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@link Lockstep} relies on: a program that is interrupted goes on where it was, so a change of page tables is followed by its fence. */
class PrivilegedProgramTest {
    private static final int PLENTY = 20;

    @ParameterizedTest(name = "of the guest {0}, hideleg {1}")
    @CsvSource({"false, 0", "true, 0", "true, -1"})
    void anInterruptIsTakenOnceAndChangesNoRegister(boolean ofTheGuest, long hideleg) {
        Board board = new PrivilegedProgram(1, List.of(1L)).board(Engine.interpreter());
        board.load(AddressSpaces.BODY, "j .\n").mode("VS").state.pc = AddressSpaces.BODY;
        board.set("mideleg", 0).set("hideleg", hideleg).set("mie", -1);
        board.set("vsstatus", board.state.vsstatus | Status.SIE).set("hvip", ofTheGuest ? -1 : 0);
        board.hart.setInterrupt(Hart.MSIP, !ofTheGuest);
        long[] registers = Arrays.copyOf(board.state.x, HartState.SINK);

        board.step(PLENTY);

        assertThat(board.hart.traps()).isEqualTo(1);
        assertThat(board.state.pc).isEqualTo(AddressSpaces.BODY);
        assertThat(board.mode()).isEqualTo("VS");
        assertThat(board.state.x).startsWith(registers);
    }
}
