// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import static dev.cordon.microhypervisor.core.Domains.give;
import static dev.cordon.microhypervisor.core.Domains.giveMemory;
import static dev.cordon.microhypervisor.core.Domains.ok;
import static dev.cordon.microhypervisor.core.Domains.start;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.capabilities.spaces.Revocation;
import dev.cordon.capabilities.types.Permission;
import dev.cordon.machine.platform.AddressMap;
import dev.cordon.microhypervisor.abi.BootInfo;
import dev.cordon.microhypervisor.abi.HostFault;
import dev.cordon.microhypervisor.abi.Hypercalls;
import dev.cordon.microhypervisor.abi.Hypervisor;
import dev.cordon.microhypervisor.abi.Operation;
import dev.cordon.microhypervisor.abi.RootPortal;
import dev.cordon.microhypervisor.abi.Selectors;
import dev.cordon.microhypervisor.abi.Status;
import dev.cordon.microhypervisor.abi.Utcb;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What programs can do to each other: calls, notifications, memory, and ends. */
class ProgramTest {
    private static final long A = 5000;
    private static final long B = A + Domains.STRIDE;

    private final TestProgram root = new TestProgram();
    private final AtomicLong result = new AtomicLong();
    private final AtomicReference<String> fault = new AtomicReference<>("");

    /** Signals the root task that it has begun. */
    private static TestProgram server() {
        return new TestProgram().init(h -> ok(Hypercalls.signal(h, Domains.ROOT, 1)));
    }

    /** A root task that makes PD A with program 1 on pCPU 0, and does something when A has begun. */
    private void whenAHasBegun(Consumer<Hypervisor> action) {
        root.init(h -> {
            Domains.create(h, A, 1, 0);
            start(h, A, 50);
        });
        root.notified((h, badges) -> action.accept(h));
        root.called((h, portal) ->
                fault.set(portal + " " + h.utcb().argument(0) + " " + h.utcb().text(2)));
    }

    private void awaitResult(TestSystem system, long expected) {
        system.await("the result " + expected, () -> result.get() == expected);
    }

    @Test
    void theRootTaskIsToldWhatItHas() {
        root.init(h -> {
            BootInfo info = BootInfo.of(h);
            assertThat(info.a(info.find(BootInfo.PCPUS, 0))).isEqualTo(2);
            assertThat(info.count(BootInfo.MODULE)).isEqualTo(1);
            assertThat(info.b(info.find(BootInfo.INTERRUPT, 0)))
                    .isEqualTo(Selectors.INTERRUPTS + AddressMap.UART_INTERRUPT);
            int free = info.find(BootInfo.FREE_MEMORY, info.count(BootInfo.FREE_MEMORY) - 1);
            h.memory(info.a(free), info.b(free)).fill((byte) 1);
            assertThat(h.load(info.a(free), 8)).isEqualTo(0x0101010101010101L);
            result.set(1);
        });
        try (TestSystem system = TestSystem.takingTurns(2, root)) {
            awaitResult(system, 1);
        }
    }

    @Test
    void aCallCarriesWordsThereAndBack() {
        TestProgram server = server().called((h, portal) -> {
            Utcb message = h.utcb();
            assertThat(message.word(Utcb.EVENT)).isEqualTo(-1);
            assertThat(message.word(Utcb.TIME_OF_DAY)).isPositive();
            message.argument(0, message.argument(0) + message.argument(1) + portal);
            message.length(1);
        });
        whenAHasBegun(h -> {
            h.utcb().length(2);
            h.utcb().argument(0, 20);
            h.utcb().argument(1, 3);
            ok(Hypercalls.call(h, A + Domains.PORTAL));
            assertThat(h.utcb().length()).isEqualTo(1);
            result.set(h.utcb().argument(0));
        });
        try (TestSystem system = TestSystem.takingTurns(1, root, server)) {
            awaitResult(system, A + 23);
        }
    }

    @Test
    void aPortalNeedsThePermissionToCallAndItsPcpu() {
        root.init(h -> {
            Domains.create(h, A, 1, 0);
            Domains.create(h, B, 1, 1);
            long weak = B + Domains.STRIDE;
            give(h, A, A + Domains.PORTAL, 900, Permission.PORTAL_EVENT);
            ok(Hypercalls.delegate(
                    h,
                    Selectors.OBJECT_SPACE,
                    A + Domains.PORTAL,
                    Selectors.OBJECT_SPACE,
                    weak,
                    0,
                    Permission.PORTAL_EVENT));
            assertThat(Hypercalls.call(h, weak)).isEqualTo(Status.BAD_PERMISSION);
            assertThat(Hypercalls.call(h, B + Domains.PORTAL)).isEqualTo(Status.BAD_PCPU);
            assertThat(Hypercalls.call(h, A)).isEqualTo(Status.BAD_CAPABILITY);
            assertThat(Hypercalls.call(h, A + Domains.PORTAL)).isEqualTo(Status.BUSY); // it has not begun
            result.set(1);
        });
        try (TestSystem system = TestSystem.takingTurns(2, root, server())) {
            awaitResult(system, 1);
        }
    }

    @Test
    void aCycleOfCallsIsBusy() {
        TestProgram server = server().called((h, portal) -> {
            h.utcb().length(1);
            h.utcb().argument(0, Hypercalls.call(h, 901));
        });
        whenAHasBegun(h -> {
            ok(Hypercalls.createPortal(h, B, Selectors.PD, Selectors.MAIN_EC, 7, 0));
            give(h, A, B, 901, Permission.PORTAL_CALL);
            ok(Hypercalls.call(h, A + Domains.PORTAL));
            assertThat(h.utcb().argument(0)).isEqualTo(Status.BUSY);
            result.set(1);
        });
        try (TestSystem system = TestSystem.takingTurns(1, root, server)) {
            awaitResult(system, 1);
        }
    }

    @Test
    void callsNestSoDeepAndNoDeeper() {
        AtomicLong deepest = new AtomicLong();
        TestProgram server = server().called((h, portal) -> {
            deepest.accumulateAndGet(portal, Math::max);
            int status = Hypercalls.call(h, 900 + portal + 1);
            result.compareAndSet(0, status);
        });
        whenAHasBegun(h -> {
            for (long i = 1; i <= 20; i++) {
                ok(Hypercalls.createHostEc(h, B + i, A, 0, 0));
                ok(Hypercalls.createPortal(h, B + 50 + i, A, B + i, i, 0));
                give(h, A, B + 50 + i, 900 + i, Permission.PORTAL_CALL);
            }
            for (int again = 0; again < 2; again++) { // all have come back from where they were
                result.set(0);
                deepest.set(0);
                ok(Hypercalls.call(h, B + 51));
                assertThat(deepest.get()).isEqualTo(15); // and this entry
                assertThat(result.get()).isEqualTo(Status.NO_MEMORY);
            }
        });
        try (TestSystem system = TestSystem.takingTurns(1, root, server)) {
            awaitResult(system, Status.NO_MEMORY);
        }
    }

    @Test
    void aCallIsMadeOnTheTimeOfItsCaller() {
        int hypercalls = 100;
        TestProgram server = server().called((h, portal) -> {
            for (int i = 0; i < hypercalls; i++) {
                ok(Hypercalls.signal(h, Domains.ROOT, 2));
            }
        });
        TestProgram client = new TestProgram().notified((h, badges) -> {
            ok(Hypercalls.call(h, 900));
            ok(Hypercalls.signal(h, Domains.ROOT, 4));
        });
        root.init(h -> {
            Domains.create(h, A, 1, 0);
            Domains.create(h, B, 2, 0);
            give(h, B, A + Domains.PORTAL, 900, Permission.PORTAL_CALL);
            start(h, A, 50);
            start(h, B, 40);
        });
        AtomicLong servers = new AtomicLong();
        AtomicLong clients = new AtomicLong();
        root.notified((h, badges) -> {
            if ((badges & 4) != 0) {
                long ticks = (long) hypercalls * Pcpu.HYPERCALL;
                assertThat(consumed(h, B) - clients.get()).isBetween(ticks, 2 * ticks);
                assertThat(consumed(h, A) - servers.get()).isLessThan(ticks);
                result.set(1);
            } else if (badges == 1) {
                servers.set(consumed(h, A));
                clients.set(consumed(h, B));
                ok(Hypercalls.signal(h, B + Domains.NOTIFICATION, 1));
            }
        });
        try (TestSystem system = TestSystem.takingTurns(1, root, server, client)) {
            awaitResult(system, 1);
        }
    }

    private static long consumed(Hypervisor h, long domain) {
        ok(Hypercalls.controlSc(h, domain + Domains.SC, 0, 0, 0, 0));
        return h.utcb().argument(0) / Pcpu.NANOSECONDS_PER_TICK;
    }

    @Test
    void aHandlerThatFailsEndsOnlyItsOwnExecutionContext() {
        TestProgram server = server().called((h, portal) -> {
            throw new IllegalArgumentException("no");
        });
        whenAHasBegun(h -> {
            assertThat(Hypercalls.call(h, A + Domains.PORTAL)).isEqualTo(Status.ABORTED);
            assertThat(Hypercalls.call(h, A + Domains.PORTAL)).isEqualTo(Status.ABORTED);
            result.set(1);
        });
        try (TestSystem system = TestSystem.takingTurns(1, root, server)) {
            awaitResult(system, 1);
            system.await("the fault", () -> !fault.get().isEmpty());
            assertThat(fault.get())
                    .startsWith(A + " " + RootPortal.PROGRAM_FAULT + " java.lang.IllegalArgumentException: no");
        }
    }

    @Test
    void whatHasEndedIsNotEnteredAgainThoughItWasReady() {
        AtomicLong entries = new AtomicLong();
        TestProgram fails = server().called((h, portal) -> {
                    throw new IllegalArgumentException("no");
                })
                .notified((h, badges) -> entries.incrementAndGet());
        TestProgram last = new TestProgram().notified((h, badges) -> result.set(1));
        root.init(h -> {
            Domains.create(h, A, 1, 0);
            Domains.create(h, B, 2, 0);
            start(h, B, 40);
            start(h, A, 50);
        });
        root.notified((h, badges) -> {
            if (badges == 1) {
                ok(Hypercalls.signal(h, A + Domains.NOTIFICATION, 1)); // A is ready to run, and waits for this to end
                ok(Hypercalls.signal(h, Selectors.MAIN_NOTIFICATION, 2));
            } else {
                assertThat(Hypercalls.call(h, A + Domains.PORTAL)).isEqualTo(Status.ABORTED);
                ok(Hypercalls.signal(h, B + Domains.NOTIFICATION, 1)); // after A's turn, which is no more
            }
        });
        try (TestSystem system = TestSystem.takingTurns(1, root, fails, last)) {
            awaitResult(system, 1);
            assertThat(entries.get()).isZero();
        }
    }

    @Test
    void whatWasSaidToAServerBeforeIsNoPartOfAMessage() {
        AtomicReference<String> heard = new AtomicReference<>("");
        TestProgram server = server().called((h, portal) -> heard.set(h.utcb().text(0)));
        whenAHasBegun(h -> {
            h.utcb().length(h.utcb().text(0, "a secret"));
            ok(Hypercalls.call(h, A + Domains.PORTAL));
            assertThat(heard.get()).isEqualTo("a secret");
            for (int length : new int[] {0, 1, -1}) {
                h.utcb().length(length);
                ok(Hypercalls.call(h, A + Domains.PORTAL));
                assertThat(heard.get()).isEmpty();
            }
            result.set(1);
        });
        try (TestSystem system = TestSystem.takingTurns(1, root, server)) {
            awaitResult(system, 1);
        }
    }

    @Test
    void aProgramHasSoManyViewsAndNoMore() {
        int pages = 64; // with runs enough
        long target = 1L << 32;
        root.init(h -> {
            for (int i = 0; i < pages; i++) {
                long page = (TestSystem.FREE >>> 12) + i;
                ok(Hypercalls.delegate(h, Selectors.HOST_SPACE, page, Selectors.HOST_SPACE, target + i, 0, 7));
            }
            for (int round = 0; round < 2; round++) {
                int views = 0;
                for (int first = 0; first < pages; first++) {
                    for (int count = 1; count <= pages - first; count++) {
                        long address = (target + first) << 12;
                        long size = (long) count << 12;
                        views += faults(() -> h.memory(address, size)) ? 0 : 1;
                    }
                }
                // Only those views end that are over what is taken away, and leave room for others.
                assertThat(views).isGreaterThan(HostSpace.MAX_VIEWS / 2).isLessThanOrEqualTo(HostSpace.MAX_VIEWS);
                ok(Domains.revoke(h, Selectors.HOST_SPACE, target + pages - 1, 0, true));
            }
            result.set(1);
        });
        try (TestSystem system = TestSystem.takingTurns(1, root)) {
            awaitResult(system, 1);
        }
    }

    @Test
    void aRevocationEndsAFewViewsAtATimeAndNoneComeAnew() {
        int pages = 40;
        long target = 1L << 32;
        root.init(h -> {
            for (int i = 0; i < pages; i++) {
                long page = (TestSystem.FREE >>> 12) + i;
                ok(Hypercalls.delegate(h, Selectors.HOST_SPACE, page, Selectors.HOST_SPACE, target + i, 0, 7));
            }
            int views = 0;
            for (int first = 0; first < pages / 2; first++) {
                for (int end = pages / 2; end < pages; end++) {
                    long address = (target + first) << 12;
                    long size = 1 + ((target + end) << 12) - address;
                    views += faults(() -> h.memory(address, size)) ? 0 : 1;
                }
            }
            assertThat(views).isGreaterThan(Revoke.LIMIT);
            long middle = target + pages / 2; // under all of them
            int calls = 1;
            for (; Hypercalls.revoke(h, Selectors.HOST_SPACE, middle, 0, true) == Status.AGAIN; calls++) {
                assertThat(faults(() -> h.memory(middle << 12, 8))).isTrue();
                assertThat(h.load(middle << 12, 8)).isZero();
            }
            assertThat(calls).isGreaterThanOrEqualTo(views * Revocation.DEAR / Revoke.LIMIT);
            assertThat(faults(() -> h.load(middle << 12, 8))).isTrue();
            h.memory(target << 12, 4096).fill((byte) 1);
            result.set(1);
        });
        try (TestSystem system = TestSystem.takingTurns(1, root)) {
            awaitResult(system, 1);
        }
    }

    @Test
    void aProgramIsEnteredAtTheTimeThatItSays() {
        long pause = 3_000_000;
        AtomicLong rounds = new AtomicLong();
        TestProgram sleeper = new TestProgram();
        sleeper.init(h -> h.utcb().word(Utcb.TIMER, h.utcb().word(Utcb.TIME) + pause));
        sleeper.notified((h, badges) -> {
            long time = h.utcb().word(Utcb.TIME);
            assertThat(time).isGreaterThanOrEqualTo(h.utcb().word(Utcb.TIMER));
            assertThat(badges).isZero();
            boolean last = rounds.incrementAndGet() == 5;
            h.utcb().word(Utcb.TIMER, last ? 0 : time + pause);
            ok(Hypercalls.signal(h, Domains.ROOT, last ? 2 : 1));
        });
        root.init(h -> {
            Domains.create(h, A, 1, 0);
            start(h, A, 50);
            h.utcb().word(Utcb.TIMER, Long.MAX_VALUE); // what is far away disturbs nobody
        });
        root.notified((h, badges) -> {
            if ((badges & 2) != 0) {
                h.utcb().word(Utcb.TIMER, 1); // what is past comes at once, and once
            } else if (badges == 0) {
                result.incrementAndGet();
            }
        });
        try (TestSystem system = TestSystem.takingTurns(1, root, sleeper)) {
            awaitResult(system, 1);
            assertThat(rounds.get()).isEqualTo(5);
        }
        assertThat(result.get()).isEqualTo(1);
    }

    @Test
    void aHandlerSetsTheTimerOfItsExecutionContext() {
        AtomicLong fired = new AtomicLong();
        TestProgram server = server().called((h, portal) ->
                        h.utcb().word(Utcb.TIMER, h.utcb().word(Utcb.TIME) + 1_000_000))
                .notified((h, badges) -> fired.incrementAndGet());
        whenAHasBegun(h -> ok(Hypercalls.call(h, A + Domains.PORTAL)));
        try (TestSystem system = TestSystem.takingTurns(1, root, server)) {
            system.await("the timer", () -> fired.get() == 1);
        }
    }

    @Test
    void aFaultIsToldInFewWords() {
        String text = Faults.describe(new IllegalArgumentException("x".repeat(1 << 20)));
        assertThat(text).hasSizeLessThan(10_000).contains("IllegalArgumentException", "ProgramTest");
    }

    @Test
    void aStackThatOverflowsEndsItsHandlerNotItsServer() {
        AtomicLong served = new AtomicLong();
        TestProgram server = server().called((h, portal) -> served.set(depth(100)));
        AtomicLong refused = new AtomicLong();
        TestProgram client = new TestProgram().init(h -> {
            int status = exhaust(h, refused);
            ok(status);
        });
        root.init(h -> {
            Domains.create(h, A, 1, 0);
            Domains.create(h, B, 2, 0);
            give(h, B, A + Domains.PORTAL, 900, Permission.PORTAL_CALL);
            start(h, A, 50);
            start(h, B, 50);
        });
        root.called((h, portal) ->
                fault.set(portal + " " + h.utcb().argument(0) + " " + h.utcb().text(2)));
        try (TestSystem system = TestSystem.takingTurns(1, root, server, client)) {
            system.await("the fault", () -> !fault.get().isEmpty());
            assertThat(fault.get()).startsWith(B + " " + RootPortal.RESOURCE_FAULT);
            assertThat(refused.get()).isPositive();
            assertThat(served.get()).isEqualTo(100);
        }
    }

    @SuppressWarnings("InfiniteRecursion") // the point of it
    private static int exhaust(Hypervisor h, AtomicLong refused) {
        int status = Hypercalls.call(h, 900);
        if (status == Status.NO_MEMORY) {
            refused.incrementAndGet();
        } else {
            ok(status);
        }
        return exhaust(h, refused) + 1;
    }

    private static long depth(int left) {
        return left == 0 ? 0 : depth(left - 1) + 1;
    }

    @Test
    void aProgramThatEndsIsNotWokenByItsTimer() {
        TestProgram ends = new TestProgram().init(h -> {
            h.utcb().word(Utcb.TIMER, h.utcb().word(Utcb.TIME) + 1_000_000);
            ok(Hypercalls.signal(h, Domains.ROOT, 1));
        });
        ends.called((h, portal) -> {
            throw new IllegalStateException("it ends, as it is meant to");
        });
        AtomicLong entries = new AtomicLong();
        TestProgram lives = new TestProgram().notified((h, badges) -> {
            if (entries.incrementAndGet() > 1) {
                result.set(1);
            } else {
                h.utcb().word(Utcb.TIMER, h.utcb().word(Utcb.TIME) + 20_000_000); // later than that of the other
            }
        });
        root.init(h -> {
            Domains.create(h, A, 1, 0);
            Domains.create(h, B, 2, 0);
            start(h, B, 40);
            start(h, A, 50);
        });
        root.notified((h, badges) -> {
            assertThat(Hypercalls.call(h, A + Domains.PORTAL)).isEqualTo(Status.ABORTED);
            ok(Hypercalls.signal(h, B + Domains.NOTIFICATION, 1));
        });
        try (TestSystem system = TestSystem.takingTurns(1, root, ends, lives)) {
            awaitResult(system, 1);
        }
    }

    @Test
    void badgesAreCollected() {
        AtomicLong collected = new AtomicLong();
        TestProgram server = server().notified((h, badges) -> collected.accumulateAndGet(badges, (a, b) -> a | b));
        whenAHasBegun(h -> {
            ok(Hypercalls.signal(h, A + Domains.NOTIFICATION, 4));
            ok(Hypercalls.signal(h, A + Domains.NOTIFICATION, 16));
        });
        try (TestSystem system = TestSystem.takingTurns(1, root, server)) {
            system.await("the badges", () -> collected.get() == 20);
        }
    }

    @Test
    @Tag("threads")
    void notificationsWakeOtherPcpus() {
        TestProgram ping = new TestProgram();
        ping.init(h -> {});
        ping.notified((h, badges) -> ok(Hypercalls.signal(h, Domains.ROOT, 1)));
        root.init(h -> {
            Domains.create(h, A, 1, 1);
            start(h, A, 50);
            ok(Hypercalls.signal(h, A + Domains.NOTIFICATION, 1));
        });
        root.notified((h, badges) -> {
            if (result.incrementAndGet() < 2000) {
                ok(Hypercalls.signal(h, A + Domains.NOTIFICATION, 1));
            }
        });
        try (TestSystem system = TestSystem.start(2, root, ping)) {
            awaitResult(system, 2000);
        }
    }

    @Test
    void memoryThatIsRevokedIsGoneAtTheNextAccess() {
        AtomicReference<MemorySegment> seen = new AtomicReference<>(MemorySegment.NULL);
        TestProgram server = server().called((h, portal) -> {
            if (h.utcb().argument(0) == 0) {
                MemorySegment memory = h.memory(TestSystem.FREE + 4096, 8192);
                memory.set(ValueLayout.JAVA_LONG, 0, 77);
                seen.set(memory);
            } else {
                seen.get().set(ValueLayout.JAVA_LONG, 0, 78);
            }
        });
        whenAHasBegun(h -> {
            giveMemory(h, A, TestSystem.FREE, 4, Permission.MEMORY_READ | Permission.MEMORY_WRITE);
            h.utcb().length(1);
            h.utcb().argument(0, 0);
            ok(Hypercalls.call(h, A + Domains.PORTAL));
            assertThat(h.load(TestSystem.FREE + 4096, 8)).isEqualTo(77);
            Domains.takeMemory(h, TestSystem.FREE, 4);
            h.utcb().length(1);
            h.utcb().argument(0, 1);
            assertThat(Hypercalls.call(h, A + Domains.PORTAL)).isEqualTo(Status.ABORTED);
            assertThat(h.load(TestSystem.FREE + 4096, 8)).isEqualTo(77);
            result.set(1);
        });
        try (TestSystem system = TestSystem.takingTurns(1, root, server)) {
            awaitResult(system, 1);
            system.await("the fault", () -> !fault.get().isEmpty());
            assertThat(fault.get()).startsWith(A + " " + RootPortal.MEMORY_FAULT);
        }
    }

    @Test
    @Tag("threads")
    void memoryThatIsRevokedWhileAHandlerUsesItIsGone() {
        AtomicLong rounds = new AtomicLong();
        TestProgram spinner = new TestProgram().init(h -> {
            MemorySegment memory = h.memory(TestSystem.FREE, 4096);
            ok(Hypercalls.signal(h, Domains.ROOT, 1));
            for (; ; rounds.incrementAndGet()) {
                memory.set(ValueLayout.JAVA_LONG, 0, memory.get(ValueLayout.JAVA_LONG, 0) + 1);
            }
        });
        root.init(h -> {
            Domains.create(h, A, 1, 1);
            giveMemory(h, A, TestSystem.FREE, 0, Permission.MEMORY_READ | Permission.MEMORY_WRITE);
            start(h, A, 50);
        });
        root.notified((h, badges) -> {
            Domains.takeMemory(h, TestSystem.FREE, 0);
            long value = h.load(TestSystem.FREE, 8);
            for (int i = 0; i < 1000; i++) {
                assertThat(h.load(TestSystem.FREE, 8)).isEqualTo(value);
            }
            result.set(1);
        });
        try (TestSystem system = TestSystem.start(2, root, spinner)) {
            awaitResult(system, 1);
        }
        assertThat(rounds.get()).isNotNegative();
    }

    @Test
    @Tag("threads")
    void aCalleeThatIsDestroyedInTheCallIsAborted() {
        AtomicBoolean destroyed = new AtomicBoolean();
        TestProgram server = new TestProgram().called((h, portal) -> {
            ok(Hypercalls.signal(h, Domains.ROOT, 1));
            while (!destroyed.get()) {
                TestSystem.pause();
            }
            assertThat(Hypercalls.signal(h, Domains.ROOT, 1)).isEqualTo(Status.ABORTED);
            assertThat(faults(() -> h.load(TestSystem.FREE, 8))).isTrue();
        });
        TestProgram client = new TestProgram().init(h -> {
            while (true) {
                int status = Hypercalls.call(h, 900);
                if (status != Status.BUSY) { // until the server has begun
                    result.set(status);
                    return;
                }
            }
        });
        root.init(h -> {
            Domains.create(h, A, 1, 1);
            Domains.create(h, B, 2, 1);
            give(h, B, A + Domains.PORTAL, 900, Permission.PORTAL_CALL);
            start(h, A, 50);
            start(h, B, 40);
        });
        root.notified((h, badges) -> {
            ok(Domains.revoke(h, Selectors.OBJECT_SPACE, A, 0, true));
            destroyed.set(true);
        });
        try (TestSystem system = TestSystem.start(2, root, server, client)) {
            awaitResult(system, Status.ABORTED);
        }
    }

    @Test
    @Tag("threads")
    void revocationsOfParentAndChildRace() {
        AtomicLong rounds = new AtomicLong();
        TestProgram child = new TestProgram();
        child.init(h -> ok(Hypercalls.signal(h, Domains.ROOT, 1)));
        child.notified((h, badges) -> {
            // Makes chains of what it has, for as long as it has it, and takes them back.
            for (int i = 0; i < 2000; i++) {
                long page = TestSystem.FREE >>> 12;
                int status = Hypercalls.delegate(h, Selectors.HOST_SPACE, page, Selectors.HOST_SPACE, 64, 4, 7);
                for (long at = 64; status == Status.OK && at < 640; at += 64) {
                    status = Hypercalls.delegate(h, Selectors.HOST_SPACE, at, Selectors.HOST_SPACE, at + 64, 4, 7);
                }
                Domains.revoke(h, Selectors.HOST_SPACE, page, 4, false);
            }
            ok(Hypercalls.signal(h, Domains.ROOT, 2));
        });
        root.init(h -> {
            Domains.create(h, A, 1, 1);
            start(h, A, 50);
        });
        root.notified((h, badges) -> {
            if (badges == 1) {
                ok(Hypercalls.signal(h, A + Domains.NOTIFICATION, 1));
                for (int i = 0; i < 500; i++) {
                    giveMemory(h, A, TestSystem.FREE, 4, 7);
                    Domains.takeMemory(h, TestSystem.FREE, 4);
                    rounds.incrementAndGet();
                }
            } else {
                result.set(1);
            }
        });
        try (TestSystem system = TestSystem.start(2, root, child)) {
            system.await("both", () -> result.get() == 1 && rounds.get() == 500);
            ProtectionDomain pd = (ProtectionDomain) Objects.requireNonNull(system.kernel.root())
                    .objects()
                    .lookup(A)
                    .object();
            assertThat(Bench.list(pd.memory())).isEmpty();
        }
    }

    @Test
    void hostMemoryIsWhatCapabilitiesSay() {
        whenAHasBegun(h -> {
            long page = TestSystem.FREE >>> 12;
            ok(Hypercalls.delegate(h, Selectors.HOST_SPACE, page, A + Domains.HOST, 0x100, 0, Permission.MEMORY_READ));
            ok(Hypercalls.delegate(h, Selectors.HOST_SPACE, page + 1, A + Domains.HOST, 0x101, 0, 3));
            ok(Hypercalls.delegate(h, Selectors.HOST_SPACE, page + 3, A + Domains.HOST, 0x102, 0, 3));
            ok(Hypercalls.call(h, A + Domains.PORTAL));
            result.set(1);
        });
        TestProgram server = server().called((h, portal) -> {
            assertThat(h.memory(0x100000, 4096).isReadOnly()).isTrue();
            assertThat(h.memory(0x101000, 4096).isReadOnly()).isFalse();
            assertThat(h.memory(0x100ff8, 16).isReadOnly()).isTrue();
            h.store(0x101008, 4, 99);
            assertThat(h.memory(0x101000, 64).get(ValueLayout.JAVA_INT, 8)).isEqualTo(99);
            assertThat(faults(() -> h.memory(0x101000, 8192))).isTrue(); // not contiguous in RAM
            assertThat(faults(() -> h.memory(0xff000, 8192))).isTrue();
            assertThat(faults(() -> h.memory(0x102000, 4097))).isTrue();
            assertThat(faults(() -> h.memory(0x102000, 0))).isTrue();
            assertThat(faults(() -> h.memory(-4096, 8))).isTrue();
            assertThat(faults(() -> h.memory(0x102000, Long.MAX_VALUE))).isTrue();
            assertThat(faults(() -> h.store(0x100000, 8, 1))).isTrue();
            assertThat(faults(() -> h.load(0x101001, 2))).isTrue();
            assertThat(faults(() -> h.load(0x101000, 3))).isTrue();
            assertThat(faults(() -> h.load(AddressMap.UART, 1))).isTrue();
        });
        try (TestSystem system = TestSystem.takingTurns(1, root, server)) {
            awaitResult(system, 1);
        }
    }

    @Test
    void anAccessReachesItsDeviceAndHoldsUpNoRevocationOnceItHasEndedOrFailed() {
        root.init(h -> {
            long page = TestSystem.FREE >>> 12;
            for (Runnable access : List.<Runnable>of(
                    () -> h.store(AddressMap.UART, 1, 65),
                    () -> assertThat(faults(() -> h.load(TestSystem.WINDOW, 8))).isTrue(),
                    () -> assertThat(faults(() -> h.store(TestSystem.WINDOW, 8, 1)))
                            .isTrue())) {
                ok(Hypercalls.delegate(h, Selectors.HOST_SPACE, page, Selectors.HOST_SPACE, 1L << 32, 0, 3));
                access.run();
                ok(Domains.revoke(h, Selectors.HOST_SPACE, 1L << 32, 0, true));
            }
            result.set(1);
        });
        try (TestSystem system = TestSystem.takingTurns(1, root)) {
            awaitResult(system, 1);
            assertThat(system.console).containsExactly((byte) 65);
        }
    }

    private static boolean faults(Runnable access) {
        try {
            access.run();
            return false;
        } catch (HostFault e) {
            return true;
        }
    }

    @Test
    @Tag("threads")
    void anInterruptSignalsUntilItIsRevoked() throws InterruptedException {
        AtomicLong interrupts = new AtomicLong();
        root.init(h -> {
            long line = Selectors.INTERRUPTS + AddressMap.UART_INTERRUPT;
            ok(Hypercalls.bindInterrupt(h, line, Selectors.MAIN_NOTIFICATION, 8));
            h.store(AddressMap.UART + 1, 1, 1); // receiver interrupts
            result.set(1);
        });
        root.notified((h, badges) -> {
            assertThat(badges).isEqualTo(8);
            h.load(AddressMap.UART, 1);
            ok(Hypercalls.acknowledge(h, Selectors.INTERRUPTS + AddressMap.UART_INTERRUPT));
            interrupts.incrementAndGet();
        });
        try (TestSystem system = TestSystem.start(2, root)) {
            awaitResult(system, 1);
            for (int i = 1; i <= 20; i++) {
                int expected = i;
                system.machine.receive(new byte[] {65});
                system.await("interrupt " + i, () -> interrupts.get() == expected);
            }
        }
    }

    @Test
    void aHypervisorIsOfNoUseOutsideItsEntry() {
        AtomicReference<Hypervisor> leaked = new AtomicReference<>();
        TestProgram server = server().called((h, portal) -> {
            h.memory(TestSystem.FREE, 8);
            h.store(TestSystem.FREE, 8, 1);
            leaked.set(h);
        });
        whenAHasBegun(h -> {
            giveMemory(h, A, TestSystem.FREE, 0, Permission.MEMORY_READ | Permission.MEMORY_WRITE);
            ok(Hypercalls.call(h, A + Domains.PORTAL));
            Hypervisor other = leaked.get();
            assertThat(Hypercalls.signal(other, Domains.ROOT, 1)).isEqualTo(Status.BAD_PCPU);
            assertThat(faults(() -> other.load(TestSystem.FREE, 8))).isTrue();
            assertThat(faults(() -> other.store(TestSystem.FREE, 8, 2))).isTrue();
            assertThat(faults(() -> other.memory(TestSystem.FREE, 8))).isTrue();
            assertThat(h.load(TestSystem.FREE, 8)).isEqualTo(1);
            result.set(1);
        });
        try (TestSystem system = TestSystem.takingTurns(1, root, server)) {
            awaitResult(system, 1);
            assertThat(leaked.get().hypercall(Operation.RECALL.number(), 1, 0, 0, 0, 0, 0))
                    .isEqualTo(Status.BAD_PCPU);
        }
    }
}
