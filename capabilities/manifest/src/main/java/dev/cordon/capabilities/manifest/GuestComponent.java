// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.capabilities.manifest;

import dev.cordon.capabilities.plan.Life;
import java.util.Map;
import java.util.Optional;

/**
 * A guest, and the VMM that runs it.
 *
 * @param kernel its kernel
 * @param initrd its initial RAM disk, if any
 * @param append what follows the default parameters on the kernel's command line, and replaces those of the same name
 * @param memory its memory in bytes
 * @param vcpus number of its vCPUs
 * @param schedule where and when they run
 */
public record GuestComponent(
        String name,
        BootModule kernel,
        Optional<BootModule> initrd,
        String append,
        long memory,
        int vcpus,
        Map<String, Wire> uses,
        Life life,
        Schedule schedule)
        implements Component {

    /** The memory of a guest that says nothing of it: 256 MiB. */
    public static final long DEFAULT_MEMORY = 256L << 20;

    public GuestComponent {
        uses = Component.ordered(uses);
    }

    /** A guest that takes turns wherever it is put. */
    public GuestComponent(
            String name,
            BootModule kernel,
            Optional<BootModule> initrd,
            String append,
            long memory,
            int vcpus,
            Map<String, Wire> uses,
            Life life) {
        this(name, kernel, initrd, append, memory, vcpus, uses, life, Schedule.DEFAULT);
    }

    /** A guest provides nothing yet. */
    @Override
    public Map<String, String> provides() {
        return Map.of();
    }
}
