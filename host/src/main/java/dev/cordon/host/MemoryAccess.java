// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

import dev.cordon.machine.engine.HartState;
import dev.cordon.machine.isa.Decoder;
import dev.cordon.machine.isa.Instruction;
import dev.cordon.machine.isa.Operands;
import java.util.Optional;

/**
 * The memory that an instruction is about to touch, by virtual address.
 *
 * @param size in bytes
 */
record MemoryAccess(long address, int size, boolean reads, boolean writes) {
    private static final int CACHE_BLOCK = 64;

    /** What the (expanded) instruction will access, from the registers before it; empty if it is no load or store. */
    static Optional<MemoryAccess> of(HartState state, int word) {
        Instruction instruction = Decoder.decode(word);
        long base = state.x[Operands.rs1(word)];
        int size = 1 << (word >>> 12 & 3);
        int guestSize = 1 << (word >>> 26 & 3);
        return switch (instruction.format()) {
            case LOAD -> instruction == Instruction.JALR ? Optional.empty() : read(base + Operands.immI(word), size);
            case FLOAT_LOAD -> read(base + Operands.immI(word), size);
            case STORE, FLOAT_STORE -> write(base + Operands.immS(word), size);
            case LOAD_RESERVED -> read(base, size);
            case AMO ->
                instruction == Instruction.SC_W || instruction == Instruction.SC_D
                        ? write(base, size)
                        : Optional.of(new MemoryAccess(base, size, true, true));
            case GUEST_LOAD -> read(base, guestSize);
            case GUEST_STORE -> write(base, guestSize);
            case CACHE_BLOCK ->
                instruction == Instruction.CBO_ZERO ? write(base & -CACHE_BLOCK, CACHE_BLOCK) : Optional.empty();
            default -> Optional.empty();
        };
    }

    private static Optional<MemoryAccess> read(long address, int size) {
        return Optional.of(new MemoryAccess(address, size, true, false));
    }

    private static Optional<MemoryAccess> write(long address, int size) {
        return Optional.of(new MemoryAccess(address, size, false, true));
    }

    /** Such as {@code load 8 at 0000000080001000}. */
    @Override
    public String toString() {
        String kind = reads ? writes ? "load and store " : "load " : "store ";
        return kind + size + " at " + "%016x".formatted(address);
    }
}
