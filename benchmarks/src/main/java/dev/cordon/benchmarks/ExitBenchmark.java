// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.benchmarks;

import java.io.IOException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** An environment call of a guest, its exit to a VMM that answers at once, and the guest's next instruction. */
@State(Scope.Thread)
@SuppressWarnings("NullAway.Init") // JMH calls powerOn first
public class ExitBenchmark {
    private static final int OPERATIONS = 10_000;

    private CoreSystem system;

    /** For JMH. */
    public ExitBenchmark() {}

    @Setup
    public void powerOn() throws IOException {
        system = new CoreSystem(2);
    }

    @TearDown
    public void powerOff() throws IOException {
        system.close();
    }

    /** The same vCPU goes on. */
    @Benchmark
    @OperationsPerInvocation(OPERATIONS)
    public void exitAndBack() {
        system.exits(OPERATIONS, false);
    }

    /** Each time the budget is used up, and the other vCPU's turn comes. */
    @Benchmark
    @OperationsPerInvocation(OPERATIONS)
    public void exitAndSwitch() {
        system.exits(OPERATIONS, true);
    }
}
