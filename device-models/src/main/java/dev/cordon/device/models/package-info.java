// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Device models: what a guest sees of a device through its registers, and nothing else.
 *
 * <p>The machine below the microhypervisor and the virtual machine monitors above it show their software the same
 * UART, interrupt controller, clock and test finisher, so each is described once, here. A {@link
 * dev.cordon.device.models.DeviceModel} is a state machine: registers are read and written at offsets from the
 * device's base address, the outside world is reached through a functional interface given at construction, and an
 * interrupt is a level that the owner asks for ({@code interruptLevel()}) after every access and carries to the
 * interrupt controller. Nothing here calls back for an interrupt, so there is no reentrancy to reason about.
 *
 * <ul>
 *   <li>{@link dev.cordon.device.models.Uart16550}: serial port with FIFOs;
 *   <li>{@link dev.cordon.device.models.Plic}: platform-level interrupt controller, SiFive's layout;
 *   <li>{@link dev.cordon.device.models.AplicDomain}: a domain of an advanced platform-level interrupt controller, which delivers by
 *       wires or by messages;
 *   <li>{@link dev.cordon.device.models.InterruptFile}: a file of an incoming MSI controller (IMSIC);
 *   <li>{@link dev.cordon.device.models.GoldfishRtc}: time of day with an alarm;
 *   <li>{@link dev.cordon.device.models.Finisher}: power-off, reset and exit codes.
 * </ul>
 *
 * <p>Models are not thread-safe: whoever owns one serializes access. They hold no host handle, read no clock of their
 * own, and keep to the subset of Java that unprivileged programs may use. A hostile guest chooses offsets, sizes and
 * values freely; no register access throws.
 */
package dev.cordon.device.models;
