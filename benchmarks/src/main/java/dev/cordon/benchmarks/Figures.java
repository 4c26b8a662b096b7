// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.benchmarks;

import java.util.Arrays;
import java.util.List;

/** What becomes of many figures. */
final class Figures {
    private Figures() {}

    /** What a part of all figures does not exceed, interpolated between two of them. */
    static double quantile(double[] figures, double part) {
        double[] sorted = figures.clone();
        Arrays.sort(sorted);
        double place = part * (sorted.length - 1);
        int below = (int) place;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }

    /** What a round takes once compilers are done, and the host does little else: of the last third, the 25th percentile. */
    static double steady(List<Double> rounds) {
        double[] last = rounds.subList(rounds.size() - Math.max(1, rounds.size() / 3), rounds.size()).stream()
                .mapToDouble(Double::doubleValue)
                .toArray();
        return quantile(last, 0.25);
    }

    static double geometricMean(double[] figures) {
        return Math.exp(Arrays.stream(figures).map(Math::log).average().orElse(0));
    }
}
