// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The plan of a system: what the root task builds, as flat words.
 *
 * <p>A manifest is text for people; it is parsed and checked before power-on and never reaches the machine. What reaches
 * the root task is a {@link dev.cordon.capabilities.plan.Plan}: every protection domain, and every right that the root
 * task gives it, one record each. What no record names, nobody gets. This is the part that capDL plays for seL4.
 *
 * <ul>
 *   <li>{@link dev.cordon.capabilities.plan.Domain}: a protection domain, the program that runs in it, and its {@link dev.cordon.capabilities.plan.Life}: when it
 *       begins, again if need be, and how it should end.
 *   <li>{@link dev.cordon.capabilities.plan.Context}: time on a pCPU, for a domain's handlers or one of its vCPUs; a {@link dev.cordon.capabilities.plan.Policy} says what all of a
 *       component get.
 *   <li>{@link dev.cordon.capabilities.plan.Guest}: what a VMM is given to run its guest with: memory and boot modules.
 *   <li>{@link dev.cordon.capabilities.plan.DeviceGrant}: a machine device, its registers and its interrupt.
 *   <li>{@link dev.cordon.capabilities.plan.Channel}: shared memory and notifications between a client and a server.
 * </ul>
 *
 * <p>Domains are named by their index in {@link dev.cordon.capabilities.plan.Plan#domains()}, programs and boot
 * modules by their index in the lists that were compiled together with the plan.
 *
 * <p>{@link dev.cordon.capabilities.plan.PlanWriter} and {@link dev.cordon.capabilities.plan.PlanReader} are inverse.
 * The format is a stream of 64-bit little-endian words: magic, version, number of words, then the plan. A number
 * is one word; a string is its length in bytes and its printable ASCII characters, eight to a word, the rest zero; a list is its length
 * and its elements. There is one encoding of each plan: the reader refuses all others, and hostile words never make it throw. This package keeps to
 * the checked subset of Java, because the root task links it.
 */
package dev.cordon.capabilities.plan;
