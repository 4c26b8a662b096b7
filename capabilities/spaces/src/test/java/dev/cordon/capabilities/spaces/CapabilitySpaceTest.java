// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.capabilities.spaces;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The ends of a space: blocks, lookups and searches at its first and its last selectors, and beyond. */
class CapabilitySpaceTest {
    private static final long END = CapabilitySpace.MAX_SELECTORS;

    private final RecordingSpace space = new RecordingSpace(END, true, new Quota(0, 1000));

    @Test
    void aBlockEndsWhereTheSpaceDoes() {
        assertThat(space.isBlock(0, 36)).isTrue();
        assertThat(space.isBlock(END - 1, 0)).isTrue();
        assertThat(space.isBlock(END / 2, 35)).isTrue();
        assertThat(space.isBlock(END, 0)).isFalse();
        assertThat(space.isBlock(END / 2, 36)).isFalse();
        assertThat(space.isBlock(2 * END, 0)).isFalse();
        assertThat(space.isBlock(Long.MAX_VALUE, 0)).isFalse();
        RecordingSpace odd = new RecordingSpace(24, true, new Quota(0, 0));
        assertThat(odd.isBlock(16, 3)).isTrue();
        assertThat(odd.isBlock(16, 4)).isFalse();
        assertThat(odd.isBlock(0, 4)).isTrue();
        assertThat(odd.isBlock(0, 5)).isFalse();
    }

    @Test
    void noBlockHasASizeOrAPlaceThatThereIsNot() {
        assertThat(space.isBlock(0, -1)).isFalse();
        assertThat(space.isBlock(0, 37)).isFalse();
        assertThat(space.isBlock(0, 64)).isFalse();
        assertThat(space.isBlock(-1, 0)).isFalse();
        assertThat(space.isBlock(-8, 3)).isFalse();
        assertThat(space.isBlock(4, 3)).isFalse();
    }

    @Test
    void theLastSelectorIsNotTakenForAnother() {
        Capability first = space.root(0, Capability.toMemory(1, 0, 7));
        Capability last = space.root(END - 1, Capability.toMemory(2, 0, 7));
        assertThat(space.lookup(0)).isSameAs(first);
        assertThat(space.lookup(END - 1)).isSameAs(last);
        assertThat(space.lookup(END).live()).isFalse();
        assertThat(space.lookup(END - 2).live()).isFalse();
        assertThat(space.lookup(-1).live()).isFalse();
    }

    @Test
    void aSearchEndsWhereTheSpaceDoes() {
        Capability first = space.root(0, Capability.toMemory(1, 0, 7));
        Capability last = space.root(END - 1, Capability.toMemory(2, 0, 7));
        assertThat(space.first(0, 1)).isSameAs(first);
        assertThat(space.first(1, END)).isSameAs(last);
        assertThat(space.first(1, END - 1).live()).isFalse();
        assertThat(space.first(END - 1, END)).isSameAs(last);
        assertThat(space.first(END, END + 1).live()).isFalse();
        assertThat(space.first(-1, 1).live()).isFalse();
        assertThat(space.first(0, 0).live()).isFalse();
    }

    @Test
    void whatDoesNotFitInTheQuotaLeavesNothingBehind() {
        Quota quota = new Quota(0, 3);
        RecordingSpace small = new RecordingSpace(END, true, quota);
        assertThat(small.reserve(END - 1, 0)).isFalse(); // itself, and three tables
        assertThat(quota.usedObjects()).isZero();
        assertThat(small.isFree(0, 36)).isTrue();
        assertThat(small.reserve(END - 512, 9)).isTrue();
        assertThat(quota.usedObjects()).isEqualTo(3);
    }

    @Test
    void aSpaceHoldsMemoryOrObjects() {
        assertThat(space.memory()).isTrue();
        assertThat(RecordingSpace.ofObjects(new Quota(0, 0)).memory()).isFalse();
    }
}
