// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import static dev.cordon.microhypervisor.core.Domains.ok;

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
 * Badges, recalls, virtual interrupts and changes of policy go from pCPU 0 to pCPU 1, where a guest waits, spins or is stopped and a program comes and goes: none is lost,
 * whatever the other was about to do.
 */
final class EventRace extends Race {
    private static final long PD = 5000;
    private static final long SPACE = 6000;
    private static final long VCPU = 6001;
    private static final long SC = 6002;
    private static final long EVENTS = 7000;
    private static final long CODE = TestSystem.FREE;
    private static final long DATA = TestSystem.FREE + 4096;
    private static final long GUEST_CODE = 0x8000_0000L;
    private static final long GUEST_DATA = 0x8000_1000L;

    /** Counts interrupts at word 0 of its data; waits for them asleep if word 1 is 0, awake if it is 1; exits if it is 2. */
    private static final String GUEST = """
                la t0, trap
                csrw stvec, t0
                li s0, 0x80001000
                csrsi sie, 2
            again:
                csrci sstatus, 2
                ld t1, 8(s0)
                bnez t1, awake
                wfi
                csrsi sstatus, 2
                j again
            awake:
                csrsi sstatus, 2
                addi t1, t1, -1
                beqz t1, again
                ecall
                j again
                .align 2
            trap:
                csrci sip, 2
                ld t0, 0(s0)
                addi t0, t0, 1
                sd t0, 0(s0)
                sret
            """;

    private final AtomicLong recalls = new AtomicLong();
    private final AtomicLong stops = new AtomicLong();
    private final AtomicLong badges = new AtomicLong();
    private long injected;

    EventRace(long seed, int rounds, int patience) {
        super(seed, rounds, patience);
    }

    @Override
    TestSystem start() {
        TestProgram handler = new TestProgram();
        handler.init(h -> ok(Hypercalls.signal(h, Domains.ROOT, 1)));
        handler.called((h, event) -> entry(() -> answer(h, event)));
        handler.notified((_, taken) -> badges.accumulateAndGet(taken, (a, b) -> a | b));
        TestProgram root = new TestProgram();
        root.init(this::build);
        root.notified((h, _) -> {
            ok(Hypercalls.createSc(h, SC, Selectors.PD, VCPU, 10, 200_000));
            for (int round = 0; round < rounds; round++) {
                h.store(DATA + 8, 8, random.nextInt(2));
                oneRound(h);
                progress();
            }
            end();
        });
        return TestSystem.start(2, root, handler);
    }

    private void answer(Hypervisor h, long event) {
        Utcb message = h.utcb();
        message.groups(RegisterGroup.RUN_STATE);
        if (event == Event.STARTUP) {
            message.groups(RegisterGroup.PC | RegisterGroup.GUEST_SPACE);
            message.word(Utcb.GUEST_SPACE, 900);
            message.word(Utcb.PC, GUEST_CODE);
            message.word(Utcb.PRIVILEGE, 1);
        } else if (event == Event.RECALL) {
            recalls.incrementAndGet();
        } else {
            message.groups(RegisterGroup.PC | RegisterGroup.RUN_STATE);
            message.word(Utcb.PC, message.word(Utcb.PC) + 4);
            message.word(Utcb.RUN_STATE, event == Event.ENVIRONMENT_CALL ? Utcb.STOP : Utcb.RUN);
            stops.incrementAndGet();
        }
    }

    private void build(Hypervisor h) {
        Domains.create(h, PD, 1, 1);
        byte[] code = Assembler.parse("guest", GUEST_CODE, GUEST).bytes();
        h.memory(CODE, 4096).copyFrom(MemorySegment.ofArray(code));
        ok(Hypercalls.createGuestSpace(h, SPACE, Selectors.PD));
        Domains.give(h, PD, SPACE, 900, -1);
        ok(Hypercalls.delegate(h, Selectors.HOST_SPACE, CODE >>> 12, SPACE, GUEST_CODE >>> 12, 0, 5));
        ok(Hypercalls.delegate(h, Selectors.HOST_SPACE, DATA >>> 12, SPACE, GUEST_DATA >>> 12, 0, 3));
        for (int event = 0; event < Event.COUNT; event++) {
            ok(Hypercalls.createPortal(h, EVENTS + event, PD, PD + Domains.EC, event, RegisterGroup.PC));
        }
        ok(Hypercalls.createVcpu(h, VCPU, Selectors.PD, 1, EVENTS));
        Domains.start(h, PD, 50);
    }

    private void oneRound(Hypervisor h) {
        switch (random.nextInt(5)) {
            case 0 -> {
                badges.set(0);
                long sent = 0;
                for (int i = 0; i < 5; i++) {
                    long badge = 1L << random.nextInt(64);
                    ok(Hypercalls.signal(h, PD + Domains.NOTIFICATION, badge));
                    sent |= badge;
                }
                long all = sent;
                await("badges", () -> (badges.get() & all) == all);
            }
            case 1 -> {
                ok(Hypercalls.inject(h, VCPU, 4, 0));
                injected++;
                await("an interrupt", () -> h.load(DATA, 8) == injected);
            }
            case 2 -> recall(h);
            case 3 -> {
                long before = stops.get();
                h.store(DATA + 8, 8, 2);
                ok(Hypercalls.inject(h, VCPU, 4, 0)); // it might be asleep
                injected++;
                await("a stop", () -> stops.get() > before);
                h.store(DATA + 8, 8, 1);
                recall(h); // out of the stop
                await("the interrupt before the stop", () -> h.load(DATA, 8) == injected);
            }
            default -> {
                ok(Hypercalls.controlSc(h, SC, 5 + random.nextInt(20), 200_000, 0, -1));
                recall(h);
            }
        }
    }

    private void recall(Hypervisor h) {
        long before = recalls.get();
        ok(Hypercalls.recall(h, VCPU));
        await("a recall", () -> recalls.get() > before);
    }
}
