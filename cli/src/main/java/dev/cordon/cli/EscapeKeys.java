// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.cli;

/**
 * Tells what a person at the terminal types to the guest from what is meant for Cordon: {@code Ctrl-a} and one key. Not
 * thread-safe.
 */
final class EscapeKeys {
    /** The byte that Ctrl-a sends. */
    static final int PREFIX = 0x01;

    /** What a run on a terminal begins with, since Ctrl-C goes to the guest. */
    static final String HINT = "Ctrl-a x leaves, Ctrl-a h helps";

    /** What help prints. */
    static final String HELP = "Ctrl-a x leaves, n turns to the next guest, s suspends or resumes the guest,"
            + " r restarts it, k removes it, a types Ctrl-a, h prints this";

    /** What a typed byte means. */
    enum Meaning {
        /** It goes to the guest. */
        TYPED,
        /** A {@link #PREFIX} goes to the guest. */
        PREFIX_TYPED,
        /** It is part of an escape; nothing is to be done. */
        NOTHING,
        /** End the run. */
        LEAVE,
        /** Turn to the next guest. */
        NEXT_GUEST,
        /** Suspend the guest, or resume it. */
        SUSPEND,
        /** Restart the guest, or start it if it is not there. */
        RESTART,
        /** Remove the guest. */
        REMOVE,
        /** Print the help. */
        HELP
    }

    private boolean escaped;

    /** What the next byte means. */
    Meaning meaning(int octet) {
        if (!escaped) {
            escaped = octet == PREFIX;
            return escaped ? Meaning.NOTHING : Meaning.TYPED;
        }
        escaped = false;
        return switch (octet) {
            case 'x', 'X' -> Meaning.LEAVE;
            case 'n', 'N' -> Meaning.NEXT_GUEST;
            case 's', 'S' -> Meaning.SUSPEND;
            case 'r', 'R' -> Meaning.RESTART;
            case 'k', 'K' -> Meaning.REMOVE;
            case 'h', 'H', '?' -> Meaning.HELP;
            case 'a', 'A', PREFIX -> Meaning.PREFIX_TYPED;
            default -> Meaning.NOTHING;
        };
    }
}
