// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReadyQueueTest {
    private final Bench bench = new Bench(1);
    private final ReadyQueue queue = new ReadyQueue();

    /** A scheduling context in the queue. */
    private SchedulingContext add(int priority) {
        SchedulingContext context = new SchedulingContext(bench.ec, new Policy(priority, 1000, 0, -1));
        queue.add(context);
        return context;
    }

    /** Takes out all that are left, in their order. */
    private List<SchedulingContext> drain() {
        List<SchedulingContext> all = new ArrayList<>();
        for (SchedulingContext first = queue.first(); first != null && all.size() < 100; first = queue.first()) {
            all.add(first);
            queue.removeFirst(first.priority());
        }
        return all;
    }

    @Test
    void theHighestPriorityComesFirstAndAmongEqualsWhoCameFirst() {
        assertThat(queue.highest()).isEqualTo(-1);
        SchedulingContext low = add(1);
        SchedulingContext middle = add(63);
        SchedulingContext high = add(64);
        SchedulingContext highest = add(127);
        SchedulingContext equal = add(64);
        queue.add(high);
        assertThat(queue.highest()).isEqualTo(127);
        assertThat(drain()).containsExactly(highest, high, equal, middle, low);
        assertThat(queue.highest()).isEqualTo(-1);
        assertThat(queue.first()).isNull();
    }

    @Test
    void whoHasGoneCanComeAgain() {
        SchedulingContext first = add(5);
        SchedulingContext second = add(5);
        queue.removeFirst(5);
        queue.add(first);
        assertThat(drain()).containsExactly(second, first);
        queue.removeFirst(5); // nobody
        queue.add(first);
        assertThat(drain()).containsExactly(first);
    }

    @Test
    void theFirstTheLastAndOneInBetweenCanBeTakenOut() {
        SchedulingContext first = add(5);
        SchedulingContext second = add(5);
        SchedulingContext third = add(5);
        SchedulingContext fourth = add(5);
        queue.remove(second);
        assertThat(second.ready).isFalse();
        queue.remove(fourth);
        queue.add(second);
        queue.remove(first);
        queue.add(fourth);
        assertThat(drain()).containsExactly(third, second, fourth);
        queue.add(second);
        queue.remove(second);
        assertThat(queue.first()).isNull();
    }
}
