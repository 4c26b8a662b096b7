// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.cli;

import dev.cordon.host.Component;
import dev.cordon.host.ComponentEnd;
import dev.cordon.host.Console;
import dev.cordon.host.Cordon;
import dev.cordon.host.CordonException;
import dev.cordon.host.Outcome;
import dev.cordon.host.RunListener;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A person, or a script, at the consoles of a run: what comes in on standard input goes to the focused guest, what guests
 * write goes to standard output, and what Cordon has to say goes to standard error.
 */
final class Session {
    private final Cordon cordon;
    private final PrintWriter err;
    private final TimeOptions time;
    private final Optional<RawTerminal> terminal;
    private final Multiplexer multiplexer;
    private final EscapeKeys keys = new EscapeKeys();
    private final LifeKeys lives;
    private final AtomicBoolean left = new AtomicBoolean();
    private final Map<Integer, Typist> typists = new HashMap<>(); // of the input thread

    private Session(Cordon cordon, TimeOptions time, OutputStream out, PrintWriter err) {
        this.cordon = cordon;
        this.time = time;
        this.terminal = time.isVirtual() ? Optional.empty() : RawTerminal.open();
        this.err = err;
        this.lives = new LifeKeys(cordon, this::say);
        this.multiplexer =
                new Multiplexer(out, terminal.isPresent() && Terminals.output(), prefixes(cordon.consoles()));
        if (!cordon.components().isEmpty()) { // who does not start with the system is not there yet
            cordon.consoles().forEach(console -> multiplexer.ended(console.index(), true));
        }
    }

    /**
     * Starts a run, stays with it to its end, closes it, and returns what ended it; empty if the time limit did.
     *
     * @throws CordonException if what was to be written is not whole
     */
    static Optional<Outcome> run(
            Cordon cordon,
            Optional<Duration> timeout,
            RunOptions options,
            TimeOptions time,
            InputStream in,
            OutputStream out,
            PrintWriter err)
            throws InterruptedException, IOException {
        Optional<Outcome> outcome;
        try (cordon) {
            Session session = new Session(cordon, time, out, err);
            try {
                outcome = time.isVirtual() ? session.runVirtual(in, options) : session.run(in, timeout, options);
            } finally {
                session.terminal.ifPresent(RawTerminal::close);
            }
        }
        if (!cordon.losses().isEmpty()) {
            throw new CordonException(cordon.losses());
        }
        return outcome;
    }

    private Optional<Outcome> run(InputStream in, Optional<Duration> timeout, RunOptions options)
            throws InterruptedException, IOException {
        if (options.stats()) {
            cordon.measure();
        }
        long start = System.nanoTime();
        cordon.start(new Listener());
        if (terminal.isPresent()) {
            say(
                    cordon.consoles().size() > 1
                            ? "you type to " + focused().name() + "; " + EscapeKeys.HINT
                            : EscapeKeys.HINT);
        }
        Thread.ofPlatform().name("console-input").daemon().start(() -> read(in));
        Optional<Outcome> outcome = timeout.isPresent() ? cordon.await(timeout.get()) : Optional.of(cordon.await());
        cordon.stop();
        finishOutput();
        if (outcome.isEmpty()) {
            say("the time limit struck: the run was ended");
        }
        if (options.stats()) {
            sayStatistics((System.nanoTime() - start) / 1e9, options.json());
        }
        return outcome;
    }

    /** What is typed must be known beforehand, and nothing that depends on this host is said. */
    private Optional<Outcome> runVirtual(InputStream in, RunOptions options) throws InterruptedException, IOException {
        if (Terminals.input()) {
            say("nobody can type in virtual time: give the input as a file; Ctrl-C ends the run");
        } else if (!cordon.consoles().isEmpty()) {
            focused().type(in.readAllBytes());
        }
        cordon.start(new Listener());
        Outcome outcome = cordon.await();
        finishOutput();
        cordon.exhausted().ifPresent(this::say);
        cordon.divergence().ifPresent(divergence -> say(divergence.toString()));
        if (time.digest()) {
            cordon.digests().forEach(digest -> say("digest of " + digest.part() + ": " + digest.value()));
        }
        if (options.stats() && options.json()) {
            sayJson(StatisticsReport.repeatableJson(cordon.statistics()));
        } else if (options.stats()) {
            say(String.format(Locale.ROOT, "%,d instructions", cordon.instructions()));
        }
        return Optional.of(outcome);
    }

    /** A reader that has gone, as {@code head} does, ends the run as quietly as somebody who leaves. */
    private void finishOutput() {
        try {
            multiplexer.finish();
        } catch (IOException e) {
            if (!"Broken pipe".equals(e.getMessage())) {
                throw new CordonException("standard output cannot be written: " + e.getMessage());
            }
        }
    }

    private final class Listener implements RunListener {
        @Override
        public void output(Console console, byte[] written) {
            try {
                multiplexer.write(console.index(), written);
            } catch (IOException e) {
                leave(); // nobody reads any more, for instance behind a pipe
            }
        }

        @Override
        public void said(String component, String line) {
            say(component + ": " + line);
        }

        @Override
        public void ended(ComponentEnd end) {
            if (!end.report().isEmpty() || !end.expected()) {
                say(end.component() + " " + end.reason() + (end.expected() ? ", as expected" : "")
                        + (end.report().isEmpty() ? "" : ":"));
                end.report().lines().forEach(line -> say("  " + line));
            }
            cordon.consoles().stream()
                    .filter(console -> console.name().equals(end.component()))
                    .forEach(console -> turnFrom(console, end));
        }

        @Override
        public void restarts(ComponentEnd end) {
            say(end.component() + " " + end.reason() + ", and starts again"
                    + (end.report().isEmpty() ? "" : ":"));
            end.report().lines().forEach(line -> say("  " + line));
        }

        @Override
        public void changed(Component component, Component.State state) {
            boolean there = state == Component.State.RUNNING || state == Component.State.SUSPENDED;
            cordon.consoles().stream()
                    .filter(console -> console.name().equals(component.name()))
                    .forEach(console -> multiplexer.ended(console.index(), !there));
        }
    }

    private void read(InputStream in) {
        byte[] typed = new byte[1024];
        try {
            for (int count = in.read(typed); count >= 0; count = in.read(typed)) {
                typed(Arrays.copyOf(typed, count));
            }
        } catch (IOException | UncheckedIOException e) {
            // As good as the end of input, which ends nothing.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void typed(byte[] typed) throws InterruptedException, IOException {
        if (cordon.consoles().isEmpty()) {
            return;
        }
        if (terminal.isEmpty()) {
            focused().type(typed); // a script waits until the guest reads
            return;
        }
        for (byte octet : typed) {
            EscapeKeys.Meaning meaning = keys.meaning(octet & 0xff);
            if (meaning != EscapeKeys.Meaning.REMOVE && meaning != EscapeKeys.Meaning.NOTHING) {
                lives.other();
            }
            switch (meaning) {
                case TYPED -> typist().type(octet);
                case PREFIX_TYPED -> typist().type((byte) EscapeKeys.PREFIX);
                case NOTHING -> {}
                case LEAVE -> leave();
                case NEXT_GUEST -> focusNext();
                case SUSPEND -> lives.suspendOrResume(focused().name());
                case RESTART -> lives.restartOrAdd(focused().name());
                case REMOVE -> lives.remove(focused().name());
                case HELP -> say(EscapeKeys.HELP);
            }
        }
    }

    /** Somebody who goes on typing to a guest that has ended wants to know who reads it now. */
    private void turnFrom(Console console, ComponentEnd end) {
        boolean typedTo = console == focused();
        multiplexer.ended(console.index(), true);
        if (typedTo && terminal.isPresent() && multiplexer.othersAlive()) {
            say(end.component() + " " + end.reason());
            try {
                multiplexer.focusNextAlive();
                sayFocus();
            } catch (IOException e) {
                leave();
            }
        }
    }

    /** Also to one that has ended: it can be started anew. */
    private void focusNext() throws IOException {
        multiplexer.focusNext();
        sayFocus();
    }

    private void sayFocus() {
        say("you type to " + focused().name() + lives.condition(focused().name()));
    }

    /** Who types to the focused guest. */
    private Typist typist() {
        return typists.computeIfAbsent(multiplexer.focus(), _ -> new Typist(focused()));
    }

    private Console focused() {
        return cordon.consoles().get(multiplexer.focus());
    }

    private void leave() {
        if (left.compareAndSet(false, true)) {
            cordon.stop();
        }
    }

    /** Prints a line of ours. A terminal in raw mode does not return to the margin by itself. */
    private void say(String line) {
        try {
            multiplexer.aside(() -> {
                err.print("cordon: " + line + (terminal.isPresent() ? "\r\n" : System.lineSeparator()));
                err.flush();
            });
        } catch (IOException e) {
            leave();
        }
    }

    private void sayStatistics(double seconds, boolean json) {
        if (json) {
            sayJson(StatisticsReport.json(cordon.statistics(), seconds));
        } else {
            StatisticsReport.lines(cordon.statistics(), seconds).forEach(this::say);
        }
    }

    private void sayJson(String object) {
        err.println(object);
        err.flush();
    }

    private static List<String> prefixes(List<Console> consoles) {
        return consoles.stream().map(console -> console.name() + ": ").toList();
    }
}
