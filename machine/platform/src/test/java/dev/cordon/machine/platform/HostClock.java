// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.platform;

import dev.cordon.machine.engine.Clock;

/** The host's clock, as tests need it. */
final class HostClock implements Clock {

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
        return 10_000;
    }
}
