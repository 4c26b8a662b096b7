// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.tcb.metrics;

import java.util.List;

/**
 * A ring of a guest's TCB: 1 the microhypervisor and the root task, 2 the guest's own VMM and the drivers that it is
 * wired to, 3 whatever plays the hardware and powers it on.
 *
 * @param number 1, 2 or 3
 * @param what what it holds, for people
 * @param rooms its modules, by name
 */
public record Ring(int number, String what, List<Room> rooms) {
    public Ring {
        rooms = List.copyOf(rooms);
    }

    /** Code lines of all modules whose sources are ours. */
    public int lines() {
        return rooms.stream().mapToInt(room -> room.lines().orElse(0)).sum();
    }

    /** Number of class files. */
    public int classes() {
        return rooms.stream().mapToInt(Room::classes).sum();
    }

    /** Size of the class files. */
    public long bytes() {
        return rooms.stream().mapToLong(Room::bytes).sum();
    }
}
