// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.translator;

import java.util.HashMap;
import java.util.Map;

/**
 * Loads and stores of a block that lie close together, through a register that does not change between them: one look at the TLB, before the first of them, does for all. If they lie in two pages the region is
 * left there; a region to which that happens again and again is translated anew, without spans.
 */
final class Span {
    /** How far they may lie from each other. Functions keep registers on the stack, which seldom crosses a page just there. */
    private static final int STACK_BYTES = 256;

    /** Other things lie anywhere. */
    private static final int BYTES = 32;

    private static final int SP = 2;

    private final int limit;
    /** Which instruction of the block comes first. */
    private final int first;

    private int accesses;
    private int low = Integer.MAX_VALUE;
    private int end = Integer.MIN_VALUE;
    private int widest;
    private boolean writes;
    private int variable;

    private Span(int base, int first) {
        limit = base == SP ? STACK_BYTES : BYTES;
        this.first = first;
    }

    /**
     * Finds the spans of a block.
     *
     * @param aligned whether misaligned accesses leave the region
     */
    static void assign(Block block, boolean aligned) {
        Map<Integer, Span> open = new HashMap<>();
        for (int i = 0; i < block.instructions.size(); i++) {
            GuestInstruction at = block.instructions.get(i);
            int base = Access.base(at);
            if (Access.isPlain(at) && base != 0) {
                Span known = open.get(base);
                Span span = known != null && known.takes(at, aligned) ? known : new Span(base, i);
                if (span.takes(at, aligned)) {
                    span.add(at);
                    block.spans.put(i, span);
                    open.put(base, span);
                } else {
                    open.remove(base);
                }
            }
            open.remove(Long.numberOfTrailingZeros(Effects.writes(at)));
        }
        block.spans.values().removeIf(span -> span.accesses == 1);
        number(block);
    }

    /** Gives each a local variable, and gives up those for which there is none. */
    private static void number(Block block) {
        int next = Frame.SPANS;
        for (Map.Entry<Integer, Span> entry : block.spans.entrySet()) {
            if (entry.getValue().first == entry.getKey()) {
                entry.getValue().variable = next;
                next += 2;
            }
        }
        block.spans.values().removeIf(span -> span.variable >= Frame.END);
    }

    private boolean takes(GuestInstruction at, boolean aligned) {
        int offset = Access.offset(at);
        int size = Access.size(at);
        return Math.max(end, offset + size) - Math.min(low, offset) <= limit && (!aligned || offset % size == 0);
    }

    private void add(GuestInstruction at) {
        accesses++;
        low = Math.min(low, Access.offset(at));
        end = Math.max(end, Access.offset(at) + Access.size(at));
        widest = Math.max(widest, Access.size(at));
        writes |= Access.isStore(at);
    }

    /** Whether it begins with this instruction of the block. */
    boolean beginsAt(int index) {
        return first == index;
    }

    /** From where the register points to the first byte. */
    int low() {
        return low;
    }

    /** From where the register points to the last byte. */
    int high() {
        return end - 1;
    }

    /** The size of the widest access. */
    int widest() {
        return widest;
    }

    boolean writes() {
        return writes;
    }

    /** The local variable for where the register points to in the host's memory. */
    int variable() {
        return variable;
    }
}
