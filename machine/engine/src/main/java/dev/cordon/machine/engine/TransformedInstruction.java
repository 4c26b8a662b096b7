// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

import dev.cordon.machine.isa.Decoder;
import dev.cordon.machine.isa.Format;

/**
 * What mtinst and htinst hold of a load or store that traps (H extension, "Transformed Instruction or Pseudoinstruction for mtinst or
 * htinst"): enough to emulate it without fetching it.
 */
final class TransformedInstruction {
    private static final int OFFSET_I = 0xfff0_0000;
    private static final int OFFSET_S = 0xfe00_0f80;
    private static final int RS1 = 0x000f_8000;
    private static final int RS1_SHIFT = 15;
    /** Bit 1 is clear if the instruction was compressed. */
    private static final int UNCOMPRESSED = 2;

    private TransformedInstruction() {}

    /**
     * The transformed instruction, 0 for one that has no transformation.
     *
     * @param word the instruction, expanded if it was compressed
     * @param offset how far the faulting byte lies beyond the start of a misaligned access
     */
    static long of(int word, boolean compressed, int offset) {
        int cleared = cleared(Decoder.decode(word).format());
        if (cleared == 0) {
            return 0;
        }
        int transformed = (word & ~cleared & ~RS1) | offset << RS1_SHIFT;
        return Integer.toUnsignedLong(compressed ? transformed & ~UNCOMPRESSED : transformed);
    }

    /** The bits that hold the address's offset; the base register gives way to the address offset in any case. */
    private static int cleared(Format format) {
        return switch (format) {
            case LOAD, FLOAT_LOAD -> OFFSET_I | RS1;
            case STORE, FLOAT_STORE -> OFFSET_S | RS1;
            case LOAD_RESERVED, AMO, GUEST_LOAD, GUEST_STORE -> RS1;
            default -> 0;
        };
    }
}
