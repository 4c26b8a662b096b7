// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.cli;

import dev.cordon.capabilities.manifest.CheckedSystem;
import dev.cordon.capabilities.manifest.Diagnostic;
import dev.cordon.capabilities.manifest.Position;
import dev.cordon.capabilities.manifest.Severity;
import dev.cordon.host.Cordon;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cordon check}: what is wrong with a system, without starting it. */
@Command(
        name = "check",
        description = "Checks a system manifest, and the files that it names, without starting anything.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Prints every error and warning with file, line and column; the status is 1 if",
            "there is an error.",
            "Examples:",
            "  cordon check examples/linux-pair.yaml",
            "  cordon check --json system.yaml"
        })
final class CheckCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Parameters(paramLabel = "SYSTEM.yaml", description = "The system manifest.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path manifest;

    @Option(names = "--json", description = "Print the diagnostics as JSON to standard output.")
    private boolean json;

    /** For picocli. */
    CheckCommand() {}

    @Override
    public Integer call() {
        CheckedSystem checked = Cordon.check(manifest);
        if (json) {
            PrintWriter out = spec.commandLine().getOut();
            out.println(Json.array(
                    checked.diagnostics().stream().map(CheckCommand::json).toList()));
        } else {
            PrintWriter err = spec.commandLine().getErr();
            checked.diagnostics().forEach(err::println);
            checked.system().ifPresent(_ -> err.println("cordon: " + manifest + " can run"));
        }
        return checked.system().isPresent() ? ExitStatus.EXPECTED : ExitStatus.WRONG_INPUT;
    }

    private static String json(Diagnostic diagnostic) {
        Position position = diagnostic.position().orElse(new Position("", 0, 0));
        return Json.object(
                "file", position.file(),
                "line", position.line(),
                "column", position.column(),
                "severity", severity(diagnostic.severity()),
                "code", diagnostic.code().code(),
                "what", diagnostic.what(),
                "mend", diagnostic.mend());
    }

    private static String severity(Severity severity) {
        return severity.name().toLowerCase(Locale.ROOT);
    }
}
