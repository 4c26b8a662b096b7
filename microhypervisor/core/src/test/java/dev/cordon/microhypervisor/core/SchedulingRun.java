// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import dev.cordon.microhypervisor.abi.Hypercalls;
import dev.cordon.microhypervisor.abi.Status;
import dev.cordon.microhypervisor.core.PolicySimulator.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** What {@link SchedulingProperties} says of the scheduler, as runs that a class loader can make: each draws some of it by its seed, and throws if the scheduler fails. */
final class SchedulingRun {
    private static final long UNIT = 1000;
    private static final long MICROSECONDS = 100;
    private static final long HORIZON = 60 * UNIT;

    /** A scheduler that takes no instruction for so many waits or looks at the time makes no progress. */
    private static final int PATIENCE = 1_000_000;

    private SchedulingRun() {}

    static void run(long seed) {
        Random random = new Random(seed);
        switch ((int) (seed % 5)) {
            case 0 -> admits();
            case 1 -> serves(random);
            case 4 -> preempts();
            case 2 -> follows(random, false);
            default -> follows(random, true);
        }
    }

    /** Each task runs for as long as the simulator says; perhaps by other promises from some time on. */
    private static void follows(Random random, boolean switched) {
        List<Promise> promises = promises(random);
        try (VirtualSystem system = new VirtualSystem(h -> {
            for (int i = 0; i < promises.size(); i++) {
                Promise promise = promises.get(i);
                long budget = promise.budget() * MICROSECONDS;
                if (switched) {
                    VirtualSystem.check(VirtualSystem.create(h, i, 3, 100, 0));
                } else {
                    VirtualSystem.check(
                            VirtualSystem.create(h, i, promise.priority(), budget, promise.period() * MICROSECONDS));
                    if (promise.offset() >= 0) {
                        change(h, i, promise);
                    }
                }
            }
        })) {
            system.beImpatient(PATIENCE);
            system.runUntil(1);
            if (switched) {
                system.runUntil(system.time() + 7 * UNIT);
                system.enter(h -> {
                    for (int i = 0; i < promises.size(); i++) {
                        change(h, i, promises.get(i));
                    }
                });
            }
            long[] before = new long[promises.size()];
            for (int i = 0; i < before.length; i++) {
                before[i] = system.consumed(i);
            }
            long start = system.time();
            system.runUntil(start + HORIZON);
            List<Long> simulated = new PolicySimulator(
                            promises.stream().map(SchedulingRun::inTicks).toList())
                    .run(start, start + HORIZON);
            for (int i = 0; i < before.length; i++) {
                long difference = Math.abs(system.consumed(i) - before[i] - simulated.get(i));
                // After a switch the first turn may have begun by then.
                demand(difference <= (switched ? 30 * UNIT / promises.size() : 0), "consumed");
            }
        }
    }

    private static void change(dev.cordon.microhypervisor.abi.Hypervisor h, int number, Promise promise) {
        VirtualSystem.check(Hypercalls.controlSc(
                h,
                VirtualSystem.sc(number),
                promise.priority(),
                promise.budget() * MICROSECONDS,
                promise.period() * MICROSECONDS,
                promise.offset() < 0 ? -1 : promise.offset() * MICROSECONDS));
    }

    private static List<Promise> promises(Random random) {
        List<Promise> promises = new ArrayList<>();
        long share = 0;
        for (int i = random.nextInt(1, 7); i > 0; i--) {
            long budget = random.nextLong(1, 5);
            long more = random.nextLong(0, 20);
            Promise promise = switch (random.nextInt(3)) {
                case 0 -> new Promise(random.nextInt(1, 5), budget, 0, -1);
                case 1 -> new Promise(random.nextInt(1, 7), budget, budget + more, -1);
                default -> new Promise(random.nextInt(1, 7), budget, budget + more, random.nextLong(more + 1));
            };
            long part = promise.period() == 0 ? 0 : 1_000_000 * promise.budget() / promise.period() + 1;
            if (share + part <= 1_000_000) {
                share += part;
                promises.add(promise);
            }
        }
        if (promises.isEmpty()) {
            promises.add(new Promise(1, 1, 0, -1));
        }
        return promises;
    }

    private static Promise inTicks(Promise promise) {
        long offset = promise.offset() < 0 ? -1 : promise.offset() * UNIT;
        return new Promise(promise.priority(), promise.budget() * UNIT, promise.period() * UNIT, offset);
    }

    /** Workers of falling priorities that never need more than half of the time are all done in each of their intervals. */
    private static void serves(Random random) {
        int count = random.nextInt(1, 4);
        long[] intervals = new long[count];
        VirtualSystem[] made = new VirtualSystem[1];
        try (VirtualSystem system = new VirtualSystem(h -> {
            for (int i = 0; i < count; i++) {
                intervals[i] = random.nextLong(1_000, 5_000);
                made[0].createWorker(h, i, 100 - i, random.nextLong(20, 150), intervals[i]);
            }
            VirtualSystem.check(VirtualSystem.create(h, count, 1, 1000, 0));
        })) {
            made[0] = system;
            system.beImpatient(PATIENCE);
            system.runUntil(1);
            long start = system.time();
            system.runUntil(start + HORIZON);
            long sum = 0;
            for (int i = 0; i <= count; i++) {
                sum += system.consumed(i);
            }
            demand(sum == HORIZON, "no time is lost");
            for (int i = 0; i < count; i++) {
                long least = (HORIZON - 1_200) / intervals[i] + 1; // all together need less than half of that once
                demand(system.jobs(i) >= least && system.jobs(i) <= HORIZON / intervals[i] + 1, "jobs");
            }
        }
    }

    /** No more is promised than there is, by whatever call; and what is no policy is refused. */
    private static void admits() {
        List<Integer> statuses = new ArrayList<>();
        try (VirtualSystem system = new VirtualSystem(h -> {
            statuses.add(VirtualSystem.create(h, 0, 5, 600, 1000));
            statuses.add(VirtualSystem.create(h, 1, 5, 401, 1000));
            statuses.add(VirtualSystem.create(h, 2, 5, 400, 1000));
            statuses.add(Hypercalls.controlSc(h, VirtualSystem.sc(2), 5, 401, 1000, -1));
            statuses.add(Hypercalls.controlSc(h, VirtualSystem.sc(0), 5, 500, 1000, -1));
            statuses.add(Hypercalls.controlSc(h, VirtualSystem.sc(2), 5, 500, 1000, -1));
            statuses.add(Hypercalls.controlSc(h, VirtualSystem.sc(0), 5, 501, 1000, -1));
            statuses.add(Hypercalls.controlSc(h, VirtualSystem.sc(2), 5, 500, 1000, 501));
        })) {
            system.beImpatient(PATIENCE);
            system.runUntil(1);
        }
        List<Integer> right = List.of(
                Status.OK,
                Status.NO_TIME,
                Status.OK,
                Status.NO_TIME,
                Status.OK,
                Status.OK,
                Status.NO_TIME,
                Status.BAD_ARGUMENT);
        demand(statuses.equals(right), "admission");
    }

    /** Equals that spin do so for as many instructions as their turns have, but for a tick each time. */
    private static void preempts() {
        try (VirtualSystem system = new VirtualSystem(h -> {
            for (int i = 0; i < 3; i++) {
                VirtualSystem.check(VirtualSystem.create(h, i, 5, 100, 0));
            }
        })) {
            system.beImpatient(PATIENCE);
            system.runUntil(1);
            long start = system.time();
            system.runUntil(start + 3 * UNIT); // each has had a turn, and its start
            long[] before = {system.retired(0), system.retired(1), system.retired(2)};
            system.runUntil(start + 63 * UNIT);
            for (int i = 0; i < 3; i++) {
                long each = 20 * (UNIT - 1) * VirtualSystem.INSTRUCTIONS_PER_TICK;
                demand(system.retired(i) - before[i] == each, "instructions");
            }
        }
    }

    private static void demand(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }
}
