// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.capabilities.spaces.Capability;
import org.junit.jupiter.api.Test;

class TimeoutsTest {
    private final Bench bench = new Bench(1);
    private final Timeouts timeouts = new Timeouts();

    private ExecutionContext add(long time) {
        Pcpu pcpu = bench.kernel.pcpu(0);
        long utcb = bench.kernel.memory().allocate(bench.root.quota());
        ExecutionContext ec = new HostEc(bench.kernel, bench.root, pcpu, utcb, Capability.NULL);
        timeouts.add(ec, time);
        return ec;
    }

    @Test
    void theEarliestComesFirstAndAmongEqualsWhoCameFirst() {
        ExecutionContext late = add(Long.MIN_VALUE); // unsigned: later than all that are positive
        ExecutionContext early = add(10);
        ExecutionContext equal = add(10);
        ExecutionContext between = add(11);
        assertThat(timeouts.earliest()).isEqualTo(10);
        assertThat(timeouts.expired(9)).isNull();
        assertThat(timeouts.expired(10)).isSameAs(early);
        assertThat(timeouts.expired(10)).isSameAs(equal);
        assertThat(timeouts.expired(10)).isNull();
        assertThat(timeouts.expired(12)).isSameAs(between);
        assertThat(timeouts.expired(Long.MAX_VALUE)).isNull();
        assertThat(timeouts.earliest()).isEqualTo(Long.MIN_VALUE);
        assertThat(timeouts.expired(Timeouts.NEVER)).isSameAs(late);
        assertThat(timeouts.expired(Timeouts.NEVER)).isNull();
        assertThat(timeouts.earliest()).isEqualTo(Timeouts.NEVER);
    }

    @Test
    void whoWaitsForEverIsNotInTheList() {
        ExecutionContext ec = add(Timeouts.NEVER);
        assertThat(ec.timeout).isEqualTo(Timeouts.NEVER);
        assertThat(timeouts.expired(Timeouts.NEVER)).isNull();
    }

    @Test
    void theFirstTheLastAndOneInBetweenCanBeTakenOut() {
        ExecutionContext first = add(1);
        ExecutionContext second = add(2);
        ExecutionContext third = add(3);
        ExecutionContext fourth = add(4);
        timeouts.remove(second);
        timeouts.remove(second);
        timeouts.remove(fourth);
        timeouts.remove(first);
        assertThat(timeouts.earliest()).isEqualTo(3);
        timeouts.add(second, 5);
        assertThat(timeouts.expired(6)).isSameAs(third);
        assertThat(timeouts.expired(6)).isSameAs(second);
        assertThat(timeouts.expired(6)).isNull();
    }
}
