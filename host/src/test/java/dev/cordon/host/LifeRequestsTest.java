// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cordon.drivers.userlevel.protocol.LifeRequest;
import dev.cordon.drivers.userlevel.protocol.RunRecord;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

class LifeRequestsTest {
    private static final LifeRequest SUSPEND = new LifeRequest(LifeRequest.Operation.SUSPEND, 0);
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final LifeRequests requests = new LifeRequests(new RealDrive(1, PATIENCE));

    private CompletableFuture<Void> ask() {
        return requests.ask(SUSPEND, "web", Component.Change.SUSPEND.toString());
    }

    private void answer(RunRecord.Kind kind, String why) {
        requests.answered(new RunRecord(kind, 0, 0, why));
    }

    private static void assertDeclined(CompletableFuture<Void> asked, String why) {
        assertThatThrownBy(asked::get)
                .isInstanceOf(ExecutionException.class)
                .hasRootCauseInstanceOf(IllegalStateException.class)
                .hasRootCauseMessage(why);
    }

    @Test
    void answersComeInTheOrderOfTheRequests() throws Exception {
        requests.start();
        CompletableFuture<Void> first = ask();
        CompletableFuture<Void> second = ask();
        CompletableFuture<Void> third = ask();
        answer(RunRecord.Kind.DONE, "");
        first.get();
        assertThat(second).isNotDone();
        answer(RunRecord.Kind.DECLINED, "it is suspended already");
        assertDeclined(second, "web cannot be suspended: it is suspended already");
        assertThat(third).isNotDone();
        requests.over();
        assertDeclined(third, "web cannot be suspended: the run is over");
    }

    @Test
    void withoutARunNothingIsAsked() {
        assertDeclined(ask(), "web cannot be suspended: the run has not begun");
        requests.start();
        requests.over();
        assertDeclined(ask(), "web cannot be suspended: the run is over");
    }

    @Test
    void anAnswerThatNobodyWaitsForIsNoHarm() {
        answer(RunRecord.Kind.DONE, "");
        answer(RunRecord.Kind.DECLINED, "");
    }

    @Test
    void inRealTimeNothingIsAskedForBeforehandAndInVirtualTimeAllIs() {
        assertThatThrownBy(() -> requests.askAt(PATIENCE, SUSPEND, "web", Component.Change.SUSPEND.toString()))
                .isInstanceOf(IllegalStateException.class);
        LifeRequests virtual = new LifeRequests(new VirtualDrive(1, Timing.virtual(1), PATIENCE));
        assertThat(virtual.askAt(PATIENCE, SUSPEND, "web", Component.Change.SUSPEND.toString()))
                .isNotDone();
        virtual.schedule();
        assertDeclined(
                virtual.ask(SUSPEND, "web", Component.Change.SUSPEND.toString()),
                "web cannot be suspended: in virtual time everything is asked for before the start");
        assertThatThrownBy(() -> virtual.askAt(PATIENCE, SUSPEND, "web", Component.Change.SUSPEND.toString()))
                .isInstanceOf(IllegalStateException.class);
    }
}
