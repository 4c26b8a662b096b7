// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.host.Divergence.Place;
import dev.cordon.machine.engine.Hart;
import dev.cordon.machine.engine.HartState;
import dev.cordon.machine.engine.TrapRouting;
import dev.cordon.machine.isa.Assembler;
import dev.cordon.machine.isa.Register;
import dev.cordon.machine.platform.Machine;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two harts that should do the same: which instruction is the first that does not. */
class StepLogTest {
    private static final String COUNTS = "l: addi a0, a0, 1\n sd a0, 0(s0)\n j l";

    /** A machine with a hart in VS-mode, without translation of addresses. */
    private static final class Side implements AutoCloseable {
        final Machine machine;
        final HartState state = HartState.guest();
        final Hart hart;
        final StepLog log;

        Side(String code) throws IOException {
            VirtualClock clock = new VirtualClock(1, 1);
            machine = new Machine(1, 1 << 20, TrapRouting.EXIT, clock, _ -> {}, _ -> {});
            hart = machine.harts().getFirst();
            clock.turn(hart, 0);
            byte[] bytes = Assembler.parse("code", machine.ram().base(), code).bytes();
            for (int i = 0; i < bytes.length; i++) {
                machine.ram().write(machine.ram().base() + i, 1, bytes[i]);
            }
            state.pc = machine.ram().base();
            state.x[Register.S0] = machine.ram().base() + 4096;
            log = StepLog.of(machine);
        }

        void run(int instructions) {
            machine.run(hart, state, state.retired + instructions);
        }

        @Override
        public void close() throws IOException {
            machine.close();
        }
    }

    private final Side first = new Side(COUNTS);
    private Side second = new Side(COUNTS);

    StepLogTest() throws IOException {}

    @AfterEach
    void close() throws IOException {
        first.close();
        second.close();
    }

    private void bothRun(int instructions) {
        first.run(instructions);
        second.run(instructions);
    }

    @Test
    void whatIsTheSameDoesNotDiffer() {
        bothRun(10);
        bothRun(1);
        assertThat(first.state.x[Register.A0]).isEqualTo(4);
        assertThat(first.log.divergence(second.log)).isEmpty();
    }

    @Test
    void anInstructionIsNamedWithWhatItChanges() throws IOException {
        second.close();
        second = new Side(COUNTS.replace("j l", "addi a1, a1, 3"));
        bothRun(10);
        assertThat(first.log.divergence(second.log))
                .contains(new Divergence(Place.INSTRUCTION, 0, 2, 3, "at pc 0x80000008 only one changes a1"));
    }

    @Test
    void aValueIsNamedOfBoth() throws IOException {
        second.close();
        second = new Side(COUNTS.replace("a0, 1", "a0, 2"));
        bothRun(10);
        assertThat(first.log.divergence(second.log))
                .contains(new Divergence(Place.INSTRUCTION, 0, 0, 1, "at pc 0x80000000 a0 becomes 0x1 and 0x2"));
    }

    /** As a program's reply does. */
    @Test
    void whatIsDoneBetweenIsNotBlamedOnAnInstruction() {
        bothRun(4);
        second.state.x[Register.A0]++;
        bothRun(4);
        assertThat(first.state.x[Register.A0]).isNotEqualTo(second.state.x[Register.A0]);
        assertThat(first.log.divergence(second.log)).isEmpty();
    }

    @Test
    void oneThatGoesFurtherDiffersThere() {
        first.run(4);
        second.run(6);
        assertThat(first.log.divergence(second.log))
                .contains(new Divergence(Place.INSTRUCTION, 0, 4, 5, "only one gets there"));
    }
}
