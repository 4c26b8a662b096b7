// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.capabilities.manifest;

import static dev.cordon.capabilities.manifest.Section.quoted;

import dev.cordon.capabilities.plan.Context;
import java.util.OptionalLong;

/** Reads where and when a component runs: its {@code schedule}. */
final class ScheduleParser {

    private final Section schedule;
    private final Findings findings;

    ScheduleParser(Section schedule, Findings findings) {
        this.schedule = schedule;
        this.findings = findings;
    }

    Schedule schedule() {
        schedule.allow(Vocabulary.SCHEDULE, "'schedule'");
        OptionalLong offset = time("offset");
        long usual = offset.isPresent() ? Schedule.MAXIMUM_PRIORITY : Schedule.DEFAULT_PRIORITY;
        return new Schedule(
                schedule.numbers("pcpus", "write for instance 'pcpus: [0, 1]'"),
                Section.clamp(schedule.number("priority", "write 1 to " + Schedule.MAXIMUM_PRIORITY)
                        .orElse(usual)),
                time("budget").orElse(Schedule.DEFAULT_BUDGET),
                time("period").orElse(Context.NO_PERIOD),
                offset.orElse(Context.ANYWHERE));
    }

    /** The time under {@code key}, in microseconds. */
    private OptionalLong time(String key) {
        return schedule.word(key)
                .map(word -> {
                    OptionalLong time = TimeSpan.parse(word);
                    if (time.isEmpty()) {
                        String what = quoted(word) + " is no time";
                        String mend = "write a number with us, ms or s, for instance 10ms";
                        findings.report(DiagnosticCode.BAD_TIME, schedule.path(key), what, mend);
                    }
                    return time;
                })
                .orElse(OptionalLong.empty());
    }
}
