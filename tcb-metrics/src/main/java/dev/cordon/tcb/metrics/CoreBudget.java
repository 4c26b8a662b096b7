// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.tcb.metrics;

import java.util.List;
import java.util.Locale;

/**
 * The line budget of the privileged core. What must be trusted has to stay small enough to be read; a test fails the
 * build when the core outgrows its budget.
 *
 * @param lines code lines of the core
 */
public record CoreBudget(int lines) {
    /** Code lines that the core must stay below. */
    public static final int LIMIT = 4_000;

    /** The rooms that are the core. */
    public static final List<String> ROOMS =
            List.of("capabilities/types", "capabilities/spaces", "microhypervisor/abi", "microhypervisor/core");

    /**
     * The budget as it stands.
     *
     * @throws IllegalArgumentException if a room of the core was not counted: it would have slipped out of the budget
     */
    static CoreBudget of(RoomLines counted) {
        int sum = 0;
        for (String room : ROOMS) {
            sum += counted.of(room)
                    .orElseThrow(() -> new IllegalArgumentException("the core's room " + room + " was not counted"));
        }
        return new CoreBudget(sum);
    }

    /** Whether the core keeps to its budget. */
    public boolean isKept() {
        return lines < LIMIT;
    }

    /** One line: {@code core: 3,120 of 4,000 code lines}. */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "core: %,d of %,d code lines", lines, LIMIT);
    }
}
