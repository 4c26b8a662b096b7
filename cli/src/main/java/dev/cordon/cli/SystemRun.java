// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.cli;

import dev.cordon.host.Cordon;
import dev.cordon.host.CordonException;
import dev.cordon.host.Outcome;
import dev.cordon.host.TraceOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.function.Supplier;

/** What {@code run} and {@code boot} have in common. */
final class SystemRun {
    private SystemRun() {}

    /** Runs a system on the standard streams and returns the exit status. */
    static int run(
            Supplier<Cordon> cordon,
            RunOptions options,
            TimeOptions time,
            Optional<TraceOptions> trace,
            PrintWriter err)
            throws InterruptedException, IOException {
        Supplier<Cordon> warned = () -> {
            Cordon made = cordon.get();
            made.warnings().forEach(err::println);
            try {
                trace.ifPresent(made::trace);
            } catch (CordonException e) {
                made.close();
                throw e;
            }
            return made;
        };
        Optional<Outcome> outcome = StandardStreams.session(warned, options, time, err);
        return outcome.map(SystemRun::status).orElse(ExitStatus.UNEXPECTED_END);
    }

    private static int status(Outcome outcome) {
        return switch (outcome.cause()) {
            case EXPECTED, STOPPED -> ExitStatus.EXPECTED;
            case UNEXPECTED, RESET, EXHAUSTED -> ExitStatus.UNEXPECTED_END;
        };
    }
}
