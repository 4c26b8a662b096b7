// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.microhypervisor.abi.Operation;
import dev.cordon.microhypervisor.abi.Selectors;
import dev.cordon.microhypervisor.abi.Status;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Frames that are free, but nowhere four of them in a row. */
class KernelMemoryTest {
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
}
