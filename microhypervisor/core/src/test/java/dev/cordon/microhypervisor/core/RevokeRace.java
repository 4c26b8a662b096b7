// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import static dev.cordon.microhypervisor.core.Domains.ok;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.capabilities.spaces.Capability;
import dev.cordon.capabilities.spaces.CapabilitySpace;
import dev.cordon.machine.engine.Ram;
import dev.cordon.microhypervisor.abi.Hypercalls;
import dev.cordon.microhypervisor.abi.Hypervisor;
import dev.cordon.microhypervisor.abi.Selectors;
import dev.cordon.microhypervisor.abi.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Revocations that take many calls meet: the root task gives a page to another program, both pass it on, the other in a tree of many more than {@link Revoke#LIMIT} rights, and then
 * both revoke at once, the parent on pCPU 0 and the child on pCPU 1, and delegate from it between the calls. As soon as the parent's has returned {@code OK}, nothing is left of either
 * tree, in any space or page table; and when the child's has, everything is as before the round.
 */
final class RevokeRace extends Race {
    private static final long PD = 5000;
    private static final long OWN = 1 << 25;
    private static final long PAGE = TestSystem.FREE >>> 12;

    /** Where each has a guest space, in which it has what it derives. */
    private static final long SPACE = 4096;

    private static final int COPIES = 4 * Revoke.LIMIT;

    /** Rounds that have begun for the other, in which its tree stands, in which it may revoke, and in which it has revoked. */
    private volatile int begun;

    private volatile int grown;
    private volatile int released;
    private volatile int ended;

    /** How often a revocation of the other was not done yet; and in how many rounds that was while the root task's was not either. */
    private final AtomicInteger unfinished = new AtomicInteger();

    private int met;

    RevokeRace(long seed, int rounds, int patience) {
        super(seed, rounds, patience);
    }

    @Override
    TestSystem start() {
        Random others = new Random(random.nextLong());
        TestProgram other = new TestProgram();
        other.init(h -> {
            ok(Hypercalls.createGuestSpace(h, SPACE, Selectors.PD));
            ok(Hypercalls.signal(h, Domains.ROOT, 1));
        });
        other.notified((h, _) -> entry(() -> {
            for (int round = 1; round <= rounds; round++) {
                childRound(h, others, round);
            }
        }));
        TestProgram root = new TestProgram();
        TestSystem system = new TestSystem(2, List.of(() -> root, () -> other));
        root.init(h -> {
            ok(Hypercalls.createGuestSpace(h, SPACE, Selectors.PD));
            Domains.create(h, PD, 1, 1);
            Domains.start(h, PD, 50);
        });
        root.notified((h, _) -> {
            List<Object> before = state(system);
            ok(Hypercalls.signal(h, PD + Domains.NOTIFICATION, 1));
            for (int round = 1; round <= rounds; round++) {
                parentRound(h, system, round);
                assertThat(state(system)).isEqualTo(before);
                progress();
            }
            end();
        });
        system.start();
        return system;
    }

    @Override
    void check(TestSystem system) {
        super.check(system);
        assertThat(met).as("rounds in which revocations met").isGreaterThan(rounds / 4);
    }

    private void parentRound(Hypervisor h, TestSystem system, int round) {
        ok(Hypercalls.delegate(h, Selectors.HOST_SPACE, PAGE, Selectors.HOST_SPACE, OWN, 0, 7));
        ok(Hypercalls.delegate(h, Selectors.HOST_SPACE, OWN, PD + Domains.HOST, PAGE, 0, 3));
        begun = round;
        int first = 1 + random.nextInt(COPIES); // these go first: the fewer, the sooner both are in the other's tree
        grow(h, random, OWN, first);
        await("the other's tree", () -> grown == round);
        boolean self = random.nextBoolean();
        released = round;
        int before = unfinished.get();
        boolean meets = false;
        int more = random.nextInt(4);
        while (revoke(h, OWN, self) == Status.AGAIN && !isOver()) {
            if (!meets && random.nextBoolean()) {
                await("a call of the other's", () -> unfinished.get() != before || ended == round);
            }
            meets |= unfinished.get() != before;
            if (more-- > 0) {
                ok(Hypercalls.delegate(h, Selectors.HOST_SPACE, OWN, SPACE, COPIES + more, 0, 7));
            }
        }
        met += meets ? 1 : 0;
        checkNothingIsLeft(system, self);
        await("the other's revocation", () -> ended == round);
        ok(Domains.revoke(h, Selectors.HOST_SPACE, OWN, 0, true));
    }

    private void childRound(Hypervisor h, Random random, int round) {
        await("the next round", () -> isOver() || begun == round);
        grow(h, random, PAGE, COPIES);
        grown = round;
        boolean self = random.nextBoolean();
        await("that both revoke", () -> isOver() || released == round);
        int more = random.nextInt(4);
        int status = revoke(h, PAGE, self);
        while (status == Status.AGAIN && !isOver()) {
            unfinished.incrementAndGet();
            if (more-- > 0) {
                int given = Hypercalls.delegate(h, Selectors.HOST_SPACE, PAGE, SPACE, COPIES + more, 0, 7);
                assertThat(given).isIn(Status.OK, Status.BAD_CAPABILITY); // the parent may have taken it already
            }
            status = revoke(h, PAGE, self);
        }
        ok(status);
        ended = round;
    }

    private static int revoke(Hypervisor h, long page, boolean self) {
        return Hypercalls.revoke(h, Selectors.HOST_SPACE, page, 0, self);
    }

    /** Derives so many rights from the one to a page of the host space, directly or from each other. */
    private static void grow(Hypervisor h, Random random, long page, int count) {
        for (int i = 0; i < count; i++) {
            boolean directly = i == 0 || random.nextInt(3) == 0;
            long from = directly ? Selectors.HOST_SPACE : SPACE;
            ok(Hypercalls.delegate(h, from, directly ? page : random.nextInt(i), SPACE, i, 0, 7));
        }
    }

    /** The parent's revocation is done, that of the child perhaps not: no right and no page table gives the page to anybody, but the root task's own right. */
    private static void checkNothingIsLeft(TestSystem system, boolean self) {
        ProtectionDomain root = Objects.requireNonNull(system.kernel.root());
        system.kernel.lock().lock();
        try {
            ProtectionDomain other =
                    (ProtectionDomain) root.objects().lookup(PD).object();
            Capability own = root.memory().lookup(OWN);
            assertThat(own.live()).isEqualTo(!self);
            assertThat(own.hasChildren()).isFalse();
            assertThat(Bench.list(other.memory())).isEmpty();
            assertIsEmpty(system, guestSpace(root));
            assertIsEmpty(system, guestSpace(other));
        } finally {
            system.kernel.lock().unlock();
        }
    }

    private static GuestSpace guestSpace(ProtectionDomain pd) {
        return (GuestSpace) pd.objects().lookup(SPACE).object();
    }

    private static void assertIsEmpty(TestSystem system, GuestSpace space) {
        Ram ram = system.machine.ram();
        long kernel = ram.base() + ram.size() - Microhypervisor.memory(ram.size());
        assertThat(Bench.list(space)).isEmpty();
        assertThat(PageTableWalker.walk(ram, kernel, space.hgatp())).isEmpty();
    }

    /** What both hold, and what they are charged for. */
    private static List<Object> state(TestSystem system) {
        ProtectionDomain root = Objects.requireNonNull(system.kernel.root());
        ProtectionDomain other = (ProtectionDomain) root.objects().lookup(PD).object();
        List<Object> state = new ArrayList<>();
        for (ProtectionDomain pd : List.of(root, other)) {
            for (CapabilitySpace space : List.of(pd.objects(), pd.memory(), guestSpace(pd))) {
                state.add(Bench.list(space));
            }
            state.add(pd.quota().usedFrames());
            state.add(pd.quota().usedObjects());
        }
        state.add(system.kernel.memory().held());
        return state;
    }
}
