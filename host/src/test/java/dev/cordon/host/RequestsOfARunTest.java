// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whoever asks for a change of a component gets an answer, however the run goes, and in virtual time not before its time. */
@Timeout(120)
class RequestsOfARunTest {
    private static final String GREETER = "greeter";

    private static void assertOver(CompletableFuture<Void> asked) {
        assertThatThrownBy(asked::get)
                .isInstanceOf(ExecutionException.class)
                .hasRootCauseMessage(GREETER + " cannot be restarted: the run is over");
    }

    @Test
    void isDeclinedIfTheRunIsClosedBeforeItsStart() {
        Cordon cordon = Cordon.builtIn(Timing.virtual(1));
        CompletableFuture<Void> asked = cordon.component(GREETER).at(Duration.ofSeconds(1), Component.Change.RESTART);
        cordon.close();
        assertOver(asked);
        assertOver(cordon.component(GREETER).at(Duration.ofSeconds(2), Component.Change.RESTART));
    }

    @Test
    void isDeclinedIfTheRunFails() {
        try (Cordon cordon = Cordon.builtIn(Timing.virtual(1))) {
            CompletableFuture<Void> asked =
                    cordon.component(GREETER).at(Duration.ofSeconds(100), Component.Change.RESTART);
            cordon.start(new RunListener() {
                @Override
                public void changed(Component component, Component.State state) {
                    throw new UnsupportedOperationException("planted");
                }
            });
            assertThatThrownBy(cordon::await).hasRootCauseMessage("planted");
            assertOver(asked); // before it is closed
        }
    }

    @Test
    void isAnsweredByTheRootTaskAlsoIfMadeAtTheFirstWord() throws Exception {
        try (Cordon cordon = Cordon.builtIn()) {
            AtomicReference<CompletableFuture<Void>> asked = new AtomicReference<>();
            cordon.start(new RunListener() {
                @Override
                public void changed(Component component, Component.State state) {
                    if (asked.get() == null) {
                        asked.set(component.suspend());
                    }
                }
            });
            cordon.await();
            assertThatThrownBy(asked.get()::get)
                    .hasRootCauseMessage("console cannot be suspended: the records of the run go through it");
        }
    }

    /** The state after so much time, if something is asked for at another. */
    private static List<Digest> after(Duration time, Optional<Duration> restart) throws InterruptedException {
        try (Cordon cordon = Cordon.builtIn(Timing.virtual(3).withLimit(time))) {
            restart.ifPresent(at -> {
                var _ = cordon.component(GREETER).at(at, Component.Change.RESTART);
            });
            cordon.start();
            assertThat(cordon.await().cause()).isEqualTo(Outcome.Cause.EXHAUSTED);
            return cordon.digests();
        }
    }

    @Test
    void changesNothingBeforeItsTimeAndSomethingSoonAfter() throws Exception {
        for (int i = 0; i < 2; i++) {
            Duration time = Duration.ofNanos(20_000_000 + 7_777_700L * i);
            Duration before = time.minusNanos(100);
            assertThat(after(before, Optional.of(time))).isEqualTo(after(before, Optional.empty()));
            Duration later = time.plusMillis(1);
            assertThat(after(later, Optional.of(time))).isNotEqualTo(after(later, Optional.empty()));
        }
    }
}
