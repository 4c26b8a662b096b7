// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.root.task;

import dev.cordon.capabilities.plan.Guest;
import dev.cordon.capabilities.plan.Plan;
import dev.cordon.drivers.userlevel.protocol.ConsolePort;
import dev.cordon.microhypervisor.abi.Hypervisor;
import dev.cordon.microhypervisor.abi.StateReader;
import dev.cordon.microhypervisor.abi.StateWriter;
import java.util.Comparator;
import java.util.List;

/**
 * Where what components have lies in memory. A place is for all lives of its component: nobody else is ever put there, so whoever was removed can be added again, however
 * often and in whatever order. It is cleared between two lives.
 */
final class Places {

    /** Blocks of memory are delegated whole if they are aligned; beyond that size, a few more of them do not matter. */
    private static final long LARGEST_ALIGNMENT = 32L << 20;

    /** How many bytes are cleared at once. */
    private static final long PIECE = 1 << 20;

    private final FreeMemory memory;

    /** By domain: the address and the size of its guest's memory and of its table; 0 if they have no place yet. */
    private final long[] guests;

    private final long[] guestSizes;
    private final long[] tables;
    private final long[] tableSizes;

    /** The addresses of ports, by channel; 0 likewise. */
    private final long[] ports;

    Places(Plan plan, FreeMemory memory) {
        this.memory = memory;
        int domains = plan.domains().size();
        guests = new long[domains];
        guestSizes = new long[domains];
        tables = new long[domains];
        tableSizes = new long[domains];
        ports = new long[plan.channels().size()];
    }

    /** Gives all guests their places. The largest first: the alignment of one that follows divides that of the one before. */
    void placeGuests(List<Guest> all) {
        for (Guest guest : all.stream()
                .sorted(Comparator.comparingLong(Guest::memory).reversed())
                .toList()) {
            try {
                guest(guest);
            } catch (BuildException e) {
                // It is tried again, and told, when the guest is built.
            }
        }
    }

    /** Where the memory of a guest is. */
    long guest(Guest guest) throws BuildException {
        int domain = guest.domain();
        if (guests[domain] == 0) {
            long alignment = Math.min(FreeMemory.powerOfTwo(guest.memory()), LARGEST_ALIGNMENT);
            guests[domain] = memory.allocate(guest.memory(), alignment);
            guestSizes[domain] = guest.memory();
        }
        return guests[domain];
    }

    /** Where the table of a domain is, which takes {@code size} bytes. */
    long table(int domain, long size) throws BuildException {
        if (tableSizes[domain] < size) {
            tables[domain] = memory.allocateLast(size, FreeMemory.PAGE);
            tableSizes[domain] = size;
        }
        return tables[domain];
    }

    /** Where the port of a channel is. It is the wire's, not its client's: what a client wrote at last is read when the client is no more. */
    long port(int channel) throws BuildException {
        if (ports[channel] == 0) {
            ports[channel] = memory.allocateLast(ConsolePort.SIZE, ConsolePort.SIZE);
        }
        return ports[channel];
    }

    /** Memory of the root task's own. */
    long own(long size) throws BuildException {
        return memory.allocateLast(size, FreeMemory.PAGE);
    }

    /**
     * Clears a piece of what a domain had, which nobody reaches any more.
     *
     * @param done how many bytes are cleared already
     * @return how many are then; what {@link #size} says if all are
     */
    long clear(Hypervisor h, int domain, long done) {
        boolean guest = done < guestSizes[domain];
        long start = guest ? done : done - guestSizes[domain];
        long size = Math.min(PIECE, (guest ? guestSizes[domain] : tableSizes[domain]) - start);
        h.memory((guest ? guests[domain] : tables[domain]) + start, size).fill((byte) 0);
        return done + size;
    }

    /** How many bytes of places a domain has. */
    long size(int domain) {
        return guestSizes[domain] + tableSizes[domain];
    }

    void save(StateWriter writer) {
        memory.save(writer);
        for (long[] numbers : List.of(guests, guestSizes, tables, tableSizes, ports)) {
            for (long number : numbers) {
                writer.word(number);
            }
        }
    }

    void restore(StateReader reader) {
        memory.restore(reader);
        for (long[] numbers : List.of(guests, guestSizes, tables, tableSizes, ports)) {
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = reader.word();
            }
        }
    }
}
