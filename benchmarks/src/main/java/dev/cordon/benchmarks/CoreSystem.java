// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.benchmarks;

import dev.cordon.machine.engine.TrapRouting;
import dev.cordon.machine.platform.AddressMap;
import dev.cordon.machine.platform.Machine;
import dev.cordon.microhypervisor.abi.Event;
import dev.cordon.microhypervisor.abi.Hypercalls;
import dev.cordon.microhypervisor.abi.Hypervisor;
import dev.cordon.microhypervisor.abi.Program;
import dev.cordon.microhypervisor.abi.RegisterGroup;
import dev.cordon.microhypervisor.abi.Selectors;
import dev.cordon.microhypervisor.abi.StateReader;
import dev.cordon.microhypervisor.abi.StateWriter;
import dev.cordon.microhypervisor.abi.Status;
import dev.cordon.microhypervisor.abi.Utcb;
import dev.cordon.microhypervisor.core.BootImage;
import dev.cordon.microhypervisor.core.Idle;
import dev.cordon.microhypervisor.core.Microhypervisor;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

/**
 * A microhypervisor with one pCPU, which a benchmark drives itself: what is measured runs in an entry of the root task. Beside it there is a server, in a domain of its own, that
 * answers calls and notifications, and runs vCPUs that do nothing but call it.
 */
final class CoreSystem implements AutoCloseable {
    private static final long MEMORY = 256 << 20;

    /** A page of the root task's that is there for delegation. */
    static final long PAGE = 1L << 29;

    private static final long FREE = AddressMap.RAM + (128 << 20);
    private static final long GUEST = 0x8000_0000L;

    /** Where the root task has the server, its execution context, portal, and the notification that wakes it. */
    private static final long SERVER = 5000;

    private static final long EC = SERVER + 3;
    static final long PORTAL = SERVER + 4;
    private static final long SC = SERVER + 5;
    static final long NOTIFICATION = SERVER + 6;

    /** Where the server has its own things: the first vCPU and its scheduling context, then the next. */
    private static final long SPACE = 4096;

    private static final long VCPUS = 4100;
    private static final long EVENTS = 4200;

    /** Of a vCPU, in microseconds. */
    private static final long BUDGET = 100;

    /** Of the clock, in a microsecond. */
    private static final long TICKS = 10;

    /** {@code ecall; j .-4}. */
    private static final long LOOP = 0x73 | 0xFFDF_F06FL << 32;

    private final SteppedClock clock = new SteppedClock();
    private final Machine machine;
    private final Microhypervisor microhypervisor;
    private final Root root = new Root();
    private final Server server;

    /** Powers a system on, in which the server has so many vCPUs. */
    CoreSystem(int vcpus) throws IOException {
        server = new Server(vcpus);
        machine = new Machine(1, MEMORY, TrapRouting.EXIT, clock, _ -> {}, _ -> {});
        BootImage image = new BootImage(
                List.of(() -> root, () -> server), List.of(), new BootImage.Region(AddressMap.RAM, 16), List.of());
        microhypervisor = Microhypervisor.powerOn(machine, image, _ -> new NoIdle());
        drive(1); // the root task's init
        perform(Root::build);
        pingPong(1); // the server's init comes first
    }

    /** Has the root task do something, in one of its entries. */
    void perform(Consumer<Hypervisor> work) {
        root.work = work;
        drive(1);
    }

    /** Has root task and server notify each other so many times, each entered by the other's signal. */
    void pingPong(int count) {
        server.pings = count;
        perform(h -> ok(Hypercalls.signal(h, NOTIFICATION, 1)));
    }

    /**
     * Lets the server's vCPUs run until they have left so many times, all together. Afterwards nothing else can be measured.
     *
     * @param switching whether each exit uses up the vCPU's budget, so that the next one's turn comes
     */
    void exits(int count, boolean switching) {
        root.rests = true;
        server.exits = count;
        server.ticks = switching ? BUDGET * TICKS : 0;
        drive(1 + count * server.ticks);
    }

    private void drive(long ticks) {
        long end = clock.time() + ticks;
        clock.end = end;
        microhypervisor.run(0, end);
        microhypervisor.failure().ifPresent(failure -> {
            throw new IllegalStateException(failure);
        });
    }

    @Override
    public void close() throws IOException {
        microhypervisor.stop();
        machine.close();
    }

    static void ok(int status) {
        if (status != Status.OK) {
            throw new IllegalStateException(Status.name(status));
        }
    }

    /** Does what it is told, time and again; the clock ticks after each. */
    private final class Root extends Stateless {
        private Consumer<Hypervisor> work = _ -> {};
        private boolean rests;

        @Override
        public void init(Hypervisor h) {
            ok(Hypercalls.signal(h, Selectors.MAIN_NOTIFICATION, 1));
            clock.finish();
        }

        /** Makes the server, and a page to delegate. */
        static void build(Hypervisor h) {
            ok(Hypercalls.delegate(h, Selectors.HOST_SPACE, FREE >>> 12, Selectors.HOST_SPACE, PAGE, 0, 7));
            ok(Hypercalls.createPd(h, SERVER, Selectors.PD, 1, 64, 10_000));
            ok(Hypercalls.createHostEc(h, EC, SERVER, 0, 0));
            ok(Hypercalls.createPortal(h, PORTAL, SERVER, EC, -1, 0));
            for (int i = 0; i < 4; i++) {
                ok(Hypercalls.delegate(h, Selectors.OBJECT_SPACE, SERVER + i, SERVER + 1, Selectors.PD + i, 0, 3));
            }
            ok(Hypercalls.createNotification(h, NOTIFICATION, SERVER, EC));
            ok(Hypercalls.delegate(
                    h, Selectors.OBJECT_SPACE, Selectors.MAIN_NOTIFICATION, SERVER + 1, Selectors.PEERS, 0, 3));
            ok(Hypercalls.delegate(h, Selectors.HOST_SPACE, FREE >>> 12, SERVER + 2, FREE >>> 12, 0, 7));
            ok(Hypercalls.createSc(h, SC, SERVER, EC, 50, 10_000));
        }

        @Override
        public void notified(Hypervisor h, long badges) {
            if (rests) {
                return;
            }
            work.accept(h);
            if (server.pings == 0) {
                ok(Hypercalls.signal(h, Selectors.MAIN_NOTIFICATION, 1));
                clock.finish();
            }
        }
    }

    /** Answers calls, and lets guests run that do nothing but call it. */
    private final class Server extends Stateless {
        private final int vcpus;
        private int exits;
        private long ticks;
        private int pings;

        Server(int vcpus) {
            this.vcpus = vcpus;
        }

        @Override
        public void init(Hypervisor h) {
            h.store(FREE, 8, LOOP);
            ok(Hypercalls.createGuestSpace(h, SPACE, Selectors.PD));
            ok(Hypercalls.delegate(h, Selectors.HOST_SPACE, FREE >>> 12, SPACE, GUEST >>> 12, 0, 7));
            int groups = RegisterGroup.PC | RegisterGroup.TRAP | RegisterGroup.ARGUMENTS;
            for (int event : new int[] {Event.STARTUP, Event.ENVIRONMENT_CALL}) {
                ok(Hypercalls.createPortal(h, EVENTS + event, Selectors.PD, Selectors.MAIN_EC, event, groups));
            }
            for (int i = 0; i < vcpus; i++) {
                ok(Hypercalls.createVcpu(h, VCPUS + 2L * i, Selectors.PD, 0, EVENTS));
                ok(Hypercalls.createSc(h, VCPUS + 2L * i + 1, Selectors.PD, VCPUS + 2L * i, 10, BUDGET));
            }
        }

        @Override
        public void notified(Hypervisor h, long badges) {
            pings--;
            ok(Hypercalls.signal(h, Selectors.PEERS, 1));
        }

        @Override
        public void called(Hypervisor h, long portal) {
            Utcb message = h.utcb();
            if (portal == Event.STARTUP) {
                message.groups(RegisterGroup.PC | RegisterGroup.GUEST_SPACE);
                message.word(Utcb.GUEST_SPACE, SPACE);
                message.word(Utcb.PC, GUEST);
                message.word(Utcb.PRIVILEGE, 1);
            } else if (portal == Event.ENVIRONMENT_CALL) {
                message.groups(RegisterGroup.PC | RegisterGroup.ARGUMENTS);
                message.word(Utcb.PC, message.word(Utcb.PC) + 4);
                message.x(10, 0);
                clock.now += ticks;
                if (--exits == 0) {
                    clock.finish();
                }
            } else {
                message.length(8);
            }
        }
    }

    private abstract static class Stateless implements Program {
        @Override
        public void called(Hypervisor h, long portal) {}

        @Override
        public void notified(Hypervisor h, long badges) {}

        @Override
        public void save(StateWriter writer) {}

        @Override
        public void restore(StateReader reader) {}
    }

    /** Whoever drives the pCPU comes back for the next thing to do. */
    private static final class NoIdle implements Idle {
        @Override
        public void await(long time) {
            throw new IllegalStateException("there is nothing to do");
        }

        @Override
        public void wake() {}
    }
}
