// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.benchmarks;

import dev.cordon.machine.engine.Clock;
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
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;

/**
 * What hypercalls cost, in processor time of the one pCPU: a call with 8 words and its reply, an exit of a guest to its VMM and back, and delegation and revocation of 10 to
 * 1,000,000 capabilities, as children of one and as a chain. Each is measured again and again in one run; the last lines count.
 */
public final class CoreSpeed {
    private static final long MEMORY = 64 << 20;
    private static final long FREE = AddressMap.RAM + (16 << 20);
    private static final long GUEST = 0x8000_0000L;
    private static final int ROUNDS = 5;
    private static final int CALLS = 500_000;
    private static final int MOST = 1_000_000;

    /** Where the root task has the server, and the server its own things. */
    private static final long SERVER = 5000;

    private static final long EC = SERVER + 3;
    private static final long PORTAL = SERVER + 4;
    private static final long SPACE = 4096;
    private static final long VCPU = 4097;
    private static final long SC = 4098;
    private static final long EVENTS = 4200;

    /** {@code ecall; j .-4}. */
    private static final long LOOP = 0x73 | 0xFFDF_F06FL << 32;

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final PrintStream OUT = System.out;

    private CoreSpeed() {}

    /** Runs the benchmark. */
    public static void main(String[] arguments) throws IOException {
        RealClock clock = new RealClock();
        try (Machine machine = new Machine(1, MEMORY, TrapRouting.EXIT, clock, b -> {}, o -> {})) {
            BootImage image = new BootImage(
                    List.of(Root::new, Vmm::new), List.of(), new BootImage.Region(AddressMap.RAM, 16), List.of());
            Microhypervisor microhypervisor = Microhypervisor.powerOn(machine, image, pcpu -> new Spinning());
            Vmm.last = microhypervisor::stop;
            microhypervisor.run(0);
            microhypervisor.failure().ifPresent(OUT::println);
        }
    }

    private static void ok(int status) {
        if (status != Status.OK) {
            throw new IllegalStateException(Status.name(status));
        }
    }

    private static long cpu() {
        return THREADS.getCurrentThreadCpuTime();
    }

    /** Measures capabilities, then starts a VMM, and when that has begun measures calls to it. */
    private static final class Root extends Stateless {
        @Override
        public void init(Hypervisor h) {
            long page = 1L << 29;
            ok(Hypercalls.delegate(h, Selectors.HOST_SPACE, FREE >>> 12, Selectors.HOST_SPACE, page, 0, 7));
            for (int count = 10; count <= MOST; count *= 10) {
                for (int round = 1; round <= ROUNDS; round++) {
                    capabilities(h, page, count, false, round == ROUNDS);
                    capabilities(h, page, count, true, round == ROUNDS);
                }
            }
            ok(Hypercalls.createPd(h, SERVER, Selectors.PD, 1, 40, 10_000));
            ok(Hypercalls.createHostEc(h, EC, SERVER, 0, 0));
            ok(Hypercalls.createPortal(h, PORTAL, SERVER, EC, -1, 0));
            for (int i = 0; i < 4; i++) {
                ok(Hypercalls.delegate(h, Selectors.OBJECT_SPACE, SERVER + i, SERVER + 1, Selectors.PD + i, 0, 3));
            }
            ok(Hypercalls.delegate(
                    h, Selectors.OBJECT_SPACE, Selectors.MAIN_NOTIFICATION, SERVER + 1, Selectors.PEERS, 0, 3));
            ok(Hypercalls.delegate(h, Selectors.HOST_SPACE, FREE >>> 12, SERVER + 2, FREE >>> 12, 0, 7));
            ok(Hypercalls.createSc(h, SERVER + 5, SERVER, EC, 50, 10_000));
        }

        private static void capabilities(Hypervisor h, long page, int count, boolean chain, boolean last) {
            int times = Math.max(1, 100_000 / count);
            long delegating = 0;
            long revoking = 0;
            for (int i = 0; i < times; i++) {
                long start = cpu();
                delegate(h, page, count, chain);
                long delegated = cpu();
                revoke(h, page);
                delegating += delegated - start;
                revoking += cpu() - delegated;
            }
            if (last) {
                long all = (long) times * count;
                OUT.printf(
                        "%,9d capabilities, %s: delegate %3d ns, revoke %3d ns each%n",
                        count, chain ? "a chain" : "of one ", delegating / all, revoking / all);
            }
        }

        private static void delegate(Hypervisor h, long page, int count, boolean chain) {
            long from = page;
            for (int i = 0; i < count; i++) {
                long to = (1L << 30) + i;
                ok(Hypercalls.delegate(h, Selectors.HOST_SPACE, from, Selectors.HOST_SPACE, to, 0, 7));
                from = chain ? to : page;
            }
        }

        private static void revoke(Hypervisor h, long page) {
            int status;
            do {
                status = Hypercalls.revoke(h, Selectors.HOST_SPACE, page, 0, false);
            } while (status == Status.AGAIN);
            ok(status);
        }

        @Override
        public void notified(Hypervisor h, long badges) {
            for (int round = 0; round < ROUNDS; round++) {
                long start = cpu();
                for (int i = 0; i < CALLS; i++) {
                    h.utcb().length(8);
                    ok(Hypercalls.call(h, PORTAL));
                }
                OUT.printf("call and reply, 8 words: %d ns%n", (cpu() - start) / CALLS);
            }
        }
    }

    /** Answers calls, and runs a guest that does nothing but call it. */
    private static final class Vmm extends Stateless {
        static Runnable last = () -> {};

        private long exits;
        private long start;

        @Override
        public void init(Hypervisor h) {
            h.store(FREE, 8, LOOP);
            ok(Hypercalls.createGuestSpace(h, SPACE, Selectors.PD));
            ok(Hypercalls.delegate(h, Selectors.HOST_SPACE, FREE >>> 12, SPACE, GUEST >>> 12, 0, 7));
            int groups = RegisterGroup.PC | RegisterGroup.TRAP | RegisterGroup.ARGUMENTS;
            for (int event : new int[] {Event.STARTUP, Event.ENVIRONMENT_CALL}) {
                ok(Hypercalls.createPortal(h, EVENTS + event, Selectors.PD, Selectors.MAIN_EC, event, groups));
            }
            ok(Hypercalls.createVcpu(h, VCPU, Selectors.PD, 0, EVENTS));
            ok(Hypercalls.createSc(h, SC, Selectors.PD, VCPU, 10, 10_000));
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
                start = cpu();
            } else if (portal == Event.ENVIRONMENT_CALL) {
                message.groups(RegisterGroup.PC | RegisterGroup.ARGUMENTS);
                message.word(Utcb.PC, message.word(Utcb.PC) + 4);
                message.x(10, 0);
                if (++exits % CALLS == 0) {
                    OUT.printf("exit and back: %d ns%n", (cpu() - start) / CALLS);
                    start = cpu();
                    if (exits == (long) ROUNDS * CALLS) {
                        last.run();
                    }
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

    private static final class RealClock implements Clock {
        private final long start = System.nanoTime();

        @Override
        public long time() {
            return (System.nanoTime() - start) / 100;
        }

        @Override
        public long timeOfDay() {
            return System.currentTimeMillis() * 1_000_000;
        }

        @Override
        public long instructionsUntil(long time) {
            return 100_000;
        }
    }

    /** There is always something to do. */
    private static final class Spinning implements Idle {
        @Override
        public void await(long time) {}

        @Override
        public void wake() {}
    }
}
