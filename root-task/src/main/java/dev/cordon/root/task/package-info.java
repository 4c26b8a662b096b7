// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The root task: the first program, which holds all rights at the beginning and gives them away as the plan says.
 *
 * <p>{@link dev.cordon.root.task.RootTask} is the program. {@code SystemBuilder} builds the plan's domains by hypercalls, each with a
 * {@code DomainBuilder}: kernel objects, portals, memory, ports, devices, and the table that tells the domain what it has. Nothing is given that no record of
 * the plan names. {@code FreeMemory} deals out RAM, {@code Slots} says where capabilities stand in the root task's own object space.
 *
 * <p>Afterwards it listens: domains tell it by portals how they ended and what they want to say ({@code Portals}, one {@code Mailbox} for each pCPU, since handlers
 * of different pCPUs run in parallel). The first execution context reads the mailboxes, keeps account of who has ended how ({@code Ends}), writes it
 * down on channel 0 of the console ({@code RunLog}), and powers off when there is nothing left to wait for.
 */
package dev.cordon.root.task;
