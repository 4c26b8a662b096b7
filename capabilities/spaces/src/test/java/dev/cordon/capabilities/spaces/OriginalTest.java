// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.capabilities.spaces;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An object goes with its original; a space that goes takes along what is in it. */
class OriginalTest {
    private static final int ALL = 7;

    private final Quota quota = new Quota(0, 1000);
    private final RecordingSpace objects = RecordingSpace.ofObjects(quota);
    private final Delegation delegation = new Delegation();

    private static final class Thing implements KernelObject {
        int ends;

        @Override
        public void destroyed() {
            ends++;
        }
    }

    /** Puts the original of an object, which is charged for. */
    private Capability original(long selector, KernelObject object) {
        assertThat(quota.charge(0, 1)).isTrue();
        return objects.root(selector, Capability.original(object, ALL, quota));
    }

    private void delegate(RecordingSpace from, long base, RecordingSpace to, long target) {
        assertThat(delegation.prepare(from, base, to, target, 0, ALL)).isEqualTo(Delegation.Outcome.READY);
        delegation.commit();
    }

    private boolean step(long selector, boolean self, int limit) {
        return Revocation.step(objects, selector, 0, self, limit);
    }

    /** How many steps of limit 1 it takes until nothing is left. */
    private int steps(long selector, boolean self) {
        int steps = 1;
        while (!step(selector, self, 1)) {
            steps++;
        }
        return steps;
    }

    @Test
    void anObjectGoesWithItsOriginalAlone() {
        Thing thing = new Thing();
        original(0, thing);
        delegate(objects, 0, objects, 1);
        delegate(objects, 1, objects, 2);
        assertThat(steps(1, true)).isEqualTo(2);
        assertThat(thing.ends).isZero();
        assertThat(objects.lookup(0).hasChildren()).isFalse();
        delegate(objects, 0, objects, 1);
        assertThat(steps(0, false)).isEqualTo(1);
        assertThat(thing.ends).isZero();
        assertThat(objects.lookup(0).object()).isSameAs(thing);
        assertThat(steps(0, true)).isEqualTo(1);
        assertThat(thing.ends).isEqualTo(1);
        assertThat(objects.present).isEmpty();
        assertThat(quota.usedObjects()).isZero();
    }

    @Test
    void theEndOfAnObjectCountsForManySteps() {
        List<Thing> things = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            things.add(new Thing());
            original(i, things.get(i));
        }
        assertThat(Revocation.step(objects, 0, 2, true, Revocation.DEAR)).isFalse();
        assertThat(things.stream().mapToInt(thing -> thing.ends)).containsExactly(1, 0, 0, 0);
        assertThat(Revocation.step(objects, 0, 2, true, Revocation.DEAR + 1)).isFalse();
        assertThat(things.stream().mapToInt(thing -> thing.ends)).containsExactly(1, 1, 1, 0);
        assertThat(Revocation.step(objects, 0, 2, true, 1)).isTrue();
        assertThat(things.stream().mapToInt(thing -> thing.ends)).containsExactly(1, 1, 1, 1);
    }

    @Test
    void aSpaceThatGoesTakesAlongWhatIsInItAndWhatIsDerivedFromThat() {
        RecordingSpace from = RecordingSpace.ofMemory();
        from.root(0, Capability.toMemory(16, 0, ALL));
        RecordingSpace going = new RecordingSpace(1L << 30, true, quota);
        RecordingSpace to = RecordingSpace.ofMemory();
        original(0, going);
        delegate(from, 0, going, 5);
        delegate(from, 0, going, 6);
        delegate(from, 0, to, 1);
        delegate(going, 5, to, 2);
        delegate(to, 2, to, 3);
        going.root(7, Capability.toMemory(32, 0, ALL));

        // Three capabilities leave the space and are removed, two that were derived go, and the object.
        assertThat(steps(0, true)).isEqualTo(3 * 2 + 2 + 1);

        assertThat(going.present).isEmpty();
        assertThat(going.leftAtTheEnd).isZero();
        assertThat(to.present).containsExactly(to.lookup(1));
        assertThat(from.lookup(0).hasChildren()).isTrue();
        assertThat(to.lookup(1).parent()).isSameAs(from.lookup(0));
        assertThat(quota.usedObjects()).isZero();
        while (!Revocation.step(from, 0, 0, false, 1)) {}
        assertThat(from.lookup(0).hasChildren()).isFalse();
        assertThat(to.present).isEmpty();
    }

    @Test
    void theLastChildThatGoesWithItsSpaceLeavesAParentOfNone() {
        RecordingSpace from = RecordingSpace.ofMemory();
        Capability parent = from.root(0, Capability.toMemory(16, 0, ALL));
        RecordingSpace going = RecordingSpace.ofMemory();
        original(0, going);
        delegate(from, 0, going, 5);
        assertThat(from.firstParent(0, 1)).isSameAs(parent);
        assertThat(steps(0, true)).isEqualTo(3);
        assertThat(parent.hasChildren()).isFalse();
        assertThat(from.firstParent(0, 1).live()).isFalse();
    }

    @Test
    void aSpaceStaysWhereOnlyARightToItGoes() {
        RecordingSpace space = RecordingSpace.ofMemory();
        original(0, space);
        space.root(5, Capability.toMemory(32, 0, ALL));
        delegate(objects, 0, objects, 1);
        objects.root(2, Capability.toObject(space, ALL));
        assertThat(steps(1, true)).isEqualTo(1);
        assertThat(steps(2, true)).isEqualTo(1);
        assertThat(space.present).hasSize(1);
        assertThat(space.leftAtTheEnd).isEqualTo(-1);
    }

    @Test
    void spacesInSpacesGo() {
        RecordingSpace inner = RecordingSpace.ofObjects(quota);
        RecordingSpace innermost = RecordingSpace.ofObjects(quota);
        Thing thing = new Thing();
        original(0, inner);
        assertThat(quota.charge(0, 2)).isTrue();
        inner.root(3, Capability.original(innermost, ALL, quota));
        Capability deep = innermost.root(CapabilitySpace.MAX_SELECTORS - 1, Capability.original(thing, ALL, quota));
        delegate(innermost, CapabilitySpace.MAX_SELECTORS - 1, objects, 9);
        while (!step(0, true, 1)) {}
        assertThat(thing.ends).isEqualTo(1);
        assertThat(deep.live()).isFalse();
        assertThat(inner.leftAtTheEnd).isZero();
        assertThat(innermost.leftAtTheEnd).isZero();
        assertThat(objects.present).isEmpty();
        assertThat(quota.usedObjects()).isZero();
    }

    @Test
    void whatIsRemovedInPartsIsRetiredUntilItGoes() {
        RecordingSpace from = RecordingSpace.ofMemory();
        from.root(0, Capability.toMemory(16, 0, ALL));
        RecordingSpace slow = RecordingSpace.ofMemory();
        delegate(from, 0, slow, 5);
        Capability child = slow.lookup(5);
        slow.parts = 4;
        assertThat(child.retired()).isFalse();
        assertThat(Revocation.step(from, 0, 0, false, 1)).isFalse();
        assertThat(slow.parts).isEqualTo(3);
        assertThat(child.retired()).isTrue();
        assertThat(child.live()).isTrue();
        assertThat(Revocation.step(from, 0, 0, false, Revocation.DEAR + 1)).isFalse();
        assertThat(slow.parts).isEqualTo(1);
        assertThat(child.live()).isTrue();
        assertThat(Revocation.step(from, 0, 0, false, Revocation.DEAR + 1)).isTrue();
        assertThat(slow.parts).isZero();
        assertThat(child.retired()).isTrue();
        assertThat(child.live()).isFalse();
        assertThat(slow.present).isEmpty();
    }

    @Test
    void whatGoesAtOnceIsNeverRetired() {
        RecordingSpace space = RecordingSpace.ofMemory();
        Capability capability = space.root(0, Capability.toMemory(16, 0, ALL));
        assertThat(Revocation.step(space, 0, 0, true, 1)).isTrue();
        assertThat(capability.live()).isFalse();
        assertThat(capability.retired()).isFalse();
    }
}
