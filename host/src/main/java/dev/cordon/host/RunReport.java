// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

import dev.cordon.capabilities.plan.Domain;
import dev.cordon.capabilities.plan.Expect;
import dev.cordon.capabilities.plan.Plan;
import dev.cordon.drivers.userlevel.protocol.RunRecord;
import dev.cordon.host.ComponentEnd.Reason;
import dev.cordon.microhypervisor.abi.RootPortal;
import java.util.Optional;

/** Reads the root task's records as a person would tell them: names instead of numbers. */
final class RunReport {
    private final Plan plan;
    private final Assembly.Events events;
    private volatile Optional<Outcome> outcome = Optional.empty();

    RunReport(Plan plan, Assembly.Events events) {
        this.plan = plan;
        this.events = events;
    }

    /** How the run ended, once the root task has said so. */
    Optional<Outcome> outcome() {
        return outcome;
    }

    /** The next record. */
    void accept(RunRecord record) {
        switch (record.kind()) {
            case STARTED -> {}
            case LOG -> events.said(name(record.domain()), record.text().strip());
            case ENDED -> events.ended(end(record, reason(record.reason())));
            case FAULTED -> events.ended(end(record, Reason.ABORTED));
            case FINISHED ->
                outcome = Optional.of(
                        record.reason() == 0
                                ? new Outcome(Outcome.Cause.EXPECTED, 0)
                                : new Outcome(Outcome.Cause.UNEXPECTED, record.reason()));
        }
    }

    private ComponentEnd end(RunRecord record, Reason reason) {
        boolean expected = domain(record)
                .map(Domain::expect)
                .filter(expect -> met(expect, reason))
                .isPresent();
        return new ComponentEnd(
                name(record.domain()), reason, expected, record.text().strip());
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
