// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.benchmarks;

import dev.cordon.microhypervisor.abi.Hypercalls;
import dev.cordon.microhypervisor.abi.Hypervisor;
import dev.cordon.microhypervisor.abi.Selectors;
import dev.cordon.microhypervisor.abi.Status;
import java.io.IOException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Delegation and revocation of a capability, when so many are derived from one: as its children, or each from the one before. In either case there are a million in the end. And
 * what it takes to find one among so many.
 */
public class CapabilityBenchmark {
    /** All together, in an invocation. */
    private static final int OPERATIONS = 1_000_000;

    /** Where the copies of the page are from which the rest is derived. */
    private static final long COPIES = 1L << 30;

    private static final long DERIVED = 1L << 31;

    private static final int LOOKUPS = 10_000;

    /** 2^32 divided by the golden ratio: its multiples are spread evenly. */
    private static final long GOLDEN = 0x9E37_79B9L;

    /** For JMH. */
    public CapabilityBenchmark() {}

    /** A root task with pages to delegate. */
    @State(Scope.Thread)
    @SuppressWarnings("NullAway.Init") // JMH calls powerOn first
    public static class Space {
        @Param({"10", "100", "1000", "10000", "100000", "1000000"})
        public int derived;

        @Param({"children", "chain"})
        public String shape;

        private CoreSystem system;

        /** For JMH. */
        public Space() {}

        @Setup
        public void powerOn() throws IOException {
            system = new CoreSystem(0);
            system.perform(h -> {
                for (int copy = 0; copy < OPERATIONS / derived; copy++) {
                    delegate(h, CoreSystem.PAGE, COPIES + copy);
                }
            });
        }

        @TearDown
        public void powerOff() throws IOException {
            system.close();
        }

        void delegateAll() {
            system.perform(h -> {
                for (int copy = 0; copy < OPERATIONS / derived; copy++) {
                    long from = COPIES + copy;
                    for (int i = 0; i < derived; i++) {
                        long to = DERIVED + (long) copy * derived + i;
                        delegate(h, from, to);
                        from = shape.equals("chain") ? to : from;
                    }
                }
            });
        }

        void revokeAll() {
            system.perform(h -> {
                for (int copy = 0; copy < OPERATIONS / derived; copy++) {
                    revoke(h, COPIES + copy);
                }
            });
        }
    }

    /** Is emptied after each invocation. */
    public static class Emptied extends Space {
        /** For JMH. */
        public Emptied() {}

        @TearDown(Level.Invocation)
        public void revoke() {
            revokeAll();
        }
    }

    /** Is filled before each invocation. */
    public static class Filled extends Space {
        /** For JMH. */
        public Filled() {}

        @Setup(Level.Invocation)
        public void delegate() {
            delegateAll();
        }
    }

    /** A root task that has a page so many times. */
    @State(Scope.Thread)
    @SuppressWarnings("NullAway.Init") // JMH calls powerOn first
    public static class Held {
        @Param({"10", "100", "1000", "10000", "100000", "1000000"})
        public int capabilities;

        private CoreSystem system;

        /** For JMH. */
        public Held() {}

        @Setup
        public void powerOn() throws IOException {
            system = new CoreSystem(0);
            system.perform(h -> {
                for (int i = 0; i < capabilities; i++) {
                    delegate(h, CoreSystem.PAGE, DERIVED + i);
                }
            });
        }

        @TearDown
        public void powerOff() throws IOException {
            system.close();
        }

        /** Loads a word by one after the other, here and there. */
        void loadWords() {
            system.perform(h -> {
                for (int i = 0; i < LOOKUPS; i++) {
                    long somewhere = ((i * GOLDEN & 0xFFFF_FFFFL) * capabilities) >>> Integer.SIZE;
                    h.load((DERIVED + somewhere) << 12, Long.BYTES);
                }
            });
        }
    }

    @Benchmark
    @OperationsPerInvocation(OPERATIONS)
    public void delegate(Emptied space) {
        space.delegateAll();
    }

    @Benchmark
    @OperationsPerInvocation(OPERATIONS)
    public void revoke(Filled space) {
        space.revokeAll();
    }

    /** For a load of a word, which checks the right, too. */
    @Benchmark
    @OperationsPerInvocation(LOOKUPS)
    public void lookup(Held space) {
        space.loadWords();
    }

    private static void delegate(Hypervisor h, long from, long to) {
        CoreSystem.ok(Hypercalls.delegate(h, Selectors.HOST_SPACE, from, Selectors.HOST_SPACE, to, 0, 7));
    }

    private static void revoke(Hypervisor h, long page) {
        int status;
        do {
            status = Hypercalls.revoke(h, Selectors.HOST_SPACE, page, 0, false);
        } while (status == Status.AGAIN);
        CoreSystem.ok(status);
    }
}
