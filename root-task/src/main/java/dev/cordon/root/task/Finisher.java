// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.root.task;

import dev.cordon.capabilities.plan.MachineDevice;
import dev.cordon.microhypervisor.abi.BootInfo;
import dev.cordon.microhypervisor.abi.Hypervisor;

/** The machine's test finisher, which powers it off. */
final class Finisher {

    /** The run went as the plan expects. */
    static final int EXPECTED = 0;

    /** A domain ended otherwise. */
    static final int UNEXPECTED = 3;

    /** The plan could not be read or built at all. */
    static final int BROKEN = 4;

    private static final int PASS = 0x5555;
    private static final int FAIL = 0x3333;

    private Finisher() {}

    /** Powers off; {@code code} is what the host sees. A machine without a finisher goes on, idle. */
    static void powerOff(Hypervisor h, int code) {
        BootInfo info = BootInfo.of(h);
        int device = info.find(BootInfo.DEVICE, MachineDevice.FINISHER.number());
        if (device >= 0) {
            h.store(info.a(device), Integer.BYTES, code == EXPECTED ? PASS : FAIL | (long) code << 16);
        }
    }
}
