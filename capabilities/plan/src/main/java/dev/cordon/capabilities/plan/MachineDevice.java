// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.capabilities.plan;

/**
 * The devices of the machine. The root task finds the register windows in its boot information in this order, and the interrupts
 * of those that have one likewise.
 */
public enum MachineDevice {
    /** The console UART, a 16550. */
    UART(0, true),
    /** The test finisher, which powers the machine off. The root task keeps it: no plan gives it away. */
    FINISHER(1, false);

    private final int number;
    private final boolean interrupts;

    MachineDevice(int number, boolean interrupts) {
        this.number = number;
        this.interrupts = interrupts;
    }

    /** Its place in the machine's list of devices. */
    public int number() {
        return number;
    }

    /** Whether it has an interrupt. */
    public boolean interrupts() {
        return interrupts;
    }

    /** Its place in the machine's list of interrupts: how many devices with an interrupt come before it. */
    public int interruptNumber() {
        int before = 0;
        for (MachineDevice device : values()) {
            before += device.interrupts && device.number < number ? 1 : 0;
        }
        return before;
    }
}
