// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

/**
 * The one source of time, and of chance, in the machine, the core and the programs above it.
 *
 * <p>Real time follows the host's clock; virtual time is a function of the instructions that a hart has retired. While a hart calls
 * its clock, {@link HartState#retired} and {@link Hart#retired()} are exact.
 */
public interface Clock {
    /** Ticks of 100 ns (a timebase of 10 MHz) since power-on; never decreases, unless software sets it. */
    long time();

    /** Nanoseconds since 1970-01-01T00:00:00Z. */
    long timeOfDay();

    /**
     * How many instructions may retire before {@link #time()} must be looked at again, so that {@code time} is not passed unseen. A
     * real clock answers a small poll interval, a virtual clock the exact distance.
     *
     * @param time a value of {@link #time()}, unsigned
     * @return at least 1; {@link Long#MAX_VALUE} if it will not be reached
     */
    long instructionsUntil(long time);

    /**
     * Something other than instructions has been done, worth so many ticks: a virtual clock moves on by them. Real time has passed by
     * itself.
     */
    default void spend(long ticks) {}

    /**
     * 64 bits by chance: with real time such that nobody foresees them, with virtual time a function of the run's seed and of how many were drawn before. A clock
     * that has no chance in it answers 0.
     */
    default long random() {
        return 0;
    }
}
