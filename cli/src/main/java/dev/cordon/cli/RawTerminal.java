// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The terminal on standard input in raw mode: every key is delivered as it is, Ctrl-C too, and nothing is echoed. What is
 * printed is still processed, since firmware and early consoles end lines by a line feed alone. Set and
 * restored by {@code stty}; restored also when the JVM is told to exit. (If the JVM is killed, the launcher restores it.)
 */
final class RawTerminal implements AutoCloseable {
    private final String saved;
    private final Thread onExit = new Thread(this::restore, "terminal-restorer");

    private RawTerminal(String saved) {
        this.saved = saved;
    }

    /** Switches to raw mode; empty if standard input is no terminal, or one that cannot be switched. */
    static Optional<RawTerminal> open() {
        if (!Terminals.input()) {
            return Optional.empty();
        }
        Optional<RawTerminal> terminal =
                stty("-g").filter(state -> !state.isEmpty()).map(RawTerminal::new);
        terminal.ifPresent(opened -> Runtime.getRuntime().addShutdownHook(opened.onExit));
        return terminal.filter(_ -> stty("raw", "opost", "-echo").isPresent());
    }

    /** Restores the terminal. */
    @Override
    public void close() {
        restore();
        try {
            Runtime.getRuntime().removeShutdownHook(onExit);
        } catch (IllegalStateException e) {
            // The JVM exits: restoring twice does no harm.
        }
    }

    private void restore() {
        stty(saved);
    }

    /** What {@code stty} prints; empty if it fails. */
    private static Optional<String> stty(String... arguments) {
        List<String> words = new ArrayList<>(List.of("stty"));
        words.addAll(List.of(arguments));
        try {
            Process process = new ProcessBuilder(words)
                    .redirectInput(ProcessBuilder.Redirect.INHERIT)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try (InputStream output = process.getInputStream()) {
                String text = new String(output.readAllBytes(), StandardCharsets.US_ASCII).strip();
                return process.waitFor() == 0 ? Optional.of(text) : Optional.empty();
            }
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
