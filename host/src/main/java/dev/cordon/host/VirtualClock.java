// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

import dev.cordon.machine.engine.Clock;
import dev.cordon.machine.engine.Hart;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;

/**
 * Virtual time. A hart's time passes with the instructions that it retires, with what the core spends on its behalf, and with what it waits. One hart at a time has its
 * turn, and the clock is that hart's. Belongs to the thread that drives all harts.
 */
final class VirtualClock implements Clock {
    /** Nanoseconds from 1970 to power-on, which is always at 2026-01-01T00:00:00Z. */
    static final long POWER_ON = 1_767_225_600_000_000_000L;

    private static final long NANOSECONDS_PER_TICK = 100;

    /** Instructions that a hart retires in a tick if it never waits for its turn: 100 million in a second. */
    private static final long INSTRUCTIONS_PER_TICK = 10;

    /** Instructions in a tick of a turn: turns are a part of the time only, and together do as much as without. */
    private final long rate;

    private final SplittableRandom random;

    private LongSupplier retired = () -> 0;

    /** The time in instructions, less those that the hart of this turn has retired. */
    private long offset;

    VirtualClock(int harts, long seed) {
        rate = harts * INSTRUCTIONS_PER_TICK;
        random = new SplittableRandom(seed);
    }

    /** The turn of a hart begins. */
    void turn(Hart hart, long time) {
        retired = hart::retired;
        offset = time * rate - hart.retired();
    }

    /** The hart waits until a time, unless that has passed. */
    void waitUntil(long time) {
        if (time > time()) {
            offset = time * rate - retired.getAsLong();
        }
    }

    @Override
    public long time() {
        return (offset + retired.getAsLong()) / rate;
    }

    @Override
    public long timeOfDay() {
        return POWER_ON + time() * NANOSECONDS_PER_TICK;
    }

    @Override
    public long instructionsUntil(long time) {
        if (time < 0 || time > Long.MAX_VALUE / rate) {
            return Long.MAX_VALUE;
        }
        return Math.max(1, time * rate - offset - retired.getAsLong());
    }

    @Override
    public void spend(long ticks) {
        offset += ticks * rate;
    }

    @Override
    public long random() {
        return random.nextLong();
    }
}
