// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import dev.cordon.machine.engine.TrapRouting;
import dev.cordon.machine.isa.Assembler;
import dev.cordon.machine.platform.AddressMap;
import dev.cordon.machine.platform.Machine;
import dev.cordon.microhypervisor.abi.Event;
import dev.cordon.microhypervisor.abi.Hypercalls;
import dev.cordon.microhypervisor.abi.Hypervisor;
import dev.cordon.microhypervisor.abi.RegisterGroup;
import dev.cordon.microhypervisor.abi.Selectors;
import dev.cordon.microhypervisor.abi.Status;
import dev.cordon.microhypervisor.abi.Utcb;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * One pCPU in virtual time, driven by the test's thread, with vCPUs that spin, or work and block by turns. The root task is their VMM: it creates them in its first entry,
 * and does in later ones what the test wants.
 */
final class VirtualSystem implements AutoCloseable {
    static final int INSTRUCTIONS_PER_TICK = InstructionClock.INSTRUCTIONS_PER_TICK;

    private static final long GUEST = 0x8000_0000L;
    private static final long SPACE = Selectors.FREE;
    private static final long EVENTS = Selectors.FREE + 64;
    private static final long FIRST = Selectors.FREE + 256;
    private static final long WORKER_EVENTS = Selectors.FREE + 16384;

    /** Spins at its beginning. From {@link #WORKER} on it works for 2 * a0 + 6 instructions and counts that in s2, then waits for the next multiple of a1 ticks since its start. */
    private static final String PROGRAM = """
            spin:   j       spin
                    .balign 8
            worker: li      t0, 32
                    csrs    sie, t0
                    csrr    s1, time
            again:  mv      t0, a0
            work:   addi    t0, t0, -1
                    bnez    t0, work
                    addi    s2, s2, 1
                    add     s1, s1, a1
                    csrw    stimecmp, s1
                    wfi
                    j       again
            """;

    private static final long WORKER = GUEST + 8;
    private static final long SIGNAL = 1;

    private final Machine machine;
    private final Microhypervisor microhypervisor;
    private final WatchedClock clock = new WatchedClock();
    private Consumer<Hypervisor> next;

    /** What workers were made with: half of their instructions, and the interval. */
    private final List<long[]> workers = new ArrayList<>();

    /** Knows how often it was asked for what. */
    private static final class WatchedClock extends InstructionClock {
        /** How often the pCPU has waited. */
        private int waits;

        /** How many looks at the time may follow each other without its going on. */
        private int patience = Integer.MAX_VALUE;

        private int looks;
        private long last;

        /** How much later it is after each look at the time. */
        private long restlessness;

        @Override
        public long time() {
            pass(restlessness);
            long now = instructions();
            looks = now == last ? looks + 1 : 0;
            last = now;
            if (looks > patience) {
                throw new AssertionError("time stands still");
            }
            return super.time();
        }

        @Override
        public void await(long time) {
            waits++;
            super.await(time);
        }
    }

    /** A system whose first entry is {@code first}, after the guest space is there. */
    VirtualSystem(Consumer<Hypervisor> first) {
        next = first;
        TestProgram root = new TestProgram();
        root.init(h -> {
            h.memory(TestSystem.FREE, 4096)
                    .copyFrom(MemorySegment.ofArray(
                            Assembler.parse("program", GUEST, PROGRAM).bytes()));
            check(Hypercalls.createGuestSpace(h, SPACE, Selectors.PD));
            check(Hypercalls.delegate(h, Selectors.HOST_SPACE, TestSystem.FREE >>> 12, SPACE, GUEST >>> 12, 0, 7));
            check(Hypercalls.createPortal(h, EVENTS + Event.STARTUP, Selectors.PD, Selectors.MAIN_EC, 0, 0));
            next.accept(h);
        });
        root.called((h, portal) -> {
            h.utcb().word(Utcb.GUEST_SPACE, SPACE);
            h.utcb().word(Utcb.PC, portal == 0 ? GUEST : WORKER);
            h.utcb().word(Utcb.PRIVILEGE, 1);
            for (int i = 1; i < 32; i++) {
                h.utcb().x(i, 0);
            }
            if (portal != 0) {
                h.utcb().x(10, workers.get((int) portal - 1)[0]);
                h.utcb().x(11, workers.get((int) portal - 1)[1]);
            }
            h.utcb().groups(RegisterGroup.PC | RegisterGroup.GENERAL | RegisterGroup.GUEST_SPACE);
        });
        root.notified((h, badges) -> next.accept(h));
        try {
            machine = new Machine(1, TestSystem.MEMORY, TrapRouting.EXIT, clock, value -> {}, outcome -> {});
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        clock.runs(machine.harts().getFirst());
        BootImage.Region plan = new BootImage.Region(AddressMap.RAM, 16);
        BootImage image = new BootImage(List.of(() -> root), List.of(), plan, List.of());
        microhypervisor = Microhypervisor.powerOn(machine, image, pcpu -> clock);
    }

    /** Creates the vCPU {@code number}, and its scheduling context; returns the status. */
    static int create(Hypervisor h, int number, long priority, long budget, long period) {
        check(Hypercalls.createVcpu(h, vcpu(number), Selectors.PD, 0, EVENTS));
        return Hypercalls.createSc(h, sc(number), Selectors.PD, vcpu(number), priority, budget, period);
    }

    /** Creates the vCPU {@code number} as a worker: every {@code interval} ticks it works for {@code ticks} ticks, but for some instructions. */
    void createWorker(Hypervisor h, int number, long priority, long ticks, long interval) {
        workers.add(new long[] {ticks * INSTRUCTIONS_PER_TICK / 2, interval});
        long events = WORKER_EVENTS + 64L * workers.size();
        check(Hypercalls.createPortal(h, events + Event.STARTUP, Selectors.PD, Selectors.MAIN_EC, workers.size(), 0));
        check(Hypercalls.createVcpu(h, vcpu(number), Selectors.PD, 0, events));
        check(Hypercalls.createSc(h, sc(number), Selectors.PD, vcpu(number), priority, 1_000_000, 0));
    }

    /** Has the first vCPUs exit and stop. */
    void stopGuests(int count) {
        enter(h -> {
            for (int i = 0; i < count; i++) {
                check(Hypercalls.recall(h, vcpu(i))); // there is no portal for that: it stops
            }
        });
    }

    /** How often a worker has done its work. */
    long jobs(int number) {
        return ((Vcpu) object(vcpu(number))).state().x[18];
    }

    /** How often the pCPU has had nothing to do. */
    int waits() {
        return clock.waits;
    }

    /** From now on it fails if nothing goes on for so many looks at the time. */
    void beImpatient(int looks) {
        clock.patience = looks;
    }

    /** From now on it is later after each look at the time, by so many instructions. */
    void makeRestless(long instructions) {
        clock.restlessness = instructions;
    }

    static void check(int status) {
        if (status != Status.OK) {
            throw new AssertionError(Status.name(status));
        }
    }

    static long vcpu(int number) {
        return FIRST + 2L * number;
    }

    static long sc(int number) {
        return FIRST + 2L * number + 1;
    }

    /** The time in ticks. */
    long time() {
        return clock.time();
    }

    /** Runs until a time. */
    void runUntil(long time) {
        clock.limit(time);
        microhypervisor.run(0, time);
        microhypervisor.failure().ifPresent(text -> {
            throw new AssertionError(text);
        });
    }

    /** Has the root task make hypercalls, before anything else. */
    void enter(Consumer<Hypervisor> entry) {
        next = entry;
        ((Notification) object(Selectors.MAIN_NOTIFICATION)).signal(SIGNAL);
        runUntil(time() + 1);
    }

    /** How many ticks a vCPU has run for. */
    long consumed(int number) {
        return ((SchedulingContext) object(sc(number))).consumed();
    }

    /** How many instructions a vCPU has retired. */
    long retired(int number) {
        return ((Vcpu) object(vcpu(number))).state().retired;
    }

    private Object object(long selector) {
        ProtectionDomain root = microhypervisor.kernel().root();
        if (root == null) {
            throw new AssertionError("no root task");
        }
        return root.objects().lookup(selector).object();
    }

    @Override
    public void close() {
        try {
            machine.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
