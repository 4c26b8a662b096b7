// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.capabilities.spaces;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RevocationTest {
    private final MemorySpace space = new MemorySpace();
    private final Delegation delegation = new Delegation();

    private void delegate(long from, long to) {
        assertThat(delegation.prepare(space, from, space, to, 0, 7)).isEqualTo(Delegation.Outcome.READY);
        delegation.commit();
    }

    private void root() {
        assertThat(space.reserve(0, 0)).isTrue();
        space.put(Capability.toMemory(1, 0, 7), 0);
    }

    @Test
    void aLongChainIsRevokedInSteps() {
        root();
        int length = 100_000;
        for (int i = 0; i < length; i++) {
            delegate(i, i + 1);
        }
        int steps = 1;
        while (!Revocation.step(space, 0, 0, false, 1000)) {
            steps++;
        }
        assertThat(steps).isEqualTo(length / 1000);
        assertThat(space.present).hasSize(1);
        assertThat(space.lookup(0).hasChildren()).isFalse();
    }

    @Test
    void aChainThatGrowsBetweenStepsEndsAllTheSame() {
        root();
        for (int i = 0; i < 100; i++) {
            delegate(i, i + 1);
        }
        int grown = 100;
        while (!Revocation.step(space, 0, 0, true, 3)) {
            delegate(grown, ++grown);
        }
        assertThat(space.present).isEmpty();
    }

    @Test
    void aBlockMayNotCutACapability() {
        assertThat(space.reserve(8, 3)).isTrue();
        space.put(Capability.toMemory(8, 3, 7), 8);
        assertThat(Revocation.isPossible(space, 12, 2)).isFalse();
        assertThat(Revocation.isPossible(space, 8, 3)).isTrue();
        assertThat(Revocation.isPossible(space, 0, 4)).isTrue();
    }

    @Test
    void aReservationThatIsNotUsedIsNoObstacle() {
        assertThat(space.reserve(512, 0)).isTrue();
        assertThat(space.isFree(512, 9)).isTrue();
        assertThat(space.reserve(512, 9)).isTrue();
        space.put(Capability.toMemory(512, 9, 7), 512);
        assertThat(space.lookup(1023).frame()).isEqualTo(512);
        assertThat(space.lookup(1024).live()).isFalse();
    }
}
