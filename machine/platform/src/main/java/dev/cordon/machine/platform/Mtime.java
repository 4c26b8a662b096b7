// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.platform;

import dev.cordon.machine.engine.Clock;

/**
 * The {@code mtime} register of a machine: a clock that software can set (Privileged ISA, "Machine Timer Registers"). What CSR {@code
 * time} reads, and timers compare with. Any thread may call.
 */
final class Mtime implements Clock {
    private final Clock clock;

    /** What to add to the clock. */
    private volatile long ahead;

    /** A register that follows a clock. */
    Mtime(Clock clock) {
        this.clock = clock;
    }

    /** Sets the register, from where it goes on. */
    void set(long value) {
        ahead = value - clock.time();
    }

    @Override
    public long time() {
        return clock.time() + ahead;
    }

    @Override
    public long timeOfDay() {
        return clock.timeOfDay();
    }

    @Override
    public long instructionsUntil(long time) {
        // -1 is never, whatever the register says
        return clock.instructionsUntil(time == -1 ? -1 : time - ahead);
    }

    @Override
    public void spend(long ticks) {
        clock.spend(ticks);
    }

    @Override
    public long random() {
        return clock.random();
    }
}
