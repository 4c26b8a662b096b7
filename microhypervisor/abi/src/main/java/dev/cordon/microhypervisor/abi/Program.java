// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.abi;

/**
 * The program of a protection domain. Its entries run to completion and never overlap on one execution context (EC); entries on ECs of different
 * pCPUs do run in parallel. A program keeps no host handles (files, sockets, threads): its state is what {@link #save} writes.
 */
public interface Program {
    /** The first entry, made once, on the first EC of the PD that gets a scheduling context. */
    void init(Hypervisor hypervisor);

    /**
     * A portal was called, or entered by an event. The message is in {@link Hypervisor#utcb()}; what stands there when this returns is the reply.
     *
     * @param portal the id that was given to the portal when it was created
     */
    void called(Hypervisor hypervisor, long portal);

    /** The notification bound to this EC collected {@code badges} since the last entry; if none, 0, it is the time that {@link Utcb#TIMER} said. */
    void notified(Hypervisor hypervisor, long badges);

    /** Writes the whole state of the program, between entries. */
    void save(StateWriter writer);

    /** Restores what {@link #save} wrote. */
    void restore(StateReader reader);
}
