// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.cli;

import dev.cordon.host.CordonException;
import dev.cordon.host.EndlessHandlerException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command {@code cordon}: parses the command line, runs one subcommand, and turns what happened into an exit status. */
@Command(
        name = "cordon",
        description = "Runs unmodified RISC-V guests on a microhypervisor, on any JVM.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            RunCommand.class,
            BootCommand.class,
            CheckCommand.class,
            TcbCommand.class,
            ImagesCommand.class,
            BareCommand.class,
            CommandLine.HelpCommand.class
        },
        footer = {
            "",
            "Examples:",
            "  cordon run                      the built-in system: two small guests",
            "  cordon run examples/linux-pair.yaml",
            "  cordon images pull debian",
            "  cordon COMMAND --help           what a command takes, with examples",
            "",
            "Exit status: 0 as expected, 1 wrong input, 2 wrong command line,",
            "3 a guest ended otherwise, 4 a fault of Cordon."
        })
public final class Main implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    /** For picocli. */
    public Main() {}

    /** The entry point of the program. */
    public static void main(String[] arguments) {
        StandardText standardOutput = StandardText.output();
        PrintWriter out = new PrintWriter(standardOutput, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        HeapExhaustion.watch();
        Launcher.endWithIt();
        int status = execute(out, err, arguments);
        HeapExhaustion.endIfSaid();
        out.flush();
        Optional<String> lost = standardOutput.failure();
        if (status == ExitStatus.EXPECTED && lost.isPresent()) {
            err.println("cordon: standard output cannot be written: " + lost.get());
            status = ExitStatus.WRONG_INPUT;
        }
        err.flush();
        System.exit(status);
    }

    /** Runs one command line and returns its exit status; nothing escapes as an exception. */
    static int execute(PrintWriter out, PrintWriter err, String... arguments) {
        CommandLine commandLine = new CommandLine(new Main())
                .setOut(out)
                .setErr(err)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .registerConverter(int.class, Main::number)
                .registerConverter(Integer.class, Main::number)
                .setColorScheme(CommandLine.Help.defaultColorScheme(colours()))
                .setParameterExceptionHandler((failure, _) -> complain(failure))
                .setExecutionExceptionHandler((failure, command, _) -> report(failure, command.getErr()));
        try {
            return commandLine.execute(arguments);
        } catch (StackOverflowError | OutOfMemoryError e) {
            return report(e, err);
        }
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "missing command");
    }

    /** Colours only if a person looks, and does not mind (no-color.org). */
    private static Ansi colours() {
        boolean wanted = System.getenv().getOrDefault("NO_COLOR", "").isEmpty();
        return wanted && Terminals.output() ? Ansi.ON : Ansi.OFF;
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new TypeConversionException("'" + text + "' is no whole number");
        }
    }

    private static int complain(ParameterException failure) {
        CommandLine command = failure.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        String what = failure instanceof UnmatchedArgumentException unmatched ? unmatched(unmatched) : what(failure);
        command.getErr().println("cordon: " + what + "; '" + name + " --help' shows what it takes");
        return ExitStatus.USAGE;
    }

    private static String what(ParameterException failure) {
        String message = failure.getMessage();
        return message == null
                ? "this cannot be parsed"
                : lowerCaseFirst(message.lines().findFirst().orElse(""));
    }

    /** A word that is none of ours, and those of ours that are like it. */
    private static String unmatched(UnmatchedArgumentException failure) {
        String word = failure.getUnmatched().getFirst();
        boolean command = failure.getCommandLine().getParent() == null && !failure.isUnknownOption();
        String kind = command ? "command" : failure.isUnknownOption() ? "option" : "further argument";
        List<String> alike = failure.getSuggestions();
        boolean ask = !alike.isEmpty() && (command || failure.isUnknownOption());
        return "there is no " + kind + " '" + word + "'"
                + (ask ? " (did you mean " + String.join(" or ", alike) + "?)" : "");
    }

    private static String lowerCaseFirst(String text) {
        return text.isEmpty() ? text : Character.toLowerCase(text.charAt(0)) + text.substring(1);
    }

    private static int report(Throwable failure, PrintWriter err) {
        if (failure instanceof CordonException wrong) {
            wrong.problems()
                    .forEach(problem -> err.println(problem.contains(" error CDN-") ? problem : "cordon: " + problem));
            return ExitStatus.WRONG_INPUT;
        }
        if (failure instanceof EndlessHandlerException endless) {
            err.println("cordon: " + endless.getMessage());
            return ExitStatus.OUR_FAULT;
        }
        if (HeapExhaustion.caused(failure)) {
            HeapExhaustion.say(err);
            return ExitStatus.OUR_FAULT;
        }
        err.println("cordon: this is a fault of Cordon; please report it with the lines below");
        failure.printStackTrace(err);
        return ExitStatus.OUR_FAULT;
    }
}
