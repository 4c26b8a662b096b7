// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

/** Which traps vector inside the machine, and where (Privileged ISA, "Machine Trap Delegation"; H extension, "hedeleg and hideleg"). */
final class Delegation {
    private final TrapRouting routing;
    private final Interrupts interrupts;

    Delegation(TrapRouting routing, Interrupts interrupts) {
        this.routing = routing;
        this.interrupts = interrupts;
    }

    /** Takes an exception; true if it leaves the machine, with HS-mode's CSRs set. */
    boolean take(HartState state, Trap trap) {
        int cause = trap.cause;
        boolean delegated = routing == TrapRouting.EXIT
                || (state.privilege != Privilege.MACHINE && (state.medeleg >>> cause & 1) != 0);
        if (!delegated) {
            Traps.toMachine(state, trap);
        } else if (state.virtual && (state.hedeleg >>> cause & 1) != 0) {
            Traps.toGuest(state, cause, trap.value);
        } else {
            Traps.tellHypervisor(state, trap);
            if (routing == TrapRouting.EXIT) {
                return true;
            }
            Traps.toHypervisor(state);
        }
        return false;
    }

    /** Takes an interrupt; true if it leaves the machine, with HS-mode's CSRs set. */
    boolean take(HartState state, Interrupts.Destination destination) {
        int interrupt = interrupts.code();
        switch (destination) {
            case NOBODY -> throw new IllegalArgumentException("nobody takes an interrupt");
            case MACHINE -> Traps.toMachine(state, interrupt);
            case GUEST -> Traps.toGuest(state, Cause.INTERRUPT | interrupt, 0);
            case HYPERVISOR -> {
                Traps.tellHypervisor(state, interrupt);
                if (routing == TrapRouting.EXIT) {
                    return true;
                }
                Traps.toHypervisor(state);
            }
        }
        return false;
    }
}
