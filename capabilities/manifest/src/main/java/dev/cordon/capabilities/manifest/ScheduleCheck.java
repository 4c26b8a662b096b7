// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.capabilities.manifest;

import dev.cordon.capabilities.plan.Context;
import dev.cordon.capabilities.plan.Policy;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Checks the schedule of one component, value by value; whether they all fit together is {@link TimeCheck}'s. */
final class ScheduleCheck {

    private final SystemManifest system;
    private final Component component;
    private final Schedule schedule;
    private final List<Diagnostic> found = new ArrayList<>();

    private ScheduleCheck(SystemManifest system, Component component) {
        this.system = system;
        this.component = component;
        this.schedule = component.schedule();
    }

    /** Returns everything that is wrong with the schedule of {@code component}. */
    static List<Diagnostic> check(SystemManifest system, Component component) {
        ScheduleCheck check = new ScheduleCheck(system, component);
        check.pcpus();
        check.priority();
        check.budget();
        check.period();
        check.offset();
        return check.found;
    }

    private void pcpus() {
        int there = system.machine().pcpus();
        Set<Integer> named = new HashSet<>();
        for (int pcpu : schedule.pcpus()) {
            if (pcpu < 0 || pcpu >= there) {
                String what = "there is no pCPU %d: the machine has %d, counted from 0".formatted(pcpu, there);
                report(DiagnosticCode.UNKNOWN_PCPU, "pcpus", what, "name another, or raise 'machine.pcpus'");
            } else if (!named.add(pcpu)) {
                report(DiagnosticCode.BAD_PCPU_LIST, "pcpus", "pCPU " + pcpu + " is named twice", "keep one of them");
            }
        }
        int users = component instanceof GuestComponent guest ? Math.max(guest.vcpus(), 1) : 1;
        if (schedule.pcpus().size() > users && found.isEmpty()) {
            String vcpus = users == 1 ? "one vCPU" : users + " vCPUs";
            String who = component instanceof GuestComponent ? "a guest with " + vcpus : "a driver";
            String what =
                    "%s has no use for %d pCPUs".formatted(who, schedule.pcpus().size());
            report(DiagnosticCode.BAD_PCPU_LIST, "pcpus", what, "name at most " + users);
        }
    }

    private void priority() {
        if (schedule.priority() < 1 || schedule.priority() > Schedule.MAXIMUM_PRIORITY) {
            String what = "there is no priority %d".formatted(schedule.priority());
            report(DiagnosticCode.BAD_PRIORITY, "priority", what, "write 1 to " + Schedule.MAXIMUM_PRIORITY);
        }
    }

    private void budget() {
        boolean shared = component instanceof GuestComponent && schedule.isPlaced();
        long minimum = Context.MINIMUM_BUDGET + (shared ? Policy.MONITOR_BUDGET : 0);
        if (schedule.budget() < minimum || schedule.budget() > Context.MAXIMUM_TIME) {
            boolean tooShort = schedule.budget() < minimum;
            String what = tooShort
                    ? "a budget of %s is too short".formatted(TimeSpan.format(schedule.budget()))
                    : "this budget is too long";
            String mend = "write %s to %s".formatted(TimeSpan.format(minimum), TimeSpan.format(Context.MAXIMUM_TIME));
            report(DiagnosticCode.BAD_BUDGET, "budget", what, mend);
        }
    }

    private void period() {
        long period = schedule.period();
        if (period > Context.MAXIMUM_TIME) {
            String mend = "write at most " + TimeSpan.format(Context.MAXIMUM_TIME);
            report(DiagnosticCode.BAD_PERIOD, "period", "this period is too long", mend);
        } else if (period != Context.NO_PERIOD && period < schedule.budget()) {
            String budget = TimeSpan.format(schedule.budget());
            String what = "a period of %s does not hold a budget of %s".formatted(TimeSpan.format(period), budget);
            report(DiagnosticCode.BAD_PERIOD, "period", what, "make it longer, or the budget shorter");
        }
    }

    private void offset() {
        if (!schedule.isPlaced() || !found.isEmpty()) {
            return;
        }
        if (schedule.period() == Context.NO_PERIOD) {
            report(DiagnosticCode.BAD_OFFSET, "offset", "a place needs a period that it lies in", "add 'period'");
            return;
        }
        long budgets = component instanceof GuestComponent guest ? sharing(guest) : 1;
        if (schedule.offset() > schedule.period() - budgets * schedule.budget()) {
            String what = "%s of %s from %s on reach%s beyond the period of %s"
                    .formatted(
                            budgets == 1 ? "a budget" : budgets + " budgets",
                            TimeSpan.format(schedule.budget()),
                            TimeSpan.format(schedule.offset()),
                            budgets == 1 ? "es" : "",
                            TimeSpan.format(schedule.period()));
            report(DiagnosticCode.BAD_OFFSET, "offset", what, "begin earlier, or shorten the budget");
        }
    }

    /** How many vCPUs share a pCPU at most. */
    private int sharing(GuestComponent guest) {
        int pcpus = schedule.pcpus().isEmpty()
                ? system.machine().pcpus()
                : schedule.pcpus().size();
        return Math.ceilDiv(Math.max(guest.vcpus(), 1), Math.max(pcpus, 1));
    }

    private void report(DiagnosticCode code, String key, String what, String mend) {
        found.add(new Diagnostic(code, system.positions().of(component.path() + ".schedule." + key), what, mend));
    }
}
