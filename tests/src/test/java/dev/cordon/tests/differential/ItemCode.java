// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.tests.differential;

import dev.cordon.machine.isa.Assembler;
import dev.cordon.machine.isa.Compressed;
import dev.cordon.machine.isa.Decoder;
import dev.cordon.machine.isa.Instruction;
import java.nio.ByteBuffer;

/** Builds an {@link Item}. */
final class ItemCode {
    private final Assembler code = new Assembler(0);
    private int at;
    private int bits;

    Assembler before() {
        return code;
    }

    /** Loads a register with a constant of the pool. */
    ItemCode constant(Draw draw, int register, boolean floating) {
        Instruction load = floating ? Instruction.FLD : Instruction.LD;
        code.emit(load, register, 8L * draw.below(Layout.POOL_SLOTS), Program.POOL);
        return this;
    }

    /** The instruction under test. */
    ItemCode test(int encoding) {
        at = (int) code.address();
        bits = encoding;
        if (Compressed.isCompressed(encoding)) {
            code.half(encoding & 0xffff);
        } else {
            code.word(Integer.toUnsignedLong(encoding));
        }
        return this;
    }

    Item item(Item.Trace trace, int register, boolean flags) {
        int word = Compressed.isCompressed(bits) ? Compressed.expand(bits & 0xffff) : bits;
        return new Item(ByteBuffer.wrap(code.bytes()), at, Decoder.decode(word), bits, trace, register, flags);
    }
}
