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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A program that is run to its end, with nothing on its standard input. */
final class Program {
    /** The shell's {@code times} tells the processor time of all descendants that have been waited for: user and system. */
    private static final String MEASURED = "\"$@\" </dev/null; status=$?; times >&2; exit $status";

    private static final Pattern TIMES = Pattern.compile("(\\d+)m([\\d.]+)s (\\d+)m([\\d.]+)s\\s*$");
    private static final Pattern INSTRUCTIONS = Pattern.compile("([\\d,]+) instructions in");

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
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        expectSuccess(process.waitFor(), output);
        return output;
    }

    /** Runs it and measures it from outside. */
    Sample measure() throws IOException, InterruptedException {
        List<String> shell = new ArrayList<>(List.of("sh", "-c", MEASURED, "sh"));
        shell.addAll(command);
        Path errors = Files.createTempFile("cordon-benchmark", ".err");
        try {
            long start = System.nanoTime();
            Process process = new ProcessBuilder(shell)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(errors.toFile())
                    .start();
            int status = process.waitFor();
            double wall = (System.nanoTime() - start) / 1e9;
            String said = Files.readString(errors);
            expectSuccess(status, said);
            return new Sample(instructions(said), wall, processor(said));
        } finally {
            Files.delete(errors);
        }
    }

    private void expectSuccess(int status, String said) throws IOException {
        if (status != 0) {
            throw new IOException("status " + status + " from " + this + "\n" + said);
        }
    }

    private static long instructions(String said) {
        Matcher matcher = INSTRUCTIONS.matcher(said);
        return matcher.find() ? Long.parseLong(matcher.group(1).replace(",", "")) : 0;
    }

    private static double processor(String said) throws IOException {
        Matcher matcher = TIMES.matcher(said);
        if (!matcher.find()) {
            throw new IOException("the shell did not tell times: " + said);
        }
        return 60 * (Integer.parseInt(matcher.group(1)) + Integer.parseInt(matcher.group(3)))
                + Double.parseDouble(matcher.group(2))
                + Double.parseDouble(matcher.group(4));
    }
}
