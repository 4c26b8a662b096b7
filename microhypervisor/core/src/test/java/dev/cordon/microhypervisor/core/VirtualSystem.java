// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import dev.cordon.machine.engine.Clock;
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
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * One pCPU in virtual time, driven by the test's thread, with vCPUs that spin. The root task is their VMM: it creates them in its first entry, and does in later ones what
 * the test wants.
 */
final class VirtualSystem implements AutoCloseable {
    static final int INSTRUCTIONS_PER_TICK = 10;

    private static final long GUEST = 0x8000_0000L;
    private static final long SPACE = Selectors.FREE;
    private static final long EVENTS = Selectors.FREE + 64;
    private static final long FIRST = Selectors.FREE + 256;
    private static final long SIGNAL = 1;

    private final Machine machine;
    private final Microhypervisor microhypervisor;
    private final VirtualTime clock = new VirtualTime();
    private Consumer<Hypervisor> next;

    private static final class VirtualTime implements Clock, Idle {
        private long offset;
        private long limit;

        /** 0 while the machine is being made. */
        private LongSupplier retired = () -> 0;

        private long instructions() {
            return offset + retired.getAsLong();
        }

        @Override
        public long time() {
            return instructions() / INSTRUCTIONS_PER_TICK;
        }

        @Override
        public long timeOfDay() {
            return 0;
        }

        @Override
        public long instructionsUntil(long time) {
            return time < 0 ? Long.MAX_VALUE : Math.max(1, time * INSTRUCTIONS_PER_TICK - instructions());
        }

        @Override
        public void spend(long ticks) {
            offset += ticks * INSTRUCTIONS_PER_TICK;
        }

        @Override
        public void await(long time) {
            long until = Long.compareUnsigned(time, limit) < 0 ? time : limit;
            offset += Math.max(0, until * INSTRUCTIONS_PER_TICK - instructions());
        }

        @Override
        public void wake() {}
    }

    /** A system whose first entry is {@code first}, after the guest space is there. */
    VirtualSystem(Consumer<Hypervisor> first) {
        next = first;
        TestProgram root = new TestProgram();
        root.init(h -> {
            h.memory(TestSystem.FREE, 4096)
                    .copyFrom(MemorySegment.ofArray(
                            Assembler.parse("spin", GUEST, "j 0x80000000").bytes()));
            check(Hypercalls.createGuestSpace(h, SPACE, Selectors.PD));
            check(Hypercalls.delegate(h, Selectors.HOST_SPACE, TestSystem.FREE >>> 12, SPACE, GUEST >>> 12, 0, 7));
            check(Hypercalls.createPortal(h, EVENTS + Event.STARTUP, Selectors.PD, Selectors.MAIN_EC, 0, 0));
            next.accept(h);
        });
        root.called((h, portal) -> {
            h.utcb().word(Utcb.GUEST_SPACE, SPACE);
            h.utcb().word(Utcb.PC, GUEST);
            h.utcb().word(Utcb.PRIVILEGE, 1);
            h.utcb().groups(RegisterGroup.PC | RegisterGroup.GUEST_SPACE);
        });
        root.notified((h, badges) -> next.accept(h));
        try {
            machine = new Machine(1, TestSystem.MEMORY, TrapRouting.EXIT, clock, value -> {}, outcome -> {});
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        clock.retired = machine.harts().getFirst()::retired;
        BootImage.Region plan = new BootImage.Region(AddressMap.RAM, 16);
        BootImage image = new BootImage(List.of(() -> root), List.of(), plan, List.of());
        microhypervisor = Microhypervisor.powerOn(machine, image, pcpu -> clock);
    }

    /** Creates the vCPU {@code number}, and its scheduling context; returns the status. */
    static int create(Hypervisor h, int number, long priority, long budget, long period) {
        check(Hypercalls.createVcpu(h, vcpu(number), Selectors.PD, 0, EVENTS));
        return Hypercalls.createSc(h, sc(number), Selectors.PD, vcpu(number), priority, budget, period);
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
        clock.limit = time;
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
