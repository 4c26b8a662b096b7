// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.capabilities.plan;

/**
 * How a component begins, what follows when it has ended, and how it should end at last.
 *
 * @param start when it begins
 * @param restart which ends are followed by another beginning
 * @param expect which end is the right one, of those that no beginning follows
 */
public record Life(Start start, Restart restart, Expect expect) {

    /** When a component begins. */
    public enum Start {
        /** With the system. */
        AUTOMATIC,
        /** When somebody adds it to the running system. */
        MANUAL
    }

    /** Which ends of a component are followed by another beginning. Each takes in those before it. */
    public enum Restart {
        /** None. */
        NEVER,
        /** The guest asks for a reboot. */
        ON_REBOOT,
        /** The guest is stopped or reports a failure, or the program beside it fails. */
        ON_FAILURE,
        /** Also the guest powers itself off. */
        ALWAYS
    }

    /** The life of a component that starts with the system, and once. */
    public static Life once(Expect expect) {
        return new Life(Start.AUTOMATIC, Restart.NEVER, expect);
    }
}
