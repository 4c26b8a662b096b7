// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

import java.util.concurrent.atomic.AtomicInteger;

/** The interrupts of a hart: its external lines, the timers of the state that it runs, and which interrupt is taken next, and where. */
final class Interrupts {
    /** Who takes an interrupt. */
    enum Destination {
        MACHINE,
        HYPERVISOR,
        GUEST
    }

    /** Decreasing priority among interrupts for one mode (Privileged ISA, "Machine Interrupt Registers"; H extension, "hip"). */
    private static final int[] PRIORITY = {
        Interrupt.MACHINE_EXTERNAL,
        Interrupt.MACHINE_SOFTWARE,
        Interrupt.MACHINE_TIMER,
        Interrupt.SUPERVISOR_EXTERNAL,
        Interrupt.SUPERVISOR_SOFTWARE,
        Interrupt.SUPERVISOR_TIMER,
        Interrupt.VIRTUAL_SUPERVISOR_EXTERNAL,
        Interrupt.VIRTUAL_SUPERVISOR_SOFTWARE,
        Interrupt.VIRTUAL_SUPERVISOR_TIMER
    };

    private static final int LINES = (int) (Interrupt.MACHINE | Interrupt.SEIP);
    private static final long NEVER = -1;

    private final Clock clock;
    private final boolean delegateAll;
    private final AtomicInteger lines = new AtomicInteger();

    /** STIP and VSTIP as stimecmp and vstimecmp had it when the time was last looked at. */
    private long due;

    /** Interrupts of a hart; with {@code delegateAll}, M-mode counts as having delegated all to HS-mode. */
    Interrupts(Clock clock, boolean delegateAll) {
        this.clock = clock;
        this.delegateAll = delegateAll;
    }

    /** Sets the level of an external line. Any thread. */
    void setLine(int line, boolean level) {
        int bit = 1 << line;
        if ((bit & LINES) == 0) {
            throw new IllegalArgumentException("interrupt " + line + " has no line");
        }
        lines.updateAndGet(old -> level ? old | bit : old & ~bit);
    }

    /** Looks at the time; answers how many instructions may retire before it must be looked at again. */
    long poll(HartState state) {
        long now = clock.time();
        due = due(state, now);
        long next = nextTimer(state, now, due);
        return next == NEVER ? Long.MAX_VALUE : clock.instructionsUntil(next);
    }

    private static long due(HartState state, long now) {
        long result = 0;
        if (supervisorTimer(state) && Long.compareUnsigned(now, state.stimecmp) >= 0) {
            result |= Interrupt.STIP;
        }
        if (guestTimer(state) && Long.compareUnsigned(now + state.htimedelta, state.vstimecmp) >= 0) {
            result |= Interrupt.VSTIP;
        }
        return result;
    }

    private static boolean supervisorTimer(HartState state) {
        return (state.menvcfg & EnvironmentConfiguration.STCE) != 0;
    }

    private static boolean guestTimer(HartState state) {
        return (state.menvcfg & state.henvcfg & EnvironmentConfiguration.STCE) != 0;
    }

    /** The time at which the next timer that is not due yet becomes so, or -1; unsigned. */
    long nextTimer(HartState state) {
        long now = clock.time();
        return nextTimer(state, now, due(state, now));
    }

    private static long nextTimer(HartState state, long now, long due) {
        long next = NEVER;
        if (supervisorTimer(state) && (due & Interrupt.STIP) == 0) {
            next = state.stimecmp;
        }
        if (guestTimer(state) && (due & Interrupt.VSTIP) == 0) {
            long remaining = state.vstimecmp - (now + state.htimedelta);
            long at = now + remaining;
            boolean reached = state.vstimecmp != NEVER && Long.compareUnsigned(at, now) >= 0;
            if (reached && Long.compareUnsigned(at, next) < 0) {
                next = at;
            }
        }
        return next;
    }

    /** All of mip, with timers as of the last {@link #poll}. */
    long pending(HartState state) {
        long software = supervisorTimer(state) ? state.mip & ~Interrupt.STIP : state.mip;
        return lines.getAcquire() | software | state.hvip | due;
    }

    /** Whether an interrupt is pending that is enabled by itself, whatever the global enables say: WFI does not wait then. */
    boolean wakes(HartState state) {
        return (pending(state) & state.mie) != 0;
    }

    /** The code of the interrupt to take now, or -1. */
    int next(HartState state) {
        long wanted = pending(state) & state.mie;
        if (wanted == 0) {
            return -1;
        }
        long delegated = delegateAll ? wanted : wanted & state.mideleg;
        long machine = wanted & ~delegated;
        if (machine != 0 && machineEnabled(state)) {
            return first(machine);
        }
        long hypervisor = delegated & ~state.hideleg;
        if (hypervisor != 0 && hypervisorEnabled(state)) {
            return first(hypervisor);
        }
        long guest = delegated & state.hideleg;
        return guest != 0 && guestEnabled(state) ? first(guest) : -1;
    }

    /** Who takes an interrupt that {@link #next} answered. */
    Destination destination(HartState state, int code) {
        long bit = 1L << code;
        if (!delegateAll && (state.mideleg & bit) == 0) {
            return Destination.MACHINE;
        }
        return (state.hideleg & bit) == 0 ? Destination.HYPERVISOR : Destination.GUEST;
    }

    private static boolean machineEnabled(HartState state) {
        return state.privilege < Privilege.MACHINE || (state.mstatus & Status.MIE) != 0;
    }

    private static boolean hypervisorEnabled(HartState state) {
        return state.virtual
                || state.privilege < Privilege.SUPERVISOR
                || (state.privilege == Privilege.SUPERVISOR && (state.mstatus & Status.SIE) != 0);
    }

    private static boolean guestEnabled(HartState state) {
        return state.virtual && (state.privilege < Privilege.SUPERVISOR || (state.vsstatus & Status.SIE) != 0);
    }

    private static int first(long candidates) {
        for (int code : PRIORITY) {
            if ((candidates >>> code & 1) != 0) {
                return code;
            }
        }
        throw new AssertionError("an interrupt without priority: " + Long.toHexString(candidates));
    }
}
