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
 * @param budget time slice in microseconds, at least 1
 */
public record Context(int domain, Role role, int pcpu, int priority, long budget) {

    /** The highest priority. */
    public static final int MAXIMUM_PRIORITY = 127;

    /** What runs on a scheduling context. */
    public enum Role {
        /** The host execution context that is bound to the domain's notification. */
        HANDLER,
        /** The domain's next vCPU. */
        VCPU
    }
}
