// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import static dev.cordon.microhypervisor.core.Domains.giveMemory;
import static dev.cordon.microhypervisor.core.Domains.ok;
import static dev.cordon.microhypervisor.core.Domains.start;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.capabilities.types.Permission;
import dev.cordon.microhypervisor.abi.Hypercalls;
import dev.cordon.microhypervisor.abi.Hypervisor;
import dev.cordon.microhypervisor.abi.Status;
import dev.cordon.microhypervisor.abi.Utcb;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** When host execution contexts are entered, what their entries and accesses cost, and what the last of their stack is for: in turns on one thread. */
class HostEcTest {
    private static final long A = 5000;

    private final TestProgram root = new TestProgram();
    private final AtomicLong done = new AtomicLong();

    /** A root task that makes PD A with program 1, and does something when A has begun. */
    private TestSystem whenHasBegun(TestProgram server, Consumer<Hypervisor> action) {
        root.init(h -> {
            Domains.create(h, A, 1, 0);
            giveMemory(h, A, TestSystem.FREE, 0, Permission.MEMORY_READ);
            start(h, A, 50);
        });
        root.notified((h, badges) -> action.accept(h));
        return TestSystem.takingTurns(1, root, server);
    }

    private static TestProgram server() {
        return new TestProgram().init(h -> ok(Hypercalls.signal(h, Domains.ROOT, 1)));
    }

    private void awaitDone(TestSystem system) {
        system.await("what the root task does", () -> done.get() == 1);
    }

    /** What A has consumed, in ticks. */
    private static long consumed(Hypervisor h) {
        ok(Hypercalls.controlSc(h, A + Domains.SC, 0, 0, 0, 0));
        return h.utcb().argument(0) / Pcpu.NANOSECONDS_PER_TICK;
    }

    @Test
    void aTimerIsTheFirstTickThatIsNotBeforeItsTime() {
        try (Bench bench = new Bench(1)) {
            Map<Long, Long> ticks = Map.of(1L, 1L, 99L, 1L, 100L, 1L, 101L, 2L, 1199L, 12L, 1200L, 12L, 1201L, 13L);
            ticks.forEach((nanoseconds, tick) -> {
                bench.ec.utcb().word(Utcb.TIMER, nanoseconds);
                bench.ec.readTimer();
                assertThat(bench.ec.timer()).as("%d ns", nanoseconds).isEqualTo(tick);
            });
            bench.ec.utcb().word(Utcb.TIMER, 0);
            bench.ec.readTimer();
            assertThat(bench.ec.timer()).isEqualTo(Timeouts.NEVER);
        }
    }

    @Test
    void aProgramBeginsOnceHoweverManyStart() {
        AtomicLong beginnings = new AtomicLong();
        TestProgram server = new TestProgram().init(h -> {
            beginnings.incrementAndGet();
            ok(Hypercalls.signal(h, Domains.ROOT, 1));
        });
        Consumer<Hypervisor> startAnother = h -> {
            ok(Hypercalls.createHostEc(h, A + Domains.STRIDE, A, 0, 0));
            ok(Hypercalls.createSc(h, A + Domains.STRIDE + 1, A, A + Domains.STRIDE, 50, 1000));
            done.set(1);
        };
        try (TestSystem system = whenHasBegun(server, startAnother)) {
            awaitDone(system);
            int[] looks = {0};
            system.await("some turns", () -> looks[0]++ == 5);
            assertThat(beginnings.get()).isEqualTo(1);
        }
    }

    @Test
    void eachEntryIsToldTheTimeAndTheTimeOfDay() {
        List<Long> ahead = new ArrayList<>();
        TestProgram server = new TestProgram().init(h -> {
            ahead.add(h.utcb().word(Utcb.TIME_OF_DAY) - h.utcb().word(Utcb.TIME));
            ok(Hypercalls.signal(h, Domains.ROOT, 1));
        });
        try (TestSystem system = whenHasBegun(server, h -> {
            ahead.add(h.utcb().word(Utcb.TIME_OF_DAY) - h.utcb().word(Utcb.TIME));
            done.set(1);
        })) {
            awaitDone(system);
            assertThat(ahead).containsExactly(InstructionClock.EPOCH, InstructionClock.EPOCH);
        }
    }

    @Test
    void anEntryTakesTimeThoughItsProgramDoesNothing() {
        AtomicLong before = new AtomicLong(-1);
        Consumer<Hypervisor> check = h -> {
            if (before.get() < 0) {
                before.set(consumed(h));
                ok(Hypercalls.signal(h, A + Domains.NOTIFICATION, 1));
                h.utcb().word(Utcb.TIMER, h.utcb().word(Utcb.TIME) + 1_000_000);
            } else {
                assertThat(consumed(h)).isGreaterThan(before.get());
                done.set(1);
            }
        };
        try (TestSystem system = whenHasBegun(server(), check)) {
            awaitDone(system);
        }
    }

    @Test
    void anAccessTakesTimeAsAHypercallDoes() {
        int accesses = 100;
        TestProgram loads = new TestProgram().init(h -> {
            for (int i = 0; i < accesses; i++) {
                h.load(TestSystem.FREE, 8);
            }
            ok(Hypercalls.signal(h, Domains.ROOT, 1));
        });
        Consumer<Hypervisor> check = h -> {
            long ticks = (long) accesses * Pcpu.HYPERCALL;
            assertThat(consumed(h)).isBetween(ticks, 2 * ticks);
            done.set(1);
        };
        try (TestSystem system = whenHasBegun(loads, check)) {
            awaitDone(system);
        }
    }

    @Test
    void aHypercallThatTheStackIsTooSmallForIsRefused() {
        AtomicLong refused = new AtomicLong();
        TestProgram server = server().called((h, portal) -> refused.set(descend(h)));
        Consumer<Hypervisor> call = h -> {
            ok(Hypercalls.call(h, A + Domains.PORTAL));
            done.set(1);
        };
        try (TestSystem system = whenHasBegun(server, call)) {
            awaitDone(system);
            assertThat(refused.get()).isEqualTo(Status.NO_MEMORY);
        }
    }

    /** Makes hypercalls deeper and deeper in the stack until one is refused; returns as what. */
    private static int descend(Hypervisor h) {
        int status = Hypercalls.signal(h, Domains.ROOT, 1L << 40);
        return status == Status.OK ? Math.max(status, descend(h)) : status;
    }
}
