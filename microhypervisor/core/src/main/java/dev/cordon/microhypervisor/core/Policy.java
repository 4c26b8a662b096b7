// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import java.util.function.LongConsumer;
import java.util.stream.LongStream;

/**
 * How a scheduling context runs. Among those that may run, the highest priority does; among equals each in turn for its budget. Times are in ticks.
 *
 * @param priority 1 (lowest) to {@link #MAX_PRIORITY}
 * @param budget how long it runs before others of its priority do; with a period, how long it runs in each
 * @param period 0, or the length of its periods, which begin at the multiples of it; what is left of a budget at the end of one lapses
 * @param offset where in each period it runs, for its budget and at no other time; {@link #ANYWHERE} if that does not matter
 */
record Policy(int priority, long budget, long period, long offset) {
    static final int MAX_PRIORITY = 127;
    static final long ANYWHERE = -1;

    /** The time of a pCPU, of which those with periods are promised shares. So fine that what rounding promises too much is less than a tick. */
    static final long WHOLE = 100_000_000_000L;

    private static final long MIN_BUDGET = 100;
    private static final long MAX_BUDGET = 1_000_000;
    private static final int TICKS_PER_MICROSECOND = 10;

    /** Whether it is a policy, with times in microseconds. */
    static boolean isRegular(long priority, long budget, long period, long offset) {
        return priority >= 1
                && priority <= MAX_PRIORITY
                && budget >= MIN_BUDGET
                && budget <= MAX_BUDGET
                && (period == 0 ? offset == ANYWHERE : period >= budget && period <= MAX_BUDGET)
                && offset >= ANYWHERE
                && offset <= period - (offset == ANYWHERE ? 0 : budget);
    }

    /** A regular policy from times in microseconds. */
    static Policy of(long priority, long budget, long period, long offset) {
        int scale = TICKS_PER_MICROSECOND;
        return new Policy(
                (int) priority, budget * scale, period * scale, offset == ANYWHERE ? ANYWHERE : offset * scale);
    }

    /** Writes it as words. */
    void save(LongConsumer out) {
        LongStream.of(priority, budget, period, offset).forEach(out);
    }

    /** What it takes of {@link #WHOLE}. */
    long share() {
        return period == 0 ? 0 : budget * WHOLE / period;
    }
}
