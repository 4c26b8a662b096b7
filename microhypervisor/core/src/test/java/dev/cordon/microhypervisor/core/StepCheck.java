// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.capabilities.spaces.Capability;
import dev.cordon.capabilities.spaces.CapabilitySpace;
import dev.cordon.capabilities.spaces.KernelObject;
import dev.cordon.machine.engine.Ram;
import dev.cordon.microhypervisor.core.InterfaceModel.Right;
import dev.cordon.microhypervisor.core.InterfaceModel.Thing;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * What is compared after each step, since a walk through everything takes long: each capability that the model says was made or has gone, with its parent (I1, I2) and what
 * the page tables say of its pages (I3); and that spaces in which the model has changed nothing are as they were.
 */
final class StepCheck {
    /** Of a larger block so many pages are looked at, and its last one. */
    private static final long PAGES = 32;

    private final InterfaceModel model;
    private final Function<Thing, KernelObject> objects;
    private final Ram ram;
    private final Map<Thing, Long> fingerprints = new HashMap<>();

    StepCheck(InterfaceModel model, Function<Thing, KernelObject> objects, Ram ram) {
        this.model = model;
        this.objects = objects;
        this.ram = ram;
    }

    private CapabilitySpace space(Thing thing) {
        return (CapabilitySpace) objects.apply(thing);
    }

    /** Compares what has changed since the last time, and forgets it. */
    void compare() {
        List<Right> changed = List.copyOf(model.changed);
        model.changed.clear();
        Set<Thing> spaces = new HashSet<>();
        for (Right right : changed) {
            if (!right.space.gone) {
                spaces.add(right.space);
                compare(right.space, right.at);
                comparePages(right);
            }
        }
        for (Thing thing : model.things) {
            if (thing.type.isSpace()) {
                compare(thing, !spaces.contains(thing));
            }
        }
    }

    private void compare(Thing thing, boolean same) {
        long now = fingerprint(space(thing));
        Long before = fingerprints.put(thing, now);
        if (same && before != null) {
            assertThat(now).as("a space that nobody changed").isEqualTo(before);
        }
    }

    static long fingerprint(CapabilitySpace space) {
        long hash = 17;
        for (Capability at = space.first(0, CapabilitySpace.MAX_SELECTORS);
                at.live();
                at = space.first(at.selector() + at.size(), CapabilitySpace.MAX_SELECTORS)) {
            hash = 31 * (31 * (31 * (31 * hash + at.selector()) + at.permissions()) + at.frame() + at.order())
                    + 7L * System.identityHashCode(at.object())
                    + System.identityHashCode(at.parent());
        }
        return hash;
    }

    /** The capability at a selector is that of the model, and its parent is. */
    private void compare(Thing where, long selector) {
        Capability found = space(where).lookup(selector);
        Right right = where.find(selector);
        assertThat(found.live()).as("a capability is there").isEqualTo(right != null);
        if (right == null) {
            return;
        }
        assertThat(List.of(found.selector(), (long) found.order(), found.frame(), (long) found.permissions()))
                .as("a capability's block, frame and permissions")
                .isEqualTo(List.of(right.at, (long) right.order, right.frame, (long) right.permissions));
        if (right.object != null) {
            assertThat(found.object()).as("what a capability is to").isSameAs(objects.apply(right.object));
        }
        Right from = right.parent;
        assertThat(found.parent().live()).as("a capability has a parent").isEqualTo(from != null);
        if (from != null) {
            assertThat(found.parent())
                    .as("the parent of a capability")
                    .isSameAs(space(from.space).lookup(from.at));
            // A PD's own spaces come with it, and are no part of what it was made from.
            assertThat(
                            right.original
                                    ? 0
                                    : found.permissions() & ~found.parent().permissions())
                    .as("permissions that the parent has not")
                    .isZero();
        }
    }

    private void comparePages(Right right) {
        if (!right.space.type.hasTables()) {
            return;
        }
        long hgatp = ((SecondStageSpace) objects.apply(right.space)).hgatp();
        for (long page = right.at; page < right.end() && page < right.at + PAGES; page++) {
            comparePage(right.space, hgatp, page);
        }
        comparePage(right.space, hgatp, right.end() - 1);
    }

    private void comparePage(Thing space, long hgatp, long page) {
        Right right = space.find(page);
        List<MemoryModel.Mapping> expected = right == null
                ? List.of()
                : List.of(new MemoryModel.Mapping(page, 1, right.frame + (page - right.at), right.permissions));
        assertThat(PageTableWalker.find(ram, hgatp, page))
                .as("what a page is mapped to")
                .isEqualTo(expected);
    }
}
