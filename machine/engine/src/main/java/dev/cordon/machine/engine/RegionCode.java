// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

/** Translated code: {@code machine/translator} makes a subclass for each region. */
abstract class RegionCode {
    RegionCode() {}

    /**
     * Runs from the entry of the region, and sets the state's pc to where to go on.
     *
     * @param tlb the entries of the {@link DataTlb} of the current mode
     * @param reservations those of all harts, which a store may end
     * @param base the address of the page in which the entry lies
     * @param left how many instructions may run
     * @return how many of these are left; if negative, its complement, and the next instruction cannot be done here
     */
    abstract int run(HartState state, long[] tlb, Reservations reservations, long base, int left);
}
