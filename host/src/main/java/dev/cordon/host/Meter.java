// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

import dev.cordon.machine.engine.Exit;
import dev.cordon.machine.engine.Hart;
import dev.cordon.machine.engine.HartState;
import dev.cordon.machine.platform.HartDriver;
import dev.cordon.microhypervisor.core.Idle;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Stands between harts and who lets them run, and sees why they stop, and how long each thing takes on the host's clock. */
final class Meter implements HartDriver {
    private static final long NANOSECONDS_PER_TICK = 100;

    private final HartDriver driver;
    private final int harts;
    private final HostClock clock = new HostClock();
    private final LongAdder software = new LongAdder();
    private final LongAdder idle = new LongAdder();
    private final Map<Integer, LongAdder> traps = new ConcurrentHashMap<>();
    private final Map<Exit, LongAdder> exits = new ConcurrentHashMap<>();
    private volatile OptionalLong end = OptionalLong.empty();

    /** Of a machine with so many harts, which {@code driver} drives. */
    Meter(int harts, HartDriver driver) {
        this.harts = harts;
        this.driver = driver;
    }

    @Override
    public Exit run(Hart hart, HartState state, long deadline) {
        long entered = clock.time();
        Exit exit = driver.run(hart, state, deadline);
        software.add(clock.time() - entered);
        if (exit == Exit.TRAP) {
            traps.computeIfAbsent((int) state.scause, _ -> new LongAdder()).increment();
        } else {
            exits.computeIfAbsent(exit, _ -> new LongAdder()).increment();
        }
        return exit;
    }

    @Override
    public boolean wakes(Hart hart, HartState state) {
        return driver.wakes(hart, state);
    }

    @Override
    public void ended() {
        driver.ended();
    }

    /** Has a pCPU wait. */
    void await(Idle waiting, long time) {
        long begun = clock.time();
        waiting.await(time);
        idle.add(clock.time() - begun);
    }

    /** No hart runs any more: what was measured until now stays as it is. */
    void end() {
        end = OptionalLong.of(clock.time());
    }

    /** The time of all harts together. */
    private long all() {
        return end.orElseGet(clock::time) * harts;
    }

    /** How often harts stopped, by the reason. */
    SortedMap<String, Long> exits() {
        SortedMap<String, Long> sums = new TreeMap<>();
        traps.forEach((cause, count) -> sums.merge(TakenTrap.exceptionName(cause), count.sum(), Long::sum));
        exits.forEach((exit, count) -> sums.put(exit.name().toLowerCase(Locale.ROOT), count.sum()));
        return sums;
    }

    /** Where the time of the harts went until now, or the end. */
    Statistics.Shares shares() {
        long handlers = Math.max(0, all() - software.sum() - idle.sum());
        return new Statistics.Shares(duration(software.sum()), duration(handlers), duration(idle.sum()));
    }

    /** The same of a machine without the microhypervisor: where no software runs, there is nothing to do. */
    Statistics.Shares sharesWithoutHandlers() {
        long rest = Math.max(0, all() - software.sum());
        return new Statistics.Shares(duration(software.sum()), Duration.ZERO, duration(rest));
    }

    private static Duration duration(long ticks) {
        return Duration.ofNanos(ticks * NANOSECONDS_PER_TICK);
    }
}
