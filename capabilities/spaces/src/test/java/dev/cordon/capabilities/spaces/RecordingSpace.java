// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.capabilities.spaces;

import java.util.ArrayList;
import java.util.List;

/** A space for tests that remembers what it was told of. */
final class RecordingSpace extends CapabilitySpace {
    final List<Capability> present = new ArrayList<>();

    /** In how many parts the work comes that has to be done before the next capability can be removed. */
    int parts;

    /** How many capabilities were here when its original went; -1 as long as it has not. */
    int leftAtTheEnd = -1;

    RecordingSpace(long selectors, boolean memory, Quota quota) {
        super(selectors, memory, quota);
    }

    /** A space of memory that nothing limits. */
    static RecordingSpace ofMemory() {
        return new RecordingSpace(1L << 30, true, new Quota(0, Long.MAX_VALUE));
    }

    static RecordingSpace ofObjects(Quota quota) {
        return new RecordingSpace(MAX_SELECTORS, false, quota);
    }

    /** Puts a capability that is derived from nothing. */
    Capability root(long selector, Capability capability) {
        if (!isFree(selector, capability.order()) || !reserve(selector, capability.order())) {
            throw new AssertionError("no room at " + selector);
        }
        put(capability, selector);
        return capability;
    }

    @Override
    protected void added(Capability capability) {
        present.add(capability);
    }

    @Override
    protected boolean retire(Capability capability) {
        return parts > 0 && parts-- > 0;
    }

    @Override
    protected void removed(Capability capability) {
        present.remove(capability);
    }

    @Override
    public void destroyed() {
        leftAtTheEnd = present.size();
    }
}
