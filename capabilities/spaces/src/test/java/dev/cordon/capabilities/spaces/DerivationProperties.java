// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.capabilities.spaces;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.capabilities.spaces.DerivationModel.Right;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import net.jqwik.api.Tuple;
import net.jqwik.api.statistics.Statistics;

/** Invariants I1 and I2 of capability spaces: any run of delegations and revocations does what the model says. */
class DerivationProperties {
    private static final int SPACES = 3;
    private static final long END = 1 << 13;

    sealed interface Step {}

    record Delegate(int from, long base, int to, long target, int order, int mask) implements Step {}

    record Revoke(int space, long base, int order, boolean self, int limit) implements Step {}

    private final List<RecordingSpace> spaces = new ArrayList<>();
    private final DerivationModel model = new DerivationModel();
    private final Delegation delegation = new Delegation();

    @Tag("long")
    @Property(tries = 200_000)
    void spacesHoldWhatTheModelSaysForLong(@ForAll("steps") List<Step> steps) {
        spacesHoldWhatTheModelSays(steps);
    }

    @Property(tries = 2000)
    void spacesHoldWhatTheModelSays(@ForAll("steps") List<Step> steps) {
        spaces.clear();
        model.rights.clear();
        for (int i = 0; i < SPACES; i++) {
            spaces.add(RecordingSpace.ofMemory());
        }
        root(0, 0, 12, 1 << 12, 7);
        root(1, 4096, 3, 1 << 14, 5);
        for (int page = 4104; page < 4112; page++) {
            root(1, page, 0, (1 << 14) + 3 * page, page % 5 == 0 ? 3 : 7);
        }
        for (Step step : steps) {
            assertThat(perform(step)).isEqualTo(performOnModel(step));
            compare();
        }
    }

    private boolean perform(Step step) {
        boolean done = switch (step) {
            case Delegate d -> {
                boolean ready =
                        delegation.prepare(spaces.get(d.from), d.base, spaces.get(d.to), d.target, d.order, d.mask)
                                == Delegation.Outcome.READY;
                if (ready) {
                    delegation.commit();
                } else {
                    delegation.undo();
                }
                yield ready;
            }
            case Revoke r -> {
                RecordingSpace space = spaces.get(r.space);
                boolean possible = Revocation.isPossible(space, r.base, r.order);
                while (possible && !Revocation.step(space, r.base, r.order, r.self, r.limit)) {
                    compareRights();
                }
                yield possible;
            }
        };
        Statistics.label(step.getClass().getSimpleName()).collect(done);
        return done;
    }

    private boolean performOnModel(Step step) {
        return switch (step) {
            case Delegate d -> model.delegate(d.from, d.base, d.to, d.target, d.order, d.mask);
            case Revoke r -> model.revoke(r.space, r.base, r.order, r.self);
        };
    }

    private void root(int space, long selector, int order, long frame, int permissions) {
        Capability capability = Capability.toMemory(frame, order, permissions);
        assertThat(spaces.get(space).reserve(selector, order)).isTrue();
        spaces.get(space).put(capability, selector);
        model.root(space, selector, order, frame, permissions);
    }

    /** Spaces and model hold the same rights, from the same parents, and whoever listens was told of them. */
    private void compare() {
        compareRights();
        Set<List<Object>> expected = new HashSet<>();
        for (Right right : model.rights) {
            expected.add(List.of(
                    right.space(),
                    right.selector(),
                    right.order(),
                    right.frame(),
                    right.permissions(),
                    right.parent().map(p -> place(p.space(), p.selector())).orElse("")));
        }
        Set<List<Object>> found = new HashSet<>();
        for (int i = 0; i < SPACES; i++) {
            List<Capability> listed = list(spaces.get(i));
            assertThat(spaces.get(i).present.stream()
                            .sorted(Comparator.comparingLong(Capability::selector))
                            .toList())
                    .isEqualTo(listed);
            for (Capability capability : listed) {
                Capability parent = capability.parent();
                found.add(List.of(
                        i,
                        capability.selector(),
                        capability.order(),
                        capability.frame(),
                        capability.permissions(),
                        parent.live() ? place(spaceOf(parent), parent.selector()) : ""));
            }
        }
        assertThat(found).isEqualTo(expected);
    }

    /** I1, also in the middle of a revocation. */
    private void compareRights() {
        for (RecordingSpace space : spaces) {
            for (Capability capability : list(space)) {
                Capability parent = capability.parent();
                if (parent.live()) {
                    assertThat(parent.permits(capability.permissions())).isTrue();
                    assertThat(capability.frame()).isBetween(parent.frame(), parent.frame() + parent.size() - 1);
                    assertThat(capability.order()).isLessThanOrEqualTo(parent.order());
                }
            }
        }
    }

    private int spaceOf(Capability capability) {
        for (int i = 0; i < SPACES; i++) {
            if (spaces.get(i).present.contains(capability)) {
                return i;
            }
        }
        throw new AssertionError("a capability in no space");
    }

    private static String place(int space, long selector) {
        return space + ":" + selector;
    }

    private static List<Capability> list(RecordingSpace space) {
        List<Capability> all = new ArrayList<>();
        for (Capability at = space.first(0, END); at.live(); at = space.first(at.selector() + at.size(), END)) {
            all.add(at);
        }
        return all;
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Integer> space = Arbitraries.integers().between(0, SPACES - 1);
        Arbitrary<Integer> order = Arbitraries.of(0, 0, 0, 1, 2, 3, 3, 8, 9, 9, 10, 12);
        Arbitrary<Long> page = Arbitraries.frequencyOf(
                Tuple.of(4, Arbitraries.longs().between(0, 15)),
                Tuple.of(4, Arbitraries.longs().between(4096, 4111)),
                Tuple.of(2, Arbitraries.longs().between(0, END - 1)));
        Arbitrary<Step> delegate = Combinators.combine(
                        space, page, space, page, order, Arbitraries.of(7, 7, 7, 3, 1, 5, 2, 0))
                .as((from, base, to, target, size, mask) ->
                        new Delegate(from, aligned(base, size), to, aligned(target, size), size, mask));
        Arbitrary<Step> revoke = Combinators.combine(
                        space,
                        page,
                        order,
                        Arbitraries.of(true, false),
                        Arbitraries.integers().between(1, 4))
                .as((where, base, size, self, limit) -> new Revoke(where, aligned(base, size), size, self, limit));
        return Arbitraries.frequencyOf(Tuple.of(4, delegate), net.jqwik.api.Tuple.of(1, revoke))
                .list()
                .ofMinSize(1)
                .ofMaxSize(60);
    }

    private static long aligned(long page, int order) {
        // One in sixteen stays as it is, and is refused if that is misaligned.
        return page % 16 == 7 ? page : page >> order << order;
    }
}
