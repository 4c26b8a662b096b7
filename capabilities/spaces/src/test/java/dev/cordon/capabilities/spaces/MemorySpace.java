// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.capabilities.spaces;

import java.util.ArrayList;
import java.util.List;

/** A space for tests that remembers what it was told of. */
final class MemorySpace extends CapabilitySpace {
    final List<Capability> present = new ArrayList<>();

    MemorySpace() {
        this(new Quota(0, Long.MAX_VALUE));
    }

    MemorySpace(Quota quota) {
        super(1L << 30, true, quota);
    }

    @Override
    protected void added(Capability capability) {
        present.add(capability);
    }

    @Override
    protected void removed(Capability capability) {
        present.remove(capability);
    }
}
