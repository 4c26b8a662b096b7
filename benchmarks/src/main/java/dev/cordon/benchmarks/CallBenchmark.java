// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.benchmarks;

import dev.cordon.microhypervisor.abi.Hypercalls;
import dev.cordon.microhypervisor.abi.Hypervisor;
import java.io.IOException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** What one domain asks of another on the same pCPU. */
@State(Scope.Thread)
@SuppressWarnings("NullAway.Init") // JMH calls powerOn first
public class CallBenchmark {
    private static final int OPERATIONS = 10_000;

    private CoreSystem system;

    /** For JMH. */
    public CallBenchmark() {}

    @Setup
    public void powerOn() throws IOException {
        system = new CoreSystem(0);
    }

    @TearDown
    public void powerOff() throws IOException {
        system.close();
    }

    /** A call of a portal with 8 words, and a reply with 8. */
    @Benchmark
    @OperationsPerInvocation(OPERATIONS)
    public void callAndReply() {
        system.perform(CallBenchmark::calls);
    }

    private static void calls(Hypervisor h) {
        for (int i = 0; i < OPERATIONS; i++) {
            h.utcb().length(8);
            CoreSystem.ok(Hypercalls.call(h, CoreSystem.PORTAL));
        }
    }

    /** A signal, the entry into the other domain that it brings about, its signal, and the entry back. */
    @Benchmark
    @OperationsPerInvocation(OPERATIONS)
    public void notificationAndBack() {
        system.pingPong(OPERATIONS);
    }
}
