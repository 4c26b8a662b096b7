// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import dev.cordon.capabilities.spaces.Quota;

/** The memory that devices reach which are assigned this space, by I/O page. Its number is the GSCID. */
final class DmaSpace extends SecondStageSpace {
    /** As {@link SecondStageSpace#SecondStageSpace}. */
    DmaSpace(Kernel kernel, Quota quota, long root, int gscid) {
        super(kernel, quota, root, gscid);
    }

    @Override
    void touch() {
        // The machine has no IOMMU yet that would cache translations.
    }
}
