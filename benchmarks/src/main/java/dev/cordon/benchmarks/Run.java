// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.benchmarks;

import java.util.List;
import java.util.Map;

/**
 * One run of a program to its end.
 *
 * @param marks the lines of its output that somebody wanted to know more of
 * @param wall seconds on the clock
 * @param processor seconds of processor time of all threads and children, so compilers and collectors count, and waiting does not
 * @param errors what it wrote to standard error
 */
record Run(List<Mark> marks, double wall, double processor, String errors) {
    /**
     * A line of output.
     *
     * @param wall seconds from the start of the program until the line was read
     * @param threads seconds of processor time by then, of each thread that lives; empty where the host does not tell
     * @param mebibytes of memory that are resident
     */
    record Mark(String line, double wall, Map<Long, Double> threads, double mebibytes) {
        /** Seconds of processor time of all threads since an earlier line; NaN if they were gone by the time that this one was read. */
        double processorSince(Mark earlier) {
            return earlier.threads.keySet().stream().anyMatch(threads::containsKey)
                    ? threads.keySet().stream()
                            .mapToDouble(thread -> since(earlier, thread))
                            .sum()
                    : Double.NaN;
        }

        /** The same of the thread that worked most. */
        double busiestSince(Mark earlier) {
            return earlier.threads.keySet().stream()
                    .filter(threads::containsKey)
                    .mapToDouble(thread -> since(earlier, thread))
                    .max()
                    .orElse(Double.NaN);
        }

        private double since(Mark earlier, long thread) {
            return threads.getOrDefault(thread, 0.0) - earlier.threads.getOrDefault(thread, 0.0);
        }
    }
}
