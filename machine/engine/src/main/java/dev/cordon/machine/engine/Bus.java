// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

/**
 * Everything in the physical address space that is not RAM: the hart sends here each access that {@link Ram} does not hold.
 *
 * <p>Called from hart threads, several at once on a machine with several harts; an implementation guards its own state. Accesses
 * are naturally aligned (the hart raises an access fault for the others). The instruction count of the caller is exact during a
 * call, so a device may look at the clock.
 */
public interface Bus {
    /**
     * Reads {@code size} bytes (1, 2, 4 or 8) at a physical address; the result is zero-extended.
     *
     * @throws BusError if nothing answers at this address, or not in this size: the instruction takes an access fault
     */
    long read(long physicalAddress, int size) throws BusError;

    /**
     * Writes the low {@code size} bytes (1, 2, 4 or 8) of a value at a physical address.
     *
     * @throws BusError if nothing answers at this address, or not in this size: the instruction takes an access fault
     */
    void write(long physicalAddress, int size, long value) throws BusError;
}
