// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.microhypervisor.abi.Hypercalls;
import dev.cordon.microhypervisor.abi.Status;
import dev.cordon.microhypervisor.core.PolicySimulator.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The scheduler does to the tick what its policy says, and guests are preempted at an exact instruction. */
class SchedulingProperties {
    /** Ticks in the unit of all promises. */
    private static final long UNIT = 1000;

    private static final long UNIT_MICROSECONDS = 100;
    private static final long HORIZON = 100 * UNIT;

    @Provide
    Arbitrary<List<Promise>> promises() {
        Arbitrary<Promise> roundRobin = Combinators.combine(
                        Arbitraries.integers().between(1, 4),
                        Arbitraries.longs().between(1, 5))
                .as((priority, budget) -> new Promise(priority, budget, 0, -1));
        Arbitrary<Promise> periodic = Combinators.combine(
                        Arbitraries.integers().between(1, 6),
                        Arbitraries.longs().between(1, 6),
                        Arbitraries.longs().between(1, 30))
                .as((priority, budget, more) -> new Promise(priority, budget, budget + more, -1));
        Arbitrary<Promise> window = Combinators.combine(
                        Arbitraries.integers().between(1, 6),
                        Arbitraries.longs().between(1, 4),
                        Arbitraries.longs().between(0, 10),
                        Arbitraries.longs().between(0, 10))
                .as((priority, budget, offset, more) -> new Promise(priority, budget, budget + offset + more, offset));
        return Arbitraries.oneOf(roundRobin, periodic, window)
                .list()
                .ofMinSize(1)
                .ofMaxSize(8)
                .filter(list ->
                        list.stream().mapToLong(SchedulingProperties::share).sum() <= Policy.WHOLE);
    }

    private static long share(Promise promise) {
        return promise.period() == 0 ? 0 : promise.budget() * Policy.WHOLE / promise.period();
    }

    private static Promise inTicks(Promise promise) {
        long offset = promise.offset() < 0 ? -1 : promise.offset() * UNIT;
        return new Promise(promise.priority(), promise.budget() * UNIT, promise.period() * UNIT, offset);
    }

    @Property
    void eachRunsForAsLongAsASimulatorOfThePolicySays(@ForAll("promises") List<Promise> promises) {
        try (VirtualSystem system = new VirtualSystem(h -> {
            for (int i = 0; i < promises.size(); i++) {
                Promise promise = promises.get(i);
                long budget = promise.budget() * UNIT_MICROSECONDS;
                long period = promise.period() * UNIT_MICROSECONDS;
                VirtualSystem.check(VirtualSystem.create(h, i, promise.priority(), budget, period));
                if (promise.offset() >= 0) {
                    long offset = promise.offset() * UNIT_MICROSECONDS;
                    VirtualSystem.check(
                            Hypercalls.controlSc(h, VirtualSystem.sc(i), promise.priority(), budget, period, offset));
                }
            }
        })) {
            system.runUntil(1); // the root task's entry
            long start = system.time();
            system.runUntil(start + HORIZON);
            assertThat(system.time()).isEqualTo(start + HORIZON);
            List<Long> simulated = new PolicySimulator(
                            promises.stream().map(SchedulingProperties::inTicks).toList())
                    .run(start, start + HORIZON);
            assertThat(consumed(system, promises.size())).isEqualTo(simulated);
        }
    }

    private static List<Long> consumed(VirtualSystem system, int count) {
        return IntStream.range(0, count).mapToObj(system::consumed).toList();
    }

    @Example
    void guestsArePreemptedAtAnExactInstruction() {
        try (VirtualSystem system = new VirtualSystem(h -> {
            for (int i = 0; i < 3; i++) {
                VirtualSystem.check(VirtualSystem.create(h, i, 5, 100, 0));
            }
        })) {
            system.runUntil(1);
            long start = system.time();
            system.runUntil(start + 3 * UNIT); // each has had a turn, and its start
            long[] before = retired(system, 3);
            system.runUntil(start + 303 * UNIT);
            long switchCost = 1;
            long each = 100 * (UNIT - switchCost) * VirtualSystem.INSTRUCTIONS_PER_TICK;
            for (int i = 0; i < 3; i++) {
                assertThat(system.retired(i) - before[i]).isEqualTo(each);
            }
        }
    }

    private static long[] retired(VirtualSystem system, int count) {
        return IntStream.range(0, count).mapToLong(system::retired).toArray();
    }

    @Example
    void equalsOfAThousandAllHaveTheirTurn() {
        int many = 1000;
        try (VirtualSystem system = new VirtualSystem(h -> {
            for (int i = 0; i < many; i++) {
                VirtualSystem.check(VirtualSystem.create(h, i, 5, 100, 0));
            }
        })) {
            system.runUntil(1);
            system.runUntil(system.time() + 2L * many * UNIT);
            assertThat(consumed(system, many)).containsOnly(2 * UNIT);
        }
    }

    @Example
    void aPolicyIsSwitchedWhileItRuns() {
        try (VirtualSystem system = new VirtualSystem(h -> {
            VirtualSystem.check(VirtualSystem.create(h, 0, 5, 100, 0));
            VirtualSystem.check(VirtualSystem.create(h, 1, 5, 100, 0));
        })) {
            system.runUntil(1);
            system.runUntil(system.time() + 100 * UNIT);
            assertThat(consumed(system, 2)).containsOnly(50 * UNIT);
            // From time sharing to a static partition: a quarter for one, three for the other.
            system.enter(h -> {
                VirtualSystem.check(Hypercalls.controlSc(h, VirtualSystem.sc(0), 5, 100, 400, 0));
                assertThat(h.utcb().argument(0)).isEqualTo(50 * UNIT * 100);
                VirtualSystem.check(Hypercalls.controlSc(h, VirtualSystem.sc(1), 5, 300, 400, 100));
            });
            long boundary = (system.time() / (4 * UNIT) + 1) * 4 * UNIT;
            system.runUntil(boundary);
            List<Long> before = consumed(system, 2);
            system.runUntil(boundary + 100 * UNIT);
            assertThat(system.consumed(0) - before.get(0)).isEqualTo(25 * UNIT);
            assertThat(system.consumed(1) - before.get(1)).isEqualTo(75 * UNIT);
        }
    }

    @Example
    void aPcpuPromisesNoMoreThanItHas() {
        List<Integer> statuses = new ArrayList<>();
        try (VirtualSystem system = new VirtualSystem(h -> {
            statuses.add(VirtualSystem.create(h, 0, 5, 600, 1000));
            statuses.add(VirtualSystem.create(h, 1, 5, 401, 1000));
            VirtualSystem.check(VirtualSystem.create(h, 2, 5, 400, 1000));
            statuses.add(Hypercalls.controlSc(h, VirtualSystem.sc(2), 5, 500, 1000, -1));
            statuses.add(Hypercalls.controlSc(h, VirtualSystem.sc(0), 5, 500, 1000, -1));
            statuses.add(Hypercalls.controlSc(h, VirtualSystem.sc(2), 5, 500, 1000, -1));
            statuses.add(Hypercalls.controlSc(h, VirtualSystem.sc(2), 5, 500, 400, -1));
            statuses.add(Hypercalls.controlSc(h, VirtualSystem.sc(2), 5, 500, 1000, 501));
        })) {
            system.runUntil(1);
        }
        assertThat(statuses)
                .containsExactly(
                        Status.OK,
                        Status.NO_TIME,
                        Status.NO_TIME,
                        Status.OK,
                        Status.OK,
                        Status.BAD_ARGUMENT,
                        Status.BAD_ARGUMENT);
    }

    /** One that works for so many ticks in each interval. */
    record Worker(long ticks, long interval) {}

    @Provide
    Arbitrary<List<Worker>> workers() {
        return Combinators.combine(
                        Arbitraries.longs().between(20, 400),
                        Arbitraries.longs().between(1_000, 20_000))
                .as(Worker::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(6);
    }

    /**
     * The bound of response-time analysis (Joseph and Pandya, 1986): a task waits for those of higher priority, each as often as it may come meanwhile. Each job costs its
     * work, some instructions, and the switches to it and back from it. The first has the highest priority.
     */
    private static long responseTime(List<Worker> workers, int index) {
        long response = 0;
        for (long next = cost(workers.get(index)); next != response; ) {
            response = next;
            next = cost(workers.get(index));
            for (Worker above : workers.subList(0, index)) {
                next += Math.ceilDiv(response, above.interval) * cost(above);
            }
            if (next > HORIZON) {
                return next;
            }
        }
        return response;
    }

    /** What the first exits of all take. */
    private static final long STARTS = 100;

    private static long cost(Worker worker) {
        return worker.ticks + 5;
    }

    @Property
    void tasksThatBlockAreServedInTimeAndNoTimeIsLost(@ForAll("workers") List<Worker> workers) {
        int spinner = workers.size();
        VirtualSystem[] made = new VirtualSystem[1];
        try (VirtualSystem system = new VirtualSystem(h -> {
            for (int i = 0; i < workers.size(); i++) {
                Worker worker = workers.get(i);
                made[0].createWorker(h, i, 100 - i, worker.ticks, worker.interval);
            }
            VirtualSystem.check(VirtualSystem.create(h, spinner, 1, 1000, 0));
        })) {
            made[0] = system;
            system.runUntil(1);
            long start = system.time();
            system.runUntil(start + HORIZON);
            long sum = consumed(system, workers.size() + 1).stream()
                    .mapToLong(Long::longValue)
                    .sum();
            assertThat(sum).as("somebody always runs").isEqualTo(HORIZON);
            for (int i = 0; i < workers.size(); i++) {
                long interval = workers.get(i).interval;
                long response = responseTime(workers, i);
                if (response <= interval) {
                    long first = response + STARTS; // when it has begun to count its intervals
                    assertThat(system.jobs(i))
                            .as("jobs of %s", workers.get(i))
                            .isBetween((HORIZON - first - response) / interval + 1, HORIZON / interval + 1);
                }
            }
        }
    }

    @Example
    void anIdleSystemIsNotWokenUp() {
        try (VirtualSystem system = new VirtualSystem(h -> {
            for (int i = 0; i < 3; i++) {
                VirtualSystem.check(VirtualSystem.create(h, i, 5, 100, 0));
            }
        })) {
            system.runUntil(1);
            system.stopGuests(3);
            system.runUntil(system.time() + 10 * UNIT);
            int before = system.waits();
            system.runUntil(system.time() + 1_000_000 * UNIT);
            assertThat(system.waits() - before).isEqualTo(1);
        }
    }

    @Example
    void guestsThatWaitAreWokenUpOncePerTimerAndForNothingElse() {
        VirtualSystem[] made = new VirtualSystem[1];
        try (VirtualSystem system = new VirtualSystem(h -> {
            made[0].createWorker(h, 0, 7, 10, 50 * UNIT);
            made[0].createWorker(h, 1, 5, 10, 50 * UNIT);
        })) {
            made[0] = system;
            system.runUntil(1);
            long start = system.time();
            system.runUntil(start + 25 * UNIT);
            int before = system.waits();
            system.runUntil(start + 25 * UNIT + 100 * 50 * UNIT);
            assertThat(system.jobs(0)).isEqualTo(101);
            assertThat(system.waits() - before).isBetween(100, 2 * 100 + 1);
        }
    }

    @Example
    void oneThatBecomesReadyWhileTheSchedulerThinksIsNotForgotten() {
        VirtualSystem[] made = new VirtualSystem[1];
        try (VirtualSystem system = new VirtualSystem(h -> {
            for (int i = 0; i < 4; i++) {
                made[0].createWorker(h, i, 5, 10 + i, 97 + 2 * i);
            }
        })) {
            made[0] = system;
            system.makeRestless(3);
            system.runUntil(1);
            system.runUntil(system.time() + HORIZON);
            for (int i = 0; i < 4; i++) {
                assertThat(system.jobs(i)).isGreaterThan(100);
            }
        }
    }
}
