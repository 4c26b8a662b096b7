// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.capabilities.types.Permission;
import dev.cordon.microhypervisor.abi.Hypercalls;
import dev.cordon.microhypervisor.abi.Hypervisor;
import dev.cordon.microhypervisor.abi.Selectors;
import dev.cordon.microhypervisor.abi.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;

/**
 * Two programs on two pCPUs create, destroy, delegate and revoke at once, each under the other's feet: the root task gives the other memory and a right to call, and takes them
 * back, while that passes them on and revokes its own part. When both have put away what they made, everything is as before, and nobody is charged for anything more.
 */
final class KernelRace extends Race {
    private static final long PD = 5000;
    private static final long OWN = 1 << 25;
    private static final int CALLS = 40;

    private volatile boolean begun;
    private volatile boolean done;
    private List<Object> before = List.of();
    private volatile List<Object> after = List.of();

    KernelRace(long seed, int rounds, int patience) {
        super(seed, rounds, patience);
    }

    @Override
    TestSystem start() {
        Random others = new Random(random.nextLong());
        TestProgram other = new TestProgram();
        other.init(h -> Domains.ok(Hypercalls.signal(h, Domains.ROOT, 1)));
        other.notified((h, _) -> {
            begun = true;
            for (int i = 0; i < rounds * CALLS; i++) {
                entry(() -> makeTrouble(h, others, Selectors.FREE));
            }
            putAway(h, Selectors.FREE);
            done = true;
        });
        TestProgram root = new TestProgram();
        TestSystem system = new TestSystem(2, List.of(() -> root, () -> other, TestProgram::new));
        root.init(h -> {
            Domains.create(h, PD, 1, 1);
            Domains.start(h, PD, 50);
        });
        root.notified((h, _) -> {
            before = state(system);
            Domains.ok(Hypercalls.signal(h, PD + Domains.NOTIFICATION, 1));
            await("the other's beginning", () -> begun);
            while (!done) {
                giveAndTake(h);
                makeTrouble(h, random, 8192);
                progress();
            }
            putAway(h, 8192);
            after = state(system);
            end();
        });
        system.start();
        return system;
    }

    @Override
    void check(TestSystem system) {
        super.check(system);
        assertThat(after).isEqualTo(before);
    }

    /** What the root task and the other hold and are charged for. */
    private static List<Object> state(TestSystem system) {
        List<Object> state = new ArrayList<>();
        ProtectionDomain root = Objects.requireNonNull(system.kernel.root());
        ProtectionDomain other = (ProtectionDomain) root.objects().lookup(PD).object();
        for (ProtectionDomain pd : List.of(root, other)) {
            state.add(Bench.list(pd.objects()));
            state.add(Bench.list(pd.memory()));
            state.add(pd.quota().usedFrames());
            state.add(pd.quota().usedObjects());
        }
        state.add(system.kernel.memory().held());
        return state;
    }

    /** The right is given through a place of the root task's own, and taken back there, wherever the other has it by then. */
    private static void giveAndTake(Hypervisor h) {
        long page = TestSystem.FREE >>> 12;
        Domains.ok(Hypercalls.delegate(h, Selectors.HOST_SPACE, page, Selectors.HOST_SPACE, OWN, 4, 7));
        int status = Hypercalls.delegate(h, Selectors.HOST_SPACE, OWN, PD + Domains.HOST, page, 4, 7);
        assertThat(List.of(Status.OK, Status.OCCUPIED, Status.NO_MEMORY)).contains(status);
        Domains.ok(Domains.revoke(h, Selectors.HOST_SPACE, OWN, 4, true));
    }

    /** A random call, of objects at {@code base} on; it may fail. */
    private static void makeTrouble(Hypervisor h, Random random, long base) {
        long to = base + random.nextInt(64);
        long page = TestSystem.FREE >>> 12;
        switch (random.nextInt(8)) {
            case 0 -> Hypercalls.createGuestSpace(h, to, Selectors.PD);
            case 1 -> Hypercalls.createVcpu(h, to, Selectors.PD, random.nextInt(2), 64);
            case 2 -> Hypercalls.createPd(h, to, Selectors.PD, 2, 6, 50);
            case 3 -> Hypercalls.createSc(h, to, Selectors.PD, base + random.nextInt(64), 3, 1000, 100_000);
            case 4 -> Hypercalls.delegate(h, Selectors.HOST_SPACE, page, to, random.nextInt(1 << 20), 0, 7);
            case 5 ->
                Hypercalls.delegate(
                        h, Selectors.HOST_SPACE, page, Selectors.HOST_SPACE, base + random.nextInt(64), 0, 7);
            case 6 ->
                Hypercalls.delegate(
                        h, Selectors.OBJECT_SPACE, Selectors.PD, Selectors.OBJECT_SPACE, to, 0, Permission.PD_CREATE);
            default -> Domains.revoke(h, Selectors.OBJECT_SPACE, to, 0, true);
        }
    }

    private static void putAway(Hypervisor h, long base) {
        for (long to = base; to < base + 66; to++) { // a PD takes three
            Domains.ok(Domains.revoke(h, Selectors.OBJECT_SPACE, to, 0, true));
            Domains.ok(Domains.revoke(h, Selectors.HOST_SPACE, to, 0, true));
        }
    }
}
