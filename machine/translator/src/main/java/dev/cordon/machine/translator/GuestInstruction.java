// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.translator;

import dev.cordon.machine.isa.Compressed;
import dev.cordon.machine.isa.Decoder;
import dev.cordon.machine.isa.Instruction;

/**
 * An instruction at its place.
 *
 * @param word the instruction, of a compressed one what it stands for
 * @param bytes how many it takes, 2 or 4
 */
record GuestInstruction(long address, Instruction instruction, int word, int bytes) {
    private static final long PAGE = 4096;

    /** Decodes what lies at an address; {@link Instruction#ILLEGAL} if it cannot be read, or goes on in another page. */
    static GuestInstruction at(long address, GuestCode code) {
        int low = code.halfword(address);
        if (low == GuestCode.UNKNOWN) {
            return illegal(address);
        }
        if (Compressed.isCompressed(low)) {
            int word = Compressed.expand(low);
            return new GuestInstruction(address, Decoder.decode(word), word, 2);
        }
        int high = (address + 2) % PAGE == 0 ? GuestCode.UNKNOWN : code.halfword(address + 2);
        if (high == GuestCode.UNKNOWN) {
            return illegal(address);
        }
        int word = low | high << 16;
        return new GuestInstruction(address, Decoder.decode(word), word, 4);
    }

    private static GuestInstruction illegal(long address) {
        return new GuestInstruction(address, Instruction.ILLEGAL, 0, 0);
    }

    /** The address of what follows in memory. */
    long end() {
        return address + bytes;
    }
}
