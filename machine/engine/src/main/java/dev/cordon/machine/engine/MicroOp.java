// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

import dev.cordon.machine.isa.Instruction;
import org.jspecify.annotations.Nullable;

/**
 * An instruction in a form that executes itself: fields and what depends on its place are resolved when it is decoded, and it knows the
 * one that follows. The {@link Interpreter} goes from one to the next.
 *
 * <p>There is a class for each instruction that programs mostly consist of, because HotSpot compiles each to a few host instructions, and
 * soon; one method for all of them was three times as large as what its compiler can keep in registers (docs/design-decisions.md).
 */
abstract class MicroOp {
    /** What follows in memory; {@link CodePage} sets it. */
    @SuppressWarnings("NullAway.Init") // no micro-operation is executed before the page that it is in has linked it
    MicroOp next;

    final Instruction instruction;

    /** Depends on the operation; what is relative to the pc is relative to the start of the page. */
    final int immediate;

    /** Where in its page the instruction starts, in halfwords. */
    final short slot;

    /** How many slots the instruction takes: 1 or 2. */
    final byte length;

    /** The destination, of which x0 is {@link HartState#SINK}. */
    final byte rd;

    final byte rs1;
    final byte rs2;

    /** Whether it has been noted that jumps from afar lead here, see {@link CodePage#lead}. */
    boolean led;

    /** Stands for the same instruction as another. */
    MicroOp(MicroOp other) {
        instruction = other.instruction;
        immediate = other.immediate;
        slot = other.slot;
        length = other.length;
        rd = other.rd;
        rs1 = other.rs1;
        rs2 = other.rs2;
        led = true;
        next = other.next;
    }

    MicroOp(Decoded from, int immediate) {
        instruction = from.instruction();
        this.immediate = immediate;
        slot = (short) from.slot();
        length = (byte) from.length();
        rd = (byte) from.rd();
        rs1 = (byte) from.rs1();
        rs2 = (byte) from.rs2();
    }

    /**
     * Executes the instruction and answers the one to go on with; null if it needs care: then nothing has happened, and the hart has to
     * do it in another way.
     */
    abstract @Nullable MicroOp execute(Interpreter hart);

    /** Notes what follows in memory. */
    void link(MicroOp following) {
        next = following;
    }

    /** What executes the instruction itself: this, unless it is a place where translated code begins or may begin. */
    MicroOp plain() {
        return this;
    }

    /** The distance from the start of the page to the instruction that follows in memory. */
    final int end() {
        return (slot + length) << 1;
    }

    /** Whether this stands for an instruction, decoded; else it is a place in a page. */
    boolean isDecoded() {
        return true;
    }
}
