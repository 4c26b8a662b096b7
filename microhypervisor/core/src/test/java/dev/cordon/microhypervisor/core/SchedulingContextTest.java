// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.microhypervisor.abi.Operation;
import dev.cordon.microhypervisor.abi.Selectors;
import dev.cordon.microhypervisor.abi.Status;
import org.junit.jupiter.api.Test;

/** When a scheduling context may run, by the times of one: its budget is 200 ticks. */
class SchedulingContextTest {
    private static final long BUDGET = 200;
    private static final long PERIOD = 1000;

    private final Bench bench = new Bench(1);

    private SchedulingContext context(long period, long offset) {
        return new SchedulingContext(bench.ec, new Policy(5, BUDGET, period, offset));
    }

    @Test
    void withoutAPeriodItHasItsBudgetAnewAfterEachTurn() {
        SchedulingContext context = context(0, -1);
        assertThat(context.available(12_345)).isEqualTo(200);
        assertThat(context.consume(199, 200)).isFalse();
        assertThat(context.available(12_345)).isEqualTo(1);
        assertThat(context.consume(1, 1)).isTrue();
        assertThat(context.available(12_345)).isEqualTo(200);
        assertThat(context.consumed()).isEqualTo(200);
    }

    @Test
    void withAPeriodItHasItsBudgetInEachAndWhatIsLeftLapses() {
        SchedulingContext context = context(PERIOD, -1);
        assertThat(context.available(0)).isEqualTo(200);
        assertThat(context.consume(150, 200)).isFalse();
        assertThat(context.available(150)).isEqualTo(50);
        assertThat(context.available(999)).isEqualTo(1); // the end of the period
        assertThat(context.available(1000)).isEqualTo(200);
        assertThat(context.consume(200, 200)).isTrue();
        assertThat(context.available(1200)).isZero();
        assertThat(context.release(1200)).isEqualTo(2000);
        assertThat(context.available(2000)).isEqualTo(200);
    }

    @Test
    void whatAHandlerTookTooMuchIsTakenFromTheNextPeriods() {
        SchedulingContext context = context(PERIOD, -1);
        assertThat(context.available(0)).isEqualTo(200);
        assertThat(context.consume(550, 200)).isTrue();
        assertThat(context.available(999)).isZero();
        assertThat(context.available(1000)).isZero(); // -150
        assertThat(context.available(2000)).isEqualTo(50);
        assertThat(context.consume(800, 50)).isTrue();
        assertThat(context.available(5000)).isZero(); // -750, and two budgets at most
        assertThat(context.available(6000)).isZero();
        assertThat(context.available(7000)).isEqualTo(50);
    }

    @Test
    void inAPlaceItRunsThereAndAtNoOtherTime() {
        SchedulingContext context = context(PERIOD, 300);
        assertThat(context.available(3299)).isZero();
        assertThat(context.available(3300)).isEqualTo(200);
        assertThat(context.available(3499)).isEqualTo(1);
        assertThat(context.available(3500)).isZero();
        assertThat(context.release(3299)).isEqualTo(3300);
        assertThat(context.release(3300)).isEqualTo(4300);
        assertThat(context.release(3500)).isEqualTo(4300);
    }

    @Test
    void itIsWokenInItsPlace() {
        SchedulingContext context = context(PERIOD, 300);
        assertThat(context.place(3299)).isEqualTo(3300);
        assertThat(context.place(3300)).isEqualTo(3300);
        assertThat(context.place(3301)).isEqualTo(3301);
        assertThat(context.place(3499)).isEqualTo(3499);
        assertThat(context.place(3500)).isEqualTo(4300);
        assertThat(context.place(Timeouts.NEVER)).isEqualTo(Timeouts.NEVER);
        assertThat(context(PERIOD, -1).place(3299)).isEqualTo(3299);
        assertThat(context(PERIOD, 0).place(0)).isZero();
        assertThat(context.place(0)).isEqualTo(300);
        assertThat(context.place(Long.MIN_VALUE)).isEqualTo(Long.MIN_VALUE); // unsigned: after all that can come
    }

    @Test
    void anotherPolicyBeginsWithAFullBudget() {
        SchedulingContext context = context(PERIOD, -1);
        assertThat(context.available(7000)).isEqualTo(200);
        assertThat(context.consume(200, 200)).isTrue();
        assertThat(context.isChanged()).isFalse();
        Policy other = new Policy(6, 100, PERIOD, -1);
        context.change(other);
        assertThat(context.isChanged()).isTrue();
        assertThat(context.wanted()).isEqualTo(other);
        assertThat(context.priority()).isEqualTo(5);
        context.takeChange();
        assertThat(context.isChanged()).isFalse();
        assertThat(context.priority()).isEqualTo(6);
        assertThat(context.available(7500)).isEqualTo(100);
        assertThat(context.consumed()).isEqualTo(200);
    }

    @Test
    void whoGoesGivesBackItsShare() {
        long whole = 10_000;
        bench.ok(Operation.CREATE_VCPU, 600, Selectors.PD, 0, 4096);
        bench.ok(Operation.CREATE_SC, 601, Selectors.PD, 600, 5, whole, whole);
        bench.ok(Operation.CREATE_VCPU, 602, Selectors.PD, 0, 4096);
        assertThat(bench.call(Operation.CREATE_SC, 603, Selectors.PD, 602, 5, 100, whole))
                .isEqualTo(Status.NO_TIME);
        SchedulingContext first = (SchedulingContext) bench.lookup(601).object();
        assertThat(first.isBound()).isTrue();
        bench.ok(Operation.REVOKE, Selectors.OBJECT_SPACE, 601, 0, 1);
        assertThat(first.isBound()).isFalse();
        bench.ok(Operation.CREATE_SC, 603, Selectors.PD, 602, 5, whole, whole);
    }
}
