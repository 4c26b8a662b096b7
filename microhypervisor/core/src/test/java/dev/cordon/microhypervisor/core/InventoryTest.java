// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.capabilities.spaces.Revocation;
import dev.cordon.capabilities.types.Permission;
import dev.cordon.machine.platform.AddressMap;
import dev.cordon.microhypervisor.abi.Operation;
import dev.cordon.microhypervisor.abi.Selectors;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Equal systems write equal words, and where systems differ, so do the words. */
class InventoryTest {
    private static final long PD = 500;
    private static final long GUEST = 510;
    private static final long DMA = 511;
    private static final long EC = 520;
    private static final long FRESH_EC = 521;
    private static final long VCPU = 522;
    private static final long NOTIFICATION = 524;
    private static final long SC = 525;
    private static final long INTERRUPT = Selectors.INTERRUPTS + AddressMap.UART_INTERRUPT;
    private static final long PAGE = TestSystem.FREE >>> 12;

    private record Deed(String name, Consumer<Bench> change) {}

    private static final List<Deed> DEEDS = List.of(
            new Deed("a capability more", b -> give(b, PD, 600, Permission.PD_CREATE)),
            new Deed("one to another object", b -> give(b, PD + 1, 600, Permission.SPACE_TAKE)),
            new Deed("other permissions", b -> give(b, PD + 1, 600, Permission.SPACE_GRANT)),
            new Deed("another selector", b -> give(b, PD + 1, 601, Permission.SPACE_TAKE)),
            new Deed("memory", b -> map(b, PAGE, 0)),
            new Deed("another frame", b -> map(b, PAGE + 1, 0)),
            new Deed("another order", b -> map(b, PAGE, 1)),
            new Deed("an object less", b -> revoke(b, FRESH_EC)),
            new Deed("a portal", b -> b.ok(Operation.CREATE_PORTAL, 600, PD, EC, 7, 0)),
            new Deed("one of another number", b -> b.ok(Operation.CREATE_PORTAL, 600, PD, EC, 8, 0)),
            new Deed("one of other groups", b -> b.ok(Operation.CREATE_PORTAL, 600, PD, EC, 7, 1)),
            new Deed("one of another execution context", b -> b.ok(Operation.CREATE_PORTAL, 600, PD, FRESH_EC, 7, 0)),
            new Deed("a notification", b -> b.ok(Operation.CREATE_NOTIFICATION, 600, PD, FRESH_EC)),
            new Deed("a notification less", b -> revoke(b, NOTIFICATION)),
            new Deed("badges", b -> b.ok(Operation.SIGNAL, NOTIFICATION, 2)),
            new Deed("another pCPU", b -> b.ok(Operation.CREATE_HOST_EC, 600, PD, 1, 0)),
            new Deed("an interrupt that is bound", b -> b.ok(Operation.BIND_INTERRUPT, INTERRUPT, NOTIFICATION, 1)),
            new Deed("other badges of it", b -> b.ok(Operation.BIND_INTERRUPT, INTERRUPT, NOTIFICATION, 3)),
            new Deed(
                    "one that signals another notification",
                    b -> b.ok(Operation.BIND_INTERRUPT, INTERRUPT, Selectors.MAIN_NOTIFICATION, 1)),
            new Deed("a binding that has gone", InventoryTest::unbound),
            new Deed("an interrupt that is masked", b -> claimed(b, 0)),
            new Deed("one that another pCPU has claimed", b -> claimed(b, 1)),
            new Deed("one that is acknowledged", b -> claimed(b, 0).acknowledge()),
            new Deed("an injected interrupt", b -> b.ok(Operation.INJECT, VCPU, 4)),
            new Deed("a recall", b -> b.ok(Operation.RECALL, VCPU)),
            new Deed("a register", b -> ((Vcpu) b.lookup(VCPU).object()).state().x[5] = 1),
            new Deed("a time context", b -> b.ok(Operation.CREATE_SC, 600, PD, FRESH_EC, 50, 1000, 0)),
            new Deed("another priority", b -> ec(b, 51, 1000)),
            new Deed("another budget", b -> ec(b, 50, 1001)),
            new Deed("one of another execution context", b -> b.ok(Operation.CREATE_SC, 600, PD, EC, 50, 1000, 0)),
            new Deed("a policy that is wanted", b -> b.ok(Operation.CONTROL_SC, SC, 51, 1000, 0, -1)),
            new Deed("time that is gone", b -> revoke(b, SC)),
            new Deed("time that was consumed", b -> sc(b).consume(5, 100)),
            new Deed("a turn that is over", b -> sc(b).consume(10_000, 10_000)),
            new Deed("a device that is assigned", b -> b.ok(Operation.ASSIGN_DEVICE, Selectors.DEVICES, DMA)),
            new Deed("another device that is", b -> b.ok(Operation.ASSIGN_DEVICE, Selectors.DEVICES + 1, DMA)),
            new Deed("a program that has begun", b -> pd(b).program()),
            new Deed("one that has ended", b -> host(b).end(new IllegalStateException())),
            new Deed("that by another fault", b -> host(b).end(new OutOfMemoryError())),
            new Deed("frames that are charged", b -> pd(b).quota().charge(1, 0)),
            new Deed("objects that are charged", b -> pd(b).quota().charge(0, 1)));

    private static ProtectionDomain pd(Bench bench) {
        return (ProtectionDomain) bench.lookup(PD).object();
    }

    private static HostEc host(Bench bench) {
        return (HostEc) bench.lookup(EC).object();
    }

    private static SchedulingContext sc(Bench bench) {
        return (SchedulingContext) bench.lookup(SC).object();
    }

    private static void give(Bench bench, long selector, long target, int permissions) {
        bench.ok(Operation.DELEGATE, Selectors.OBJECT_SPACE, selector, PD + 1, target, 0, permissions);
    }

    private static void map(Bench bench, long page, int order) {
        bench.ok(Operation.DELEGATE, Selectors.HOST_SPACE, page, GUEST, 0, order, 7);
    }

    private static Interrupt claimed(Bench bench, int pcpu) {
        bench.ok(Operation.BIND_INTERRUPT, INTERRUPT, NOTIFICATION, 1);
        Interrupt interrupt = (Interrupt) bench.lookup(INTERRUPT).object();
        interrupt.claimed(pcpu);
        return interrupt;
    }

    private static void unbound(Bench bench) {
        bench.ok(Operation.DELEGATE, Selectors.OBJECT_SPACE, NOTIFICATION, Selectors.OBJECT_SPACE, 600, 0, -1);
        bench.ok(Operation.BIND_INTERRUPT, INTERRUPT, 600, 1);
        revoke(bench, 600);
    }

    private static void revoke(Bench bench, long selector) {
        while (!Revocation.step(bench.root.objects(), selector, 0, true, 100)) {}
        bench.kernel.reclaim().complete();
    }

    private static void ec(Bench bench, long priority, long budget) {
        bench.ok(Operation.CREATE_SC, 600, PD, FRESH_EC, priority, budget, 0);
    }

    /** A system with something of everything, and then with {@code change}. */
    private static Map<String, List<Long>> save(Consumer<Bench> change) {
        try (Bench bench = new Bench(2)) {
            bench.ok(Operation.CREATE_PD, PD, Selectors.PD, 1, 50, 80);
            bench.ok(Operation.CREATE_GUEST_SPACE, GUEST, PD);
            bench.ok(Operation.CREATE_DMA_SPACE, DMA, PD);
            bench.ok(Operation.CREATE_HOST_EC, EC, PD, 0, 0);
            bench.ok(Operation.CREATE_HOST_EC, FRESH_EC, PD, 0, 0);
            bench.ok(Operation.CREATE_VCPU, VCPU, PD, 0, 4096);
            bench.ok(Operation.CREATE_NOTIFICATION, NOTIFICATION, PD, EC);
            bench.ok(Operation.CREATE_SC, SC, PD, VCPU, 50, 1000, 0);
            change.accept(bench);
            return bench.words();
        }
    }

    @Test
    void equalSystemsWriteEqualWords() {
        for (Deed deed : DEEDS) {
            assertThat(save(deed.change)).as(deed.name).isEqualTo(save(deed.change));
        }
    }

    @Test
    void whatIsDifferentIsWritten() {
        Map<Map<String, List<Long>>, String> written = new HashMap<>();
        written.put(save(bench -> {}), "nothing");
        for (Deed deed : DEEDS) {
            assertThat(written.put(save(deed.change), deed.name)).as(deed.name).isNull();
        }
    }
}
