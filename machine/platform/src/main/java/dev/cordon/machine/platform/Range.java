// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.platform;

/**
 * A range of physical addresses.
 *
 * @param start the first byte
 * @param end the byte after the last; not below {@code start}
 */
record Range(long start, long end) {

    boolean overlaps(Range other) {
        return start < other.end && other.start < end;
    }

    boolean holds(long address) {
        return start <= address && address < end;
    }

    @Override
    public String toString() {
        return "0x%x to 0x%x".formatted(start, end - 1);
    }
}
