// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import dev.cordon.capabilities.spaces.KernelObject;
import java.util.function.LongConsumer;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** A right to time, by which one execution context runs on its pCPU. Belongs to the pCPU's thread, but for what says otherwise. */
final class SchedulingContext implements KernelObject {
    private final ExecutionContext ec;

    /** What was asked for last. Set under the kernel lock. */
    private volatile Policy wanted;

    private Policy policy;

    /** What is left of the budget, less than 0 after a handler took longer, and the period for which it is. */
    private long left;

    private long currentPeriod;
    private volatile long consumed;

    /** The next in the queue of its priority, if it is ready. */
    @Nullable
    SchedulingContext next;

    boolean ready;

    /** The pCPU has admitted {@code policy}. */
    SchedulingContext(ExecutionContext ec, Policy policy) {
        this.ec = ec;
        this.wanted = policy;
        this.policy = policy;
        this.left = policy.budget();
    }

    /** Whether it is the one by which its execution context runs. */
    boolean isBound() {
        return ec.sc() == this;
    }

    @Override
    public void destroyed() {
        ec.pcpu().admit(-wanted.share());
        ec.stop(this);
    }

    ExecutionContext ec() {
        return ec;
    }

    int priority() {
        return policy.priority();
    }

    /** How long it has run in all, in ticks. Any thread. */
    long consumed() {
        return consumed;
    }

    /** The policy that was asked for last. Under the kernel lock. */
    Policy wanted() {
        return wanted;
    }

    /** From soon on it runs by another policy, which its pCPU has admitted. Under the kernel lock. */
    void change(Policy other) {
        wanted = other;
        ec.post();
    }

    boolean isChanged() {
        return !policy.equals(wanted);
    }

    /** Takes the policy that is wanted, with a full budget. It is in no queue. */
    void takeChange() {
        policy = wanted;
        left = policy.budget();
        currentPeriod = 0;
    }

    /** How many ticks from {@code now} on it may run before others do; 0 if it has to wait until {@link #release}. */
    long available(long now) {
        if (policy.period() == 0) {
            return left;
        }
        long period = now / policy.period();
        long start = period * policy.period();
        if (period != currentPeriod) {
            left = Math.min(policy.budget(), left + policy.budget() * Math.min(period - currentPeriod, 2));
            currentPeriod = period;
        }
        if (policy.offset() == Policy.ANYWHERE) {
            return Math.clamp(left, 0, start + policy.period() - now);
        }
        long from = start + policy.offset();
        return now < from ? 0 : Math.max(0, from + policy.budget() - now);
    }

    /** When it may run again, after {@link #available} was 0 at {@code now}. */
    long release(long now) {
        long start = now / policy.period() * policy.period();
        long from = start + Math.max(policy.offset(), 0);
        return now < from ? from : from + policy.period();
    }

    /** The first time from {@code time} on (unsigned) at which it has a place: nobody is to notice in the place of another that this one has waited for something. */
    long place(long time) {
        if (policy.offset() == Policy.ANYWHERE || time < 0) {
            return time;
        }
        long from = time / policy.period() * policy.period() + policy.offset();
        return time < from ? from : time < from + policy.budget() ? time : from + policy.period();
    }

    /** It has run for so many ticks of those that were {@link #available}. Returns whether others have their turn now. */
    boolean consume(long ticks, long available) {
        long before = consumed;
        consumed = before + ticks;
        left -= ticks;
        if (ticks < available) {
            return false;
        }
        if (policy.period() == 0) {
            left = policy.budget();
        }
        return true;
    }

    @Override
    public void save(LongConsumer out) {
        policy.save(out);
        wanted.save(out);
        LongStream.of(left, currentPeriod, consumed, ready ? 1 : 0).forEach(out);
    }
}
