// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A program of the host that is run to its end, with nothing on its standard input; interrupting the caller, or ending the JVM, kills it. */
record Command(List<String> words, Map<String, String> environment, Path folder) {
    private static final Logger LOG = LoggerFactory.getLogger(Command.class);

    /** How a program ended: its status, what it wrote to standard output, and to standard error. */
    record Result(int status, String output, String errors) {
        boolean succeeded() {
            return status == 0;
        }

        /** The last line of the errors that carries any text: where programs say what went wrong. */
        String complaint() {
            return Stream.concat(output.lines(), errors.lines())
                    .filter(line -> !line.isBlank())
                    .reduce((first, second) -> second)
                    .map(String::strip)
                    .orElse("status " + status);
        }
    }

    /** Runs it to its end; {@code tick} is called about five times a second meanwhile. */
    Result run(Runnable tick) throws IOException {
        Path output = Files.createTempFile(folder, "output", ".txt");
        Path errors = Files.createTempFile(folder, "errors", ".txt");
        Process process = start(output, errors);
        Thread onExit = new Thread(process::destroy, "command-killer");
        Runtime.getRuntime().addShutdownHook(onExit);
        try {
            while (!process.waitFor(200, TimeUnit.MILLISECONDS)) {
                tick.run();
            }
            return new Result(process.exitValue(), read(output), read(errors));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CordonException("interrupted while " + words.getFirst() + " ran");
        } finally {
            process.destroy();
            forget(onExit);
            Files.deleteIfExists(output);
            Files.deleteIfExists(errors);
        }
    }

    private static void forget(Thread onExit) {
        try {
            Runtime.getRuntime().removeShutdownHook(onExit);
        } catch (IllegalStateException e) {
            // The JVM is on its way down: the hook runs anyway.
        }
    }

    private Process start(Path output, Path errors) throws IOException {
        LOG.debug("running {}", words);
        ProcessBuilder builder = new ProcessBuilder(words).directory(folder.toFile());
        builder.environment().putAll(environment);
        builder.environment().put("LC_ALL", "C");
        return builder.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile())
                .start();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
