// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import static dev.cordon.microhypervisor.core.PlantedBug.ignoresOperand;
import static dev.cordon.microhypervisor.core.PlantedBug.leavesOut;
import static dev.cordon.microhypervisor.core.PlantedBug.reads;
import static dev.cordon.microhypervisor.core.PlantedBug.returns;
import static dev.cordon.microhypervisor.core.PlantedBug.takes;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.classfile.Opcode;
import java.lang.reflect.Method;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each of these bugs of the scheduler is found by {@link SchedulingRun}, and without one of them nothing is. */
class PlantedSchedulingBugsTest {
    /** How many runs may pass before a bug is found; {@link SchedulingProperties} makes more. */
    private static final int RUNS = 60;

    static Stream<PlantedBug> bugs() {
        return Stream.of(
                // ReadyQueue.java
                returns("priorities", "ReadyQueue", "highest", 5),
                leavesOut("no starvation", "ReadyQueue", "remove", "removeFirst"),
                // SchedulingContext.java
                returns("round robin", "SchedulingContext", "consume", 0),
                leavesOut("periods", "SchedulingContext", "available", "clamp"),
                ignoresOperand("periods", "SchedulingContext", "available", Opcode.LDIV),
                takes("places", "SchedulingContext", "release", "max", 0),
                reads("budgets", "SchedulingContext", "available", "left", 1),
                leavesOut("switching", "SchedulingContext", "change", "post"),
                returns("switching", "SchedulingContext", "isChanged", 0),
                // Timeouts.java
                takes("timers", "Timeouts", "add", "compareUnsigned", 1),
                // Policy.java, CreateSc.java, ControlSc.java
                returns("admission", "Pcpu", "admits", 1),
                leavesOut("admission", "CreateSc", "commit", "admit"),
                leavesOut("admission", "ControlSc", "commit", "admit"),
                takes("arguments", "ControlSc", "decode", "isRegular", 1),
                // Pcpu.java
                leavesOut("timers", "Pcpu", "consider", "add"),
                takes("preemption", "Pcpu", "dispatch", "nextEvent", -1),
                leavesOut("round robin", "Pcpu", "dispatch", "removeFirst"),
                takes("timers", "Pcpu", "consider", "isWaiting", 0),
                takes("timers", "Pcpu", "consider", "nextTimer", 0),
                leavesOut("accounting", "Pcpu", "runGuest", "spend"));
    }

    @ParameterizedTest
    @MethodSource("bugs")
    void isFound(PlantedBug bug) throws ReflectiveOperationException {
        Method run = run(Optional.of(bug));
        int runs = 0;
        while (runs < RUNS && Planter.passes(run, runs)) {
            runs++;
        }
        assertThat(runs).as("runs without a finding").isLessThan(RUNS);
    }

    @Test
    void withoutABugNothingIsFound() throws ReflectiveOperationException {
        Method run = run(Optional.empty());
        for (int seed = 0; seed < RUNS; seed++) {
            assertThat(Planter.passes(run, seed)).isTrue();
        }
    }

    private static Method run(Optional<PlantedBug> bug) throws ReflectiveOperationException {
        return Planter.method(bug, SchedulingRun.class, "run", long.class);
    }
}
