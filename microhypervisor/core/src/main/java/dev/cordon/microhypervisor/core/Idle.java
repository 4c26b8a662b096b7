// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

/**
 * How the thread of one pCPU waits while there is nothing to run. Whoever powers on supplies it, because the microhypervisor has no clock and no threads of its
 * own: in real time it parks the thread, in virtual time it moves the clock.
 */
public interface Idle {
    /**
     * Waits until the clock's time is {@code time} (unsigned ticks; -1 for never), or until {@link #wake()} has been called since the last wait ended. May return
     * earlier. Called by the pCPU's thread.
     */
    void await(long time);

    /** Ends the wait that is under way, or else the next one. Any thread; does not block. */
    void wake();
}
