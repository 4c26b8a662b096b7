// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.translator;

import dev.cordon.machine.isa.Format;
import dev.cordon.machine.isa.Instruction;
import dev.cordon.machine.isa.Operands;
import java.lang.classfile.CodeBuilder;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Registers through which the region accesses memory again and again in the same page: those that walk or stand still, and are not loaded from memory. For each, and for loads and stores apart, two local variables hold the
 * page of the last access and what to add to its addresses, so that the TLB is looked at only when the page changes. TLBs do not change while a region runs.
 */
final class Pages {
    /** No variable: the register comes from memory, and may point anywhere. */
    static final int NONE = -1;

    /** More would not fit the host's registers. */
    private static final int LIMIT = 6;

    /** Variables of loads by register, of stores by 32 + register. */
    private final Map<Integer, Integer> variables = new TreeMap<>();

    Pages(List<Block> blocks) {
        long loaded = 0;
        for (Block block : blocks) {
            for (GuestInstruction at : block.instructions) {
                Format format = at.instruction().format();
                boolean load = format == Format.LOAD && at.instruction() != Instruction.JALR;
                if (load || format == Format.AMO) {
                    loaded |= Effects.writes(at);
                }
            }
        }
        for (Block block : blocks) {
            for (GuestInstruction at : block.instructions) {
                int base = Operands.rs1(at.word());
                if (variables.size() < LIMIT && isAccess(at) && (loaded & 1L << base) == 0) {
                    boolean load = at.instruction().format() == Format.LOAD
                            || at.instruction().format() == Format.FLOAT_LOAD;
                    variables.putIfAbsent(load ? base : 32 + base, Frame.FREE + 4 * variables.size());
                }
            }
        }
    }

    private static boolean isAccess(GuestInstruction at) {
        return switch (at.instruction().format()) {
            case LOAD, FLOAT_LOAD, STORE, FLOAT_STORE -> at.instruction() != Instruction.JALR;
            default -> false;
        };
    }

    /** The variable that holds the page of accesses by a register, with what to add in the next; or {@link #NONE}. */
    int variable(int base, boolean load) {
        return variables.getOrDefault(load ? base : 32 + base, NONE);
    }

    /** At the entry of a region no page is known. */
    void enter(CodeBuilder code) {
        for (int variable : variables.values()) {
            code.loadConstant(-1L).lstore(variable).lconst_0().lstore(variable + 2);
        }
    }
}
