// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.capabilities.spaces.Quota;
import dev.cordon.machine.engine.Ram;
import dev.cordon.microhypervisor.abi.Operation;
import dev.cordon.microhypervisor.abi.Selectors;
import dev.cordon.microhypervisor.abi.Status;
import java.lang.foreign.Arena;
import java.util.List;
import org.junit.jupiter.api.Test;

class KernelMemoryTest {
    private static final long BASE = 0x8000_0000L;
    private static final int PAGE = KernelMemory.PAGE;

    private final Quota quota = new Quota(1000, 0);

    private static Ram ram(int pages) {
        return new Ram(BASE, (long) pages * PAGE, Arena.ofAuto().allocate((long) pages * PAGE, PAGE));
    }

    private static final long FIRST = 2000;
    private static final long SECOND = 4000;

    /** Another domain. */
    private static final long OTHER = 1500;

    /** Takes all frames, each fourth for the test's PD until its quota is used up, and the others for another domain. Then the PD gives these back. */
    private static void scatter(Bench bench) {
        long rest = bench.kernel.memory().frames() - bench.root.quota().usedFrames();
        bench.ok(Operation.CREATE_PD, OTHER, Selectors.PD, 1, rest, 1000);
        int own = 0;
        int others = 0;
        for (boolean more = true; more; ) {
            boolean turn = (own + others) % KernelMemory.ROOT_TABLE == 0;
            if (turn && bench.call(Operation.CREATE_HOST_EC, FIRST + own, HypercallTest.PD, 0, 0) == Status.OK) {
                own++;
            } else {
                more = bench.call(Operation.CREATE_HOST_EC, SECOND + others, OTHER, 0, 0) == Status.OK;
                others++;
            }
        }
        assertThat(bench.kernel.memory().held()).isEqualTo(bench.kernel.memory().frames());
        for (int i = 0; i < own; i++) {
            bench.ok(Operation.REVOKE, Selectors.OBJECT_SPACE, FIRST + i, 0, 1);
        }
    }

    @Test
    void aSpaceNeedsFourFramesInARowOrIsRefusedThoughTheQuotaSuffices() {
        try (Bench bench = HypercallTest.bench()) {
            scatter(bench);
            List<Object> before = HypercallTest.state(bench);
            int free = bench.kernel.memory().frames() - bench.kernel.memory().held();
            assertThat(free).isGreaterThan(8 * KernelMemory.ROOT_TABLE);
            for (Operation creation : List.of(Operation.CREATE_GUEST_SPACE, Operation.CREATE_DMA_SPACE)) {
                assertThat(bench.call(creation, HypercallTest.TO, HypercallTest.PD))
                        .isEqualTo(Status.NO_MEMORY);
                assertThat(HypercallTest.state(bench)).isEqualTo(before);
            }
            // It was not the quota: single frames are to be had, and a space is as soon as there is a place for it.
            bench.ok(Operation.CREATE_HOST_EC, FIRST, HypercallTest.PD, 0, 0);
            bench.ok(Operation.REVOKE, Selectors.OBJECT_SPACE, FIRST, 0, 1);
            bench.ok(Operation.REVOKE, Selectors.OBJECT_SPACE, OTHER, 0, 1);
            bench.ok(Operation.CREATE_GUEST_SPACE, HypercallTest.TO, HypercallTest.PD);
        }
    }

    @Test
    void itTakesASixtyFourthOfRamInWholeSteps() {
        assertThat(KernelMemory.size(0)).isEqualTo(1 << 20);
        assertThat(KernelMemory.size(64 << 20)).isEqualTo(1 << 20);
        assertThat(KernelMemory.size((64 << 20) + 64)).isEqualTo((1 << 20) + (1 << 16));
        assertThat(KernelMemory.size(128L << 20)).isEqualTo(2 << 20);
    }

    @Test
    void eachFrameIsGivenToOneZeroedAndCanBeHadAgain() {
        Ram ram = ram(200);
        KernelMemory memory = new KernelMemory(ram, 70 * PAGE); // from page 130 on, and so from 132
        long first = BASE + 132 * PAGE;
        assertThat(memory.frames()).isEqualTo(68);
        for (int i = 0; i < 68; i++) {
            ram.writeLong(first + (long) i * PAGE, -1);
            ram.writeLong(first + (long) i * PAGE + PAGE - 8, -1);
            assertThat(memory.allocate(quota)).isEqualTo(first + (long) i * PAGE);
            assertThat(ram.readLong(first + (long) i * PAGE)).isZero();
            assertThat(ram.readLong(first + (long) i * PAGE + PAGE - 8)).isZero();
        }
        assertThat(memory.allocate(quota)).isEqualTo(KernelMemory.NONE);
        assertThat(memory.held()).isEqualTo(68);
        assertThat(quota.usedFrames()).isEqualTo(68);
        memory.release(first + 66 * PAGE, 1, quota);
        assertThat(memory.held()).isEqualTo(67);
        assertThat(quota.usedFrames()).isEqualTo(67);
        assertThat(memory.allocate(quota)).isEqualTo(first + 66 * PAGE);
        assertThat(memory.allocate(quota)).isEqualTo(KernelMemory.NONE);
    }

    @Test
    void rootTablesAreFourFramesInARowFromTheOtherEnd() {
        Ram ram = ram(80);
        KernelMemory memory = new KernelMemory(ram, 72 * PAGE);
        long first = BASE + 8 * PAGE;
        ram.writeLong(first + 72 * PAGE - 8, -1);
        assertThat(memory.allocateRootTable(quota)).isEqualTo(first + 68 * PAGE);
        assertThat(ram.readLong(first + 72 * PAGE - 8)).isZero();
        assertThat(memory.held()).isEqualTo(4);
        assertThat(memory.allocate(quota)).isEqualTo(first);
        for (int frame = 64; frame > 0; frame -= 4) {
            assertThat(memory.allocateRootTable(quota)).isEqualTo(first + (long) frame * PAGE);
        }
        assertThat(memory.allocateRootTable(quota)).isEqualTo(KernelMemory.NONE);
        memory.release(first, 1, quota);
        assertThat(memory.allocateRootTable(quota)).isEqualTo(first);
        memory.release(first + 64 * PAGE, 4, quota);
        assertThat(memory.held()).isEqualTo(68);
        assertThat(memory.allocate(quota)).isEqualTo(first + 64 * PAGE);
        assertThat(memory.allocateRootTable(quota)).isEqualTo(KernelMemory.NONE);
    }

    @Test
    void whoHasNoQuotaGetsNothing() {
        KernelMemory memory = new KernelMemory(ram(80), 72 * PAGE);
        Quota three = new Quota(3, 0);
        assertThat(memory.allocateRootTable(three)).isEqualTo(KernelMemory.NONE);
        for (int i = 0; i < 3; i++) {
            assertThat(memory.allocate(three)).isNotEqualTo(KernelMemory.NONE);
        }
        assertThat(memory.allocate(three)).isEqualTo(KernelMemory.NONE);
        assertThat(memory.held()).isEqualTo(3);
    }
}
