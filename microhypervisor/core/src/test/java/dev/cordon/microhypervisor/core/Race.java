// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Programs and guests on two pCPUs, each with a thread of its own, and what must hold whoever comes first. Random decisions are a function of a seed; who comes first is not. */
abstract class Race {
    private static final int LOOKS = 200;
    private static final long PAUSE = 20_000;

    final Random random;
    final int rounds;
    private final long patience;
    private final AtomicLong progress = new AtomicLong();
    private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private volatile boolean over;

    /**
     * A race that is not begun.
     *
     * @param patience seconds after which something that has to happen is taken not to
     */
    Race(long seed, int rounds, int patience) {
        this.random = new Random(seed);
        this.rounds = rounds;
        this.patience = TimeUnit.SECONDS.toNanos(patience);
    }

    /** Runs a race, and throws if something did not hold. */
    static void run(String type, long seed, int rounds, int patience) {
        Race race = switch (type) {
            case "GuestRace" -> new GuestRace(seed, rounds, patience);
            case "AccessRace" -> new AccessRace(seed, rounds, patience);
            case "CallRace" -> new CallRace(seed, rounds, patience);
            case "EventRace" -> new EventRace(seed, rounds, patience);
            case "KernelRace" -> new KernelRace(seed, rounds, patience);
            case "RevokeRace" -> new RevokeRace(seed, rounds, patience);
            case "LockRace" -> new LockRace(seed, rounds, patience);
            default -> throw new IllegalArgumentException(type);
        };
        race.run();
    }

    void run() {
        try (TestSystem system = start()) {
            try {
                while (!over) {
                    long before = progress.get();
                    await("the next round", 2 * patience, () -> {
                        system.check();
                        return over || !failures.isEmpty() || progress.get() > before;
                    });
                    failures.forEach(Race::fail);
                }
                check(system);
            } finally {
                over = true; // before the threads are waited for
            }
        }
    }

    /** Powers on. */
    abstract TestSystem start();

    /** What must hold after the end. */
    void check(TestSystem system) {
        system.check();
    }

    /** Says, for programs, that a round is done. */
    final void progress() {
        progress.incrementAndGet();
    }

    /** Whether the race has come to an end, however. */
    final boolean isOver() {
        return over;
    }

    /** Says, for programs, that all rounds are done. */
    final void end() {
        over = true;
    }

    /** Does what a program does in an entry; if that fails, so does the race, for the root task may not hear of it. */
    final void entry(Runnable body) {
        try {
            body.run();
        } catch (RuntimeException | Error e) {
            failures.add(e);
            throw e;
        }
    }

    private static void fail(Throwable failure) {
        throw new AssertionError("a program failed", failure);
    }

    /** Waits for something that has to happen; a handler should not, but those of tests may. */
    final void await(String what, BooleanSupplier condition) {
        await(what, patience, condition);
    }

    private static void await(String what, long patience, BooleanSupplier condition) {
        long deadline = System.nanoTime() + patience;
        int looks = 0;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("it does not come: " + what);
            }
            if (++looks < LOOKS) {
                Thread.onSpinWait();
            } else {
                LockSupport.parkNanos(PAUSE); // the host may have fewer processors than there are threads
            }
        }
    }
}
