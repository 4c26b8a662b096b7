// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

import dev.cordon.capabilities.manifest.Schedule;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A machine with its software in it, ready to be powered on: with the microhypervisor, or bare. */
interface Assembly {
    /** The names of those that have a console. */
    List<String> consoles();

    /** The names of the components; a bare machine has none. */
    default List<String> components() {
        return List.of();
    }

    /** Whether a component is there; by its index. */
    default Component.State state(int component) {
        throw new IllegalStateException("a bare machine has no components");
    }

    /** Asks for a change of a component. */
    default CompletableFuture<Void> change(int component, Component.Change change) {
        throw new IllegalStateException("a bare machine has no components");
    }

    /** Asks for one when it is time, in virtual time. */
    default CompletableFuture<Void> changeAt(Duration time, int component, Component.Change change) {
        throw new IllegalStateException("a bare machine has no components");
    }

    /** Asks for another schedule of a component; of its pCPUs nothing is said. */
    default CompletableFuture<Void> schedule(int component, Schedule schedule) {
        throw new IllegalStateException("a bare machine has no components");
    }

    /** Asks for one when it is time, in virtual time. */
    default CompletableFuture<Void> scheduleAt(Duration time, int component, Schedule schedule) {
        throw new IllegalStateException("a bare machine has no components");
    }

    /** Who looks on. */
    Observation observation();

    /** Powers on. Once. */
    void start(Events events);

    /** What an assembly tells whoever started it; consoles by their index. */
    interface Events {
        /** Nobody listens. */
        Events SILENT = new Events() {
            @Override
            public void output(int console, byte[] written) {}

            @Override
            public void said(String component, String line) {}

            @Override
            public void ended(ComponentEnd end) {}
        };

        void output(int console, byte[] written);

        void said(String component, String line);

        void ended(ComponentEnd end);

        /** A component ended, and is started again. */
        default void restarts(ComponentEnd end) {}

        /** A component, by its index, is now in this state. */
        default void changed(int component, Component.State state) {}
    }

    /** Types to a console; waits while what was typed before has not been read. */
    void type(int console, byte[] typed) throws InterruptedException;

    /** Completes when the run has ended and everything has been told; exceptionally by a fault of ours. */
    CompletableFuture<Outcome> end();

    /** Ends the run from outside; does not wait. */
    void stop();

    /** Instructions that all harts have retired so far. */
    long instructions();

    /** Digests over the state that a run in virtual time ended in. After the end, before {@link #close}. */
    default List<Digest> digests() {
        throw new IllegalStateException("there are digests in virtual time only");
    }

    /** Where the two runs of a verified one differed. */
    default Optional<Divergence> divergence() {
        return Optional.empty();
    }

    /** Why the run ended though no guest asked for it. */
    default Optional<String> exhausted() {
        return Optional.empty();
    }

    /** Ends the run, waits for its threads, and gives everything back. */
    void close() throws IOException;
}
