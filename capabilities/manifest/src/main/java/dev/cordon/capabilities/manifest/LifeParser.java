// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.capabilities.manifest;

import static dev.cordon.capabilities.manifest.Section.quoted;

import dev.cordon.capabilities.plan.Expect;
import dev.cordon.capabilities.plan.Life;
import java.util.Map;
import java.util.Optional;

/** Reads how a component begins and ends: its {@code start}, {@code restart} and {@code expect}. */
final class LifeParser {

    private static final Map<String, Life.Start> START =
            Map.of("automatic", Life.Start.AUTOMATIC, "manual", Life.Start.MANUAL);

    private static final Map<String, Life.Restart> RESTART = Map.of(
            "never", Life.Restart.NEVER,
            "on-reboot", Life.Restart.ON_REBOOT,
            "on-failure", Life.Restart.ON_FAILURE,
            "always", Life.Restart.ALWAYS);

    private static final Map<String, Expect> EXPECT =
            Map.of("power-off", Expect.POWER_OFF, "stopped", Expect.STOPPED, "running", Expect.RUNNING);

    private final Section component;
    private final Findings findings;

    LifeParser(Section component, Findings findings) {
        this.component = component;
        this.findings = findings;
    }

    /** The life of a guest. */
    Life guest() {
        String starts = "write automatic or manual";
        Life.Start start = word("start", START, DiagnosticCode.BAD_START, "a way to start", starts)
                .orElse(Life.Start.AUTOMATIC);
        String restarts = "write never, on-reboot, on-failure or always";
        Life.Restart restart = word("restart", RESTART, DiagnosticCode.BAD_RESTART, "a rule for restarts", restarts)
                .orElse(Life.Restart.NEVER);
        boolean always = restart == Life.Restart.ALWAYS;
        Expect expect = expect().orElse(always ? Expect.RUNNING : Expect.POWER_OFF);
        if (always && expect != Expect.RUNNING) {
            String mend = "write 'expect: running', or another restart";
            report("a guest that is always restarted never ends", mend);
        } else if (restart == Life.Restart.ON_FAILURE && expect == Expect.STOPPED) {
            report("a guest that is restarted when it is stopped does not end so", "write another restart");
        }
        return new Life(start, restart, expect);
    }

    /** The life of a driver, which can have one only. */
    Life driver() {
        if (expect().orElse(Expect.RUNNING) != Expect.RUNNING) {
            String what = "a driver runs as long as others need it: it cannot end otherwise";
            findings.report(DiagnosticCode.BAD_EXPECT, component.path("expect"), what, "leave 'expect' out");
        }
        return Life.once(Expect.RUNNING);
    }

    private Optional<Expect> expect() {
        String mend = "write power-off, stopped or running";
        return word("expect", EXPECT, DiagnosticCode.BAD_EXPECT, "a way to end", mend);
    }

    /** What the word under {@code key} means, if there is one in the language. */
    private <T> Optional<T> word(String key, Map<String, T> words, DiagnosticCode code, String kind, String mend) {
        Optional<String> word = component.text(key);
        Optional<T> meaning = word.flatMap(text -> Optional.ofNullable(words.get(text)));
        if (word.isPresent() && meaning.isEmpty()) {
            String what = quoted(word.get()) + " is not " + kind;
            findings.report(code, component.path(key), what, Nearest.mend(word.get(), words.keySet(), mend));
        }
        return meaning;
    }

    private void report(String what, String mend) {
        findings.report(DiagnosticCode.BAD_RESTART, component.path("restart"), what, mend);
    }
}
