// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The console driver: shares the machine's UART among the consoles of all guests, and the root task's records.
 *
 * <p>{@link dev.cordon.drivers.userlevel.console.ConsoleDriver} is the program. Its {@code Transmitter} turns what the clients say into
 * frames on the line, fairly and in an order that the root task can rely on; its {@code Receiver} takes frames off the line and
 * gives their bytes to the clients, as much as each has room for. {@code Client} is what it keeps of each port, {@code SerialPort} the registers of the UART. Port and
 * line are specified in {@code docs/console.md}.
 *
 * <p>The driver believes no client: what a client writes into its port decides about its own bytes only. It uses no more than
 * it was given: without the UART it does nothing.
 */
package dev.cordon.drivers.userlevel.console;
