// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.benchmarks;

import dev.cordon.microhypervisor.abi.Hypercalls;
import dev.cordon.microhypervisor.abi.Hypervisor;
import dev.cordon.microhypervisor.abi.Selectors;
import dev.cordon.microhypervisor.abi.Status;
import java.io.IOException;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** So many capabilities come, are looked up, and go: the right to a page is delegated, each time from the original or from the one before, and revoked from all at once. */
@State(Scope.Thread)
@SuppressWarnings("NullAway.Init") // JMH calls powerOn first
public class CapabilityBenchmark {
    /** All together, in an invocation. */
    private static final int OPERATIONS = 1_000_000;

    private static final long DERIVED = 1L << 31;

    /** 2^32 divided by the golden ratio: its multiples are spread evenly. */
    private static final long GOLDEN = 0x9E37_79B9L;

    @Param({"10", "100", "1000", "10000", "100000", "1000000"})
    public int capabilities;

    @Param({"children", "chain"})
    public String shape;

    private CoreSystem system;

    /** How long each took, in nanoseconds, of {@link #operations} capabilities. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.EVENTS)
    public static class Phases {
        public long delegation;
        public long lookup;
        public long revocation;
        public long operations;

        /** For JMH. */
        public Phases() {}
    }

    /** For JMH. */
    public CapabilityBenchmark() {}

    @Setup
    public void powerOn() throws IOException {
        system = new CoreSystem(0);
    }

    @TearDown
    public void powerOff() throws IOException {
        system.close();
    }

    /** All three. */
    @Benchmark
    @OperationsPerInvocation(OPERATIONS)
    public void delegateLookUpRevoke(Phases phases) {
        system.perform(h -> {
            for (int left = OPERATIONS; left > 0; left -= capabilities) {
                long begin = System.nanoTime();
                delegate(h);
                long delegated = System.nanoTime();
                lookUp(h);
                long found = System.nanoTime();
                revoke(h);
                phases.revocation += System.nanoTime() - found;
                phases.lookup += found - delegated;
                phases.delegation += delegated - begin;
            }
        });
        phases.operations += OPERATIONS;
    }

    private void delegate(Hypervisor h) {
        boolean chain = shape.equals("chain");
        long from = CoreSystem.PAGE;
        for (int i = 0; i < capabilities; i++) {
            CoreSystem.ok(Hypercalls.delegate(h, Selectors.HOST_SPACE, from, Selectors.HOST_SPACE, DERIVED + i, 0, 7));
            from = chain ? DERIVED + i : from;
        }
    }

    /** Loads a word by each, here and there, for which the right has to be found. */
    private void lookUp(Hypervisor h) {
        for (int i = 0; i < capabilities; i++) {
            long somewhere = ((i * GOLDEN & 0xFFFF_FFFFL) * capabilities) >>> Integer.SIZE;
            h.load((DERIVED + somewhere) << 12, Long.BYTES);
        }
    }

    private static void revoke(Hypervisor h) {
        int status;
        do {
            status = Hypercalls.revoke(h, Selectors.HOST_SPACE, CoreSystem.PAGE, 0, false);
        } while (status == Status.AGAIN);
        CoreSystem.ok(status);
    }
}
