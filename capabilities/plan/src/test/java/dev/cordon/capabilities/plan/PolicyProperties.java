// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.capabilities.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class PolicyProperties {

    private static final List<Context> DRIVER = List.of(new Context(1, Context.Role.HANDLER, 0, 1, 100));

    private static List<Context> guest(int... pcpus) {
        List<Context> contexts = new ArrayList<>();
        contexts.add(new Context(3, Context.Role.HANDLER, pcpus[0], 1, 100));
        for (int pcpu : pcpus) {
            contexts.add(new Context(3, Context.Role.VCPU, pcpu, 1, 100));
        }
        return contexts;
    }

    /** What the microhypervisor asks of a scheduling context, written down once more. */
    private static boolean regular(Context context) {
        boolean anywhere = context.offset() == -1;
        boolean period = context.period() == 0
                ? anywhere
                : context.period() >= context.budget() && context.period() <= 1_000_000;
        boolean place = anywhere || (context.offset() >= 0 && context.offset() + context.budget() <= context.period());
        return context.priority() >= 1
                && context.priority() <= 127
                && context.budget() >= 100
                && context.budget() <= 1_000_000
                && period
                && place;
    }

    @Property(tries = 2000)
    void whatIsNotObjectedToIsRegularAndStaysWhereItWas(@ForAll Random random) {
        List<Context> contexts = random.nextInt(4) == 0
                ? DRIVER
                : guest(random.ints(1 + random.nextInt(4), 0, 2).toArray());
        long[] times = {-2, -1, 0, 99, 100, 101, 199, 200, 300, 400, 1_000, 1_000_000, 1_000_001, Integer.MAX_VALUE};
        Policy policy = new Policy(
                random.nextInt(-1, 67),
                times[random.nextInt(times.length)],
                times[random.nextInt(times.length)],
                times[random.nextInt(times.length)]);
        if (policy.objection(contexts).isEmpty()) {
            List<Context> applied = policy.applied(contexts);
            assertThat(applied).allMatch(PolicyProperties::regular);
            assertThat(applied)
                    .extracting(Context::pcpu)
                    .isEqualTo(contexts.stream().map(Context::pcpu).toList());
            assertThat(applied)
                    .extracting(Context::role)
                    .isEqualTo(contexts.stream().map(Context::role).toList());
        } else {
            // A guest's VMM has a part of the place, which is all that a plain look at the numbers does not see.
            boolean one = contexts.size() <= 2;
            Context whole = new Context(
                    0, Context.Role.VCPU, 0, 2 * policy.priority(), policy.budget(), policy.period(), policy.offset());
            boolean room = policy.offset() == -1 || contexts.size() == 1 || policy.budget() >= 200;
            assertThat(one && policy.priority() <= 63 && room && regular(whole)).isFalse();
        }
    }

    @Example
    void eachValueHasItsObjection() {
        List<Context> two = guest(0, 0);
        assertThat(new Policy(63, 1_000, 2_000, 0).objection(two)).isEmpty();
        assertThat(new Policy(64, 1_000, 0, -1).objection(two)).isEqualTo("a priority is 1 to 63");
        assertThat(new Policy(0, 1_000, 0, -1).objection(two)).isEqualTo("a priority is 1 to 63");
        assertThat(new Policy(1, 99, 0, -1).objection(two)).isEqualTo("a budget is 100 to 1000000 microseconds");
        assertThat(new Policy(1, 199, 1_000, 0).objection(two)).isEqualTo("a budget is 200 to 1000000 microseconds");
        assertThat(new Policy(1, 199, 1_000, 0).objection(DRIVER)).isEmpty();
        assertThat(new Policy(1, 1_000, 999, -1).objection(two))
                .isEqualTo("a period is none, or the budget to 1000000 microseconds");
        for (long offset : new long[] {-2, 1}) {
            assertThat(new Policy(1, 1_000, 2_000, offset).objection(two))
                    .isEqualTo("a place lies in a period, with the budgets of all vCPUs that share a pCPU");
        }
        assertThat(new Policy(1, 1_000, 0, 0).objection(two)).startsWith("a place lies in a period");
    }
}
