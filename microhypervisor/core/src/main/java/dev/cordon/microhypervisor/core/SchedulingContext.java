// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import dev.cordon.capabilities.spaces.KernelObject;
import java.util.function.LongConsumer;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** A priority and a budget of time, by which one execution context runs on its pCPU. All but {@link #ec} belongs to the pCPU's thread. */
final class SchedulingContext implements KernelObject {
    /** The highest priority; the lowest is 1. */
    static final int MAX_PRIORITY = 127;

    private static final int TICKS_PER_MICROSECOND = 10;

    private final ExecutionContext ec;
    private final int priority;
    private final long budget;

    /** What is left of the budget, and what has been used in all, in ticks. */
    private long left;

    private long consumed;

    /** The next in the queue of its priority, if it is ready. */
    @Nullable
    SchedulingContext next;

    boolean ready;

    /** {@code budget} in microseconds. */
    SchedulingContext(ExecutionContext ec, int priority, long budget) {
        this.ec = ec;
        this.priority = priority;
        this.budget = budget * TICKS_PER_MICROSECOND;
        this.left = this.budget;
    }

    /** Whether it is the one by which its execution context runs. */
    boolean isBound() {
        return ec.sc() == this;
    }

    @Override
    public void destroyed() {
        ec.stop(this);
    }

    ExecutionContext ec() {
        return ec;
    }

    int priority() {
        return priority;
    }

    /** Ticks that it may run before others of its priority do; more than 0. */
    long left() {
        return left;
    }

    long consumed() {
        return consumed;
    }

    @Override
    public void save(LongConsumer out) {
        LongStream.of(priority, budget, left, consumed, ready ? 1 : 0).forEach(out);
    }

    /** It has run for so many ticks. Returns whether the budget is used up; then it is full again. */
    boolean consume(long ticks) {
        consumed += ticks;
        left -= ticks;
        if (left > 0) {
            return false;
        }
        left = budget;
        return true;
    }
}
