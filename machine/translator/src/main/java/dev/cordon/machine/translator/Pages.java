// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.translator;

import dev.cordon.machine.isa.Format;
import dev.cordon.machine.isa.Instruction;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Registers through which the region accesses memory again and again in the same page: those that walk or stand still, and are not loaded from memory. For each, and for loads and stores apart, two local variables hold the
 * page of the last access and what to add to its addresses, so that the TLB is looked at only when the page changes. TLBs do not change while a region runs; what is known is forgotten between zones.
 */
final class Pages {
    /** No variable: the register comes from memory, and may point anywhere. */
    static final int NONE = -1;

    /** Each has HotSpot's second compiler work longer, and takes two of the host's registers. */
    static final int LIMIT = 2;

    /** With fewer accesses it does not pay. */
    private static final int ACCESSES = 3;

    private static final int STORES = 32;

    /** Variables of loads by register, of stores by {@link #STORES} + register. */
    private final Map<Integer, Integer> variables = new TreeMap<>();

    Pages(List<Block> blocks) {
        long loaded = 0;
        for (Block block : blocks) {
            for (GuestInstruction at : block.instructions) {
                Format format = at.instruction().format();
                boolean load = format == Format.LOAD && at.instruction() != Instruction.JALR;
                if (load || format == Format.AMO || format == Format.LOAD_RESERVED) {
                    loaded |= Effects.writes(at);
                }
            }
        }
        Map<Integer, Integer> accesses = new TreeMap<>();
        for (Block block : blocks) {
            for (GuestInstruction at : block.instructions) {
                int base = Access.base(at);
                if (Access.isPlain(at) && (loaded & 1L << base) == 0) {
                    accesses.merge(Access.isStore(at) ? STORES + base : base, 1, Integer::sum);
                }
            }
        }
        accesses.entrySet().stream()
                .filter(entry -> entry.getValue() >= ACCESSES)
                .sorted(Map.Entry.<Integer, Integer>comparingByValue().reversed())
                .limit(LIMIT)
                .forEach(entry -> variables.put(entry.getKey(), Frame.FREE + 4 * variables.size()));
    }

    /** The variable that holds the page of accesses by a register, with what to add in the next; or {@link #NONE}. */
    int variable(int base, boolean load) {
        return variables.getOrDefault(load ? base : STORES + base, NONE);
    }

    /** At the entry of a zone no page is known. */
    void enter(Code code) {
        for (int variable : variables.values()) {
            code.push(-1L).lstore(variable).lconst_0().lstore(variable + 2);
        }
    }
}
