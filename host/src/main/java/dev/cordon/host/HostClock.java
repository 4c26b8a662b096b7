// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

import dev.cordon.machine.engine.Clock;
import java.security.SecureRandom;
import java.time.Instant;

/** Real time: the host's clocks, since the power-on that this was created for, and its random numbers. The only place that reads them. */
final class HostClock implements Clock {
    private static final long NANOSECONDS_PER_TICK = 100;
    private static final long NANOSECONDS_PER_SECOND = 1_000_000_000L;

    /** No hart retires more instructions in a tick than about this many. */
    private static final long INSTRUCTIONS_PER_TICK = 64;

    /** However far away an event is, a hart looks at the clock after this many instructions: some hundred microseconds. */
    private static final long POLL_INTERVAL = 16_384;

    private final long powerOn = System.nanoTime();
    private final SecureRandom random = new SecureRandom();

    @Override
    public long time() {
        return (System.nanoTime() - powerOn) / NANOSECONDS_PER_TICK;
    }

    @Override
    public long timeOfDay() {
        Instant now = Instant.now();
        return now.getEpochSecond() * NANOSECONDS_PER_SECOND + now.getNano();
    }

    @Override
    public long instructionsUntil(long time) {
        if (time == -1) {
            return Long.MAX_VALUE;
        }
        long now = time();
        if (Long.compareUnsigned(time, now) <= 0) {
            return 1;
        }
        long ticks = time - now;
        return ticks < 0 || ticks > POLL_INTERVAL / INSTRUCTIONS_PER_TICK
                ? POLL_INTERVAL
                : ticks * INSTRUCTIONS_PER_TICK;
    }

    @Override
    public long random() {
        return random.nextLong();
    }
}
