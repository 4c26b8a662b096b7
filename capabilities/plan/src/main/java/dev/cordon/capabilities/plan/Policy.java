// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.capabilities.plan;

import java.util.ArrayList;
import java.util.List;

/**
 * When a component runs, wherever that is: what its manifest says, or somebody asks for while it runs. Times are in microseconds.
 *
 * <p>A guest's VMM runs on the time of the vCPU whose exit it serves. What it does besides (it loads the guest, and takes what is typed) comes before all vCPUs of the same
 * priority; so a priority of a component is two of {@linkplain Context contexts}. If the guest has a place, the VMM has the first {@value #MONITOR_BUDGET} microseconds of it, so that it
 * disturbs nobody elsewhere.
 *
 * @param priority 1 (lowest) to {@value #MAXIMUM_PRIORITY}
 * @param budget how long each vCPU, or the driver, runs before its equals do, or in each period: {@value Context#MINIMUM_BUDGET} to {@value Context#MAXIMUM_TIME}, and
 *     {@value #MONITOR_BUDGET} more at least for a guest with a place
 * @param period {@value Context#NO_PERIOD}, or {@code budget} to {@value Context#MAXIMUM_TIME}
 * @param offset where in each period the component has its place, in which the vCPUs that share a pCPU follow each other; {@value Context#ANYWHERE} for none
 */
public record Policy(int priority, long budget, long period, long offset) {

    /** The highest priority of a component. */
    public static final int MAXIMUM_PRIORITY = 63;

    /** What a VMM takes of its guest's place. */
    public static final long MONITOR_BUDGET = Context.MINIMUM_BUDGET;

    /** How long a turn of a VMM is that has no place. */
    private static final long MONITOR_TURN = 10_000;

    /** The contexts of one component, each on its pCPU, by this policy. It has to be a {@linkplain #objection possible} one. */
    public List<Context> applied(List<Context> contexts) {
        List<Context> applied = new ArrayList<>();
        for (Context context : contexts) {
            if (context.role() == Context.Role.VCPU) {
                applied.add(vcpu(context, applied));
            } else {
                applied.add(isGuest(contexts) ? monitor(context) : with(context, 2 * priority, budget, offset));
            }
        }
        return List.copyOf(applied);
    }

    /** Why this cannot be the policy of a component with these contexts; empty if it can. */
    public String objection(List<Context> contexts) {
        long minimum = Context.MINIMUM_BUDGET + (isPlaced() && isGuest(contexts) ? MONITOR_BUDGET : 0);
        if (priority < 1 || priority > MAXIMUM_PRIORITY) {
            return "a priority is 1 to " + MAXIMUM_PRIORITY;
        }
        if (budget < minimum || budget > Context.MAXIMUM_TIME) {
            return "a budget is " + minimum + " to " + Context.MAXIMUM_TIME + " microseconds";
        }
        if (period != Context.NO_PERIOD && (period < budget || period > Context.MAXIMUM_TIME)) {
            return "a period is none, or the budget to " + Context.MAXIMUM_TIME + " microseconds";
        }
        boolean fits = !isPlaced()
                || applied(contexts).stream()
                        .allMatch(each -> each.offset() >= 0 && each.offset() + each.budget() <= period);
        return fits ? "" : "a place lies in a period, with the budgets of all vCPUs that share a pCPU";
    }

    private boolean isPlaced() {
        return offset != Context.ANYWHERE;
    }

    private static boolean isGuest(List<Context> contexts) {
        return contexts.stream().anyMatch(context -> context.role() == Context.Role.VCPU);
    }

    private Context monitor(Context where) {
        int above = 2 * priority + 1;
        return isPlaced()
                ? with(where, above, MONITOR_BUDGET, offset)
                : new Context(where.domain(), where.role(), where.pcpu(), above, MONITOR_TURN);
    }

    /** The context of the next vCPU of a guest; {@code others} has those before it. */
    private Context vcpu(Context where, List<Context> others) {
        long taken = isPlaced() && !isGuest(others) ? MONITOR_BUDGET : 0;
        long before = others.stream()
                .filter(other -> other.role() == Context.Role.VCPU && other.pcpu() == where.pcpu())
                .count();
        long place = isPlaced() ? offset + budget * before + taken : Context.ANYWHERE;
        return with(where, 2 * priority, budget - taken, place);
    }

    private Context with(Context where, int level, long time, long place) {
        return new Context(where.domain(), where.role(), where.pcpu(), level, time, period, place);
    }
}
