// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import dev.cordon.machine.engine.Clock;

/** The host's clock, as tests need it. */
final class RealClock implements Clock {
    private final long start = System.nanoTime();

    @Override
    public long time() {
        return (System.nanoTime() - start) / 100;
    }

    @Override
    public long timeOfDay() {
        return System.currentTimeMillis() * 1_000_000;
    }

    @Override
    public long instructionsUntil(long time) {
        return Long.compareUnsigned(time, time()) <= 0 ? 1 : 5_000;
    }
}
