// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.platform;

import dev.cordon.device.models.Plic;

/** The wire from a device to its source at the PLIC. Guarded by the device's lock. */
final class InterruptLine {

    private final PhysicalBus.Port plicPort;
    private final Plic plic;
    private final int source;
    private boolean asserted;

    InterruptLine(PhysicalBus.Port plicPort, Plic plic, int source) {
        this.plicPort = plicPort;
        this.plic = plic;
        this.source = source;
    }

    /** Carries the device's interrupt level to the PLIC; costs nothing while the level stays as it is. */
    void drive(boolean level) {
        if (level != asserted) {
            asserted = level;
            plicPort.update(() -> plic.setLevel(source, level));
        }
    }
}
