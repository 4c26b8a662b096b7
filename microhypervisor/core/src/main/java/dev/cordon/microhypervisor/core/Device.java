// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import dev.cordon.capabilities.spaces.Capability;
import dev.cordon.capabilities.spaces.KernelObject;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** A device that masters the bus, and the DMA space that says what it reaches there. Guarded by the kernel lock. */
final class Device implements KernelObject {
    private final int id;

    /** The rights by which it is assigned, both live at the end of each hypercall; or {@link Capability#NULL}, twice. */
    private Capability device = Capability.NULL;

    private Capability space = Capability.NULL;

    /** A device that is assigned to nothing, and reaches nothing. */
    Device(int id) {
        this.id = id;
    }

    /** Assigns it by the rights {@code by} (to this) and {@code to} (to a DMA space). */
    void assign(Capability by, Capability to) {
        device = by;
        space = to;
    }

    /** Unassigns it if one of the rights has gone by which it is assigned. */
    void review() {
        if (!device.live() || !space.live()) {
            assign(Capability.NULL, Capability.NULL);
        }
    }

    /** The space that it is assigned to, or null. */
    @Nullable
    DmaSpace space() {
        return space.object() instanceof DmaSpace assigned ? assigned : null;
    }

    @Override
    public void save(LongConsumer out) {
        DmaSpace assigned = space();
        out.accept(id);
        out.accept(assigned == null ? 0 : assigned.hgatp());
    }
}
