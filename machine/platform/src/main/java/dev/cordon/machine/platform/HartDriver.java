// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.platform;

import dev.cordon.machine.engine.Exit;
import dev.cordon.machine.engine.Hart;
import dev.cordon.machine.engine.HartState;

/** Who lets the harts of a {@link BareMachine} run: {@code Hart::run} itself, or a debugger or trace that looks at every step. */
@FunctionalInterface
public interface HartDriver {
    /**
     * Runs a hart as {@link Hart#run} does; it may return earlier at any time, with {@link Exit#KICK}. Called on the hart's thread
     * again and again, and may wait.
     */
    Exit run(Hart hart, HartState state, long deadline);

    /** Whether a hart that waits for an interrupt goes on. On the hart's thread. */
    default boolean wakes(Hart hart, HartState state) {
        return hart.wakes(state);
    }

    /** The run has ended: {@link #run} must return soon, wherever it waits. Once, on any thread. */
    default void ended() {}
}
