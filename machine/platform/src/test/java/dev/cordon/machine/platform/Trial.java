// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.platform;

import java.time.Duration;
import java.util.TreeSet;

/** One try to catch a bug. Its methods are called by reflection on a copy of this class, beside a machine with the bug. */
final class Trial {
    private Trial() {}

    /** Runs a litmus test; answers the forbidden outcomes that showed. */
    static String litmus(String name, boolean halting) throws Exception {
        Litmus litmus = LitmusTests.all().stream()
                .filter(test -> test.name().equals(name))
                .findFirst()
                .orElseThrow();
        LitmusRun.Pace pace = halting ? LitmusRun.Pace.HALTING : LitmusRun.Pace.FREE;
        TreeSet<String> outcomes =
                new TreeSet<>(LitmusRun.outcomes(litmus, "interpreter", 20_000, pace, Duration.ofSeconds(2))
                        .keySet());
        outcomes.removeAll(litmus.allowed());
        return outcomes.isEmpty() ? "" : outcomes.toString();
    }

    /** Runs a program; answers what it says is wrong. */
    static String program(String name, int harts) throws Exception {
        HartProgram program = HartPrograms.ALL.stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow();
        int result = program.run(harts, Duration.ofSeconds(3));
        return result == 0 ? "" : result == HartProgram.HANGS ? "hangs" : "fails with " + result;
    }
}
