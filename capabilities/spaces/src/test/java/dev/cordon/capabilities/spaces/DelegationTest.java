// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.capabilities.spaces;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.capabilities.spaces.Delegation.Outcome;
import org.junit.jupiter.api.Test;

/** Several blocks in one delegation, all or none of which go, and what keeps one from going. */
class DelegationTest {
    private static final int ALL = 7;

    private final RecordingSpace source = RecordingSpace.ofMemory();
    private final Quota quota = new Quota(0, 9);
    private final RecordingSpace target = new RecordingSpace(1L << 30, true, quota);
    private final Delegation delegation = new Delegation();

    private Outcome prepare(long base, long to, int order) {
        return delegation.prepare(source, base, target, to, order, ALL);
    }

    @Test
    void allBlocksOfADelegationGoTogether() {
        Capability low = source.root(0, Capability.toMemory(16, 3, ALL));
        Capability high = source.root(512, Capability.toMemory(64, 0, ALL));
        assertThat(prepare(4, 8, 1)).isEqualTo(Outcome.READY);
        assertThat(prepare(512, 10, 0)).isEqualTo(Outcome.READY);
        assertThat(target.present).isEmpty();
        delegation.commit();
        assertThat(target.lookup(9).frame()).isEqualTo(20);
        assertThat(target.lookup(9).parent()).isSameAs(low);
        assertThat(target.lookup(10).frame()).isEqualTo(64);
        assertThat(target.lookup(10).parent()).isSameAs(high);
        assertThat(target.present).hasSize(2);
        assertThat(quota.usedObjects()).isEqualTo(2 + 3);
        delegation.undo(); // nothing is prepared
        assertThat(quota.usedObjects()).isEqualTo(2 + 3);
    }

    @Test
    void twoTargetsMustNotMeet() {
        source.root(0, Capability.toMemory(16, 4, ALL));
        assertThat(prepare(0, 16, 2)).isEqualTo(Outcome.READY); // 16 to 19
        assertThat(prepare(0, 16, 0)).isEqualTo(Outcome.OCCUPIED);
        assertThat(prepare(0, 18, 1)).isEqualTo(Outcome.OCCUPIED);
        assertThat(prepare(0, 19, 0)).isEqualTo(Outcome.OCCUPIED);
        assertThat(prepare(0, 16, 3)).isEqualTo(Outcome.OCCUPIED);
        assertThat(prepare(0, 15, 0)).isEqualTo(Outcome.READY);
        assertThat(prepare(0, 20, 0)).isEqualTo(Outcome.READY);
        assertThat(delegation.prepare(source, 0, source, 16, 0, ALL)).isEqualTo(Outcome.READY);
        delegation.undo();
        assertThat(quota.usedObjects()).isZero();
        assertThat(prepare(0, 16, 0)).isEqualTo(Outcome.READY);
    }

    @Test
    void whatIsNotCommittedIsGivenBack() {
        source.root(0, Capability.toMemory(16, 3, ALL));
        assertThat(prepare(0, 0, 0)).isEqualTo(Outcome.READY); // itself and three tables
        assertThat(prepare(0, 1 << 18, 0)).isEqualTo(Outcome.READY); // itself and two tables
        assertThat(prepare(0, 1 << 9, 0)).isEqualTo(Outcome.READY); // itself and a table
        assertThat(quota.usedObjects()).isEqualTo(9);
        delegation.undo();
        assertThat(quota.usedObjects()).isZero();
        assertThat(target.isFree(0, 30)).isTrue();
    }

    @Test
    void memoryThatDoesNotSufficeForAllSufficesForNone() {
        source.root(0, Capability.toMemory(16, 3, ALL));
        assertThat(prepare(0, 0, 0)).isEqualTo(Outcome.READY); // itself and three tables
        assertThat(prepare(0, 1 << 18, 0)).isEqualTo(Outcome.READY); // itself and two tables
        assertThat(prepare(0, 1 << 18 | 1, 0)).isEqualTo(Outcome.READY);
        assertThat(prepare(0, 1 << 9, 0)).isEqualTo(Outcome.NO_MEMORY); // itself and a table
        assertThat(quota.usedObjects()).isEqualTo(8);
        delegation.undo();
        assertThat(quota.usedObjects()).isZero();
        assertThat(target.present).isEmpty();
        assertThat(prepare(0, 1 << 18, 3)).isEqualTo(Outcome.READY);
        delegation.commit();
        assertThat(target.lookup((1 << 18) + 7).frame()).isEqualTo(16);
    }

    @Test
    void aDelegationHasABoundedNumberOfPieces() {
        for (int page = 0; page < Delegation.MAX_PIECES; page++) {
            source.root(page, Capability.toMemory(page, 0, ALL));
        }
        RecordingSpace wide = RecordingSpace.ofMemory();
        assertThat(delegation.prepare(source, 0, wide, 0, 9, ALL)).isEqualTo(Outcome.READY);
        assertThat(delegation.prepare(source, 0, wide, 1 << 9, 0, ALL)).isEqualTo(Outcome.MALFORMED);
        delegation.undo();
        assertThat(wide.isFree(0, 30)).isTrue();
        assertThat(wide.present).isEmpty();
    }

    @Test
    void memoryGoesToMemoryAndObjectsGoOneByOne() {
        Quota much = new Quota(0, 1000);
        RecordingSpace objects = RecordingSpace.ofObjects(much);
        KernelObject object = new KernelObject() {};
        objects.root(0, Capability.toObject(object, 6));
        objects.root(1, Capability.toObject(object, 6));
        source.root(0, Capability.toMemory(16, 3, ALL));
        assertThat(delegation.prepare(objects, 0, target, 0, 0, ALL)).isEqualTo(Outcome.MALFORMED);
        assertThat(delegation.prepare(source, 0, objects, 8, 0, ALL)).isEqualTo(Outcome.MALFORMED);
        assertThat(delegation.prepare(objects, 0, objects, 8, 1, ALL)).isEqualTo(Outcome.MALFORMED);
        assertThat(delegation.prepare(objects, 0, objects, 8, 0, 1)).isEqualTo(Outcome.POWERLESS);
        delegation.undo();
        assertThat(delegation.prepare(objects, 0, objects, 8, 0, 2))
                .isEqualTo(Outcome.READY); // no memory: 2 means what the object says
        delegation.commit();
        assertThat(objects.lookup(8).object()).isSameAs(object);
        assertThat(objects.lookup(8).permissions()).isEqualTo(2);
    }
}
