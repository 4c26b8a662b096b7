// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The tests of several harts can fail: each catches the bug it is there for, if tried often enough. What a host with total store order cannot show
 * is looked for in class files instead (AccessModeTest).
 */
@Tag("long")
@Timeout(900)
class PlantedBugsTest {
    private static final long PATIENCE = Duration.ofMinutes(5).toNanos();

    static Stream<Arguments> interleavings() {
        PlantedBug values = PlantedBug.never("SC compares values only", "engine.Reservations", "mayHold(J)Z");
        PlantedBug unheard = PlantedBug.nothing("slow stores end no reservation", "engine.Reservations", "end(J)V");
        PlantedBug code = PlantedBug.nothing("FENCE.I does nothing", "engine.Caches", "fenceInstructions()V");
        PlantedBug unwoken = PlantedBug.nothing("devices wake nobody", "platform.Machine", "wake(I)V");
        PlantedBug cas = PlantedBug.compareThenSet();
        return Stream.of(
                arguments(values, "litmus", new Object[] {"LRSC+same value", true}),
                arguments(values, "litmus", new Object[] {"LRSC+there and back", true}),
                arguments(values, "litmus", new Object[] {"LRSC+same value by AMO", true}),
                arguments(unheard, "litmus", new Object[] {"LRSC+same value", true}),
                arguments(unheard, "program", new Object[] {"stack", 4}),
                arguments(cas, "program", new Object[] {"accessed and dirty", 2}),
                arguments(PlantedBug.readThenAdd(), "program", new Object[] {"atomic operations", 2}),
                arguments(code, "program", new Object[] {"modified code", 2}),
                arguments(
                        PlantedBug.nothing(
                                "SFENCE.VMA does nothing",
                                "engine.Caches",
                                "fenceFirstStage(Ldev/cordon/machine/engine/HartState;ZII)V"),
                        "program",
                        new Object[] {"shootdown", 2}),
                arguments(unwoken, "program", new Object[] {"interrupts", 2}),
                arguments(unwoken, "program", new Object[] {"timers", 2}));
    }

    @ParameterizedTest
    @MethodSource("interleavings")
    void isCaught(PlantedBug bug, String trial, Object[] arguments) throws Exception {
        assertThat(evidence(bug, trial, arguments)).isNotEmpty();
    }

    /** Only store buffers tell a fence from none here, and only where two harts run at the same time. */
    @Test
    void aMissingFenceIsCaughtWhereHartsRunAtOnce() throws Exception {
        assumeTrue(Runtime.getRuntime().availableProcessors() > 1, "needs two processors");
        PlantedBug fence = PlantedBug.nothing("FENCE does nothing", "engine.MemoryOrder", "fence(I)V");
        List<String> tests = List.of("SB+fence.rw.rws", "SB+fence.w.rs", "R+fence.rw.rws", "RWC+fence.rw.rws");
        long start = System.nanoTime();
        String evidence = "";
        for (int trial = 0; evidence.isEmpty() && System.nanoTime() - start < PATIENCE; trial++) {
            evidence = fence.attempt("litmus", tests.get(trial % tests.size()), false);
        }
        assumeFalse(evidence.isEmpty(), "two harts never ran at the same time, or not often enough");
    }

    /** What the first trial says that notices something; empty if none does in good time. */
    private static String evidence(PlantedBug bug, String trial, Object... arguments) throws Exception {
        long start = System.nanoTime();
        String evidence = "";
        int trials = 0;
        while (evidence.isEmpty() && System.nanoTime() - start < PATIENCE) {
            evidence = bug.attempt(trial, arguments);
            trials++;
        }
        System.out.printf("%s: %s %s after %d trials%n", bug, arguments[0], evidence, trials);
        return evidence;
    }
}
