// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.root.task;

import dev.cordon.capabilities.plan.Context;
import dev.cordon.microhypervisor.abi.Hypercalls;
import dev.cordon.microhypervisor.abi.Hypervisor;
import dev.cordon.microhypervisor.abi.Selectors;
import dev.cordon.microhypervisor.abi.Status;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Gives domains their time. The root task makes all scheduling contexts and keeps them: nobody runs but as the plan says, or was asked for
 * since, and by {@link #change} goes on by another policy while it runs.
 */
final class Time {

    private Time() {}

    /**
     * Lets a domain run: its vCPUs, which wait for their VMM, and then its first execution context. Nothing of it runs if the time does not suffice.
     *
     * @param contexts all that the domain has
     * @return a {@link Status}
     */
    static int start(Hypervisor h, List<Context> contexts) {
        int status = Status.OK;
        for (Context.Role role : new Context.Role[] {Context.Role.VCPU, Context.Role.HANDLER}) {
            for (int i = 0; i < contexts.size() && status == Status.OK; i++) {
                if (contexts.get(i).role() == role) {
                    status = start(h, contexts, i);
                }
            }
        }
        if (status != Status.OK) {
            stop(h, contexts);
        }
        return status;
    }

    /** Lets nothing of a domain run any more, on no pCPU; only a handler that is under way comes to its end. It can be started again, and goes on. */
    static void stop(Hypervisor h, List<Context> contexts) {
        for (int i = 0; i < contexts.size(); i++) {
            // Nothing is derived from it: one call suffices.
            Hypercalls.revoke(h, Selectors.OBJECT_SPACE, sc(contexts, i), 0, true);
        }
    }

    /**
     * Has a domain that runs go on by other policies. Shares that shrink make room for those that grow, so what fits in the end fits all the way; if it does not, the former policies
     * hold again, which fitted.
     *
     * @param from its contexts so far
     * @param to the same contexts, each on the same pCPU
     * @return a {@link Status}; {@link Status#NO_TIME} if a pCPU has promised too much to others
     */
    static int change(Hypervisor h, List<Context> from, List<Context> to) {
        int status = Status.OK;
        Deque<Integer> changed = new ArrayDeque<>();
        for (boolean shrinking : new boolean[] {true, false}) {
            for (int i = 0; i < to.size() && status == Status.OK; i++) {
                if (shrinks(from.get(i), to.get(i)) == shrinking) {
                    status = schedule(h, sc(to, i), to.get(i));
                    if (status == Status.OK) {
                        changed.push(i);
                    }
                }
            }
        }
        while (status != Status.OK && !changed.isEmpty()) {
            int last = changed.pop();
            schedule(h, sc(from, last), from.get(last));
        }
        return status;
    }

    private static boolean shrinks(Context from, Context to) {
        return to.period() == Context.NO_PERIOD
                || (from.period() != Context.NO_PERIOD && to.budget() * from.period() <= from.budget() * to.period());
    }

    /** Where the scheduling context stands that the context with this index gets. */
    private static long sc(List<Context> contexts, int index) {
        Context context = contexts.get(index);
        return context.role() == Context.Role.HANDLER
                ? Slots.sc(context.domain())
                : Slots.vcpuSc(context.domain(), vcpu(contexts, index));
    }

    /** How many vCPUs come before the one with this index. */
    private static int vcpu(List<Context> contexts, int index) {
        int before = 0;
        for (Context context : contexts.subList(0, index)) {
            before += context.role() == Context.Role.VCPU ? 1 : 0;
        }
        return before;
    }

    private static int start(Hypervisor h, List<Context> contexts, int index) {
        Context context = contexts.get(index);
        int domain = context.domain();
        long sc = sc(contexts, index);
        long ec = context.role() == Context.Role.HANDLER
                ? Slots.ec(domain, context.pcpu())
                : Slots.vcpu(domain, vcpu(contexts, index));
        int status = Hypercalls.createSc(
                h, sc, Slots.pd(domain), ec, context.priority(), context.budget(), context.period());
        boolean placed = status == Status.OK && context.isPlaced();
        return placed ? schedule(h, sc, context) : status;
    }

    private static int schedule(Hypervisor h, long sc, Context context) {
        return Hypercalls.controlSc(h, sc, context.priority(), context.budget(), context.period(), context.offset());
    }
}
