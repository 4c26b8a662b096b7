// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The hypercall interface: all that a program of a protection domain (PD) knows of the microhypervisor, and all that the two exchange.
 *
 * <p>A PD program implements {@link dev.cordon.microhypervisor.abi.Program}. Each of its entries is given a
 * {@link dev.cordon.microhypervisor.abi.Hypervisor}, which plays the part of the processor in user mode: it makes hypercalls, and loads from and stores
 * to the host space of the PD. Nothing but words and memory crosses this interface, so a PD could as well be another process.
 *
 * <ul>
 *   <li>{@link dev.cordon.microhypervisor.abi.Operation}: the table of hypercalls; {@link dev.cordon.microhypervisor.abi.Hypercalls} wraps each in a typed
 *       method, and {@link dev.cordon.microhypervisor.abi.Status} is what they return.
 *   <li>{@link dev.cordon.microhypervisor.abi.Utcb}: the message of an execution context: header, call words, register groups.
 *   <li>{@link dev.cordon.microhypervisor.abi.RegisterGroup}: the transfer descriptor, which register groups travel with a VM exit.
 *   <li>{@link dev.cordon.microhypervisor.abi.Event}: the numbers of the event portals, one per exit reason.
 *   <li>{@link dev.cordon.microhypervisor.abi.Selectors} and {@link dev.cordon.microhypervisor.abi.BootInfo}: what a new PD finds where.
 *   <li>{@link dev.cordon.microhypervisor.abi.RootPortal}: the portals that the root task serves to every PD.
 * </ul>
 *
 * <p>The prose specification is {@code docs/hypercalls.md}.
 */
package dev.cordon.microhypervisor.abi;
