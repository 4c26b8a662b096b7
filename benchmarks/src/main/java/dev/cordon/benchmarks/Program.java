// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.benchmarks;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** A program that is run to its end, with nothing on its standard input. */
final class Program {
    /** The shell's {@code times} tells the processor time of all descendants that have been waited for: user and system. */
    private static final String MEASURED = "\"$@\" </dev/null; status=$?; times >&2; exit $status";

    private final List<String> command;

    Program(List<String> command) {
        this.command = command;
    }

    /** The command line, for people. */
    @Override
    public String toString() {
        return String.join(" ", command.stream().map(Program::quoted).toList());
    }

    private static String quoted(String word) {
        return word.contains(" ") ? "'" + word + "'" : word;
    }

    /** What the program writes to standard output, which must be text. */
    String output() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        expectSuccess(process.waitFor(), output);
        return output;
    }

    /** Runs it and measures it from outside, at each line of its output that is wanted, too. */
    Run run(Predicate<String> wanted) throws IOException, InterruptedException {
        return start().measure(wanted);
    }

    /** Starts it. */
    Running start() throws IOException {
        List<String> shell = new ArrayList<>(List.of("sh", "-c", MEASURED, "sh"));
        shell.addAll(command);
        Path errors = Files.createTempFile("cordon-benchmark", ".err");
        long start = System.nanoTime();
        return new Running(
                this, new ProcessBuilder(shell).redirectError(errors.toFile()).start(), errors, start);
    }

    void expectSuccess(int status, String said) throws IOException {
        if (status != 0) {
            throw new IOException("status " + status + " from " + this + "\n" + said);
        }
    }
}
