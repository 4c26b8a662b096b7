// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.capabilities.types.Permission;
import dev.cordon.machine.platform.AddressMap;
import dev.cordon.microhypervisor.abi.HostFault;
import dev.cordon.microhypervisor.abi.Hypercalls;
import dev.cordon.microhypervisor.abi.Hypervisor;
import dev.cordon.microhypervisor.abi.Operation;
import dev.cordon.microhypervisor.abi.Selectors;
import dev.cordon.microhypervisor.abi.Status;
import dev.cordon.microhypervisor.abi.Utcb;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.statistics.Statistics;
import net.jqwik.api.statistics.StatisticsCoverage;

/**
 * Invariant I6: whatever a PD asks for, nothing throws or hangs, and nothing changes beyond its authority. A hostile PD with a usual set of rights makes random calls, most
 * of them wrong; a neighbour and the root task must not notice.
 */
class HostileProperties {
    private static final long HOSTILE = 5000;

    /** Where the hostile program has the right to give itself time. */
    private static final long OWN_TIME = 901;

    private static final long NEIGHBOUR = HOSTILE + Domains.STRIDE;
    private static final int CALLS = 300;
    private static final long DMA = 4093;
    private static final long INTERRUPT = Selectors.INTERRUPTS + AddressMap.RTC_INTERRUPT;
    private static final String MEANT = "a handler that fails, as it is meant to";
    private static final long SECRET = TestSystem.FREE + (1 << 20);

    private static final long[] INTERESTING = {
        0,
        1,
        2,
        3,
        4,
        5,
        6,
        8,
        9,
        12,
        18,
        36,
        64,
        -1,
        4096,
        4097,
        4098,
        4099,
        4100,
        4200,
        512,
        256 + 10,
        900,
        TestSystem.FREE >>> 12,
        (TestSystem.FREE >>> 12) + 3,
        SECRET >>> 12,
        AddressMap.UART >>> 12,
        0x80000,
        1L << 29,
        1L << 36,
        (1L << 36) - 1,
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        1L << 32,
        1000,
        100,
        127,
        128
    };

    private final Queue<String> calls = new ConcurrentLinkedQueue<>();

    @Tag("long")
    @Property(tries = 10_000)
    void aHostileProgramForLongChangesNothingThatIsNotItsOwn(@ForAll Random random) {
        aHostileProgramChangesNothingThatIsNotItsOwn(random);
    }

    @Property(tries = 150)
    void aHostileProgramChangesNothingThatIsNotItsOwn(@ForAll Random random) {
        AtomicBoolean done = new AtomicBoolean();
        AtomicReference<String> fault = new AtomicReference<>("");
        TestProgram root = new TestProgram();
        root.called((h, portal) -> {
            String text = h.utcb().text(2);
            fault.compareAndSet("", text.contains(MEANT) ? "" : text);
        });
        TestProgram hostile = new TestProgram();
        hostile.init(h -> {
            attack(h, random);
            done.set(true);
        });
        hostile.called((h, portal) -> {
            if (random.nextInt(10) == 0) {
                throw new IllegalStateException(MEANT);
            }
            for (int i = 0; i < 3; i++) {
                h.utcb().word(random.nextInt(16), random.nextLong());
                call(h, random);
            }
        });
        try (TestSystem system = new TestSystem(2, List.of(() -> root, () -> hostile, TestProgram::new))) {
            List<List<String>> before = new ArrayList<>();
            root.init(h -> {
                Domains.create(h, HOSTILE, 1, 0);
                Domains.create(h, NEIGHBOUR, 2, 0);
                Domains.give(h, HOSTILE, HOSTILE, OWN_TIME, Permission.PD_SCHEDULE);
                Domains.giveMemory(h, HOSTILE, TestSystem.FREE, 4, Permission.MEMORY_READ | Permission.MEMORY_WRITE);
                Domains.giveMemory(h, NEIGHBOUR, SECRET, 4, Permission.MEMORY_ALL);
                h.store(SECRET, 8, 4711);
                Domains.give(h, HOSTILE, NEIGHBOUR + Domains.PORTAL, 900, Permission.PORTAL_CALL);
                Domains.give(h, HOSTILE, INTERRUPT, INTERRUPT, Permission.INTERRUPT_BIND);
                Domains.give(h, HOSTILE, Selectors.DEVICES, Selectors.DEVICES, Permission.DEVICE_ASSIGN);
                Domains.give(h, HOSTILE, HOSTILE + Domains.NOTIFICATION, Selectors.MAIN_NOTIFICATION, 3);
                Domains.start(h, HOSTILE, 50);
                Domains.start(h, NEIGHBOUR, 60);
                before.addAll(state(system));
            });
            system.start();
            system.await(
                    "the end of the attack", () -> done.get() || !fault.get().isEmpty());
            assertThat(fault.get()).isEmpty();
            calls.forEach(call -> Statistics.label("calls").collect(call));
            Statistics.label("calls").coverage(HostileProperties::eachOperationSucceedsAndFails);
            calls.clear();
            assertThat(state(system)).isEqualTo(before);
            assertThat(system.machine.ram().readLong(SECRET)).isEqualTo(4711);
        }
    }

    private static void eachOperationSucceedsAndFails(StatisticsCoverage coverage) {
        for (Operation operation : Operation.values()) {
            coverage.check(operation + " done").count(count -> count > 100);
            coverage.check(operation + " refused").count(count -> count > 100);
        }
    }

    /** What the root task and the neighbour hold. */
    private static List<List<String>> state(TestSystem system) {
        ProtectionDomain root = Objects.requireNonNull(system.kernel.root());
        ProtectionDomain neighbour =
                (ProtectionDomain) root.objects().lookup(NEIGHBOUR).object();
        return Stream.of(root.objects(), root.memory(), neighbour.objects(), neighbour.memory())
                .map(Bench::list)
                .toList();
    }

    private void attack(Hypervisor h, Random random) {
        // Some real objects to abuse.
        Hypercalls.createGuestSpace(h, 4096, Selectors.PD);
        Hypercalls.createDmaSpace(h, DMA, Selectors.PD);
        Hypercalls.createVcpu(h, 4097, Selectors.PD, 0, 4200);
        Hypercalls.createVcpu(h, 4094, Selectors.PD, 0, 4200);
        Hypercalls.createSc(h, 4095, OWN_TIME, 4094, 5, 1000);
        Hypercalls.createPortal(h, 4098, Selectors.PD, Selectors.MAIN_EC, 1, 0xFFF);
        Hypercalls.createHostEc(h, 4099, Selectors.PD, random.nextInt(2), 0);
        for (int i = 0; i < CALLS; i++) {
            if (random.nextInt(8) == 0) {
                touch(h, random);
            } else {
                call(h, random);
            }
        }
    }

    private void call(Hypervisor h, Random random) {
        List<Operation> operations = List.of(Operation.values());
        Operation operation = operations.get(random.nextInt(operations.size()));
        boolean exists = random.nextInt(30) != 0;
        long[] a = plausible(operation, random);
        for (int wrong = random.nextInt(3); wrong > 0; wrong--) {
            a[random.nextInt(a.length)] = argument(random);
        }
        if (operation == Operation.CALL && random.nextBoolean()) {
            items(h, random);
        }
        int number = exists ? operation.number() : random.nextInt() | 1 << 10;
        int status = h.hypercall(number, a[0], a[1], a[2], a[3], a[4], a[5]);
        assertThat(status).isBetween(Status.OK, Status.NO_TIME);
        calls.add((exists ? operation.name() : "none") + (status == Status.OK ? " done" : " refused"));
    }

    /** Capabilities that go with a message, into a window that nobody has opened; and windows of its own. */
    private static void items(Hypervisor h, Random random) {
        for (int word = Utcb.WINDOW; word < Utcb.WORDS; word++) {
            h.utcb().word(word, random.nextInt(4) == 0 ? argument(random) : random.nextInt(4));
        }
        h.utcb().word(Utcb.LENGTH, (random.nextInt(6) == 0 ? argument(random) : random.nextInt(5)) << Integer.SIZE);
    }

    /** Arguments that have a chance to be right. */
    private static long[] plausible(Operation operation, Random random) {
        long to = 4100L + random.nextInt(1 << 12);
        long ec = random.nextBoolean() ? Selectors.MAIN_EC : 4099;
        long page = (TestSystem.FREE >>> 12) + random.nextInt(16);
        return switch (operation) {
            case CALL -> new long[] {random.nextBoolean() ? 900 : 4098, 0, 0, 0, 0, 0};
            case CREATE_PD -> new long[] {to, Selectors.PD, random.nextInt(3), 1, 1, 0};
            case CREATE_GUEST_SPACE -> new long[] {random.nextInt(8) == 0 ? 4096 : to, Selectors.PD, 0, 0, 0, 0};
            case CREATE_DMA_SPACE -> new long[] {random.nextInt(8) == 0 ? DMA : to, Selectors.PD, 0, 0, 0, 0};
            case ASSIGN_DEVICE -> new long[] {Selectors.DEVICES, DMA, 0, 0, 0, 0};
            case CREATE_HOST_EC -> new long[] {to, Selectors.PD, random.nextInt(2), 0, 0, 0};
            case CREATE_VCPU -> new long[] {to, Selectors.PD, random.nextInt(2), 4096, 0, 0};
            case CREATE_SC ->
                new long[] {
                    to, random.nextInt(4) == 0 ? Selectors.PD : OWN_TIME, 4097 + 2L * random.nextInt(2), 5, 1000, 0
                };
            case CREATE_PORTAL -> new long[] {to, Selectors.PD, ec, random.nextInt(40), random.nextInt(1 << 12), 0};
            case CREATE_NOTIFICATION -> new long[] {to, Selectors.PD, 4099, 0, 0, 0};
            case DELEGATE ->
                random.nextBoolean()
                        ? new long[] {Selectors.HOST_SPACE, page, 4096, random.nextInt(64), random.nextInt(3), 7}
                        : new long[] {Selectors.OBJECT_SPACE, random.nextInt(6), Selectors.OBJECT_SPACE, to, 0, 3};
            case REVOKE ->
                new long[] {2 + random.nextInt(2), random.nextInt(8) == 0 ? page : to, 0, random.nextInt(2), 0, 0};
            case SIGNAL -> new long[] {Domains.ROOT, random.nextLong(), 0, 0, 0, 0};
            case BIND_INTERRUPT -> new long[] {INTERRUPT, Selectors.MAIN_NOTIFICATION, 1, 0, 0, 0};
            case ACKNOWLEDGE -> new long[] {INTERRUPT, 0, 0, 0, 0, 0};
            case INJECT -> new long[] {4097, random.nextBoolean() ? 4 : 64, 1 << 10, 0, 0, 0};
            case RECALL -> new long[] {4097, 0, 0, 0, 0, 0};
            case CONTROL_SC -> new long[] {4095, 5, 1000, random.nextBoolean() ? 0 : 10_000, -1, 0};
        };
    }

    private static long argument(Random random) {
        return switch (random.nextInt(8)) {
            case 0 -> random.nextLong();
            case 1 -> random.nextInt(32);
            case 2 -> 4096 + random.nextInt(1 << 12);
            case 3 -> (TestSystem.FREE >>> 12) + random.nextInt(16);
            case 4, 5 -> random.nextInt(6);
            default -> INTERESTING[random.nextInt(INTERESTING.length)];
        };
    }

    private static void touch(Hypervisor h, Random random) {
        long address = random.nextBoolean() ? argument(random) : argument(random) << 12;
        try {
            switch (random.nextInt(3)) {
                case 0 -> h.load(address, random.nextInt(10));
                case 1 -> h.store(address, 1 << random.nextInt(4), random.nextLong());
                default -> h.memory(address, argument(random)).fill((byte) 7);
            }
        } catch (HostFault | UnsupportedOperationException | IllegalArgumentException e) {
            // refused
        }
    }
}
