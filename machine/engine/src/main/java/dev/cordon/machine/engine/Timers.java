// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

import org.jspecify.annotations.Nullable;

/** The timers of the state that a hart runs (Sstc: stimecmp, vstimecmp): which are due, and when the time must be looked at again. */
final class Timers {
    private static final long NEVER = -1;

    private final Clock clock;

    /** STIP and VSTIP as stimecmp and vstimecmp had it when the time was last looked at. */
    private long due;

    /** The state that the time was last looked at for. */
    private @Nullable HartState seen;

    /** The timers of the state, or the state itself, have changed. */
    private boolean stale = true;

    /** The number of instructions that the hart has retired when the time must be looked at. */
    private long pollAt;

    Timers(Clock clock) {
        this.clock = clock;
    }

    /** STIP and VSTIP as of when the time was last looked at. */
    long due() {
        return due;
    }

    /** A timer, what it is compared with, or the state that has it, is another. */
    void changed() {
        stale = true;
    }

    /** Looks at the time if that is necessary when so many instructions have retired; answers how many more may. */
    long poll(HartState state, long retired) {
        if (stale || retired >= pollAt) {
            stale = false;
            long instructions = instructionsLeft(state);
            pollAt = instructions > Long.MAX_VALUE - retired ? Long.MAX_VALUE : retired + instructions;
        }
        return pollAt - retired;
    }

    private long instructionsLeft(HartState state) {
        long next = next(state, look(state), due);
        return next == NEVER ? Long.MAX_VALUE : clock.instructionsUntil(next);
    }

    /** Looks at the time, and answers it. */
    long look(HartState state) {
        long now = clock.time();
        due = due(state, now);
        seen = state;
        return now;
    }

    private static long due(HartState state, long now) {
        long result = 0;
        if (ofSupervisor(state) && Long.compareUnsigned(now, state.stimecmp) >= 0) {
            result |= Interrupt.STIP;
        }
        if (ofGuest(state) && Long.compareUnsigned(now + state.htimedelta, state.vstimecmp) >= 0) {
            result |= Interrupt.VSTIP;
        }
        return result;
    }

    /** Whether stimecmp makes STIP pending, and nothing else. */
    static boolean ofSupervisor(HartState state) {
        return (state.menvcfg & EnvironmentConfiguration.STCE) != 0;
    }

    private static boolean ofGuest(HartState state) {
        return (state.menvcfg & state.henvcfg & EnvironmentConfiguration.STCE) != 0;
    }

    /**
     * The time at which the next timer that is not due yet becomes so, or -1; unsigned. What has become due since the time was last looked
     * at is due now: nobody knows of it yet.
     */
    long next(HartState state) {
        long now = clock.time();
        long dueNow = due(state, now);
        return state == seen && (dueNow & ~due) != 0 ? now : next(state, now, dueNow);
    }

    private static long next(HartState state, long now, long due) {
        long next = NEVER;
        if (ofSupervisor(state) && (due & Interrupt.STIP) == 0) {
            next = state.stimecmp;
        }
        if (ofGuest(state) && (due & Interrupt.VSTIP) == 0) {
            long remaining = state.vstimecmp - (now + state.htimedelta);
            long at = now + remaining;
            boolean reached = state.vstimecmp != NEVER && Long.compareUnsigned(at, now) >= 0;
            if (reached && Long.compareUnsigned(at, next) < 0) {
                next = at;
            }
        }
        return next;
    }
}
