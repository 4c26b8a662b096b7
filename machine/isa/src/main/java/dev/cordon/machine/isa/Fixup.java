// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.isa;

import java.util.Map;

/**
 * A place in an assembled image whose value depends on a label.
 *
 * @param position where in the image, in bytes
 * @param label the label, or empty if the addend alone is the address
 * @param place where the source text stood, for messages; empty if there is none
 */
record Fixup(Kind kind, int position, String label, long addend, String place) {
    /** What to do with the label's address. */
    enum Kind {
        /** The target of the B-type instruction here. */
        BRANCH,
        /** The target of the J-type instruction here. */
        JUMP,
        /** The AUIPC here and the I-type instruction after it make up the distance. */
        PC_RELATIVE,
        /** The address itself, 4 bytes. */
        WORD,
        /** The address itself, 8 bytes. */
        ADDRESS
    }

    /** Fills the value in: the fields that it goes to are zero so far. */
    void apply(byte[] image, long base, Map<String, Long> labels) {
        long pc = base + position;
        long address = address(pc, labels);
        switch (kind) {
            case BRANCH -> merge(image, position, field(Operand.TARGET_B, pc, address - pc), 4);
            case JUMP -> merge(image, position, field(Operand.TARGET_J, pc, address - pc), 4);
            case PC_RELATIVE -> {
                long distance = address - pc;
                long low = distance << 52 >> 52;
                check(distance - low == (int) (distance - low), pc, "the distance " + distance + " exceeds 2 GiB");
                merge(image, position, distance - low, 4);
                merge(image, position + 4, field(Operand.IMM_I, pc, low), 4);
            }
            case WORD -> {
                check(address >>> 32 == 0, pc, "the address 0x%x does not fit into 4 bytes".formatted(address));
                merge(image, position, address, 4);
            }
            case ADDRESS -> merge(image, position, address, 8);
        }
    }

    private long address(long pc, Map<String, Long> labels) {
        Long address = label.isEmpty() ? Long.valueOf(0) : labels.get(label);
        if (address == null) {
            throw error(pc, "label '" + label + "' is not defined");
        }
        return address + addend;
    }

    private long field(Operand operand, long pc, long value) {
        check(operand.fits(value), pc, operand.misfit(value));
        return operand.insert((int) value);
    }

    private void check(boolean condition, long pc, String otherwise) {
        if (!condition) {
            throw error(pc, label.isEmpty() ? otherwise : "label '" + label + "': " + otherwise);
        }
    }

    private AssemblyException error(long pc, String what) {
        return new AssemblyException((place.isEmpty() ? "at 0x" + Long.toHexString(pc) : place) + ": " + what);
    }

    private static void merge(byte[] image, int position, long value, int bytes) {
        for (int i = 0; i < bytes; i++) {
            image[position + i] |= (byte) (value >>> (8 * i));
        }
    }
}
