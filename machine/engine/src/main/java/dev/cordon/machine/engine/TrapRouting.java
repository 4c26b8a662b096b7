// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

/** Where traps to M-mode and HS-mode go. */
public enum TrapRouting {
    /** Firmware runs bare: every trap vectors inside the machine, as on hardware. */
    VECTOR,
    /**
     * The privileged core plays HS-mode: a trap that the guest does not take in VS-mode makes {@link Hart#run} return {@link
     * Exit#TRAP}. M-mode counts as having delegated everything to HS-mode, and physical memory protection as allowing everything.
     */
    EXIT
}
