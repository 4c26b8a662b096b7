// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.capabilities.manifest;

import dev.cordon.capabilities.plan.Context;
import dev.cordon.capabilities.plan.Policy;
import java.util.List;

/**
 * Where and when a component runs. Times are in microseconds.
 *
 * @param pcpus the pCPUs to which a guest's vCPUs are dealt in turn, or the one of a driver; if empty, that is left to {@link Timetable}
 * @param priority 1 (lowest) to {@value #MAXIMUM_PRIORITY}: of a pCPU's components that want to run the highest does, equals take turns
 * @param budget how long each vCPU, or the driver, runs before its equals do; with a period, how long in each
 * @param period {@link Context#NO_PERIOD} for none
 * @param offset where in each period the component has its place; {@link Context#ANYWHERE} for none. The vCPUs that share a pCPU follow each other from there on
 */
public record Schedule(List<Integer> pcpus, int priority, long budget, long period, long offset) {

    /** The highest priority, which a component with a place has by default. */
    public static final int MAXIMUM_PRIORITY = Policy.MAXIMUM_PRIORITY;

    /** The priority of others. */
    public static final int DEFAULT_PRIORITY = 16;

    /** The budget of a component that says nothing of it: 10 ms. */
    public static final long DEFAULT_BUDGET = 10_000;

    /** The schedule of a component that says nothing of it: it takes turns. */
    public static final Schedule DEFAULT =
            new Schedule(List.of(), DEFAULT_PRIORITY, DEFAULT_BUDGET, Context.NO_PERIOD, Context.ANYWHERE);

    public Schedule {
        pcpus = List.copyOf(pcpus);
    }

    /** When it runs. */
    Policy policy() {
        return new Policy(priority, budget, period, offset);
    }

    /** Whether it is to run at certain times only. */
    boolean isPlaced() {
        return offset != Context.ANYWHERE;
    }
}
