// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.microhypervisor.abi.Operation;
import dev.cordon.microhypervisor.abi.Selectors;
import dev.cordon.microhypervisor.abi.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A program that uses up its stack and makes hypercalls as it goes, at each depth up to the last: each is done as a whole, or returns {@code NO_MEMORY}. None ends in the middle
 * for lack of stack.
 */
class StackExhaustionTest {
    private static final int STACK = 256 << 10;
    private static final int ROUNDS = 3;

    /** What is done without an end, once begun. */
    private static final Set<String> WHOLE = Set.of("decode", "commit", "undo", "complete", "reply");

    /** Something that is done at each depth, and taken back. */
    private interface Deed {
        /** Does it, and returns its status. */
        int attempt();

        /** Takes back what it did, if it did. */
        void takeBack();
    }

    /** An operation of the table, right in every respect; what has been called replies, and both messages carry capabilities. */
    private static final class Operating implements Deed {
        private final Bench bench;
        private final boolean calls;
        private final Step operation;
        private final List<Step> inverse = new ArrayList<>();

        Operating(Bench bench, HypercallTest.Row row) {
            this.bench = bench;
            calls = row.operation() == Operation.CALL;
            List<Long> a = row.arguments();
            operation =
                    new Step(row.operation(), a.stream().mapToLong(word -> word).toArray());
            if (row.operation().name().startsWith("CREATE")) {
                inverse.add(new Step(Operation.REVOKE, Selectors.OBJECT_SPACE, a.getFirst(), 0, 1));
            } else if (row.operation() == Operation.DELEGATE) {
                inverse.add(new Step(Operation.REVOKE, a.get(2), a.get(3), a.get(4), 1));
            } else if (calls) {
                inverse.add(closing(Selectors.OBJECT_SPACE));
                inverse.add(closing(HypercallTest.PD + 1));
            }
        }

        private static Step closing(long space) {
            return new Step(Operation.REVOKE, space, HypercallTest.WINDOW, HypercallTest.WINDOW_ORDER, 1);
        }

        @Override
        public int attempt() {
            if (!calls) {
                return operation.make(bench);
            }
            HypercallTest.writeCall(bench);
            int status = operation.make(bench);
            if (status != Status.OK) {
                return status;
            }
            HypercallTest.writeReply(bench);
            status = bench.kernel.reply(HypercallTest.server(bench), bench.ec);
            return bench.ec.utcb().received() < 0 ? -1 : status; // that its items did not fit is a reason to fail
        }

        @Override
        public void takeBack() {
            for (Step step : inverse) {
                step.make(bench);
            }
        }
    }

    private record Destroying(Bench bench, Destruction destruction) implements Deed {
        @Override
        public int attempt() {
            boolean made = destruction.make(bench);
            int status = destruction.taking().make(bench);
            return made || status == Status.NO_MEMORY ? status : -1;
        }

        @Override
        public void takeBack() {
            Destruction.putAway(bench);
        }
    }

    /** Does a deed at each depth. */
    private static final class Dive {
        final Deed deed;
        final List<Throwable> torn = new ArrayList<>();
        int done;
        int refused;

        Dive(Deed deed) {
            this.deed = deed;
        }

        @SuppressWarnings("InfiniteRecursion") // the point of it
        int descend(long a, long b, long c) {
            try {
                int status = deed.attempt();
                done += status == Status.OK ? 1 : 0;
                refused += status == Status.NO_MEMORY ? 1 : 0;
                deed.takeBack();
            } catch (StackOverflowError e) {
                note(e);
                throw e;
            }
            return descend(c, a, b) + 1;
        }

        /** To the end of the stack. */
        void sink() {
            try {
                descend(1, 2, 3);
            } catch (StackOverflowError e) {
                note(e);
            }
        }

        /** The core may not have been in the middle of something. */
        private void note(StackOverflowError e) {
            for (StackTraceElement frame : e.getStackTrace()) {
                if (WHOLE.contains(frame.getMethodName())
                        && frame.getClassName().startsWith(StackExhaustionTest.class.getPackageName())
                        && !frame.getClassName().startsWith(StackExhaustionTest.class.getName())) {
                    torn.add(e);
                    return;
                }
            }
        }
    }

    static Stream<HypercallTest.Row> operations() {
        return HypercallTest.rows().stream().filter(row -> !row.isDestruction());
    }

    static Stream<Destruction> destructions() {
        return Destruction.all().stream();
    }

    @ParameterizedTest
    @MethodSource("operations")
    void aStackThatRunsOutTearsNothing(HypercallTest.Row row) throws InterruptedException {
        try (Bench bench = HypercallTest.bench()) {
            HypercallTest.openWindows(bench);
            check(bench, new Operating(bench, row));
        }
    }

    @ParameterizedTest
    @MethodSource("destructions")
    void aStackThatRunsOutTearsNoDestruction(Destruction destruction) throws InterruptedException {
        try (Bench bench = HypercallTest.bench()) {
            check(bench, new Destroying(bench, destruction));
        }
    }

    private static void check(Bench bench, Deed deed) throws InterruptedException {
        assertThat(deed.attempt()).isEqualTo(Status.OK); // what it leaves for ever, if it does, is there from now on
        deed.takeBack();
        List<Object> before = HypercallTest.state(bench);
        Dive dive = new Dive(deed);
        for (int round = 0; round < ROUNDS; round++) {
            Thread thread = new Thread(null, dive::sink, "diver", STACK);
            thread.start();
            thread.join();
            deed.takeBack(); // what was done last, too deep to be taken back there
            assertThat(HypercallTest.state(bench)).isEqualTo(before);
        }
        assertThat(dive.torn).isEmpty();
        assertThat(dive.done).isPositive();
        assertThat(dive.refused).isPositive();
    }
}
