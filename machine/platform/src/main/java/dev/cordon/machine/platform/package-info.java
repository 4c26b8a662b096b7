// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The board that the harts sit on: RAM, the address map, devices, interrupt wiring; and the bare machine.
 *
 * <p>A {@link dev.cordon.machine.platform.Machine} is what {@code qemu -M virt} is, at the same addresses and with the
 * same interrupt numbers: a {@link dev.cordon.machine.platform.RamFile} for RAM, a {@link
 * dev.cordon.machine.platform.PhysicalBus} that carries every other access to a device model, a {@link
 * dev.cordon.machine.platform.Clint} for timers and interprocessor interrupts, a PLIC (or an APLIC and IMSICs, see {@link
 * dev.cordon.machine.platform.Aia}), a UART, a clock and a finisher. It
 * starts no thread: whoever drives the harts does. Two drive them:
 *
 * <ul>
 *   <li>the microhypervisor's core, which takes every trap to Java ({@code TrapRouting.EXIT});
 *   <li>{@link dev.cordon.machine.platform.BareMachine}, which loads firmware, kernel and device tree, starts one host
 *       thread for each hart and lets traps vector inside the machine ({@code TrapRouting.VECTOR}).
 * </ul>
 *
 * <p>Locks: every device on the bus has one lock, held during a register access and while its interrupt line is
 * carried on. A device's lock may be followed by that of the interrupt controller (which is one for both domains of an
 * APLIC), and that by the lock of an IMSIC's box of messages; never the other way round.
 */
package dev.cordon.machine.platform;
