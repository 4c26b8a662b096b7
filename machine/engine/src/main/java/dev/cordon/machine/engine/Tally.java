// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

import dev.cordon.machine.isa.Instruction;
import java.util.SortedMap;
import java.util.TreeMap;

/** Counts by instruction. */
@SuppressWarnings("EnumOrdinal") // an array, for it is counted while harts run
final class Tally {
    private final long[] counts = new long[Instruction.values().length];

    void count(Instruction instruction) {
        counts[instruction.ordinal()]++;
    }

    /** Those that are not 0. */
    SortedMap<Instruction, Long> snapshot() {
        SortedMap<Instruction, Long> counted = new TreeMap<>();
        for (Instruction instruction : Instruction.values()) {
            if (counts[instruction.ordinal()] != 0) {
                counted.put(instruction, counts[instruction.ordinal()]);
            }
        }
        return counted;
    }
}
