// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.capabilities.spaces;

import dev.cordon.capabilities.types.Permission;
import java.util.ArrayList;
import java.util.List;

/**
 * The delegation of one or more blocks at once: {@link #prepare} checks and reserves one, {@link #commit} makes the new capabilities of all usable. One instance serves one
 * operation after the other, under the lock of the spaces' owner.
 */
public final class Delegation {
    /** What {@link #prepare} finds. */
    public enum Outcome {
        /** {@link #commit} may follow. */
        READY,
        /** The blocks are no blocks, the spaces hold different kinds, or the sources of all blocks consist of more than {@link #MAX_PIECES} capabilities. */
        MALFORMED,
        /** A selector of the source holds nothing. */
        MISSING,
        /** A new capability would have no permission, or could write memory that it cannot read. */
        POWERLESS,
        /** A selector of the target is in use, or of two targets. */
        OCCUPIED,
        /** The kernel's memory does not suffice. */
        NO_MEMORY
    }

    /** The most capabilities that the source blocks may consist of, all together. */
    public static final int MAX_PIECES = 512;

    private record Piece(Capability parent, Capability child, CapabilitySpace into, long target) {}

    private final List<Piece> pieces = new ArrayList<>(MAX_PIECES);

    /** How many of the pieces have room reserved in the target. */
    private int reserved;

    /** A delegation that has nothing prepared. */
    public Delegation() {}

    /**
     * Checks that the block of 2^{@code order} selectors at {@code base} of {@code from} can be had at {@code target} of {@code to} with those of its permissions that
     * are in {@code mask}, and reserves it there, beside what has been prepared before. Unless the outcome is {@link Outcome#READY}, or if this throws, {@link #undo}
     * must follow.
     */
    public Outcome prepare(CapabilitySpace from, long base, CapabilitySpace to, long target, int order, int mask) {
        if (from.memory() != to.memory()
                || (!from.memory() && order != 0)
                || !from.isBlock(base, order)
                || !to.isBlock(target, order)) {
            return Outcome.MALFORMED;
        }
        if (!to.isFree(target, order) || isTarget(to, target, order)) {
            return Outcome.OCCUPIED;
        }
        Outcome outcome = collect(from, base, to, target, order, mask);
        return outcome == Outcome.READY ? reserve() : outcome;
    }

    /** Whether a part of a block is the target of what has been prepared already. */
    private boolean isTarget(CapabilitySpace to, long target, int order) {
        for (int i = 0; i < pieces.size(); i++) {
            Piece piece = pieces.get(i);
            if (piece.into.equals(to)
                    && piece.target < target + (1L << order)
                    && target < piece.target + piece.child.size()) {
                return true;
            }
        }
        return false;
    }

    /** Puts what was prepared. */
    public void commit() {
        for (int i = 0; i < pieces.size(); i++) {
            Piece piece = pieces.get(i);
            piece.into.put(piece.child, piece.target, piece.parent);
        }
        reserved = 0;
        pieces.clear();
    }

    /** Takes back what was reserved. */
    public void undo() {
        while (reserved > 0) {
            Piece piece = pieces.get(--reserved);
            piece.into.unreserve(piece.target, piece.child.order());
        }
        pieces.clear();
    }

    /** Finds the source's capabilities, and makes the child of each. */
    private Outcome collect(CapabilitySpace from, long base, CapabilitySpace to, long target, int order, int mask) {
        long end = base + (1L << order);
        for (long at = base; at < end; ) {
            Capability parent = from.lookup(at);
            if (!parent.live()) {
                return Outcome.MISSING;
            }
            if (pieces.size() == MAX_PIECES) {
                return Outcome.MALFORMED;
            }
            // Blocks are aligned: either the parent lies inside the source, or the source inside the parent.
            Capability child = parent.narrowed(at, Math.min(parent.order(), order), mask);
            if (child.permissions() == 0 || (from.memory() && writesOnly(child))) {
                return Outcome.POWERLESS;
            }
            pieces.add(new Piece(parent, child, to, target + (at - base)));
            at += child.size();
        }
        return Outcome.READY;
    }

    private static boolean writesOnly(Capability memory) {
        return memory.permits(Permission.MEMORY_WRITE) && !memory.permits(Permission.MEMORY_READ);
    }

    private Outcome reserve() {
        for (; reserved < pieces.size(); reserved++) {
            Piece piece = pieces.get(reserved);
            if (!piece.into.reserve(piece.target, piece.child.order())) {
                return Outcome.NO_MEMORY;
            }
        }
        return Outcome.READY;
    }
}
