// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * The interrupts of a hart: its external lines, its IMSIC and its timers, what is pending and enabled at each
 * level, and which interrupt is taken next, and where.
 */
final class Interrupts {
    /** Who takes an interrupt. */
    enum Destination {
        NOBODY,
        MACHINE,
        HYPERVISOR,
        GUEST
    }

    private static final int LINES = (int) (Interrupt.MACHINE | Interrupt.SEIP);
    /** The priority in what {@link InterruptPriority#first} reports. */
    private static final int PRIORITY = 0xff;

    private final Timers timers;
    private final boolean delegateAll;
    private final IncomingMsiController imsic;
    private final AtomicInteger lines = new AtomicInteger();

    /** The code of the interrupt that {@link #next} found, as its taker numbers it. */
    private int code;

    /** Interrupts of a hart; with {@code delegateAll}, M-mode counts as having delegated all to HS-mode. */
    Interrupts(Timers timers, boolean delegateAll, IncomingMsiController imsic) {
        this.timers = timers;
        this.delegateAll = delegateAll;
        this.imsic = imsic;
    }

    /** Sets the level of an external line. Any thread. */
    void setLine(int line, boolean level) {
        int bit = 1 << line;
        if ((bit & LINES) == 0) {
            throw new IllegalArgumentException("interrupt " + line + " has no line");
        }
        lines.updateAndGet(old -> level ? old | bit : old & ~bit);
    }

    // What is pending and enabled, as CSRs show it; timers as of the last look, messages as of the last absorption.

    /** Lets messages to the IMSIC that have been sent take effect. */
    void absorb() {
        imsic.absorb();
    }

    /** All of mip. */
    long pending(HartState state) {
        long software = Timers.ofSupervisor(state) ? state.mip & ~Interrupt.STIP : state.mip;
        software &= ~(state.mvien & Interrupt.SEIP); // then it is mvip's alone
        long injected = state.hvip & Interrupt.VIRTUAL_SUPERVISOR;
        return lines.getAcquire() | software | injected | timers.due() | messages(state);
    }

    /** What the IMSIC contributes to mip. */
    private long messages(HartState state) {
        long signals = imsic.signals();
        long result = imsic.machineSignal() ? Interrupt.MEIP : 0;
        result |= (signals & 1) != 0 ? Interrupt.SEIP : 0;
        long guests = guests(signals);
        result |= (guests & state.hgeie) != 0 ? Interrupt.SGEIP : 0;
        return result | ((guests >>> Hstatus.vgein(state.hstatus) & 1) != 0 ? Interrupt.VSEIP : 0);
    }

    /** hgeip. */
    long guests() {
        return guests(imsic.signals());
    }

    private static long guests(long signals) {
        return signals & -2;
    }

    private long delegated(HartState state) {
        return delegateAll ? -1 : state.mideleg;
    }

    /** Interrupts that M-mode has not delegated, but injects by mvip: with bits in mvien, sip and sie show them. */
    private long filtered(HartState state) {
        return state.mvien & ~delegated(state);
    }

    /** sip. */
    long supervisorPending(HartState state) {
        long virtual = state.mvip | (state.mip & Interrupt.SEIP);
        return (pending(state) & Interrupt.SUPERVISOR & delegated(state)) | (virtual & filtered(state));
    }

    /** sie. */
    long supervisorEnabled(HartState state) {
        return (state.mie & Interrupt.SUPERVISOR & delegated(state)) | (state.filteredSie & filtered(state));
    }

    /** vsip. */
    long guestPending(HartState state) {
        long delegated = pending(state) & Interrupt.VIRTUAL_SUPERVISOR & state.hideleg;
        long local = (supervisorPending(state) & state.hideleg) | (state.hvip & state.hvien & ~state.hideleg);
        return delegated >>> 1 | (local & Interrupt.LOCAL);
    }

    /** vsie. */
    long guestEnabled(HartState state) {
        long delegated = state.mie & Interrupt.VIRTUAL_SUPERVISOR & state.hideleg;
        long local = (supervisorEnabled(state) & state.hideleg) | (state.filteredVsie & state.hvien & ~state.hideleg);
        return delegated >>> 1 | (local & Interrupt.LOCAL);
    }

    // What comes first, as mtopi, stopi and vstopi show it.

    /** mtopi. */
    int machineTop(HartState state) {
        long candidates = pending(state) & state.mie & ~delegated(state);
        if (candidates == 0) {
            return 0;
        }
        int number = number(imsic.machineSignal(), IncomingMsiController.MACHINE);
        return simplified(
                InterruptPriority.first(candidates, Interrupt.MACHINE_EXTERNAL, number, state.machinePriorities));
    }

    /** stopi. */
    int supervisorTop(HartState state) {
        long ofGuests = pending(state) & state.mie & Interrupt.ALWAYS_DELEGATED;
        long candidates = (ofGuests | (supervisorPending(state) & supervisorEnabled(state))) & ~state.hideleg;
        if (candidates == 0) {
            return 0;
        }
        int number = number((imsic.signals() & 1) != 0, IncomingMsiController.SUPERVISOR);
        return simplified(
                InterruptPriority.first(candidates, Interrupt.SUPERVISOR_EXTERNAL, number, state.supervisorPriorities));
    }

    /** The priority number of an external interrupt. */
    private int number(boolean signal, int file) {
        return signal ? priority(imsic.top(file)) : InterruptPriority.UNNUMBERED;
    }

    /** The priority in the value of mtopei and the like. */
    private static int priority(long top) {
        return (int) top & 0x7ff;
    }

    /** Where priorities cannot be configured, for want of an IMSIC, 1 is reported. */
    private int simplified(int top) {
        return imsic.exists() ? top : (top & ~PRIORITY) | 1;
    }

    /** vstopi. */
    int guestTop(HartState state) {
        long candidates = guestPending(state) & guestEnabled(state);
        long control = state.hvictl;
        if ((candidates | (control & VirtualInterruptControl.VTI)) == 0) {
            return 0;
        }
        boolean external = (candidates & Interrupt.SEIP) != 0;
        int number = guestNumber(state);
        int top;
        if ((control & VirtualInterruptControl.VTI) == 0) {
            top = InterruptPriority.first(candidates, Interrupt.SUPERVISOR_EXTERNAL, number, state.guestPriorities);
        } else if (VirtualInterruptControl.iid(control) != Interrupt.SUPERVISOR_EXTERNAL) {
            top = injectedOrExternal(control, external, number);
        } else if (external) {
            top = InterruptPriority.report(Interrupt.SUPERVISOR_EXTERNAL, number);
        } else {
            return 0;
        }
        return (control & VirtualInterruptControl.IPRIOM) != 0 ? top : (top & ~PRIORITY) | 1;
    }

    /** The first of the interrupt that hvictl injects and, perhaps, an external one. */
    private static int injectedOrExternal(long control, boolean external, int number) {
        boolean below = (control & VirtualInterruptControl.DPR) != 0;
        int rank = InterruptPriority.rank((int) (control & VirtualInterruptControl.IPRIO), below);
        boolean first = rank < number || (rank == number && !below);
        return external && !first
                ? InterruptPriority.report(Interrupt.SUPERVISOR_EXTERNAL, number)
                : InterruptPriority.report(VirtualInterruptControl.iid(control), rank);
    }

    /** The priority number of an external interrupt at VS level. */
    private int guestNumber(HartState state) {
        int file = Hstatus.vgein(state.hstatus);
        long top = file == 0 ? 0 : imsic.top(file);
        if (top != 0) {
            return priority(top);
        }
        long control = state.hvictl;
        int given = (int) (control & VirtualInterruptControl.IPRIO);
        boolean says = file == 0 && VirtualInterruptControl.iid(control) == Interrupt.SUPERVISOR_EXTERNAL;
        return says && given != 0 ? given : InterruptPriority.UNNUMBERED;
    }

    // What happens.

    /** Whether an interrupt is pending at any level, whatever the global enables say: WFI does not wait then. */
    boolean wakes(HartState state) {
        return machineTop(state) != 0 || supervisorTop(state) != 0 || guestTop(state) != 0;
    }

    /** Who is to take an interrupt now; {@link #code} tells which. */
    Destination next(HartState state) {
        imsic.absorb();
        if ((pending(state) & state.mie) == 0 && (state.mvien | state.hvien | state.hvictl) == 0) {
            return Destination.NOBODY;
        }
        if (machineInterruptible(state) && is(machineTop(state))) {
            return Destination.MACHINE;
        }
        if (hypervisorInterruptible(state) && is(supervisorTop(state))) {
            return Destination.HYPERVISOR;
        }
        return guestInterruptible(state) && is(guestTop(state)) ? Destination.GUEST : Destination.NOBODY;
    }

    private boolean is(int top) {
        code = top >>> VirtualInterruptControl.IID_SHIFT;
        return top != 0;
    }

    /** The code of the interrupt that {@link #next} found, as its taker numbers it. */
    int code() {
        return code;
    }

    private static boolean machineInterruptible(HartState state) {
        return state.privilege < Privilege.MACHINE || (state.mstatus & Status.MIE) != 0;
    }

    private static boolean hypervisorInterruptible(HartState state) {
        return state.virtual
                || state.privilege < Privilege.SUPERVISOR
                || (state.privilege == Privilege.SUPERVISOR && (state.mstatus & Status.SIE) != 0);
    }

    private static boolean guestInterruptible(HartState state) {
        return state.virtual && (state.privilege < Privilege.SUPERVISOR || (state.vsstatus & Status.SIE) != 0);
    }
}
