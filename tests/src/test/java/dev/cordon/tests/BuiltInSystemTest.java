// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.host.ComponentEnd;
import dev.cordon.host.ComponentEnd.Reason;
import dev.cordon.host.Console;
import dev.cordon.host.Cordon;
import dev.cordon.host.Outcome;
import dev.cordon.host.RunListener;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The built-in system through the embedding API: every layer from the interpreter to the console takes part. */
@Timeout(120)
class BuiltInSystemTest {
    private static String text(InputStream stream) throws Exception {
        return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void intruderIsStoppedWithAReportWhileTheOtherGoesOn() throws Exception {
        List<ComponentEnd> ends = new CopyOnWriteArrayList<>();
        try (Cordon cordon = Cordon.builtIn()) {
            InputStream greeter = cordon.console("greeter").output();
            InputStream intruder = cordon.console("intruder").output();
            cordon.start(new RunListener() {
                @Override
                public void ended(ComponentEnd end) {
                    ends.add(end);
                }
            });
            assertThat(cordon.await()).isEqualTo(new Outcome(Outcome.Cause.EXPECTED, 0));
            assertThat(text(greeter)).contains("tick 1\n", "tick 5\n", "Powering off.");
            assertThat(text(intruder))
                    .contains("I will read what lies behind them")
                    .doesNotContain("broken");
            assertThat(cordon.instructions()).isPositive();
        }
        assertThat(ends).extracting(ComponentEnd::component).containsExactlyInAnyOrder("greeter", "intruder");
        assertThat(ends).allMatch(ComponentEnd::expected);
        assertThat(ends)
                .filteredOn(end -> end.reason() == Reason.STOPPED)
                .singleElement()
                .satisfies(end -> {
                    assertThat(end.component()).isEqualTo("intruder");
                    assertThat(end.report())
                            .contains("load guest-page fault", "pc 0x", "instruction 0x", "0x0000000080400000", "t0 ");
                });
    }

    @Test
    void runCanBeStoppedFromOutside() throws Exception {
        try (Cordon cordon = Cordon.builtIn()) {
            cordon.start();
            cordon.stop();
            assertThat(cordon.await().cause()).isEqualTo(Outcome.Cause.STOPPED);
        }
    }

    @Test
    void twoRunsInOneJvmDoNotMeet() throws Exception {
        try (Cordon one = Cordon.builtIn();
                Cordon other = Cordon.builtIn()) {
            one.start();
            other.start();
            assertThat(one.await().cause()).isEqualTo(Outcome.Cause.EXPECTED);
            assertThat(other.await().cause()).isEqualTo(Outcome.Cause.EXPECTED);
        }
    }

    @Test
    void runThatIsNeverStartedGivesEverythingBack() {
        try (Cordon cordon = Cordon.builtIn()) {
            assertThat(cordon.consoles()).extracting(Console::name).containsExactly("greeter", "intruder");
        }
    }
}
