// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.capabilities.plan;

import java.util.List;

/**
 * A whole system, as the root task builds it.
 *
 * @param pcpus physical CPUs that the system's contexts are spread over, 1 to {@value #MAXIMUM_PCPUS}
 * @param domains the protection domains, in the order in which they are built; servers may come after their clients
 * @param contexts scheduling contexts, each naming its domain
 * @param guests at most one for each domain
 * @param devices machine devices; no device is given twice
 * @param channels every connection between two domains, and between the root task and a server
 */
public record Plan(
        int pcpus,
        List<Domain> domains,
        List<Context> contexts,
        List<Guest> guests,
        List<DeviceGrant> devices,
        List<Channel> channels) {

    /** The most pCPUs that a machine has. */
    public static final int MAXIMUM_PCPUS = 64;

    /** The most records of one kind. */
    public static final int MAXIMUM_RECORDS = 4096;

    /** Stands for the root task where a {@link Channel} names its client. */
    public static final int ROOT_TASK = -1;

    public Plan {
        domains = List.copyOf(domains);
        contexts = List.copyOf(contexts);
        guests = List.copyOf(guests);
        devices = List.copyOf(devices);
        channels = List.copyOf(channels);
    }

    /** Bytes of guest memory that the whole plan gives out; {@link Long#MAX_VALUE} if they are too many to count. */
    public long guestMemory() {
        long sum = 0;
        for (Guest guest : guests) {
            sum += guest.memory();
            if (sum < 0) {
                return Long.MAX_VALUE;
            }
        }
        return sum;
    }
}
