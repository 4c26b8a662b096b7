// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.cli;

import dev.cordon.host.Cordon;
import dev.cordon.tcb.metrics.TcbReport;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cordon tcb}: what the guests of a system have to trust. */
@Command(
        name = "tcb",
        description = "Prints the code that each guest of a system has to trust, measured on what is linked.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Ring 1 is the microhypervisor and the root task, ring 2 the guest's VMM and the",
            "drivers it is wired to, ring 3 the machine, the JDK and libraries.",
            "Without a manifest: of the built-in system.",
            "Examples:",
            "  cordon tcb examples/linux-pair.yaml",
            "  cordon tcb --json"
        })
final class TcbCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = "SYSTEM.yaml", description = "The system manifest.")
    private Optional<Path> manifest = Optional.empty();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    /** For picocli. */
    TcbCommand() {}

    @Override
    public void run() {
        TcbReport report = TcbReport.of(manifest.map(Cordon::system).orElseGet(Cordon::builtInSystem));
        spec.commandLine().getOut().print(json ? report.toJson() + System.lineSeparator() : report.toText());
    }
}
