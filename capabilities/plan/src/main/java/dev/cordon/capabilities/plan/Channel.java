// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.capabilities.plan;

/**
 * A connection: memory that client and server share, and a notification each way.
 *
 * @param client the domain that uses it, or {@link Plan#ROOT_TASK}
 * @param server the domain that provides it
 * @param kind the protocol spoken
 * @param number how the server tells its clients apart: 0 is the root task, guests count from 1 in the order of the manifest
 */
public record Channel(int client, int server, Kind kind, int number) {

    /** The protocol of a channel. */
    public enum Kind {
        /** The console port of {@code drivers-userlevel/protocol}. */
        CONSOLE
    }
}
