// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.benchmarks;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What one run took.
 *
 * @param instructions retired by the harts; 0 if the program does not tell
 * @param wall seconds on the clock
 * @param processor seconds of processor time of all threads and children, so compilers and collectors count, and idling does not
 */
record Sample(long instructions, double wall, double processor) {

    static Sample median(List<Sample> samples) {
        return new Sample(
                (long) median(samples, Sample::instructions),
                median(samples, Sample::wall),
                median(samples, Sample::processor));
    }

    private static double median(List<Sample> samples, ToDoubleFunction<Sample> figure) {
        double[] sorted = samples.stream().mapToDouble(figure).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1
                ? sorted[middle]
                : Arrays.stream(sorted, middle - 1, middle + 1).average().orElse(0);
    }

    /** What {@link #toString} wrote. */
    static Sample parse(String line) {
        String[] words = line.split(" ", -1);
        return new Sample(Long.parseLong(words[0]), Double.parseDouble(words[1]), Double.parseDouble(words[2]));
    }

    @Override
    public String toString() {
        return instructions + " " + wall + " " + processor;
    }
}
