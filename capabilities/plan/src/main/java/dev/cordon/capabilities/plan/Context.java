// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.capabilities.plan;

/**
 * A scheduling context: a share of one pCPU's time.
 *
 * @param domain the domain that gets it
 * @param role what runs on it
 * @param pcpu the pCPU, 0 to {@code plan.pcpus() - 1}
 * @param priority 1 (lowest) to {@value #MAXIMUM_PRIORITY}
 * @param budget time slice in microseconds, {@value #MINIMUM_BUDGET} to {@value #MAXIMUM_BUDGET}
 */
public record Context(int domain, Role role, int pcpu, int priority, long budget) {

    /** The highest priority. */
    public static final int MAXIMUM_PRIORITY = 127;

    /** The shortest time slice in microseconds. */
    public static final long MINIMUM_BUDGET = 100;

    /** The longest time slice in microseconds. */
    public static final long MAXIMUM_BUDGET = 1_000_000;

    /** What runs on a scheduling context. */
    public enum Role {
        /** The domain's first execution context, which serves its portals and its notification. Each domain has one. */
        HANDLER,
        /** The domain's next vCPU. */
        VCPU
    }
}
