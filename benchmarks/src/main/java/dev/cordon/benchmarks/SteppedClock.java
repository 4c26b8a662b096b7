// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.benchmarks;

import dev.cordon.machine.engine.Clock;

/** A clock that stands still until somebody moves it, and costs what the host's clock costs. */
final class SteppedClock implements Clock {
    private static final int FAR = 100_000;

    long now;

    /** When whoever drives by this clock wants to come back. */
    long end;

    /** What the host's clock said last, so that it has to be read. */
    long host;

    /** Lets it come back. */
    void finish() {
        now = end;
    }

    @Override
    public long time() {
        host = System.nanoTime();
        return now;
    }

    @Override
    public long timeOfDay() {
        host = System.currentTimeMillis();
        return now;
    }

    @Override
    public long instructionsUntil(long time) {
        return FAR;
    }
}
