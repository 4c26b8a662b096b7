// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import dev.cordon.machine.engine.Clock;
import dev.cordon.machine.engine.Hart;
import java.util.function.LongSupplier;

/** The time of the hart whose turn it is: instructions that it retires, what the core takes, and how long it sleeps. */
class InstructionClock implements Clock, Idle {
    static final int INSTRUCTIONS_PER_TICK = 10;

    /** What the time of day is ahead of the time, in nanoseconds. */
    static final long EPOCH = 1_000_000_000_000L;

    private long offset;
    private long limit;

    /** 0 while the machine is being made. */
    private LongSupplier retired = () -> 0;

    /** From now on time goes on with {@code hart}. */
    final void runs(Hart hart) {
        retired = hart::retired;
    }

    /** The turn of {@code hart} begins at {@code time}. */
    final void turn(Hart hart, long time) {
        runs(hart);
        offset = time * INSTRUCTIONS_PER_TICK - hart.retired();
    }

    /** Nobody sleeps beyond {@code time}. */
    final void limit(long time) {
        limit = time;
    }

    /** How many instructions its time is. */
    final long instructions() {
        return offset + retired.getAsLong();
    }

    /** Makes it later by so many. */
    final void pass(long instructions) {
        offset += instructions;
    }

    @Override
    public long time() {
        return instructions() / INSTRUCTIONS_PER_TICK;
    }

    @Override
    public long timeOfDay() {
        return EPOCH + instructions() / INSTRUCTIONS_PER_TICK * Pcpu.NANOSECONDS_PER_TICK;
    }

    @Override
    public long instructionsUntil(long time) {
        return time < 0 ? Long.MAX_VALUE : Math.max(1, time * INSTRUCTIONS_PER_TICK - instructions());
    }

    @Override
    public void spend(long ticks) {
        offset += ticks * INSTRUCTIONS_PER_TICK;
    }

    @Override
    public void await(long time) {
        long until = Long.compareUnsigned(time, limit) < 0 ? time : limit;
        offset += Math.max(0, until * INSTRUCTIONS_PER_TICK - instructions());
    }

    @Override
    public void wake() {}
}
