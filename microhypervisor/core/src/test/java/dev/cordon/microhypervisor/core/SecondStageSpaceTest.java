// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.capabilities.spaces.Capability;
import dev.cordon.capabilities.spaces.Revocation;
import dev.cordon.microhypervisor.abi.Operation;
import dev.cordon.microhypervisor.abi.Selectors;
import dev.cordon.microhypervisor.abi.Status;
import org.junit.jupiter.api.Test;

/** What {@link PageTableProperties} does not ask: numbers, flushes, and frames that do not suffice. */
class SecondStageSpaceTest {
    private static final long PD = 500;
    private static final long SPACE = 600;
    private static final long OTHER = 601;
    private static final long FRAME = TestSystem.FREE >>> 12;

    private final Bench bench = new Bench(1);

    private GuestSpace create(long selector) {
        bench.ok(Operation.CREATE_GUEST_SPACE, selector, Selectors.PD);
        return (GuestSpace) bench.lookup(selector).object();
    }

    private static void map(GuestSpace space, long page, long frame, int order) {
        assertThat(space.reserve(page, order)).isTrue();
        space.put(Capability.toMemory(frame, order, 7), page);
    }

    @Test
    void hgatpNamesTheModeTheNumberAndTheRootTable() {
        GuestSpace first = create(SPACE);
        GuestSpace second = create(OTHER);
        assertThat(second.id()).isNotEqualTo(first.id()).isPositive();
        assertThat(second.hgatp() >>> 60).isEqualTo(8); // Sv39x4
        assertThat(second.hgatp() >>> 44 & 0x3FFF).isEqualTo(second.id());
        map(second, 5, FRAME, 0);
        long root = (second.hgatp() & (1L << 44) - 1) << 12;
        assertThat(bench.kernel.ram().readLong(root)).isNotZero();
    }

    @Test
    void itKnowsThePcpusThatItWasGivenTo() {
        GuestSpace space = create(SPACE);
        space.assign(2);
        space.assign(0);
        assertThat(space.pcpus()).isEqualTo(0b101);
    }

    @Test
    void aNumberIsGivenBackWithItsSpaceWhichIsFlushed() {
        create(SPACE);
        GuestSpace space = create(OTHER);
        assertThat(Revocation.step(bench.root.objects(), OTHER, 0, true, 1)).isTrue();
        assertThat(space.touched).isTrue();
        assertThat(bench.kernel.stageIds().take()).isEqualTo(space.id());
    }

    @Test
    void aSpaceThatCannotBeMadeTakesNeitherNumberNorFrames() {
        bench.ok(Operation.CREATE_PD, PD, Selectors.PD, 1, KernelMemory.ROOT_TABLE - 1, 100);
        assertThat(bench.call(Operation.CREATE_GUEST_SPACE, SPACE, PD)).isEqualTo(Status.NO_MEMORY);
        assertThat(bench.kernel.stageIds().take()).isZero();
        while (bench.kernel.stageIds().take() != StageIds.NONE) {}
        assertThat(bench.call(Operation.CREATE_GUEST_SPACE, SPACE, Selectors.PD))
                .isEqualTo(Status.NO_MEMORY);
        assertThat(bench.kernel.memory().held()).isEqualTo(1);
    }

    @Test
    void whatIsUnmappedIsFlushed() {
        GuestSpace space = create(SPACE);
        map(space, 5, FRAME, 0);
        map(space, 6, FRAME, 0);
        assertThat(space.touched).isFalse();
        assertThat(Revocation.step(space, 5, 0, true, 1)).isTrue();
        assertThat(space.touched).isTrue();
    }

    @Test
    void aSpaceOfWhichARightGoesIsFlushed() {
        GuestSpace space = create(SPACE);
        bench.ok(Operation.DELEGATE, Selectors.OBJECT_SPACE, SPACE, Selectors.OBJECT_SPACE, OTHER, 0, -1);
        assertThat(Revocation.step(bench.root.objects(), OTHER, 0, true, 1)).isTrue();
        assertThat(space.touched).isTrue();
    }

    @Test
    void aSpaceIsHandedFromOneVcpuToAnother() {
        GuestSpace space = create(SPACE);
        Vcpu first = new Vcpu(bench.kernel, bench.root, bench.kernel.pcpu(0), 0);
        Vcpu second = new Vcpu(bench.kernel, bench.root, bench.kernel.pcpu(0), 0);
        assertThat(space.isHandedTo(first)).isFalse();
        assertThat(space.isHandedTo(first)).isFalse();
        assertThat(space.isHandedTo(second)).isTrue();
        assertThat(space.isHandedTo(second)).isFalse();
        assertThat(space.isHandedTo(first)).isTrue();
    }

    @Test
    void tablesThatAreInVainAreGivenBackAndFlushed() {
        bench.ok(Operation.CREATE_PD, PD, Selectors.PD, 1, KernelMemory.ROOT_TABLE + 1, 100);
        bench.ok(Operation.CREATE_GUEST_SPACE, SPACE, PD);
        GuestSpace space = (GuestSpace) bench.lookup(SPACE).object();
        ProtectionDomain pd = (ProtectionDomain) bench.lookup(PD).object();
        long objects = pd.quota().usedObjects();
        assertThat(space.reserve(0, 0)).isFalse(); // takes two tables
        assertThat(pd.quota().usedFrames()).isEqualTo(KernelMemory.ROOT_TABLE);
        assertThat(pd.quota().usedObjects()).isEqualTo(objects);
        assertThat(space.touched).isTrue(); // a hart may have seen the table that was there for a while
        assertThat(space.reserve(0, 9)).isTrue(); // takes one
        space.unreserve(0, 9);
        assertThat(pd.quota().usedFrames()).isEqualTo(KernelMemory.ROOT_TABLE);
    }

    @Test
    void aLargestPageIsNotTakenForATable() {
        GuestSpace space = create(SPACE);
        map(space, 0, TestSystem.WINDOW >>> 12, 18);
        map(space, 1 << 18, FRAME, 0);
        assertThat(Revocation.step(space, 1 << 18, 0, true, 1)).isTrue();
        assertThat(space.lookup(0).live()).isTrue();
        assertThat(bench.kernel.memory().held()).isEqualTo(1 + KernelMemory.ROOT_TABLE);
    }
}
