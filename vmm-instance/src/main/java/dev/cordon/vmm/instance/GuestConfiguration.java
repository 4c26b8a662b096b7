// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.vmm.instance;

import dev.cordon.drivers.userlevel.protocol.ConsolePort;
import dev.cordon.microhypervisor.abi.BootInfo;
import dev.cordon.microhypervisor.abi.Hypervisor;
import dev.cordon.microhypervisor.abi.Selectors;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What the root task gave the VMM for its guest.
 *
 * @param memory host address of the guest's memory
 * @param memorySize its size in bytes
 * @param places what the VMM has on the pCPU of each vCPU, in order
 */
record GuestConfiguration(long memory, long memorySize, List<Vcpu.Place> places) {
    /** What the microhypervisor and the manifest allow. */
    private static final int MAXIMUM_HARTS = 32;

    GuestConfiguration {
        places = List.copyOf(places);
    }

    /** Number of vCPUs. */
    int harts() {
        return places.size();
    }

    /**
     * Reads the table.
     *
     * @throws RefusedException if there is no memory in it, or no possible number of vCPUs
     */
    static GuestConfiguration of(BootInfo info) throws RefusedException {
        int memory = info.find(BootInfo.GUEST_MEMORY, 0);
        int harts = info.count(BootInfo.VCPU);
        if (memory < 0 || info.b(memory) <= 0 || info.b(memory) % AddressMap.PAGE != 0) {
            throw new RefusedException("memory: the guest was given none, or no whole pages");
        }
        if (harts < 1 || harts > MAXIMUM_HARTS) {
            throw new RefusedException("vcpus: " + harts + " is not between 1 and " + MAXIMUM_HARTS);
        }
        List<Vcpu.Place> places = new ArrayList<>();
        for (int hart = 0; hart < harts; hart++) {
            int record = info.find(BootInfo.VCPU, hart);
            places.add(new Vcpu.Place(info.a(record), info.b(record)));
        }
        return new GuestConfiguration(info.a(memory), info.b(memory), places);
    }

    /** The console port in {@code info}, if one was wired. */
    static Console console(Hypervisor hypervisor, BootInfo info) {
        int port = info.find(BootInfo.PORT, 0);
        int badge = info.find(BootInfo.PORT_BADGE, 0);
        return port < 0
                ? Console.unwired()
                : Console.wired(
                        ConsolePort.client(hypervisor.memory(info.a(port), ConsolePort.SIZE)),
                        Selectors.PEERS,
                        badge < 0 ? 1 : info.a(badge));
    }

    /** The memory that the first record with {@code key} names; empty if there is none. */
    static MemorySegment module(Hypervisor hypervisor, BootInfo info, long key) {
        int index = info.find(key, 0);
        return index < 0 || info.b(index) == 0 ? MemorySegment.NULL : hypervisor.memory(info.a(index), info.b(index));
    }

    /** What the guest's random numbers begin with; empty if it was given nothing. */
    static long[] seed(BootInfo info) {
        long[] seed = new long[2 * info.count(BootInfo.SEED)];
        for (int word = 0; word < seed.length; word += 2) {
            int record = info.find(BootInfo.SEED, word / 2);
            seed[word] = info.a(record);
            seed[word + 1] = info.b(record);
        }
        return seed;
    }

    /** The guest's command line. */
    static String commandLine(Hypervisor hypervisor, BootInfo info) {
        byte[] bytes = module(hypervisor, info, BootInfo.COMMAND_LINE).toArray(ValueLayout.JAVA_BYTE);
        return new String(bytes, StandardCharsets.US_ASCII);
    }
}
