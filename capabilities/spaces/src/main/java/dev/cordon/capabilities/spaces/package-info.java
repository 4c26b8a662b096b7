// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The mechanism of rights: capability spaces, delegation and revocation.
 *
 * <p>A {@link dev.cordon.capabilities.spaces.Capability} is a right to a {@link dev.cordon.capabilities.spaces.KernelObject} or to a block of page frames. It lies in a
 * {@link dev.cordon.capabilities.spaces.CapabilitySpace}, where its holder names it by selector. A {@link dev.cordon.capabilities.spaces.Delegation} derives capabilities
 * from those of one space and puts them into another (or the same); the permissions of the child are always among those of the parent. A
 * {@link dev.cordon.capabilities.spaces.Revocation} removes everything that was ever derived from a capability, wherever it lies. An object lives as long as its original, the
 * capability that its creation made; with a space go the capabilities in it. What all of that takes is charged to a {@link dev.cordon.capabilities.spaces.Quota}.
 *
 * <p>What a capability in a space brings about (a page that is mapped, say) is the business of the subclass of the space, which hears of each one that
 * comes and goes. Costs: lookup and delegation of a block are constant; revocation is linear in what it removes,
 * wherever that lies in the block, and is done in steps.
 *
 * <p>Nothing here locks. The microhypervisor holds one lock over all spaces of a system.
 */
package dev.cordon.capabilities.spaces;
