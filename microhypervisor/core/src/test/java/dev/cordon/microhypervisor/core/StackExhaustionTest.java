// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.microhypervisor.abi.Operation;
import dev.cordon.microhypervisor.abi.Selectors;
import dev.cordon.microhypervisor.abi.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A program that uses up its stack and makes hypercalls as it goes, at each depth up to the last: each is done as a whole, or returns {@code NO_MEMORY}. None ends in the middle
 * for lack of stack.
 */
class StackExhaustionTest {
    private static final int STACK = 256 << 10;

    static IntStream operations() {
        return IntStream.range(0, HypercallTest.rows().size());
    }

    /** Makes a call at each depth, and takes back what it did. */
    private static final class Dive {
        final Bench bench;
        final Operation operation;
        final long[] arguments;
        final List<Throwable> torn = new ArrayList<>();
        int done;
        int refused;

        Dive(Bench bench, HypercallTest.Row row) {
            this.bench = bench;
            this.operation = row.operation();
            this.arguments = row.arguments().stream().mapToLong(a -> a).toArray();
        }

        @SuppressWarnings("InfiniteRecursion") // the point of it
        int descend(long a, long b, long c) {
            try {
                int status =
                        bench.kernel.hypercall(bench.ec, operation.number(), at(0), at(1), at(2), at(3), at(4), at(5));
                done += status == Status.OK ? 1 : 0;
                refused += status == Status.NO_MEMORY ? 1 : 0;
                takeBack();
            } catch (StackOverflowError e) {
                note(e);
                throw e;
            }
            return descend(c, a, b) + 1;
        }

        private long at(int index) {
            return index < arguments.length ? arguments[index] : 0;
        }

        private void takeBack() {
            int revoke = Operation.REVOKE.number();
            if (operation.name().startsWith("CREATE")) {
                bench.kernel.hypercall(bench.ec, revoke, Selectors.OBJECT_SPACE, at(0), 0, 1, 0, 0);
            } else if (operation == Operation.DELEGATE) {
                bench.kernel.hypercall(bench.ec, revoke, at(2), at(3), at(4), 1, 0, 0);
            }
        }

        /** The core may not have been in the middle of something. */
        private void note(StackOverflowError e) {
            for (StackTraceElement frame : e.getStackTrace()) {
                String method = frame.getMethodName();
                if (List.of("decode", "commit", "undo", "complete").contains(method)) {
                    torn.add(e);
                    return;
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("operations")
    void aStackThatRunsOutTearsNothing(int number) throws InterruptedException {
        HypercallTest.Row row = HypercallTest.rows().get(number);
        if (row.operation() == Operation.REVOKE && row.arguments().get(3) == 1) {
            return; // it can be done once only
        }
        try (Bench bench = HypercallTest.bench()) {
            Dive dive = new Dive(bench, row);
            List<Object> before = null;
            for (int round = 0; round < 3; round++) {
                Thread thread = new Thread(null, () -> sink(dive), "diver", STACK);
                thread.start();
                thread.join();
                dive.takeBack(); // what was done last, too deep to be taken back there
                List<Object> after = HypercallTest.state(bench);
                assertThat(before == null ? after : before).isEqualTo(after);
                before = after;
            }
            assertThat(dive.torn).isEmpty();
            assertThat(dive.done).isPositive();
            assertThat(dive.refused).isPositive();
        }
    }

    private static void sink(Dive dive) {
        try {
            dive.descend(1, 2, 3);
        } catch (StackOverflowError e) {
            dive.note(e);
        }
    }
}
