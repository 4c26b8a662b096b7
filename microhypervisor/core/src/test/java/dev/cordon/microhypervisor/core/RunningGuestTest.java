// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import static dev.cordon.microhypervisor.core.Domains.ok;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.capabilities.types.Permission;
import dev.cordon.machine.isa.Assembler;
import dev.cordon.microhypervisor.abi.Event;
import dev.cordon.microhypervisor.abi.Hypercalls;
import dev.cordon.microhypervisor.abi.Hypervisor;
import dev.cordon.microhypervisor.abi.RegisterGroup;
import dev.cordon.microhypervisor.abi.Selectors;
import dev.cordon.microhypervisor.abi.Utcb;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What happens to a guest while it runs on another pCPU than the one that does it. The root task holds its objects; its handler only answers. */
@Tag("threads")
class RunningGuestTest {
    private static final long PD = 5000;
    private static final long SPACE = 6000;
    private static final long VCPU = 6001;
    private static final long SC = 6002;
    private static final long EVENTS = 4096;
    private static final long HANDLER_SPACE = 4000;

    private static final long CODE = TestSystem.FREE;
    private static final long DATA = TestSystem.FREE + (1 << 21);
    private static final long GUEST_CODE = 0x8000_0000L;
    private static final long GUEST_DATA = 0x9000_0000L;

    /** Counts in memory as fast as it can. */
    private static final String COUNT = """
                li s0, 0x90000000
            again:
                ld t0, 0(s0)
                addi t0, t0, 1
                sd t0, 0(s0)
                j again
            """;

    private final TestProgram root = new TestProgram();
    private final TestProgram handler = new TestProgram();
    private final AtomicLong events = new AtomicLong();
    private final AtomicLong startups = new AtomicLong();
    private int spaceRight = Permission.SPACE_ASSIGN;
    private int portalRight = Permission.PORTAL_EVENT;
    private final AtomicLong result = new AtomicLong();

    /** The handler starts the guest; an access to data that is not there is tried again; all else stops the guest, unless it is a recall. */
    private void answer(Hypervisor h, long event) {
        events.accumulateAndGet(1L << event, (a, b) -> a | b);
        Utcb message = h.utcb();
        message.groups(RegisterGroup.RUN_STATE);
        message.word(Utcb.GUEST_SPACE, HANDLER_SPACE);
        if (event == Event.STARTUP) {
            message.groups(RegisterGroup.PC | RegisterGroup.GUEST_SPACE);
            message.word(Utcb.PC, GUEST_CODE);
            message.word(Utcb.PRIVILEGE, 1);
        } else if (event == Event.RECALL) {
            message.groups(RegisterGroup.GUEST_SPACE);
        } else {
            boolean again = event == Event.LOAD_GUEST_PAGE_FAULT || event == Event.STORE_GUEST_PAGE_FAULT;
            message.word(Utcb.RUN_STATE, again ? Utcb.RUN : Utcb.STOP);
        }
    }

    /** Makes everything, with the guest on pCPU 1, and lets it run {@code source}. */
    private void build(Hypervisor h, String source) {
        Domains.create(h, PD, 1, 1);
        h.memory(CODE, 4096)
                .copyFrom(MemorySegment.ofArray(
                        Assembler.parse("guest", GUEST_CODE, source).bytes()));
        buildSpace(h);
        for (int event = 0; event < Event.COUNT; event++) {
            ok(Hypercalls.createPortal(h, 7000 + event, PD, PD + Domains.EC, event, RegisterGroup.TRAP));
            Domains.give(h, PD, 7000 + event, EVENTS + event, portalRight);
        }
        ok(Hypercalls.createVcpu(h, VCPU, PD, 1, EVENTS));
        Domains.start(h, PD, 50);
    }

    private void buildSpace(Hypervisor h) {
        ok(Hypercalls.createGuestSpace(h, SPACE, Selectors.PD));
        Domains.give(h, PD, SPACE, HANDLER_SPACE, spaceRight);
        ok(Hypercalls.delegate(h, Selectors.HOST_SPACE, CODE >>> 12, SPACE, GUEST_CODE >>> 12, 0, 5));
    }

    private static void destroy(Hypervisor h, long selector) {
        destroy(h, selector, Selectors.OBJECT_SPACE);
    }

    private static void destroy(Hypervisor h, long selector, long space) {
        ok(Domains.revoke(h, space, selector, 0, true));
    }

    private void giveData(Hypervisor h) {
        // In between stands a capability of our own, to revoke by.
        ok(Hypercalls.delegate(h, Selectors.HOST_SPACE, DATA >>> 12, Selectors.HOST_SPACE, 1 << 25, 0, 7));
        ok(Hypercalls.delegate(h, Selectors.HOST_SPACE, 1 << 25, SPACE, GUEST_DATA >>> 12, 0, 3));
    }

    private static void takeData(Hypervisor h) {
        ok(Domains.revoke(h, Selectors.HOST_SPACE, 1 << 25, 0, true));
    }

    /** Waits, as a handler should not, until the guest's counter moves on. */
    private static void awaitCount(Hypervisor h) {
        long before = h.load(DATA, 8);
        while (h.load(DATA, 8) < before + 100) {
            TestSystem.pause();
        }
    }

    private static void assertStands(Hypervisor h) {
        long count = h.load(DATA, 8);
        for (int i = 0; i < 2_000; i++) {
            assertThat(h.load(DATA, 8)).isEqualTo(count);
        }
    }

    private TestSystem startSystem() {
        handler.init(h -> ok(Hypercalls.signal(h, Domains.ROOT, 1)));
        handler.called((h, event) -> {
            if (event == Event.STARTUP) {
                startups.incrementAndGet();
            }
            answer(h, event);
        });
        return TestSystem.start(2, root, handler);
    }

    @Test
    void aPageThatIsRevokedIsGoneUnderTheRunningGuest() {
        root.init(h -> build(h, COUNT));
        root.notified((h, badges) -> {
            giveData(h);
            ok(Hypercalls.createSc(h, SC, PD, VCPU, 10, 1000));
            for (int round = 0; round < 100; round++) {
                awaitCount(h);
                takeData(h);
                assertStands(h);
                giveData(h);
            }
            result.set(1);
        });
        try (TestSystem system = startSystem()) {
            system.await("100 rounds", () -> result.get() == 1);
        }
    }

    @Test
    void aGuestSpaceThatIsRevokedIsLeftByTheRunningGuest() {
        root.init(h -> build(h, COUNT));
        root.notified((h, badges) -> {
            giveData(h);
            ok(Hypercalls.createSc(h, SC, PD, VCPU, 10, 1000));
            awaitCount(h);
            ok(Domains.revoke(h, Selectors.OBJECT_SPACE, SPACE, 0, false));
            assertStands(h);
            ok(Hypercalls.recall(h, VCPU)); // it goes on, but has no space
            assertStands(h);
            result.set(1);
        });
        try (TestSystem system = startSystem()) {
            system.await("the end", () -> result.get() == 1);
            system.await("the recall", () -> (events.get() >>> Event.RECALL & 1) != 0);
        }
    }

    @Test
    void aVcpuThatIsDestroyedStops() {
        root.init(h -> build(h, COUNT));
        root.notified((h, badges) -> {
            giveData(h);
            for (int round = 0; round < 20; round++) {
                ok(Hypercalls.createSc(h, SC, PD, VCPU, 10, 1000));
                awaitCount(h);
                destroy(h, VCPU);
                assertStands(h);
                destroy(h, SC);
                ok(Hypercalls.createVcpu(h, VCPU, PD, 1, EVENTS));
            }
            result.set(1);
        });
        try (TestSystem system = startSystem()) {
            system.await("20 rounds", () -> result.get() == 1);
        }
    }

    @Test
    void aVcpuRunsByASchedulingContextThatLives() {
        root.init(h -> build(h, COUNT));
        root.notified((h, badges) -> {
            giveData(h);
            for (int round = 0; round < 20; round++) {
                ok(Hypercalls.createSc(h, SC, PD, VCPU, 10, 1000));
                awaitCount(h);
                destroy(h, SC);
                assertStands(h);
            }
            result.set(1);
        });
        try (TestSystem system = startSystem()) {
            system.await("20 rounds", () -> result.get() == 1);
        }
    }

    @Test
    void aGuestSpaceThatIsDestroyedIsLeftAndItsMemoryUsedAgain() {
        root.init(h -> build(h, COUNT));
        root.notified((h, badges) -> {
            giveData(h);
            ok(Hypercalls.createSc(h, SC, PD, VCPU, 10, 1000));
            for (int round = 0; round < 20; round++) {
                awaitCount(h);
                destroy(h, SPACE);
                assertStands(h);
                buildSpace(h);
                ok(Hypercalls.delegate(h, Selectors.HOST_SPACE, 1 << 25, SPACE, GUEST_DATA >>> 12, 0, 3));
                assertStands(h);
                ok(Hypercalls.recall(h, VCPU));
            }
            result.set(1);
        });
        try (TestSystem system = startSystem()) {
            system.await("20 rounds", () -> result.get() == 1);
        }
    }

    @Test
    void aPdThatIsDestroyedTakesItsRunningGuestAlong() {
        AtomicLong begun = new AtomicLong();
        root.init(h -> build(h, COUNT));
        root.notified((h, badges) -> {
            if (begun.incrementAndGet() > 1) {
                destroy(h, 1L << 25, Selectors.HOST_SPACE);
            }
            giveData(h);
            ok(Hypercalls.createSc(h, SC, PD, VCPU, 10, 1000));
            awaitCount(h);
            destroy(h, PD);
            assertStands(h);
            destroy(h, SPACE);
            if (begun.get() < 20) {
                build(h, COUNT); // and the root task hears of it when it has begun
            } else {
                result.set(1);
            }
        });
        try (TestSystem system = startSystem()) {
            system.await("20 rounds", () -> result.get() == 1);
            int held = system.kernel.memory().held();
            assertThat(held).isEqualTo(1); // the root task's message area
        }
    }

    @Test
    void aGuestSpaceThatMayNotBeAssignedIsNotRunOn() {
        spaceRight = Permission.SPACE_TAKE | Permission.SPACE_GRANT;
        root.init(h -> build(h, COUNT));
        root.notified((h, badges) -> {
            giveData(h);
            ok(Hypercalls.createSc(h, SC, PD, VCPU, 10, 1000));
            awaitEvent(Event.STARTUP);
            ok(Hypercalls.recall(h, VCPU)); // it had stopped for want of a space, and does again
            awaitEvent(Event.RECALL);
            assertStands(h);
            result.set(1);
        });
        try (TestSystem system = startSystem()) {
            system.await("the end", () -> result.get() == 1);
            assertThat(system.machine.ram().readLong(DATA)).isZero();
        }
    }

    @Test
    void aPortalThatIsNotForEventsIsNotEntered() {
        portalRight = Permission.PORTAL_CALL;
        root.init(h -> build(h, COUNT));
        root.notified((h, badges) -> {
            ok(Hypercalls.createSc(h, SC, PD, VCPU, 10, 1000));
            // Another vCPU, with portals as they should be, has its turn after the first.
            ok(Hypercalls.createVcpu(h, VCPU + 10, Selectors.PD, 1, 7000));
            ok(Hypercalls.createSc(h, SC + 10, Selectors.PD, VCPU + 10, 5, 1000));
            awaitEvent(Event.STARTUP);
            result.set(1);
        });
        try (TestSystem system = startSystem()) {
            system.await("the end", () -> result.get() == 1);
            assertThat(startups.get()).isEqualTo(1);
        }
    }

    @Test
    void aVcpuThatIsDestroyedInItsSleepIsNotWoken() {
        String sleeper = """
                    li t0, 32
                    csrw sie, t0
                    li s0, 0x90000000
                    li t0, 1
                    sd t0, 0(s0)
                    rdtime t0
                    li t1, 200000
                    add t0, t0, t1
                    csrw stimecmp, t0
                again:
                    wfi
                    j again
                """;
        AtomicLong looks = new AtomicLong();
        handler.notified((h, badges) -> looks.incrementAndGet());
        root.init(h -> build(h, sleeper));
        root.notified((h, badges) -> {
            giveData(h);
            ok(Hypercalls.createSc(h, SC, PD, VCPU, 10, 1000));
            while (h.load(DATA, 8) != 1) {
                TestSystem.pause();
            }
            destroy(h, VCPU); // its SC is still there
            for (int i = 0; i < 60; i++) {
                TestSystem.pause(); // until its time has come, 20 ms after it began to sleep
            }
            ok(Hypercalls.signal(h, PD + Domains.NOTIFICATION, 1));
            while (looks.get() == 0) {
                TestSystem.pause();
            }
            result.set(1);
        });
        try (TestSystem system = startSystem()) {
            system.await("that the pCPU goes on", () -> result.get() == 1);
        }
    }

    private void awaitEvent(int event) {
        while ((events.get() >>> event & 1) == 0) {
            TestSystem.pause();
        }
    }

    @Test
    void aRunningGuestIsRecalled() {
        root.init(h -> build(h, COUNT));
        root.notified((h, badges) -> {
            giveData(h);
            ok(Hypercalls.createSc(h, SC, PD, VCPU, 10, 1000));
            awaitCount(h);
            ok(Hypercalls.recall(h, VCPU));
            awaitEvent(Event.RECALL);
            awaitCount(h);
            result.set(1);
        });
        try (TestSystem system = startSystem()) {
            system.await("the end", () -> result.get() == 1);
        }
    }

    @Test
    void aGuestThatWaitsIsInterruptedFromAnotherPcpu() {
        String sleeper = """
                    la t0, trap
                    csrw stvec, t0
                    li s0, 0x90000000
                    csrsi sie, 2
                    csrsi sstatus, 2
                again:
                    wfi
                    j again
                    .align 2
                trap:
                    csrci sip, 2
                    ld t0, 0(s0)
                    addi t0, t0, 1
                    sd t0, 0(s0)
                    sret
                """;
        root.init(h -> build(h, sleeper));
        root.notified((h, badges) -> {
            giveData(h);
            ok(Hypercalls.createSc(h, SC, PD, VCPU, 10, 1000));
            for (int i = 1; i <= 200; i++) {
                ok(Hypercalls.inject(h, VCPU, 1 << 2, 0));
                while (h.load(DATA, 8) != i) {
                    TestSystem.pause();
                }
            }
            result.set(1);
        });
        try (TestSystem system = startSystem()) {
            system.await("200 interrupts", () -> result.get() == 1);
        }
    }
}
