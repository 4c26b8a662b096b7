// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

import dev.cordon.capabilities.plan.Domain;
import dev.cordon.capabilities.plan.Expect;
import dev.cordon.capabilities.plan.Plan;
import dev.cordon.drivers.userlevel.protocol.RunRecord;
import dev.cordon.host.Component.State;
import dev.cordon.host.ComponentEnd.Reason;
import dev.cordon.microhypervisor.abi.RootPortal;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** Reads the root task's records as a person would tell them: names instead of numbers. */
final class RunReport {
    private final Plan plan;
    private final Assembly.Events events;
    private final LifeRequests requests;
    private final AtomicReferenceArray<State> states;
    private volatile Optional<Outcome> outcome = Optional.empty();

    /** Tells {@code events} what happens, and {@code requests} what is answered. */
    RunReport(Plan plan, Assembly.Events events, LifeRequests requests) {
        this.plan = plan;
        this.events = events;
        this.requests = requests;
        states = new AtomicReferenceArray<>(plan.domains().size());
        for (int i = 0; i < states.length(); i++) {
            states.set(i, State.ABSENT);
        }
    }

    /** How the run ended, once the root task has said so. */
    Optional<Outcome> outcome() {
        return outcome;
    }

    /** The next record. */
    void accept(RunRecord record) {
        switch (record.kind()) {
            case STARTED, RESUMED -> change(record, State.RUNNING);
            case SUSPENDED -> change(record, State.SUSPENDED);
            case REMOVED -> change(record, State.ABSENT);
            case DONE, DECLINED -> requests.answered(record);
            case RESTARTING -> {
                change(record, State.ENDED);
                events.restarts(new ComponentEnd(
                        name(record.domain()),
                        reason(record.reason()),
                        true,
                        record.text().strip()));
            }
            case LOG -> events.said(name(record.domain()), record.text().strip());
            case ENDED -> end(record, reason(record.reason()));
            case FAULTED -> end(record, Reason.ABORTED);
            case FINISHED ->
                outcome = Optional.of(
                        record.reason() == 0
                                ? new Outcome(Outcome.Cause.EXPECTED, 0)
                                : new Outcome(Outcome.Cause.UNEXPECTED, record.reason()));
        }
    }

    private void change(RunRecord record, State state) {
        if (record.domain() < states.length()) {
            states.set(record.domain(), state);
            events.changed(record.domain(), state);
        }
    }

    /** What the root task has said last of a component. */
    State state(int component) {
        return states.get(component);
    }

    private void end(RunRecord record, Reason reason) {
        change(record, State.ENDED);
        boolean expected = domain(record)
                .map(Domain::expect)
                .filter(expect -> met(expect, reason))
                .isPresent();
        events.ended(new ComponentEnd(
                name(record.domain()), reason, expected, record.text().strip()));
    }

    private static boolean met(Expect expect, Reason reason) {
        return switch (expect) {
            case POWER_OFF -> reason == Reason.POWERED_OFF;
            case STOPPED -> reason == Reason.STOPPED;
            case RUNNING -> false;
        };
    }

    private static Reason reason(int code) {
        return switch (code) {
            case (int) RootPortal.POWER_OFF -> Reason.POWERED_OFF;
            case (int) RootPortal.REBOOT -> Reason.REBOOTED;
            case (int) RootPortal.STOPPED -> Reason.STOPPED;
            case (int) RootPortal.REFUSED -> Reason.REFUSED;
            case (int) RootPortal.FAILED -> Reason.FAILED;
            default -> Reason.ABORTED;
        };
    }

    private Optional<Domain> domain(RunRecord record) {
        int index = record.domain();
        return index < plan.domains().size() ? Optional.of(plan.domains().get(index)) : Optional.empty();
    }

    private String name(int domain) {
        return domain < plan.domains().size() ? plan.domains().get(domain).name() : "root task";
    }
}
