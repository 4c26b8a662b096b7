// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import static dev.cordon.microhypervisor.core.Domains.give;
import static dev.cordon.microhypervisor.core.Domains.ok;
import static dev.cordon.microhypervisor.core.Domains.start;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cordon.capabilities.types.Permission;
import dev.cordon.microhypervisor.abi.Hypercalls;
import dev.cordon.microhypervisor.abi.Hypervisor;
import dev.cordon.microhypervisor.abi.RootPortal;
import dev.cordon.microhypervisor.abi.Selectors;
import dev.cordon.microhypervisor.abi.Status;
import dev.cordon.microhypervisor.abi.Utcb;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** How programs end, who is told, and how a system does: in turns on one thread. */
class EndsTest {
    private static final long A = 5000;
    private static final long HELPER = A + Domains.STRIDE;

    /** The portal of {@link #HELPER}, by which the root task is called while it calls. */
    private static final long DESTROY = 77;

    private final TestProgram root = new TestProgram();
    private final List<Long> fault = new ArrayList<>();

    /** A root task that makes PD A with program 1, does something when A has begun, and hears of A's end. */
    private void whenHasBegun(long pcpu, Consumer<Hypervisor> action) {
        root.init(h -> {
            Domains.create(h, A, 1, pcpu);
            start(h, A, 50);
        });
        root.notified((h, badges) -> action.accept(h));
        root.called((h, portal) -> {
            Utcb message = h.utcb();
            fault.addAll(List.of(portal, message.word(Utcb.EVENT), message.word(Utcb.RECEIVED)));
            fault.addAll(List.of(message.argument(0), message.argument(1)));
        });
    }

    private static TestProgram server() {
        return new TestProgram().init(h -> ok(Hypercalls.signal(h, Domains.ROOT, 1)));
    }

    /** Some turns pass. */
    private static void pass(TestSystem system) {
        int[] looks = {0};
        system.await("nothing", () -> looks[0]++ == 5);
    }

    @Test
    void whatIsDestroyedIsNotEnteredThoughItsDomainLivesOn() {
        AtomicLong entries = new AtomicLong();
        TestProgram server = server().called((h, portal) -> entries.incrementAndGet())
                .notified((h, badges) -> entries.incrementAndGet());
        whenHasBegun(0, h -> {
            ok(Hypercalls.call(h, A + Domains.PORTAL));
            ok(Domains.revoke(h, Selectors.OBJECT_SPACE, A + Domains.EC, 0, true));
            ok(Hypercalls.signal(h, A + Domains.NOTIFICATION, 1));
            assertThat(Hypercalls.call(h, A + Domains.PORTAL)).isEqualTo(Status.ABORTED);
        });
        try (TestSystem system = TestSystem.takingTurns(1, root, server)) {
            pass(system);
            assertThat(entries.get()).isEqualTo(1);
            assertThat(fault).as("nothing fails").isEmpty();
        }
    }

    @Test
    void whoeverIsDestroyedWhileItCallsIsToldSoAndCanDoNothingMore() {
        List<Integer> statuses = new ArrayList<>();
        TestProgram server = server().called((h, portal) -> {
            statuses.add(Hypercalls.call(h, 901));
            statuses.add(Hypercalls.signal(h, Domains.ROOT, 2));
        });
        whenHasBegun(0, h -> {
            ok(Hypercalls.createHostEc(h, HELPER, Selectors.PD, 0, 0));
            ok(Hypercalls.createPortal(h, HELPER + 1, Selectors.PD, HELPER, DESTROY, 0));
            give(h, A, HELPER + 1, 901, Permission.PORTAL_CALL);
            statuses.add(Hypercalls.call(h, A + Domains.PORTAL));
        });
        root.called((h, portal) -> {
            assertThat(portal).as("no fault").isEqualTo(DESTROY);
            ok(Domains.revoke(h, Selectors.OBJECT_SPACE, A, 0, true));
        });
        try (TestSystem system = TestSystem.takingTurns(1, root, server)) {
            pass(system);
            assertThat(statuses).containsExactly(Status.ABORTED, Status.ABORTED, Status.ABORTED);
        }
    }

    @Test
    void aFaultIsToldAsAMessageOfItsOwn() {
        long nowhere = 0x123_4000;
        whenHasBegun(0, h -> {
            assertThat(Hypercalls.call(h, A + Domains.PORTAL)).isEqualTo(Status.ABORTED);
            for (int word : new int[] {Utcb.EVENT, Utcb.RECEIVED, Utcb.BODY, Utcb.BODY + 1}) {
                h.utcb().word(word, 7); // what was there before
            }
        });
        try (TestSystem system = TestSystem.takingTurns(1, root, server().called((h, portal) -> h.load(nowhere, 8)))) {
            system.await("the fault", () -> !fault.isEmpty());
            assertThat(fault).containsExactly(A, -1L, 0L, RootPortal.MEMORY_FAULT, nowhere);
        }
    }

    @Test
    void aProgramOfWhoseFaultNobodyIsToldEndsAlone() {
        TestProgram fails = new TestProgram().init(h -> {
            ok(Hypercalls.signal(h, Domains.ROOT, 1));
            throw new ArithmeticException("no");
        });
        whenHasBegun(1, h -> {}); // whose fault would be told on the pCPU of the root task alone
        try (TestSystem system = TestSystem.takingTurns(2, root, fails)) {
            pass(system);
            assertThat(system.microhypervisor.failure()).isEmpty();
            assertThat(fault).isEmpty();
        }
    }

    @Test
    void theFaultOfTheRootTaskEndsTheSystemOnAllPcpus() {
        AtomicLong entries = new AtomicLong();
        AtomicLong last = new AtomicLong();
        TestProgram ticks = server().notified((h, badges) -> {
            entries.incrementAndGet();
            h.utcb().word(Utcb.TIMER, h.utcb().word(Utcb.TIME) + 1000);
        });
        whenHasBegun(1, h -> {
            if (entries.get() > 100) {
                last.set(entries.get());
                throw new ArithmeticException("no");
            }
            ok(Hypercalls.signal(h, A + Domains.NOTIFICATION, 1));
            h.utcb().word(Utcb.TIMER, h.utcb().word(Utcb.TIME) + 100_000);
        });
        TestSystem system = TestSystem.takingTurns(2, root, ticks);
        assertThatThrownBy(() -> system.await("anything", () -> false))
                .hasMessageStartingWith("the root task failed: java.lang.ArithmeticException: no\n");
        assertThat(entries.get()).isEqualTo(last.get());
        assertThatThrownBy(system::close).hasMessageStartingWith("the root task failed: ");
    }

    @Test
    void aSystemRunsUntilItIsStopped() {
        AtomicReference<Microhypervisor> running = new AtomicReference<>();
        List<String> entries = new ArrayList<>();
        root.init(h -> {
            entries.add("root task");
            running.get().stop();
        });
        try (TestSystem system = TestSystem.takingTurns(2, root)) {
            running.set(system.microhypervisor);
            assertThat(system.microhypervisor.pcpus()).isEqualTo(2);
            system.microhypervisor.run(0);
            assertThat(entries).containsExactly("root task");
            system.microhypervisor.run(1);
        }
    }
}
