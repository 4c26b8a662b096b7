// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

import dev.cordon.capabilities.plan.Guest;
import dev.cordon.capabilities.plan.Plan;
import dev.cordon.vmm.instance.GuestLayout;
import dev.cordon.vmm.instance.RefusedException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** Finds out before power-on which guests their VMMs would refuse to start, by the function that the VMMs use. */
final class GuestFit {
    private GuestFit() {}

    /**
     * Checks all guests of a plan.
     *
     * @param modules the boot modules that the plan names
     * @throws CordonException if a kernel is none, or something does not fit into a guest's memory
     */
    static void check(Plan plan, List<MemorySegment> modules) {
        List<String> problems = new ArrayList<>();
        for (Guest guest : plan.guests()) {
            long initrd = guest.initrd().isPresent()
                    ? modules.get(guest.initrd().getAsInt()).byteSize()
                    : 0;
            try {
                var _ = GuestLayout.of(modules.get(guest.kernel()), initrd, guest.memory());
            } catch (RefusedException e) {
                problems.add(plan.domains().get(guest.domain()).name() + ": " + e.reason());
            }
        }
        if (!problems.isEmpty()) {
            throw new CordonException(problems);
        }
    }
}
