// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import static dev.cordon.microhypervisor.core.Domains.ok;

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

/**
 * A guest counts in memory on pCPU 1. On pCPU 0 the root task takes away one of the things that it takes to do so, in any order: the page, the mapping, the right to the guest
 * space, the space itself, the vCPU, its scheduling context. When that is done the count stands; when it is given back, the count goes on.
 */
final class GuestRace extends Race {
    private static final long PD = 5000;
    private static final long SPACE = 6000;
    private static final long VCPU = 6001;
    private static final long SC = 6002;
    private static final long EVENTS = 4096;
    private static final long HANDLER_SPACE = 4000;
    private static final long OWN = 1 << 25;

    private static final long CODE = TestSystem.FREE;
    private static final long DATA = TestSystem.FREE + (1 << 21);
    private static final long GUEST_CODE = 0x8000_0000L;
    private static final long GUEST_DATA = 0x8000_1000L;

    private static final String COUNT = """
                li s0, 0x80001000
            again:
                ld t0, 0(s0)
                addi t0, t0, 1
                sd t0, 0(s0)
                j again
            """;

    private final AtomicLong recalls = new AtomicLong();
    private final AtomicLong looks = new AtomicLong();

    GuestRace(long seed, int rounds, int patience) {
        super(seed, rounds, patience);
    }

    @Override
    TestSystem start() {
        TestProgram handler = new TestProgram();
        handler.init(h -> ok(Hypercalls.signal(h, Domains.ROOT, 1)));
        handler.called((h, event) -> entry(() -> answer(h, event)));
        handler.notified((_, _) -> looks.incrementAndGet());
        TestProgram root = new TestProgram();
        root.init(this::build);
        root.notified((h, _) -> {
            giveData(h);
            startVcpu(h);
            for (int round = 0; round < rounds; round++) {
                awaitCount(h);
                takeAndGiveBack(h);
                progress();
            }
            end();
        });
        return TestSystem.start(2, root, handler);
    }

    /** An access to data that is not there is tried again. */
    private void answer(Hypervisor h, long event) {
        Utcb message = h.utcb();
        message.groups(RegisterGroup.RUN_STATE);
        message.word(Utcb.GUEST_SPACE, HANDLER_SPACE);
        if (event == Event.STARTUP) {
            message.groups(RegisterGroup.PC | RegisterGroup.GUEST_SPACE);
            message.word(Utcb.PC, GUEST_CODE);
            message.word(Utcb.PRIVILEGE, 1);
        } else if (event == Event.RECALL) {
            message.groups(RegisterGroup.GUEST_SPACE);
            recalls.incrementAndGet();
        } else {
            boolean again = event == Event.LOAD_GUEST_PAGE_FAULT || event == Event.STORE_GUEST_PAGE_FAULT;
            message.word(Utcb.RUN_STATE, again ? Utcb.RUN : Utcb.STOP);
        }
    }

    private void build(Hypervisor h) {
        Domains.create(h, PD, 1, 1);
        byte[] code = Assembler.parse("guest", GUEST_CODE, COUNT).bytes();
        h.memory(CODE, 4096).copyFrom(MemorySegment.ofArray(code));
        buildSpace(h);
        for (int event = 0; event < Event.COUNT; event++) {
            ok(Hypercalls.createPortal(h, 7000 + event, PD, PD + Domains.EC, event, RegisterGroup.TRAP));
            Domains.give(h, PD, 7000 + event, EVENTS + event, Permission.PORTAL_EVENT);
        }
        Domains.start(h, PD, 50);
    }

    private static void buildSpace(Hypervisor h) {
        ok(Hypercalls.createGuestSpace(h, SPACE, Selectors.PD));
        Domains.give(h, PD, SPACE, HANDLER_SPACE, Permission.SPACE_ASSIGN);
        ok(Hypercalls.delegate(h, Selectors.HOST_SPACE, CODE >>> 12, SPACE, GUEST_CODE >>> 12, 0, 5));
    }

    private static void giveData(Hypervisor h) {
        ok(Hypercalls.delegate(h, Selectors.HOST_SPACE, DATA >>> 12, Selectors.HOST_SPACE, OWN, 0, 7));
        mapData(h);
    }

    private static void mapData(Hypervisor h) {
        ok(Hypercalls.delegate(h, Selectors.HOST_SPACE, OWN, SPACE, GUEST_DATA >>> 12, 0, 3));
    }

    private static void startVcpu(Hypervisor h) {
        ok(Hypercalls.createVcpu(h, VCPU, PD, 1, EVENTS));
        startContext(h);
    }

    private static void startContext(Hypervisor h) {
        ok(Hypercalls.createSc(h, SC, PD, VCPU, 10, 100_000));
    }

    private void takeAndGiveBack(Hypervisor h) {
        switch (random.nextInt(8)) {
            case 0 -> {
                take(h, Selectors.HOST_SPACE, OWN, true);
                giveData(h);
            }
            case 1 -> {
                take(h, SPACE, GUEST_DATA >>> 12, true);
                mapData(h);
            }
            case 2 -> {
                take(h, Selectors.OBJECT_SPACE, SPACE, false);
                Domains.give(h, PD, SPACE, HANDLER_SPACE, Permission.SPACE_ASSIGN);
                recall(h);
            }
            case 3 -> {
                take(h, Selectors.OBJECT_SPACE, SPACE, true);
                buildSpace(h);
                mapData(h);
                recall(h);
            }
            case 4 -> {
                take(h, Selectors.OBJECT_SPACE, VCPU, true);
                ok(Domains.revoke(h, Selectors.OBJECT_SPACE, SC, 0, true));
                startVcpu(h);
            }
            case 5 -> {
                take(h, Selectors.OBJECT_SPACE, SC, true);
                startContext(h);
            }
            case 6 -> recall(h);
            default -> ok(Hypercalls.inject(h, VCPU, 4, 64));
        }
    }

    private void take(Hypervisor h, long space, long selector, boolean self) {
        ok(Domains.revoke(h, space, selector, 0, self));
        long count = h.load(DATA, 8);
        for (int i = 0; i < 100; i++) {
            assertStands(h, count, selector);
        }
        for (int i = 0; i < 2; i++) { // the guest has been interrupted, and would go on
            long before = looks.get();
            ok(Hypercalls.signal(h, PD + Domains.NOTIFICATION, 1));
            await("a look", () -> looks.get() > before);
            assertStands(h, count, selector);
        }
    }

    private static void assertStands(Hypervisor h, long count, long selector) {
        long now = h.load(DATA, 8);
        if (now != count) {
            throw new AssertionError(selector + " was revoked, and the count went on from " + count + " to " + now);
        }
    }

    /** The exit comes, whatever the vCPU does meanwhile. */
    private void recall(Hypervisor h) {
        long before = recalls.get();
        ok(Hypercalls.recall(h, VCPU));
        await("a recall", () -> recalls.get() > before);
    }

    private void awaitCount(Hypervisor h) {
        long before = h.load(DATA, 8);
        await("progress of the guest", () -> h.load(DATA, 8) >= before + 10);
    }
}
