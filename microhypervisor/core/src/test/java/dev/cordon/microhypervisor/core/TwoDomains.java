// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import static dev.cordon.microhypervisor.core.Domains.ok;

import dev.cordon.capabilities.types.Permission;
import dev.cordon.machine.engine.TrapRouting;
import dev.cordon.machine.isa.Assembler;
import dev.cordon.machine.platform.AddressMap;
import dev.cordon.machine.platform.Machine;
import dev.cordon.microhypervisor.abi.Event;
import dev.cordon.microhypervisor.abi.HostFault;
import dev.cordon.microhypervisor.abi.Hypercalls;
import dev.cordon.microhypervisor.abi.Hypervisor;
import dev.cordon.microhypervisor.abi.Program;
import dev.cordon.microhypervisor.abi.RegisterGroup;
import dev.cordon.microhypervisor.abi.Selectors;
import dev.cordon.microhypervisor.abi.Utcb;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.function.Consumer;

/**
 * Two domains on the same pCPUs in virtual time, each a VMM and its guest, which has a vCPU on each pCPU. What the first one does is drawn from a secret: how its guest spins, sleeps, faults and calls, which hypercalls
 * its VMM makes, how it ends. What the second one does is drawn from a public seed, and everything that it can observe is written down.
 */
final class TwoDomains {
    /** What root task and programs do that they should not. */
    enum Leak {
        NONE,
        /** The first may signal the second. */
        NOTIFICATION,
        /** The first may call the second. */
        PORTAL,
        /** The first may write to memory of the second's guest. */
        MEMORY,
        /** The first may create in the name of the second. */
        KERNEL_MEMORY,
        /** There is no room between the places of the two, in which a handler of the first may come to its end. */
        TIME
    }

    private static final long FIRST = 5000;
    private static final long SECOND = 6000;

    // Beside what Domains takes of a domain's selectors.
    private static final long VCPU = 16;
    private static final long VCPU_SC = 17;

    /** On the second pCPU: an execution context of the VMM, another vCPU and its scheduling context. */
    private static final long OTHER_EC = 18;

    private static final long OTHER_VCPU = 19;
    private static final long OTHER_SC = 20;

    // What a domain finds.
    private static final long OWN_SIGNAL = 900;
    private static final long LEAK = 901;
    private static final long OWN_VCPU = 902;
    private static final long OWN_OTHER_VCPU = 903;
    private static final long OWN_OTHER_EC = 904;
    private static final long EVENTS = 2048;
    private static final long OTHER_EVENTS = 2112;
    private static final long GUEST_SPACE = 2200;
    private static final long OBJECTS = 4096;

    private static final int ORDER = 4;
    private static final long MEMORY = 4096L << ORDER;
    private static final long FIRST_MEMORY = TestSystem.FREE;
    private static final long SECOND_MEMORY = TestSystem.FREE + (1 << 20);
    private static final long GUEST = 0x8000_0000L;
    private static final long ACTIONS = 4096;

    private static final int GROUPS = 0x1FF;
    private static final int REPLY = RegisterGroup.PC | RegisterGroup.GENERAL;
    private static final int FRAMES = 60;
    private static final int CALLS = 8;

    // Microseconds.
    private static final long PERIOD = 2000;
    private static final long HANDLER_BUDGET = 200;
    private static final long GUEST_BUDGET = 600;
    private static final long TICKS = 10;

    /** How long a turn of a pCPU is, in ticks. */
    private static final long TURN = 700;

    /** Takes one action after another from its second page; what it is told or can measure it writes down in the third. */
    private static final String CODE = """
                li s0, 0x80001000
                li s1, 0x80002000
                li s2, 0
                li t0, 32
                csrw sie, t0
            next:
                add t2, s0, s2
                ld t0, 0(t2)
                addi s2, s2, 8
                li t1, 4095
                and s2, s2, t1
                srli t3, t0, 8
                andi t1, t0, 7
                beqz t1, spin
                addi t1, t1, -1
                beqz t1, call
                addi t1, t1, -1
                beqz t1, read
                addi t1, t1, -1
                beqz t1, write
                addi t1, t1, -1
                beqz t1, sleep
                addi t1, t1, -1
                beqz t1, virtual
                addi t1, t1, -1
                beqz t1, time
                add t5, s1, s2
                ld t4, 0(t5)
                add t4, t4, t0
                sd t4, 0(t5)
                j next
            spin:
                li t1, 2047
                and t3, t3, t1
            spins:
                addi t3, t3, -1
                bgtz t3, spins
                j next
            call:
                mv a0, t0
                ecall
                j next
            read:
                li t1, 0x90000000
                ld t4, 0(t1)
                j next
            write:
                li t1, 0x90000000
                sd t4, 0(t1)
                j next
            sleep:
                li t1, 16383
                and t3, t3, t1
                rdtime t4
                add t4, t4, t3
                csrw stimecmp, t4
                wfi
                li t1, -1
                csrw stimecmp, t1
                j next
            virtual:
                csrr t4, hgatp
                j next
            time:
                rdtime t4
                add t5, s1, s2
                sd t4, 0(t5)
                j next
            """;

    private static final byte[] CODE_BYTES =
            Assembler.parse("guest", GUEST, CODE).bytes();

    private final Random secret;
    private final Random open;
    private final int pcpus;
    private final boolean partitioned;
    private final Leak leak;
    private final boolean ends;
    private final List<String> seen = new ArrayList<>();

    private TwoDomains(int pcpus, long seed, long secret, boolean partitioned, Leak leak) {
        this.pcpus = pcpus;
        this.secret = new Random(secret);
        this.open = new Random(seed);
        this.partitioned = partitioned;
        this.leak = leak;
        this.ends = this.secret.nextInt(4) == 0;
    }

    /**
     * Runs the two, and returns what the second one observed, in the order in which it did.
     *
     * @param pcpus one or two
     * @param partitioned whether each has its places in a static partition; otherwise they run in turn, and time is no part of what is observed
     * @param leak the name of a {@link Leak}
     */
    static List<String> observe(int pcpus, long seed, long secret, boolean partitioned, String leak, int periods) {
        return new TwoDomains(pcpus, seed, secret, partitioned, Leak.valueOf(leak)).run(periods);
    }

    private List<String> run(int periods) {
        TestProgram root = new TestProgram();
        root.init(this::build);
        InstructionClock clock = new InstructionClock();
        try (Machine machine =
                new Machine(pcpus, TestSystem.MEMORY, TrapRouting.EXIT, clock, octet -> {}, outcome -> {})) {
            clock.runs(machine.harts().getFirst());
            BootImage image = new BootImage(
                    List.of(() -> root, this::sender, this::observer, TestProgram::new),
                    List.of(),
                    new BootImage.Region(AddressMap.RAM, 16),
                    List.of());
            Microhypervisor microhypervisor = Microhypervisor.powerOn(machine, image, _ -> clock);
            long end = periods * PERIOD * TICKS;
            long[] times = new long[pcpus];
            for (long start = 0; start < end; start += TURN) {
                clock.limit(start + TURN);
                for (int pcpu = 0; pcpu < pcpus; pcpu++) {
                    clock.turn(machine.harts().get(pcpu), Math.max(times[pcpu], start));
                    microhypervisor.run(pcpu, start + TURN);
                    times[pcpu] = clock.time();
                }
            }
            microhypervisor.failure().ifPresent(text -> {
                throw new AssertionError(text);
            });
            if (partitioned) {
                seeTheEnd(microhypervisor.kernel());
            }
            return seen;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // The root task.

    private void build(Hypervisor h) {
        long gap = leak == Leak.TIME ? 0 : 200;
        build(h, FIRST, 1, FIRST_MEMORY, 0);
        build(h, SECOND, 2, SECOND_MEMORY, HANDLER_BUDGET + GUEST_BUDGET + gap);
        switch (leak) {
            case NOTIFICATION -> give(h, FIRST, SECOND + Domains.NOTIFICATION, LEAK, -1);
            case PORTAL -> {
                ok(Hypercalls.createPortal(h, SECOND + Domains.PORTAL, SECOND, SECOND + Domains.EC, 99, 0));
                give(h, FIRST, SECOND + Domains.PORTAL, LEAK, -1);
            }
            case MEMORY -> {
                long page = (SECOND_MEMORY >>> 12) + 2;
                ok(Hypercalls.delegate(h, Selectors.HOST_SPACE, page, FIRST + Domains.HOST, page, 0, 3));
            }
            case KERNEL_MEMORY -> give(h, FIRST, SECOND, LEAK, Permission.PD_CREATE);
            case NONE, TIME -> {}
        }
    }

    private void build(Hypervisor h, long base, long program, long memory, long offset) {
        ok(Hypercalls.createPd(h, base, Selectors.PD, program, FRAMES, 2000));
        ok(Hypercalls.createHostEc(h, base + Domains.EC, base, 0, 0));
        ok(Hypercalls.createNotification(h, base + Domains.NOTIFICATION, base, base + Domains.EC));
        ok(Hypercalls.createVcpu(h, base + VCPU, base, 0, EVENTS));
        give(h, base, base, Selectors.PD, Permission.PD_CREATE);
        give(h, base, base + Domains.OBJECTS, Selectors.OBJECT_SPACE, -1);
        give(h, base, base + Domains.HOST, Selectors.HOST_SPACE, -1);
        give(h, base, base + Domains.EC, Selectors.MAIN_EC, Permission.EC_BIND);
        give(h, base, base + Domains.NOTIFICATION, OWN_SIGNAL, Permission.NOTIFICATION_SIGNAL);
        give(h, base, base + VCPU, OWN_VCPU, Permission.EC_CONTROL);
        long page = memory >>> 12;
        ok(Hypercalls.delegate(h, Selectors.HOST_SPACE, page, base + Domains.HOST, page, ORDER, 7));
        schedule(h, base, Domains.SC, Domains.EC, 50, HANDLER_BUDGET, offset);
        schedule(h, base, VCPU_SC, VCPU, 20, GUEST_BUDGET, offset + HANDLER_BUDGET);
        if (pcpus > 1) {
            ok(Hypercalls.createHostEc(h, base + OTHER_EC, base, 1, 0));
            ok(Hypercalls.createVcpu(h, base + OTHER_VCPU, base, 1, OTHER_EVENTS));
            give(h, base, base + OTHER_EC, OWN_OTHER_EC, Permission.EC_BIND);
            give(h, base, base + OTHER_VCPU, OWN_OTHER_VCPU, Permission.EC_CONTROL);
            schedule(h, base, OTHER_SC, OTHER_VCPU, 20, GUEST_BUDGET, offset + HANDLER_BUDGET);
        }
    }

    private void schedule(Hypervisor h, long base, long sc, long ec, long priority, long budget, long offset) {
        if (partitioned) {
            ok(Hypercalls.createSc(h, base + sc, base, base + ec, 60, budget, PERIOD));
            ok(Hypercalls.controlSc(h, base + sc, 60, budget, PERIOD, offset));
        } else {
            ok(Hypercalls.createSc(h, base + sc, base, base + ec, priority, 100));
        }
    }

    private static void give(Hypervisor h, long base, long selector, long target, int permissions) {
        Domains.give(h, base, selector, target, permissions);
    }

    // The programs.

    private Program sender() {
        return vmm(secret, FIRST_MEMORY, _ -> {}, () -> {
            if (ends && secret.nextInt(200) == 0) {
                throw new IllegalStateException("it ends, as it is meant to");
            }
        });
    }

    private Program observer() {
        return vmm(open, SECOND_MEMORY, seen::add, () -> {});
    }

    /** A VMM that does random things whenever it is entered, and tells what it finds and is told. */
    private Program vmm(Random random, long memory, Consumer<String> told, Runnable first) {
        TestProgram program = new TestProgram();
        program.init(h -> {
            tell(h, "init", told);
            MemorySegment own = h.memory(memory, MEMORY);
            own.copyFrom(MemorySegment.ofArray(CODE_BYTES));
            for (long at = ACTIONS; at < 2 * ACTIONS; at += Long.BYTES) {
                own.set(ValueLayout.JAVA_LONG, at, action(random));
            }
            ok(Hypercalls.createGuestSpace(h, GUEST_SPACE, Selectors.PD));
            ok(Hypercalls.delegate(h, Selectors.HOST_SPACE, memory >>> 12, GUEST_SPACE, GUEST >>> 12, ORDER, 7));
            for (int event = 0; event < Event.COUNT; event++) {
                ok(Hypercalls.createPortal(h, EVENTS + event, Selectors.PD, Selectors.MAIN_EC, event, GROUPS));
                if (pcpus > 1) {
                    ok(Hypercalls.createPortal(h, OTHER_EVENTS + event, Selectors.PD, OWN_OTHER_EC, event, GROUPS));
                }
            }
        });
        program.called((h, event) -> {
            tell(h, "called " + event, told);
            first.run();
            Utcb message = h.utcb();
            message.groups(REPLY);
            if (event == Event.STARTUP) {
                message.groups(REPLY | RegisterGroup.GUEST_SPACE);
                message.word(Utcb.GUEST_SPACE, GUEST_SPACE);
                message.word(Utcb.PC, GUEST);
                message.word(Utcb.PRIVILEGE, 1);
            } else if (event != Event.RECALL) {
                message.word(Utcb.PC, message.word(Utcb.PC) + 4);
            }
            if (pcpus > 1 && random.nextInt(4) == 0) {
                message.groups(message.groups() | RegisterGroup.FENCE);
            }
            for (int i = random.nextInt(CALLS); i > 0; i--) {
                told.accept(act(h, random, memory));
            }
        });
        program.notified((h, badges) -> {
            tell(h, "notified " + badges, told);
            for (int i = random.nextInt(CALLS); i > 0; i--) {
                told.accept(act(h, random, memory));
            }
        });
        return program;
    }

    private long action(Random random) {
        long word = random.nextLong();
        boolean timed = (word & 7) == 4 || (word & 7) == 6;
        return partitioned || !timed ? word : word & ~7;
    }

    /** What a program finds at an entry: all of its message area. */
    private void tell(Hypervisor h, String entry, Consumer<String> told) {
        long[] words = new long[Utcb.WORDS];
        for (int i = 0; i < words.length; i++) {
            boolean time = i == Utcb.TIME || i == Utcb.TIME_OF_DAY;
            words[i] = time && !partitioned ? 0 : h.utcb().word(i);
        }
        told.accept(entry + " at " + words[Utcb.TIME] + " with " + Arrays.hashCode(words));
    }

    /** One random thing, and what came of it. */
    private String act(Hypervisor h, Random random, long memory) {
        long to = OBJECTS + random.nextInt(32);
        long other = OBJECTS + random.nextInt(32);
        long page = memory >>> 12;
        int what = random.nextInt(17);
        long vcpu = pcpus > 1 && random.nextBoolean() ? OWN_OTHER_VCPU : OWN_VCPU;
        long result = switch (what) {
            case 0 -> Hypercalls.createGuestSpace(h, to, Selectors.PD);
            case 1 -> Hypercalls.createPd(h, to, Selectors.PD, 3, random.nextInt(8), random.nextInt(100));
            case 2 -> Hypercalls.createHostEc(h, to, Selectors.PD, 0, 0);
            case 3 -> Hypercalls.createVcpu(h, to, Selectors.PD, 0, 0);
            case 4, 5 -> {
                long at = random.nextInt(1 << 29);
                yield Hypercalls.delegate(h, Selectors.HOST_SPACE, page + 3, to, at, 0, 3);
            }
            case 6 -> Hypercalls.delegate(h, Selectors.OBJECT_SPACE, to, Selectors.OBJECT_SPACE, other, 0, -1);
            case 7, 8, 9 -> Hypercalls.revoke(h, Selectors.OBJECT_SPACE, to, 0, true);
            case 10 -> Hypercalls.signal(h, OWN_SIGNAL, 1L << random.nextInt(64));
            case 11 -> Hypercalls.recall(h, vcpu);
            case 12 -> Hypercalls.inject(h, vcpu, random.nextInt(2) * 64L, 4);
            case 13 -> Hypercalls.createSc(h, to, Selectors.PD, OWN_VCPU, 3, 1000);
            case 14 -> {
                long due = partitioned ? random.nextInt(3_000_000) : 0;
                h.utcb().word(Utcb.TIMER, due == 0 ? 0 : h.utcb().word(Utcb.TIME) + due);
                yield 0;
            }
            case 15 -> {
                h.store(memory + 8 * ACTIONS + to, 1, to);
                yield h.load(memory + 8 * ACTIONS + other, 1);
            }
            default -> leak(h, random, to);
        };
        return what + " gives " + result;
    }

    /** Uses what it should not have; whoever has no such thing is refused. */
    private long leak(Hypervisor h, Random random, long to) {
        return switch (leak) {
            case NOTIFICATION -> Hypercalls.signal(h, LEAK, 1);
            case PORTAL -> {
                h.utcb().length(0);
                yield Hypercalls.call(h, LEAK);
            }
            case MEMORY -> storesToTheOther(h, random) ? 1 : 0;
            case KERNEL_MEMORY -> Hypercalls.createGuestSpace(h, to, LEAK);
            case NONE, TIME -> 0;
        };
    }

    private boolean storesToTheOther(Hypervisor h, Random random) {
        try {
            h.store(SECOND_MEMORY + 2 * ACTIONS + 8L * random.nextInt(512), 8, 1);
            return true;
        } catch (HostFault e) {
            return false;
        }
    }

    // The end.

    private void seeTheEnd(Kernel kernel) {
        ProtectionDomain root = Objects.requireNonNull(kernel.root());
        ProtectionDomain pd = (ProtectionDomain) root.objects().lookup(SECOND).object();
        byte[] memory = new byte[(int) MEMORY];
        for (int i = 0; i < memory.length; i++) {
            memory[i] = (byte) kernel.ram().read(SECOND_MEMORY + i, 1);
        }
        seen.add("memory " + Arrays.hashCode(memory));
        seen.add("charged " + pd.quota().usedFrames() + " frames, " + pd.quota().usedObjects() + " objects");
        pd.objects().save(word -> seen.add("objects " + word));
        seeTheEnd(root, SECOND + VCPU, SECOND + VCPU_SC);
        if (pcpus > 1) {
            seeTheEnd(root, SECOND + OTHER_VCPU, SECOND + OTHER_SC);
        }
    }

    private void seeTheEnd(ProtectionDomain root, long selector, long time) {
        Vcpu vcpu = (Vcpu) root.objects().lookup(selector).object();
        vcpu.state().hgatp = 0; // the core's alone
        vcpu.state().save(word -> seen.add("vCPU " + word));
        SchedulingContext sc = (SchedulingContext) root.objects().lookup(time).object();
        seen.add("ran for " + sc.consumed());
    }
}
