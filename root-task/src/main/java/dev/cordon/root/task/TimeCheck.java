// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.root.task;

import dev.cordon.capabilities.plan.Context;
import dev.cordon.capabilities.plan.Plan;
import java.util.List;

/**
 * Checks that the time that is asked for goes together with that of all others, as a manifest's does: no pCPU promises more than it has, and nobody runs in the place of another. Whoever is
 * suspended or not there counts, too: its time is its own again when it comes back.
 */
final class TimeCheck {

    /** The time of a pCPU, of which shares are promised; so fine that it does not matter how they are rounded. */
    private static final long WHOLE = 100_000_000_000L;

    private final Plan plan;
    private final List<Component> components;
    private final int index;

    private TimeCheck(Plan plan, List<Component> components, int index) {
        this.plan = plan;
        this.components = components;
        this.index = index;
    }

    /** Why a component cannot have the contexts {@code wanted}, and what to ask for instead; empty if it can. */
    static String objection(Plan plan, List<Component> components, int index, List<Context> wanted) {
        TimeCheck check = new TimeCheck(plan, components, index);
        for (Context own : wanted) {
            String why = check.share(own.pcpu(), wanted);
            for (int other = 0; why.isEmpty() && other < components.size(); other++) {
                why = other == index ? "" : check.beside(own, other);
            }
            if (!why.isEmpty()) {
                return why;
            }
        }
        return "";
    }

    private String share(int pcpu, List<Context> wanted) {
        long left = WHOLE;
        for (int other = 0; other < components.size(); other++) {
            left -= other == index ? 0 : share(components.get(other).contexts(), pcpu);
        }
        return share(wanted, pcpu) <= left
                ? ""
                : "others leave " + left / (WHOLE / 100) + "% of pCPU " + pcpu
                        + ": ask for a shorter budget, or a longer period";
    }

    private static long share(List<Context> contexts, int pcpu) {
        long sum = 0;
        for (Context context : contexts) {
            boolean promised = context.pcpu() == pcpu && context.period() != Context.NO_PERIOD;
            sum += promised ? context.budget() * WHOLE / context.period() : 0;
        }
        return sum;
    }

    private String beside(Context own, int other) {
        String name = plan.domains().get(other).name();
        List<Context> contexts = components.get(other).contexts();
        for (Context context : contexts) {
            if (own.meets(context)) {
                return "its place on pCPU " + own.pcpu() + " would meet that of " + name + ", "
                        + place(contexts, own.pcpu()) + ": ask for another offset";
            }
            if (own.disturbs(context)) {
                return "without a place it would run in that of " + name + " on pCPU " + own.pcpu()
                        + ": ask for a priority below " + context.priority() / 2;
            }
            if (context.disturbs(own)) {
                return name + " has no place, and would run in this one on pCPU " + own.pcpu()
                        + ": ask for a priority above " + context.priority() / 2;
            }
        }
        return "";
    }

    /** The whole place of a component on a pCPU: its contexts follow each other. */
    private static String place(List<Context> contexts, int pcpu) {
        long from = Context.MAXIMUM_TIME;
        long to = 0;
        long period = 0;
        for (Context context : contexts) {
            if (context.pcpu() == pcpu && context.isPlaced()) {
                from = Math.min(from, context.offset());
                to = Math.max(to, context.offset() + context.budget());
                period = context.period();
            }
        }
        return from + " to " + to + " of each " + period + " microseconds";
    }
}
