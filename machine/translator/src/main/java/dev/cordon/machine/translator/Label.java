// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.translator;

/** A place in the {@link Code} of a method, to which jumps lead, also before it is known where. */
final class Label {
    private static final int UNBOUND = -1;

    private int place = UNBOUND;

    void bind(int at) {
        place = at;
    }

    /** In bytes from where the code begins. */
    int place() {
        if (place == UNBOUND) {
            throw new IllegalStateException("a jump to nowhere");
        }
        return place;
    }
}
