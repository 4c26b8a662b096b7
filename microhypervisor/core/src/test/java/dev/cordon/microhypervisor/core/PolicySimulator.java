// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What the scheduler should do, said again: a second definition of its policy for tasks that always want to run. Times are in ticks. Imports nothing of the core.
 */
final class PolicySimulator {
    /** What a task was promised; a period of 0 for none, an offset of -1 for any place in the period. */
    record Promise(int priority, long budget, long period, long offset) {}

    private static final class Task {
        private final Promise promise;
        private long consumed;
        /** Used of the turn, or in the period. */
        private long used;

        private long period;
        private long wakes;

        Task(Promise promise) {
            this.promise = promise;
        }

        /** The times of the window of its present or next period in which it may run at {@code now} or later: from, to. */
        private long from(long now) {
            if (promise.period == 0) {
                return now;
            }
            long start = now / promise.period * promise.period;
            if (promise.offset >= 0) {
                long from = start + promise.offset;
                return now < from ? from : now < from + promise.budget ? now : from + promise.period;
            }
            boolean usedUp = period == start && used >= promise.budget;
            return usedUp ? start + promise.period : now;
        }

        private long to(long now) {
            if (promise.period == 0) {
                return now + promise.budget - used;
            }
            long start = now / promise.period * promise.period;
            if (promise.offset >= 0) {
                return start + promise.offset + promise.budget;
            }
            long left = promise.budget - (period == start ? used : 0);
            return Math.min(now + left, start + promise.period);
        }

        private void ran(long now, long until) {
            consumed += until - now;
            long start = promise.period == 0 ? 0 : now / promise.period * promise.period;
            used = (period == start ? used : 0) + until - now;
            period = start;
        }
    }

    private final List<Task> tasks = new ArrayList<>();
    private final List<Task> ready = new ArrayList<>();
    private final List<Task> waiting = new ArrayList<>();

    PolicySimulator(List<Promise> promises) {
        promises.forEach(promise -> tasks.add(new Task(promise)));
    }

    /** How many ticks each task has run for when all were there at {@code start} and it is {@code end}. */
    List<Long> run(long start, long end) {
        tasks.forEach(task -> place(task, start));
        for (long now = start; now < end; ) {
            release(now);
            Task first = ready.stream()
                    .max(Comparator.comparingInt((Task task) -> task.promise.priority)
                            .thenComparingInt(task -> -ready.indexOf(task)))
                    .orElse(null);
            if (first != null && first.from(now) > now) { // its window has closed while it waited for its turn
                ready.remove(first);
                place(first, now);
                continue;
            }
            long until = Math.min(
                    end, waiting.stream().mapToLong(task -> task.wakes).min().orElse(end));
            if (first != null) {
                long to = first.to(now);
                until = Math.min(until, to);
                first.ran(now, until);
                if (until == to) {
                    ready.remove(first);
                    if (first.promise.period == 0) {
                        first.used = 0;
                    }
                    place(first, until);
                }
            }
            now = until;
        }
        return tasks.stream().map(task -> task.consumed).toList();
    }

    private void place(Task task, long now) {
        task.wakes = task.from(now);
        (task.wakes > now ? waiting : ready).add(task);
    }

    private void release(long now) {
        List<Task> due = waiting.stream()
                .filter(task -> task.wakes <= now)
                .sorted(Comparator.comparingLong(task -> task.wakes))
                .toList();
        waiting.removeAll(due);
        ready.addAll(due);
    }
}
