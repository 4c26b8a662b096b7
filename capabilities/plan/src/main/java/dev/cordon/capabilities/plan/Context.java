// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.capabilities.plan;

/**
 * A scheduling context: a share of one pCPU's time. Times are in microseconds.
 *
 * @param domain the domain that gets it
 * @param role what runs on it
 * @param pcpu the pCPU, 0 to {@code plan.pcpus() - 1}
 * @param priority 1 (lowest) to {@value #MAXIMUM_PRIORITY}
 * @param budget how long it runs before its equals do, or in each period: {@value #MINIMUM_BUDGET} to {@value #MAXIMUM_TIME}
 * @param period {@value #NO_PERIOD}, or {@code budget} to {@value #MAXIMUM_TIME}
 * @param offset where in each period it runs, for its budget and at no other time; {@value #ANYWHERE} if that does not matter
 */
public record Context(int domain, Role role, int pcpu, int priority, long budget, long period, long offset) {

    /** The highest priority. */
    public static final int MAXIMUM_PRIORITY = 127;

    /** The shortest budget. */
    public static final long MINIMUM_BUDGET = 100;

    /** The longest budget, and the longest period. */
    public static final long MAXIMUM_TIME = 1_000_000;

    /** The period of one that only takes turns. */
    public static final long NO_PERIOD = 0;

    /** The offset of one that may run anywhere in its period, or has none. */
    public static final long ANYWHERE = -1;

    /** One without a period: it takes turns. */
    public Context(int domain, Role role, int pcpu, int priority, long budget) {
        this(domain, role, pcpu, priority, budget, NO_PERIOD, ANYWHERE);
    }

    /** Whether it has a place in its period. */
    public boolean isPlaced() {
        return offset != ANYWHERE;
    }

    /** Whether it has a place, and so has another one on its pCPU, and the two are ever at one time: periods begin together, so that depends on their greatest common divisor. */
    public boolean meets(Context other) {
        if (!isPlaced() || !other.isPlaced() || pcpu != other.pcpu) {
            return false;
        }
        long common = greatestCommonDivisor(period, other.period);
        long distance = Math.floorMod(other.offset - offset, common);
        return distance < budget || common - distance < other.budget;
    }

    private static long greatestCommonDivisor(long a, long b) {
        return b == 0 ? a : greatestCommonDivisor(b, a % b);
    }

    /** Whether it has no place, and runs in that of another one on its pCPU, too: its priority is not below. */
    public boolean disturbs(Context other) {
        return !isPlaced() && other.isPlaced() && pcpu == other.pcpu && priority >= other.priority;
    }

    /** What runs on a scheduling context. */
    public enum Role {
        /** The domain's first execution context, which makes its first entry and serves its portals and its notification. Each domain has one. */
        HANDLER,
        /** The domain's next vCPU. Its exits are served by an execution context of the same pCPU. */
        VCPU
    }
}
