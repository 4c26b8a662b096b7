// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.capabilities.spaces;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RevocationTest {
    private final RecordingSpace space = RecordingSpace.ofMemory();
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
        space.unreserve(512, 0);
        assertThat(space.isFree(512, 9)).isTrue();
        assertThat(space.reserve(512, 9)).isTrue();
        space.put(Capability.toMemory(512, 9, 7), 512);
        assertThat(space.lookup(1023).frame()).isEqualTo(512);
        assertThat(space.lookup(1024).live()).isFalse();
    }

    @Test
    void capabilitiesWithoutDescendantsCostARevocationNothing() {
        for (long page = 0; page < 1 << 18; page++) {
            assertThat(space.reserve(page, 0)).isTrue();
            space.put(Capability.toMemory(page, 0, 7), page);
        }
        assertThat(Revocation.step(space, 0, 18, false, 0)).isTrue();
        delegate((1 << 18) - 1, 1 << 20);
        delegate(4711, (1 << 20) + 1);
        assertThat(Revocation.step(space, 0, 18, false, 1)).isFalse();
        assertThat(Revocation.step(space, 0, 18, false, 1)).isTrue();
        assertThat(space.lookup(1 << 20).live()).isFalse();
        assertThat(space.lookup(4711).live()).isTrue();
    }

    @Test
    void whatIsInASpaceIsChargedForAndGivenBack() {
        Quota quota = new Quota(0, 10);
        RecordingSpace small = new RecordingSpace(1L << 30, true, quota);
        assertThat(small.reserve(0, 0)).isTrue(); // three tables
        small.put(Capability.toMemory(1, 0, 7), 0);
        assertThat(quota.usedObjects()).isEqualTo(4);
        assertThat(small.reserve(1 << 18, 9)).isTrue(); // two tables
        small.unreserve(1 << 18, 9);
        assertThat(quota.usedObjects()).isEqualTo(4);
        assertThat(small.reserve(1 << 18, 9)).isTrue();
        small.put(Capability.toMemory(512, 9, 7), 1 << 18);
        assertThat(quota.usedObjects()).isEqualTo(6);
        assertThat(small.reserve(1 << 27, 0)).isTrue();
        small.unreserve(1 << 27, 0);
        quota.charge(0, 2);
        assertThat(small.reserve(1 << 27, 0)).isFalse();
        assertThat(quota.usedObjects()).isEqualTo(8);
        while (!Revocation.step(small, 0, 30, true, 1)) {}
        assertThat(quota.usedObjects()).isEqualTo(2);
    }

    @Test
    void aPartOfAQuotaCountsAsAWholeUntilItIsClosed() {
        Quota whole = new Quota(100, 100);
        Quota part = whole.part(60, 10);
        assertThat(part.charge(1, 1)).isFalse();
        assertThat(part.open()).isTrue();
        assertThat(whole.part(41, 0).open()).isFalse();
        assertThat(part.charge(50, 5)).isTrue();
        assertThat(part.charge(11, 0)).isFalse();
        assertThat(whole.usedFrames()).isEqualTo(60);
        part.close();
        part.close();
        assertThat(part.charge(1, 0)).isFalse();
        assertThat(whole.usedFrames()).isEqualTo(50);
        part.release(20, 5);
        assertThat(whole.usedFrames()).isEqualTo(30);
        assertThat(whole.usedObjects()).isZero();
    }
}
