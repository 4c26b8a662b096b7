// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.tcb.metrics;

import java.util.List;

/**
 * The code that could break the isolation of one guest.
 *
 * @param guest the name of the component
 * @param rings from the innermost to the outermost
 */
public record GuestTcb(String guest, List<Ring> rings) {
    public GuestTcb {
        rings = List.copyOf(rings);
    }
}
