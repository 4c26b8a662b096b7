// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.root.task;

import dev.cordon.capabilities.plan.Context;
import dev.cordon.capabilities.plan.Plan;
import dev.cordon.microhypervisor.abi.Hypercalls;
import dev.cordon.microhypervisor.abi.Hypervisor;
import dev.cordon.microhypervisor.abi.Selectors;
import dev.cordon.microhypervisor.abi.Status;

/**
 * Gives domains their time. The root task makes all scheduling contexts and keeps them: nobody runs but as the plan says, and by {@link #schedule} the same one
 * goes on by another policy while it runs.
 */
final class Time {

    private Time() {}

    /**
     * Lets a domain run: its vCPUs, which wait for their VMM, and then its first execution context. Nothing of it runs if the time does not suffice.
     *
     * @return a {@link Status}
     */
    static int start(Hypervisor h, Plan plan, int domain) {
        int status = Status.OK;
        int vcpus = 0;
        for (Context.Role role : new Context.Role[] {Context.Role.VCPU, Context.Role.HANDLER}) {
            for (Context context : plan.contexts()) {
                if (context.domain() == domain && context.role() == role && status == Status.OK) {
                    status = role == Context.Role.HANDLER
                            ? start(h, context, Slots.sc(domain), Slots.ec(domain, context.pcpu()))
                            : start(h, context, Slots.vcpuSc(domain, vcpus), Slots.vcpu(domain, vcpus++));
                }
            }
        }
        if (status != Status.OK) {
            stop(h, plan, domain);
        }
        return status;
    }

    /** Lets nothing of a domain run any more, on no pCPU; only a handler that is under way comes to its end. It can be started again, and goes on. */
    static void stop(Hypervisor h, Plan plan, int domain) {
        takeBack(h, Slots.sc(domain));
        int vcpus = 0;
        for (Context context : plan.contexts()) {
            if (context.domain() == domain && context.role() == Context.Role.VCPU) {
                takeBack(h, Slots.vcpuSc(domain, vcpus++));
            }
        }
    }

    private static void takeBack(Hypervisor h, long sc) {
        Hypercalls.revoke(h, Selectors.OBJECT_SPACE, sc, 0, true); // nothing is derived from it: one call suffices
    }

    private static int start(Hypervisor h, Context context, long sc, long ec) {
        int status = Hypercalls.createSc(
                h, sc, Slots.pd(context.domain()), ec, context.priority(), context.budget(), context.period());
        boolean placed = status == Status.OK && context.offset() != Context.ANYWHERE;
        return placed ? schedule(h, sc, context) : status;
    }

    /**
     * Has a scheduling context go on by the policy that {@code context} says.
     *
     * @return a {@link Status}; {@link Status#NO_TIME} if the pCPU has promised too much to others
     */
    static int schedule(Hypervisor h, long sc, Context context) {
        return Hypercalls.controlSc(h, sc, context.priority(), context.budget(), context.period(), context.offset());
    }
}
