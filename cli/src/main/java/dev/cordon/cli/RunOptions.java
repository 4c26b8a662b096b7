// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.cli;

import dev.cordon.host.CordonException;
import dev.cordon.host.Engine;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options of every command that runs a machine. */
final class RunOptions {
    private static final double LONGEST = 1e9;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            converter = SecondsConverter.class,
            description = "End the run after so long, with status 3.")
    private Optional<Double> timeout = Optional.empty();

    @Option(names = "--stats", description = "At the end, print what harts have done and how fast to standard error.")
    private boolean stats;

    @Option(
            names = "--json",
            description = "With --stats: print it as one JSON object, in virtual time of what each run repeats.")
    private boolean json;

    @Option(
            names = "--engine",
            paramLabel = "NAME",
            description =
                    "How harts execute software: translator (default), which makes bytecode of what runs often, or interpreter.")
    private Optional<Engine> engine = Optional.empty();

    @Option(
            names = "--translations",
            paramLabel = "FILE",
            description = "Write a line for each region of code that the translator makes; - is standard error.")
    private Optional<Path> translations = Optional.empty();

    /** For picocli. */
    RunOptions() {}

    /** Sets the level before anything has a logger. */
    @Option(names = "--verbose", description = "Say what Cordon does, on standard error.")
    void verbose(boolean wanted) {
        if (wanted) {
            System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "debug");
        }
    }

    Optional<Duration> timeout() {
        return timeout.map(seconds -> {
            if (!(seconds > 0 && seconds < LONGEST)) {
                throw new CordonException("--timeout " + seconds + " is no time to wait; write seconds above 0");
            }
            return Duration.ofMillis((long) Math.ceil(seconds * 1000));
        });
    }

    Optional<Engine> engine() {
        return engine;
    }

    Optional<Path> translations() {
        return translations;
    }

    boolean stats() {
        return stats;
    }

    boolean json() {
        if (json && !stats) {
            throw new CordonException("--json is for --stats");
        }
        return json;
    }
}
