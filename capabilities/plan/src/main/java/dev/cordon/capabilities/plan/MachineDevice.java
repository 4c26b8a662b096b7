// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.capabilities.plan;

/** A device of the machine that a plan can give away. The root task finds its window and interrupt in the boot information. */
public enum MachineDevice {
    /** The console UART, a 16550. */
    UART
}
