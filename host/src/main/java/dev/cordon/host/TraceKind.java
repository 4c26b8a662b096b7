// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a trace can have lines of. A bare machine has instructions only. */
public enum TraceKind {
    /** Instructions of guests, with their traps. Harts take single steps. */
    INSTRUCTIONS,
    /** VM exits: why a vCPU left its guest, and how its VMM lets it go on. */
    EXITS,
    /** Hypercalls of programs, but for portal calls and signals. */
    HYPERCALLS,
    /** Communication: calls of portals with their replies, signals, and notifications that are taken. */
    IPC;

    /** The kind of a name in lower case, as {@link #label} gives it. */
    public static Optional<TraceKind> named(String label) {
        return Arrays.stream(values())
                .filter(kind -> kind.label().equals(label))
                .findFirst();
    }

    /** The name in lower case. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
