// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

import dev.cordon.machine.isa.Compressed;
import dev.cordon.machine.isa.Decoder;
import dev.cordon.machine.isa.Format;
import dev.cordon.machine.isa.Instruction;
import dev.cordon.machine.isa.Operands;

/** The load and store instructions that the {@link Interpreter} leaves, and what a trap tells of an access that failed. */
final class LoadStoreUnit {
    private final MemoryUnit memory;
    private final Trap trap;

    LoadStoreUnit(MemoryUnit memory, Trap trap) {
        this.memory = memory;
        this.trap = trap;
    }

    /** Does a load or store; false if it traps. {@code bits} is the instruction as fetched, 16 bits if compressed. */
    boolean execute(HartState state, DataTlb tlb, MicroOp op, int bits) {
        Instruction instruction = op.instruction;
        Format format = instruction.format();
        if ((format == Format.FLOAT_LOAD || format == Format.FLOAT_STORE) && FloatUnit.isOff(state)) {
            return trap.raise(Cause.ILLEGAL_INSTRUCTION, Integer.toUnsignedLong(bits));
        }
        long address = state.x[op.rs1] + op.immediate;
        return switch (instruction) {
            case SB -> memory.store(state, tlb, address, 1, state.x[op.rs2]);
            case SH -> memory.store(state, tlb, address, 2, state.x[op.rs2]);
            case SW -> memory.store(state, tlb, address, 4, state.x[op.rs2]);
            case SD -> memory.store(state, tlb, address, 8, state.x[op.rs2]);
            case FSW -> memory.store(state, tlb, address, 4, state.f[op.rs2]);
            case FSD -> memory.store(state, tlb, address, 8, state.f[op.rs2]);
            case FLW -> loadFloat(state, tlb, op, address, 4);
            case FLD -> loadFloat(state, tlb, op, address, 8);
            case LB, LBU -> load(state, tlb, op, address, 1);
            case LH, LHU -> load(state, tlb, op, address, 2);
            case LW, LWU -> load(state, tlb, op, address, 4);
            case LD -> load(state, tlb, op, address, 8);
            default -> throw new IllegalArgumentException(instruction.mnemonic());
        };
    }

    private boolean load(HartState state, DataTlb tlb, MicroOp op, long address, int size) {
        if (!memory.load(state, tlb, address, size, Access.READ)) {
            return false;
        }
        state.x[op.rd] = switch (op.instruction) {
            case LB -> (byte) memory.value;
            case LH -> (short) memory.value;
            case LW -> (int) memory.value;
            default -> memory.value;
        };
        return true;
    }

    private boolean loadFloat(HartState state, DataTlb tlb, MicroOp op, long address, int size) {
        if (!memory.load(state, tlb, address, size, Access.READ)) {
            return false;
        }
        state.f[op.rd & HartState.SINK - 1] = size == 4 ? memory.value | 0xffff_ffff_0000_0000L : memory.value;
        FloatUnit.markDirty(state);
        return true;
    }

    /**
     * Completes a trap of any instruction that accesses memory with its transformed instruction, where no pseudoinstruction takes
     * its place; {@code bits} is the instruction as fetched.
     */
    static void describe(HartState state, Trap trap, int bits) {
        switch (trap.cause) {
            case Cause.LOAD_ADDRESS_MISALIGNED,
                    Cause.LOAD_ACCESS_FAULT,
                    Cause.LOAD_PAGE_FAULT,
                    Cause.LOAD_GUEST_PAGE_FAULT,
                    Cause.STORE_ADDRESS_MISALIGNED,
                    Cause.STORE_ACCESS_FAULT,
                    Cause.STORE_PAGE_FAULT,
                    Cause.STORE_GUEST_PAGE_FAULT -> {
                if (trap.instruction == 0) {
                    boolean compressed = Compressed.isCompressed(bits);
                    int word = compressed ? Compressed.expand(bits) : bits;
                    trap.instruction =
                            TransformedInstruction.of(word, compressed, (int) (trap.value - accessed(state, word)));
                }
            }
            default -> {
                // no load or store
            }
        }
    }

    /** The address that a load or store names. */
    private static long accessed(HartState state, int word) {
        long base = state.x[Operands.rs1(word)];
        return switch (Decoder.decode(word).format()) {
            case LOAD, FLOAT_LOAD -> base + Operands.immI(word);
            case STORE, FLOAT_STORE -> base + Operands.immS(word);
            default -> base;
        };
    }
}
