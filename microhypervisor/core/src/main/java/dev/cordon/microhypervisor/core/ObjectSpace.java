// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import dev.cordon.capabilities.spaces.Capability;
import dev.cordon.capabilities.spaces.CapabilitySpace;
import dev.cordon.capabilities.spaces.KernelObject;
import dev.cordon.capabilities.spaces.Quota;

/** The capabilities of a PD to kernel objects. */
final class ObjectSpace extends CapabilitySpace {
    /** Selectors have 36 bits. */
    static final long SELECTORS = MAX_SELECTORS;

    private final Reclaim reclaim;

    ObjectSpace(Kernel kernel, Quota quota) {
        super(SELECTORS, false, quota);
        this.reclaim = kernel.reclaim();
    }

    @Override
    protected void added(Capability capability) {
        // A capability takes effect when it is used.
    }

    @Override
    protected void removed(Capability capability) {
        KernelObject object = capability.object();
        if (object instanceof GuestSpace space) {
            reclaim.touch(space); // a vCPU may be running on the space by this right
        } else if (object instanceof DmaSpace || object instanceof Device) {
            reclaim.reviewDevices(); // a device may be assigned by it
        }
    }
}
