// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.capabilities.spaces.Capability;
import dev.cordon.capabilities.spaces.Revocation;
import dev.cordon.microhypervisor.abi.Operation;
import dev.cordon.microhypervisor.abi.Selectors;
import dev.cordon.microhypervisor.abi.Status;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** An object lives as long as its original; with it goes all that it held (invariant I5). */
class DestroyTest {
    private static final long PD = 500;
    private static final long OBJECTS = 501;
    private static final long HOST = 502;
    private static final long EC = 520;
    private static final long PAGE = TestSystem.FREE >>> 12;

    private static void makePd(Bench bench) {
        bench.ok(Operation.CREATE_PD, PD, Selectors.PD, 1, 100, 10_000);
    }

    private static void destroy(Bench bench, long selector) {
        bench.ok(Operation.REVOKE, Selectors.OBJECT_SPACE, selector, 0, 1);
    }

    @Test
    void eachObjectGivesBackWhatItWasChargedFor() {
        try (Bench bench = new Bench(1)) {
            makePd(bench);
            bench.ok(Operation.CREATE_HOST_EC, EC, PD, 0, 0);
            ProtectionDomain pd = (ProtectionDomain) bench.lookup(PD).object();
            Map<Operation, List<Long>> creations = Map.of(
                    Operation.CREATE_PD, List.of(1L, 50L, 50L),
                    Operation.CREATE_GUEST_SPACE, List.of(),
                    Operation.CREATE_DMA_SPACE, List.of(),
                    Operation.CREATE_HOST_EC, List.of(0L, 0L),
                    Operation.CREATE_VCPU, List.of(0L, 0L),
                    Operation.CREATE_SC, List.of(EC, 1L, 1000L),
                    Operation.CREATE_PORTAL, List.of(EC, 1L, 0L),
                    Operation.CREATE_NOTIFICATION, List.of(EC));
            creations.forEach((operation, more) -> {
                long[] arguments = LongStream.concat(
                                LongStream.of(1000, PD), more.stream().mapToLong(a -> a))
                        .toArray();
                List<Long> before = bench.usage(pd);
                List<Long> rootBefore = bench.usage(bench.root);
                for (int round = 0; round < 2; round++) { // what it was bound to is free again
                    bench.ok(operation, arguments);
                    assertThat(bench.usage(pd)).as(operation.name()).isNotEqualTo(before);
                    destroy(bench, 1000);
                    assertThat(bench.usage(pd)).as(operation.name()).isEqualTo(before);
                    assertThat(bench.usage(bench.root)).as(operation.name()).isEqualTo(rootBefore);
                    assertThat(bench.call(Operation.REVOKE, Selectors.OBJECT_SPACE, 1000, 2, 1))
                            .isEqualTo(Status.OK);
                }
            });
        }
    }

    @Test
    void aDelegatedCapabilityDoesNotTakeTheObjectAlong() {
        try (Bench bench = new Bench(1)) {
            makePd(bench);
            bench.ok(Operation.CREATE_GUEST_SPACE, 600, PD);
            bench.ok(Operation.DELEGATE, Selectors.OBJECT_SPACE, 600, Selectors.OBJECT_SPACE, 601, 0, -1);
            bench.ok(Operation.DELEGATE, Selectors.HOST_SPACE, PAGE, 601, 0, 0, 7);
            destroy(bench, 601);
            assertThat(Bench.list((GuestSpace) bench.lookup(600).object())).hasSize(1);
            bench.ok(Operation.DELEGATE, Selectors.HOST_SPACE, PAGE, 600, 1, 0, 7);
        }
    }

    @Test
    void aGuestSpaceGoesWithWhatWasDelegatedFromIt() {
        try (Bench bench = new Bench(1)) {
            makePd(bench);
            ProtectionDomain pd = (ProtectionDomain) bench.lookup(PD).object();
            List<Long> before = bench.usage(pd);
            bench.ok(Operation.CREATE_GUEST_SPACE, 600, PD);
            bench.ok(Operation.DELEGATE, Selectors.HOST_SPACE, PAGE, 600, 0, 9, 7);
            bench.ok(Operation.DELEGATE, 600, 5, HOST, 77, 0, 7);
            bench.ok(Operation.DELEGATE, HOST, 77, HOST, 78, 0, 7);
            assertThat(Bench.list(pd.memory())).hasSize(2);
            destroy(bench, 600);
            assertThat(Bench.list(pd.memory())).isEmpty();
            assertThat(bench.usage(pd)).isEqualTo(before);
        }
    }

    @Test
    void aDeviceReachesNothingOnceARightHasGoneByWhichItWasAssigned() {
        try (Bench bench = new Bench(1)) {
            Device device = (Device) bench.lookup(Selectors.DEVICES).object();
            for (long gone : new long[] {600, 601, 602, PD}) {
                makePd(bench);
                bench.ok(Operation.CREATE_DMA_SPACE, 600, PD);
                bench.ok(Operation.DELEGATE, Selectors.OBJECT_SPACE, 600, Selectors.OBJECT_SPACE, 601, 0, 4);
                bench.ok(Operation.DELEGATE, Selectors.OBJECT_SPACE, Selectors.DEVICES, 2, 602, 0, 1);
                bench.ok(Operation.ASSIGN_DEVICE, 602, 601);
                assertThat(device.space()).isSameAs(bench.lookup(600).object());
                destroy(bench, gone);
                assertThat(device.space()).as("without %d", gone).isNull();
                destroy(bench, 602);
                destroy(bench, PD);
            }
            // Two devices may share a space, and one may be given another.
            makePd(bench);
            bench.ok(Operation.CREATE_DMA_SPACE, 600, PD);
            bench.ok(Operation.CREATE_DMA_SPACE, 603, PD);
            Device other = (Device) bench.lookup(Selectors.DEVICES + 1).object();
            bench.ok(Operation.ASSIGN_DEVICE, Selectors.DEVICES, 600);
            bench.ok(Operation.ASSIGN_DEVICE, Selectors.DEVICES + 1, 600);
            bench.ok(Operation.ASSIGN_DEVICE, Selectors.DEVICES + 1, 603);
            destroy(bench, 600);
            assertThat(device.space()).isNull();
            assertThat(other.space()).isSameAs(bench.lookup(603).object());
        }
    }

    @Test
    void aPdGoesWithEverythingThatWasCreatedInItsName() {
        try (Bench bench = new Bench(2)) {
            List<Long> before = bench.usage(bench.root);
            List<String> objects = Bench.list(bench.root.objects());
            for (int round = 0; round < 50; round++) {
                makePd(bench);
                fill(bench);
                int status;
                int steps = 0;
                do {
                    status = bench.call(Operation.REVOKE, Selectors.OBJECT_SPACE, PD, 0, 1);
                    steps++;
                } while (status == Status.AGAIN);
                assertThat(status).isEqualTo(Status.OK);
                assertThat(steps).isBetween(5, 20);
                assertThat(bench.usage(bench.root)).isEqualTo(before);
                assertThat(Bench.list(bench.root.objects())).isEqualTo(objects);
            }
        }
    }

    /** Gives the PD all kinds of objects, its own and of a PD that it makes, and memory. */
    private static void fill(Bench bench) {
        bench.ok(Operation.CREATE_HOST_EC, EC, PD, 0, 0);
        bench.ok(Operation.DELEGATE, Selectors.OBJECT_SPACE, PD, OBJECTS, 1, 0, -1);
        bench.ok(Operation.DELEGATE, Selectors.OBJECT_SPACE, OBJECTS, OBJECTS, 2, 0, -1);
        bench.ok(Operation.DELEGATE, Selectors.OBJECT_SPACE, HOST, OBJECTS, 3, 0, -1);
        bench.ok(Operation.DELEGATE, Selectors.OBJECT_SPACE, EC, OBJECTS, 4, 0, -1);
        bench.ok(Operation.DELEGATE, Selectors.HOST_SPACE, PAGE, HOST, 0, 9, 7);
        HostEc caller = (HostEc) bench.lookup(EC).object();
        create(bench, caller, Operation.CREATE_GUEST_SPACE, 4096, 1);
        create(bench, caller, Operation.DELEGATE, 3, 0, 4096, 0, 9, 7);
        for (int page = 0; page < 300; page++) {
            create(bench, caller, Operation.DELEGATE, 3, page, 3, 4096 + page * 7, 0, 7);
            create(bench, caller, Operation.DELEGATE, 3, 4096 + page * 7, 4096, 1024 + page, 0, 5);
        }
        create(bench, caller, Operation.CREATE_VCPU, 4097, 1, 1, 64);
        create(bench, caller, Operation.CREATE_SC, 4098, 1, 4097, 3, 1000);
        create(bench, caller, Operation.CREATE_NOTIFICATION, 4099, 1, 4);
        create(bench, caller, Operation.CREATE_PORTAL, 4100, 1, 4, 1, 0);
        create(bench, caller, Operation.CREATE_PD, 5000, 1, 1, 20, 1000);
        create(bench, caller, Operation.CREATE_HOST_EC, 5010, 5000, 1, 0);
        create(bench, caller, Operation.DELEGATE, 2, 5000, 5001, 1, 0, -1);
        create(bench, caller, Operation.DELEGATE, 2, 5001, 5001, 2, 0, -1);
        create(bench, caller, Operation.DELEGATE, 2, 4096, 5001, 6, 0, -1);
        HostEc inner = (HostEc) caller.pd().objects().lookup(5010).object();
        create(bench, inner, Operation.CREATE_GUEST_SPACE, 4096, 1);
        create(bench, inner, Operation.DELEGATE, 6, 0, 4096, 0, 4, 7);
        create(bench, inner, Operation.CREATE_PD, 4200, 1, 1, 5, 100);
        create(bench, inner, Operation.DELEGATE, 2, 4200, 4201, 5, 0, -1);
        // And a peer holds what came from it.
        bench.ok(Operation.DELEGATE, OBJECTS, 4100, Selectors.OBJECT_SPACE, 700, 0, -1);
        bench.ok(Operation.DELEGATE, HOST, 4096, Selectors.HOST_SPACE, 2, 0, 7);
    }

    private static void create(Bench bench, HostEc caller, Operation operation, long... arguments) {
        assertThat(Status.name(bench.call(caller, operation, arguments)))
                .as(operation.name())
                .isEqualTo("OK");
    }

    @Test
    void aPdThatIsTakenApartInStepsIsChargedForWhatIsLeft() {
        try (Bench bench = new Bench(2)) {
            makePd(bench);
            fill(bench);
            long reserved = bench.root.quota().usedFrames();
            ProtectionDomain pd = (ProtectionDomain) bench.lookup(PD).object();
            while (bench.call(Operation.REVOKE, Selectors.OBJECT_SPACE, PD, 0, 1) == Status.AGAIN) {
                assertThat(bench.root.quota().usedFrames()).isEqualTo(reserved);
                assertThat(pd.quota().usedFrames()).isGreaterThanOrEqualTo(0);
                assertThat((long) bench.kernel.memory().held()).isLessThanOrEqualTo(reserved);
            }
            assertThat(bench.root.quota().usedFrames())
                    .isEqualTo(bench.kernel.memory().held());
            assertThat(pd.quota().usedFrames()).isZero();
            assertThat(pd.quota().usedObjects()).isZero();
        }
    }

    @Test
    void executionContextsEndWithTheirPdThoughTheyGoLater() {
        try (Bench bench = new Bench(2)) {
            makePd(bench);
            fill(bench);
            HostEc caller = (HostEc) bench.lookup(EC).object();
            Capability original = caller.pd().objects().lookup(5010);
            HostEc inner = (HostEc) original.object();
            inner.pd().program();
            int steps = 0;
            while (!Revocation.step(bench.root.objects(), PD, 0, true, 1)) {
                if (!inner.pd().isStarted()) { // it has been destroyed
                    assertThat(inner.hasEnded()).isTrue();
                    steps += original.live() ? 1 : 0;
                }
            }
            bench.kernel.reclaim().complete();
            assertThat(steps).isPositive();
        }
    }

    @Test
    void whatIsLeftOfAPdIsOfNoUse() {
        try (Bench bench = new Bench(1)) {
            makePd(bench);
            bench.ok(Operation.CREATE_HOST_EC, EC, PD, 0, 0);
            bench.ok(Operation.CREATE_PORTAL, 700, Selectors.PD, EC, 1, 0); // the root task's own
            HostEc ec = (HostEc) bench.lookup(EC).object();
            ec.pd().program();
            bench.ok(Operation.CALL, 700);
            destroy(bench, PD);
            assertThat(bench.call(Operation.CALL, 700)).isEqualTo(Status.ABORTED);
            assertThat(ec.utcb().area().scope().isAlive()).isFalse();
            assertThat(ec.hypercall(Operation.SIGNAL.number(), 1, 1, 0, 0, 0, 0))
                    .isEqualTo(Status.BAD_PCPU);
        }
    }
}
