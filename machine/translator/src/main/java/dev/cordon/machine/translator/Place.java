// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.translator;

import org.jspecify.annotations.Nullable;

/**
 * An address in the course of the calls that have led there from the entry of a region; so a function that is called from two places
 * is translated twice, and each copy knows where it returns to.
 *
 * @param caller where the innermost call returns to; null outside any call of the region
 */
record Place(long address, @Nullable Place caller) {

    /** The place at another address of the same function. */
    Place at(long other) {
        return new Place(other, caller);
    }

    /** How many calls deep this is. */
    int depth() {
        int depth = 0;
        for (Place outer = caller; outer != null; outer = outer.caller) {
            depth++;
        }
        return depth;
    }
}
