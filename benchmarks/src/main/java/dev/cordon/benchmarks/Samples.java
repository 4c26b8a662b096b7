// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** What was measured of several contenders, in the order in which they came. */
final class Samples<T> {
    private final Map<String, List<T>> byName = new LinkedHashMap<>();

    void add(String name, T sample) {
        byName.computeIfAbsent(name, _ -> new ArrayList<>()).add(sample);
    }

    /** Those of one contender; it has at least one. */
    List<T> of(String name) {
        List<T> samples = byName.get(name);
        if (samples == null) {
            throw new IllegalArgumentException("nothing was measured of " + name);
        }
        return samples;
    }

    /** The median of a figure of one contender, over the samples that have it; NaN if none has. */
    double median(String name, ToDoubleFunction<T> figure) {
        double[] figures = of(name).stream()
                .mapToDouble(figure)
                .filter(each -> !Double.isNaN(each))
                .toArray();
        return figures.length == 0 ? Double.NaN : Figures.quantile(figures, 0.5);
    }

    /** The last of each contender. */
    Map<String, T> latest() {
        Map<String, T> latest = new LinkedHashMap<>();
        byName.forEach((name, samples) -> latest.put(name, samples.getLast()));
        return latest;
    }
}
