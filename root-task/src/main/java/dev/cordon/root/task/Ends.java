// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.root.task;

import dev.cordon.capabilities.plan.Expect;
import dev.cordon.capabilities.plan.Plan;
import dev.cordon.drivers.userlevel.protocol.RunRecord;
import dev.cordon.microhypervisor.abi.RootPortal;
import dev.cordon.microhypervisor.abi.StateReader;
import dev.cordon.microhypervisor.abi.StateWriter;

/** Who has ended how, and whether that was expected. */
final class Ends {

    /** Still alive. */
    private static final int ALIVE = 0;

    /** Ended by a fault of its program, which is no reason of {@link RootPortal}. */
    private static final int FAULT = 256;

    private final Plan plan;

    /** How each domain ended: {@link #ALIVE}, {@link #FAULT} or a reason of {@link RootPortal}. */
    private final int[] ends;

    Ends(Plan plan) {
        this.plan = plan;
        this.ends = new int[plan.domains().size()];
    }

    /** A domain ended. Returns whether that is news: a domain ends once. */
    boolean end(RunRecord end) {
        boolean news = ends[end.domain()] == ALIVE;
        if (news) {
            ends[end.domain()] = end.kind() == RunRecord.Kind.FAULTED ? FAULT : end.reason();
        }
        return news;
    }

    boolean alive(int domain) {
        return ends[domain] == ALIVE;
    }

    /** Whether nothing is left to wait for: whoever should end has ended. */
    boolean complete() {
        for (int i = 0; i < ends.length; i++) {
            if (ends[i] == ALIVE && plan.domains().get(i).expect() != Expect.RUNNING) {
                return false;
            }
        }
        return true;
    }

    /** Whether all that is so far is as the plan expects it to be at the end. */
    boolean asExpected() {
        for (int i = 0; i < ends.length; i++) {
            if (ends[i] != expected(plan.domains().get(i).expect())) {
                return false;
            }
        }
        return true;
    }

    private static int expected(Expect expect) {
        return switch (expect) {
            case POWER_OFF -> (int) RootPortal.POWER_OFF;
            case STOPPED -> (int) RootPortal.STOPPED;
            case RUNNING -> ALIVE;
        };
    }

    void save(StateWriter writer) {
        for (int end : ends) {
            writer.word(end);
        }
    }

    void restore(StateReader reader) {
        for (int i = 0; i < ends.length; i++) {
            ends[i] = (int) reader.word();
        }
    }
}
