// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import dev.cordon.microhypervisor.abi.Operation;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.Tag;
import net.jqwik.api.statistics.Statistics;
import net.jqwik.api.statistics.StatisticsCoverage;

/**
 * Invariants I1 to I6, for any run of hypercalls of several domains: see {@link InterfaceRun}. A run is a list of numbers, so that jqwik can shrink it and make it again from
 * its seed. That the checks find what is wrong is shown by {@link PlantedBugsTest}.
 */
class InterfaceProperties {
    private static final int MANY = 50;
    private static final List<String> OPERATIONS =
            Arrays.stream(Operation.values()).map(Operation::name).toList();

    @Property(tries = 5000)
    void theInterfaceDoesWhatTheModelSays(@ForAll("runs") List<Long> steps) {
        check(steps);
    }

    @Property(tries = 200_000)
    @Tag("long")
    void theInterfaceDoesWhatTheModelSaysForLong(@ForAll("runs") List<Long> steps) {
        check(steps);
    }

    @Provide
    Arbitrary<List<Long>> runs() {
        return Arbitraries.longs()
                .withDistribution(RandomDistribution.uniform())
                .withoutEdgeCases()
                .list()
                .ofMinSize(60)
                .ofMaxSize(80);
    }

    private static void check(List<Long> steps) {
        AtomicInteger calls = new AtomicInteger();
        try (InterfaceRun run = new InterfaceRun((operation, done) -> {
            calls.addAndGet(OPERATIONS.contains(operation) ? 1 : 0);
            Statistics.label(operation).collect(done);
        })) {
            run.run(steps);
        }
        Statistics.label("long enough").collect(calls.get() >= MANY);
        Statistics.label("long enough")
                .coverage(coverage -> coverage.check(true).percentage(percentage -> percentage >= 50));
        OPERATIONS.forEach(operation -> Statistics.label(operation).coverage(InterfaceProperties::isMixed));
        Statistics.label(InterfaceRun.ITEMS).coverage(InterfaceProperties::isMixed);
        Statistics.label(InterfaceRun.REPLIED).coverage(InterfaceProperties::isMixed);
    }

    private static void isMixed(StatisticsCoverage coverage) {
        coverage.check(true).percentage(percentage -> percentage >= 5);
        coverage.check(false).percentage(percentage -> percentage >= 5);
    }
}
