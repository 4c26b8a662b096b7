// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.cli;

import dev.cordon.host.Cordon;
import dev.cordon.host.Timing;
import dev.cordon.host.TraceOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cordon run}: a system, or the built-in one. */
@Command(
        name = "run",
        description = "Runs a system of guests. Without a manifest: two small guests that are built in.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "On a terminal: Ctrl-a x leaves, n turns to the next guest, s suspends and resumes the guest,",
            "r restarts it, k removes it, h helps.",
            "The status is 0 if every guest ended as the manifest expects, 3 if not.",
            "Examples:",
            "  cordon run",
            "  cordon run examples/linux-pair.yaml",
            "  cordon run --timeout 60 system.yaml < commands > output.txt"
        })
final class RunCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = "SYSTEM.yaml", description = "The system manifest.")
    private Optional<Path> manifest = Optional.empty();

    @Mixin
    private final TimeOptions time = new TimeOptions();

    @Mixin
    private final SystemTraceOptions trace = new SystemTraceOptions();

    @Mixin
    private final RunOptions options = new RunOptions();

    /** For picocli. */
    RunCommand() {}

    @Override
    public Integer call() throws InterruptedException, IOException {
        PrintWriter err = spec.commandLine().getErr();
        Optional<TraceOptions> traced = trace.options();
        return SystemRun.run(() -> load(time.timing(options.timeout()), err), options, time, traced, err);
    }

    private Cordon load(Timing timing, PrintWriter err) {
        if (manifest.isEmpty()) {
            return Cordon.builtIn(timing, options.engine());
        }
        try (ProgressBar bar = new ProgressBar(err, Terminals.errors())) {
            return Cordon.load(manifest.get(), bar, timing, options.engine());
        }
    }
}
