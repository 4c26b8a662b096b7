// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The privileged core: the microhypervisor.
 *
 * <p>{@link dev.cordon.microhypervisor.core.Microhypervisor} is the door for the power-on code. Inside, one kernel object is one file, named as in the specification
 * of hypercalls: a {@link dev.cordon.microhypervisor.core.ProtectionDomain} has an {@link dev.cordon.microhypervisor.core.ObjectSpace} and a
 * {@link dev.cordon.microhypervisor.core.HostSpace}; a {@link dev.cordon.microhypervisor.core.GuestSpace} is a G-stage page table, a
 * {@link dev.cordon.microhypervisor.core.DmaSpace} that of a {@link dev.cordon.microhypervisor.core.Device}; a
 * {@link dev.cordon.microhypervisor.core.HostEc} runs a program, a {@link dev.cordon.microhypervisor.core.Vcpu} a guest, each on a
 * {@link dev.cordon.microhypervisor.core.Pcpu} by a {@link dev.cordon.microhypervisor.core.SchedulingContext}; a {@link dev.cordon.microhypervisor.core.Portal} and a
 * {@link dev.cordon.microhypervisor.core.Notification} lead from one to another, an {@link dev.cordon.microhypervisor.core.Interrupt} from the machine to a notification.
 *
 * <p>Each hypercall is a {@link dev.cordon.microhypervisor.core.Hypercall}, in one table ({@link dev.cordon.microhypervisor.core.Kernel}): decode checks and reserves, and
 * may fail; commit cannot. Both run under the one kernel lock. Guests and handlers run without it. Rights move by a {@link dev.cordon.microhypervisor.core.Transfer}, that
 * of one operation or of a message; what a revocation has to wait for, {@link dev.cordon.microhypervisor.core.Reclaim} collects.
 *
 * <p>Page tables are known to {@link dev.cordon.microhypervisor.core.SecondStageSpace} alone, registers of vCPUs to {@link dev.cordon.microhypervisor.core.RegisterTransfer} and
 * {@link dev.cordon.microhypervisor.core.VcpuReset}, the interrupt controller to {@link dev.cordon.microhypervisor.core.InterruptController}, views of RAM to
 * {@link dev.cordon.microhypervisor.core.RamView}. Nothing here logs, reads a clock other than the machine's, or starts a thread.
 */
package dev.cordon.microhypervisor.core;
