// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The root task: the first program, which holds all rights at the beginning and gives them away as the plan says.
 *
 * <p>{@link dev.cordon.root.task.RootTask} is the program. {@code SystemBuilder} builds the plan's domains by hypercalls, each with a
 * {@code DomainBuilder}: kernel objects, portals, memory, ports, devices, and the table that tells the domain what it has. Nothing is given that no record of
 * the plan names. {@code Places} says where what is given lies in memory, {@code Slots} where capabilities stand in the root task's own object space. {@code Time} gives time, without
 * which nothing runs.
 *
 * <p>Afterwards it listens: domains tell it by portals how they ended and what they want to say ({@code Portals}, one {@code Mailbox} for each pCPU, since handlers
 * of different pCPUs run in parallel), and the host asks it by {@code Requests} on channel 0 of the console to add, remove, suspend, resume or restart components, or to schedule them anew. The first
 * execution context ({@code Supervision}) reads both, writes down on channel 0 what happens ({@code RunLog}), and powers off when there is nothing left to wait for. {@code LifeCycle} does
 * what is asked, or what the plan says is to follow an end; what takes long it does in steps on an execution context of its own, the worker, which has its turn with the guests. A
 * {@code Component} has one life after the other, and what a former one says is not heard any more.
 */
package dev.cordon.root.task;
