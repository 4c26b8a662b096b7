// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.platform;

/** The wire from a device to its source at the interrupt controller. Guarded by the device's lock. */
final class InterruptLine {

    private final InterruptWires wires;
    private final int source;
    private boolean asserted;

    InterruptLine(InterruptWires wires, int source) {
        this.wires = wires;
        this.source = source;
    }

    /** Carries the device's interrupt level to the controller; costs nothing while the level stays as it is. */
    void drive(boolean level) {
        if (level != asserted) {
            asserted = level;
            wires.drive(source, level);
        }
    }
}
