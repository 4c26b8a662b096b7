// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.machine.engine.Exit;
import dev.cordon.machine.engine.HartState;
import dev.cordon.machine.engine.TrapRouting;
import dev.cordon.machine.platform.Machine;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whom those wake that want something of a pCPU, by a pCPU that has nothing to run. What several threads do to each other is shown by {@link RacesTest}. */
class PcpuTest {
    private static final long TURN = 1_000;

    /** Sleeps as the test says, and counts by whom it is woken. */
    private static final class Sleep extends InstructionClock {
        private int woken;
        private Runnable asleep = () -> {};

        @Override
        public void await(long time) {
            asleep.run();
            super.await(time);
        }

        @Override
        public void wake() {
            woken++;
        }
    }

    private final Sleep sleep = new Sleep();
    private final Machine machine;
    private final Pcpu pcpu;
    private long time;

    PcpuTest() throws IOException {
        machine = new Machine(1, TestSystem.MEMORY, TrapRouting.EXIT, sleep, octet -> {}, outcome -> {});
        sleep.runs(machine.harts().getFirst());
        pcpu = new Kernel(machine, List.of(), number -> sleep).pcpu(0);
    }

    @AfterEach
    void end() throws IOException {
        machine.close();
    }

    /** Runs the pCPU for a while, in which it does this whenever it sleeps. */
    private void sleepAnd(Runnable asleep) {
        time = sleep.time() + TURN;
        sleep.limit(time);
        sleep.asleep = asleep;
        pcpu.run(time);
    }

    /** Whether the hart comes back before its first instruction. */
    private boolean kicked() {
        machine.ram().writeLong(TestSystem.FREE, 0x6F); // j .
        HartState state = VcpuReset.state();
        state.pc = TestSystem.FREE;
        state.privilege = 1;
        return machine.run(pcpu.hart(), state, state.retired + 100) == Exit.KICK;
    }

    @Test
    void othersKickItsHartAndWakeIt() {
        for (Runnable event : List.<Runnable>of(pcpu::interrupt, pcpu::stop)) {
            int before = sleep.woken;
            event.run();
            assertThat(sleep.woken).isEqualTo(before + 1);
            assertThat(kicked()).isTrue();
            assertThat(kicked()).as("once").isFalse();
        }
    }

    @Test
    void whatItDoesItselfNeitherKicksNorWakesIt() {
        sleepAnd(pcpu::interrupt);
        assertThat(sleep.woken).isZero();
        assertThat(kicked()).isFalse();
    }

    @Test
    void whatItDoesInAGuestGetsItOut() {
        Shootdown shootdown = pcpu.shootdown();
        sleepAnd(() -> {
            assertThat(shootdown.enterGuest()).isTrue();
            pcpu.interrupt(); // as a device does that the guest has reached
            shootdown.leaveGuest();
        });
        assertThat(sleep.woken).isEqualTo(1);
        assertThat(kicked()).isTrue();
    }

    @Test
    void whatWasMeantForItsSchedulerKicksNoGuest() {
        pcpu.interrupt();
        sleepAnd(() -> {});
        assertThat(kicked()).isFalse();
    }

    @Test
    void itStopsBeforeItSleepsAgain() {
        sleepAnd(pcpu::stop);
        int[] slept = {0};
        sleepAnd(() -> slept[0]++);
        assertThat(slept[0]).isZero();
        assertThat(sleep.time()).isLessThan(time);
    }
}
