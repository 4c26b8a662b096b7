// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.capabilities.plan.Domain;
import dev.cordon.capabilities.plan.Expect;
import dev.cordon.capabilities.plan.Plan;
import dev.cordon.drivers.userlevel.protocol.RunRecord;
import dev.cordon.host.ComponentEnd.Reason;
import dev.cordon.microhypervisor.abi.RootPortal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunReportTest {
    private static final Plan PLAN = new Plan(
            1,
            List.of(new Domain("web", 1, 0, 0, Expect.POWER_OFF), new Domain("intruder", 1, 0, 0, Expect.STOPPED)),
            List.of(),
            List.of(),
            List.of(),
            List.of());

    private final List<Object> heard = new ArrayList<>();
    private final List<String> states = new ArrayList<>();
    private final Assembly.Events events = new Assembly.Events() {
        @Override
        public void output(int console, byte[] written) {}

        @Override
        public void said(String component, String line) {
            heard.add(component + ": " + line);
        }

        @Override
        public void ended(ComponentEnd end) {
            heard.add(end);
        }

        @Override
        public void restarts(ComponentEnd end) {
            heard.add("again: " + end);
        }

        @Override
        public void changed(int component, Component.State state) {
            states.add(component + " " + state);
        }
    };

    private final LifeRequests requests = new LifeRequests(new RealDrive(1, Duration.ofSeconds(1)));
    private final RunReport report = new RunReport(PLAN, events, requests);

    private void ended(int domain, long reason) {
        report.accept(new RunRecord(RunRecord.Kind.ENDED, domain, (int) reason, "at pc 0"));
    }

    @Test
    void endIsExpectedIfTheManifestSaysSo() {
        ended(0, RootPortal.POWER_OFF);
        ended(1, RootPortal.STOPPED);
        assertThat(heard)
                .containsExactly(
                        new ComponentEnd("web", Reason.POWERED_OFF, true, "at pc 0"),
                        new ComponentEnd("intruder", Reason.STOPPED, true, "at pc 0"));
    }

    @Test
    void otherEndsAreNot() {
        ended(0, RootPortal.REBOOT);
        ended(1, RootPortal.POWER_OFF);
        report.accept(new RunRecord(RunRecord.Kind.FAULTED, 1, 2, ""));
        assertThat(heard)
                .containsExactly(
                        new ComponentEnd("web", Reason.REBOOTED, false, "at pc 0"),
                        new ComponentEnd("intruder", Reason.POWERED_OFF, false, "at pc 0"),
                        new ComponentEnd("intruder", Reason.ABORTED, false, ""));
    }

    @Test
    void anEndThatAnotherBeginningFollowsIsToldAsThat() {
        report.accept(new RunRecord(RunRecord.Kind.RESTARTING, 0, (int) RootPortal.REBOOT, "at pc 0"));
        report.accept(new RunRecord(RunRecord.Kind.RESTARTING, 1, RunRecord.ABORTED, ""));
        assertThat(heard)
                .containsExactly(
                        "again: " + new ComponentEnd("web", Reason.REBOOTED, true, "at pc 0"),
                        "again: " + new ComponentEnd("intruder", Reason.ABORTED, true, ""));
    }

    @Test
    void statesFollowTheRecords() {
        assertThat(report.state(0)).isEqualTo(Component.State.ABSENT);
        for (RunRecord.Kind kind : List.of(
                RunRecord.Kind.STARTED,
                RunRecord.Kind.SUSPENDED,
                RunRecord.Kind.RESUMED,
                RunRecord.Kind.RESTARTING,
                RunRecord.Kind.REMOVED,
                RunRecord.Kind.STARTED,
                RunRecord.Kind.ENDED)) {
            report.accept(new RunRecord(kind, 0, 1, ""));
        }
        assertThat(states)
                .containsExactly(
                        "0 RUNNING", "0 SUSPENDED", "0 RUNNING", "0 ENDED", "0 ABSENT", "0 RUNNING", "0 ENDED");
        assertThat(report.state(0)).isEqualTo(Component.State.ENDED);
        report.accept(new RunRecord(RunRecord.Kind.STARTED, 7, 0, ""));
        assertThat(states).hasSize(7);
    }

    @Test
    void lastRecordIsTheOutcome() {
        assertThat(report.outcome()).isEmpty();
        report.accept(new RunRecord(RunRecord.Kind.FINISHED, RunRecord.ROOT_TASK, 0, ""));
        assertThat(report.outcome()).contains(new Outcome(Outcome.Cause.EXPECTED, 0));
    }

    @Test
    void wordsForThePersonAreNamed() {
        report.accept(new RunRecord(RunRecord.Kind.LOG, RunRecord.ROOT_TASK, 0, "hello\n"));
        report.accept(new RunRecord(RunRecord.Kind.LOG, 0, 0, "hi"));
        assertThat(heard).containsExactly("root task: hello", "web: hi");
    }
}
