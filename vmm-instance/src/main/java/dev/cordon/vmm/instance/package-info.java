// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0

/**
 * A virtual machine monitor (VMM): the unprivileged program that gives one guest the machine it expects, and can hurt no other.
 *
 * <p>{@link dev.cordon.vmm.instance.Vmm} starts the guest. {@code GuestConfiguration} reads what the root task gave (the vCPUs and their time, too); {@code Loader} puts kernel, initial RAM disk and
 * device tree ({@code BoardTree}) where {@link dev.cordon.vmm.instance.GuestLayout} says; {@code Guest} holds the vCPUs ({@code Vcpu}), the RAM ({@code
 * GuestMemory}), the devices ({@code VirtualBoard}, on a {@code MmioBus}) and the {@code Console}.
 *
 * <p>From then on everything is an exit of a vCPU or a signal of the console driver. {@code ExitHandler} takes an exit from the portal that {@code EventPortals}
 * made for it: an {@code ecall} is a call of the supervisor binary interface ({@code Sbi}, one {@code SbiExtension} each), a guest-page fault is an access to
 * a device ({@code MmioExit}) or the end, and whatever else comes is the end: {@code ExitReport} says all that is known, and the root task hears it.
 *
 * <p>vCPUs of one guest may be on several pCPUs. Each is served by an execution context of its pCPU, so entries of one VMM do run in parallel. They share everything above,
 * under one rule: an entry holds the VMM's {@code EntryLock} from its beginning to its end. It makes hypercalls that are done at once; it never waits for another vCPU, and
 * so never for another entry. In virtual time entries never meet, as each ends within its turn.
 *
 * <p>Guests are hostile. Every address that a guest names is checked against its memory, no register value and no access makes a handler throw, and
 * there is nothing here that a guest could reach of another one: the VMM holds capabilities to its own guest's memory, its console port, and no more.
 */
package dev.cordon.vmm.instance;
