// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.platform;

/** The wires from devices to the sources of the board's interrupt controller. */
@FunctionalInterface
interface InterruptWires {
    /** Sets the level of a wire, by the number of its source. Any thread; takes the controller's lock. */
    void drive(int source, boolean level);
}
