// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0

/**
 * What drivers and their clients agree on: queues in shared memory, and what travels through them.
 *
 * <p>A client and a driver share a region of memory and a notification each way, and nothing else. Neither need trust the
 * other: whatever stands in the shared memory, a side that reads it gets bytes, or none, and never an exception.
 *
 * <ul>
 *   <li>{@link dev.cordon.drivers.userlevel.protocol.ByteProducer} and {@link
 *       dev.cordon.drivers.userlevel.protocol.ByteConsumer}: the two ends of a bounded lock-free queue of bytes.
 *   <li>{@link dev.cordon.drivers.userlevel.protocol.ConsolePort}: a queue each way: a console of one's own.
 *   <li>{@link dev.cordon.drivers.userlevel.protocol.Frame}: how the consoles of all clients share one serial line, between the
 *       console driver and the host, with {@link dev.cordon.drivers.userlevel.protocol.FrameDecoder} to read it.
 *   <li>{@link dev.cordon.drivers.userlevel.protocol.RunRecord}: what the root task reports on channel 0 of that line, and {@link
 *       dev.cordon.drivers.userlevel.protocol.LifeRequest}: what the host asks of it there.
 * </ul>
 *
 * <p>Every shared index has one writer, who keeps a copy of its own and only publishes it: so a peer can spoil its own bytes and nothing
 * more. Indices count bytes since the beginning. The frames on the line are specified in {@code docs/console.md}.
 */
package dev.cordon.drivers.userlevel.protocol;
