// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

import dev.cordon.machine.isa.Amo;
import dev.cordon.machine.isa.Instruction;
import dev.cordon.machine.isa.Operands;
import java.lang.invoke.VarHandle;

/**
 * The A extension: reservations and atomic read-modify-writes, on naturally aligned addresses in RAM.
 *
 * <p>A reservation covers what LR read. SC is a compare-and-swap with the value that LR read, so a store of another hart that changes
 * it and changes it back is not noticed; no code in use can tell.
 */
final class AtomicUnit {
    private static final int WORD = 4;
    private static final int DOUBLEWORD = 8;

    private final Ram ram;
    private final MemoryUnit memory;
    private final CodeCache code;
    private final Trap trap;

    AtomicUnit(Ram ram, MemoryUnit memory, CodeCache code, Trap trap) {
        this.ram = ram;
        this.memory = memory;
        this.code = code;
        this.trap = trap;
    }

    /** Does an instruction of the A extension; false if it traps. */
    boolean execute(HartState state, DataTlb tlb, Instruction instruction, int word) {
        int size = (word >>> 12 & 7) == 3 ? DOUBLEWORD : WORD;
        long address = state.x[Operands.rs1(word)];
        Access access = instruction == Instruction.LR_W || instruction == Instruction.LR_D ? Access.READ : Access.WRITE;
        if ((address & size - 1) != 0) {
            int cause = access == Access.READ ? Cause.LOAD_ADDRESS_MISALIGNED : Cause.STORE_ADDRESS_MISALIGNED;
            return trap.raise(cause, address, tlb.context.guest());
        }
        long physical = memory.translate(state, tlb, address, access);
        if (physical == Mmu.FAULT) {
            return false;
        }
        if (!ram.holds(physical, size)) {
            return trap.raise(access.accessFault, address, tlb.context.guest());
        }
        long result = switch (instruction) {
            case LR_W, LR_D -> loadReserved(state, physical, size, Operands.ordering(word));
            case SC_W, SC_D -> storeConditional(state, physical, size, state.x[Operands.rs2(word)]);
            default -> modify(instruction, physical, size, state.x[Operands.rs2(word)]);
        };
        int rd = Operands.rd(word);
        if (rd != 0) {
            state.x[rd] = result;
        }
        return true;
    }

    private long loadReserved(HartState state, long physical, int size, int ordering) {
        long loaded = read(physical, size);
        state.reservation = reservation(physical, size);
        state.reserved = loaded;
        if (ordering != 0) {
            VarHandle.fullFence();
        }
        return loaded;
    }

    private static long reservation(long physical, int size) {
        return physical | (size == DOUBLEWORD ? 1 : 0);
    }

    /** 0 if the store was done. */
    private long storeConditional(HartState state, long physical, int size, long stored) {
        boolean holds = state.reservation == reservation(physical, size);
        state.reservation = -1;
        return holds && replace(physical, size, state.reserved, stored) ? 0 : 1;
    }

    private long modify(Instruction instruction, long physical, int size, long operand) {
        long old;
        do {
            old = read(physical, size);
        } while (!replace(physical, size, old, result(instruction, old, operand)));
        return old;
    }

    private long read(long physical, int size) {
        return size == DOUBLEWORD ? ram.readLong(physical) : (int) ram.read(physical, WORD);
    }

    private boolean replace(long physical, int size, long old, long next) {
        boolean done = size == DOUBLEWORD
                ? ram.compareAndSet(physical, old, next)
                : ram.compareAndSet(physical, (int) old, (int) next);
        if (done) {
            code.written(physical, size);
        }
        return done;
    }

    private static long result(Instruction instruction, long old, long operand) {
        return switch (instruction) {
            case AMOSWAP_W -> Amo.swapW(old, operand);
            case AMOADD_W -> Amo.addW(old, operand);
            case AMOXOR_W -> Amo.xorW(old, operand);
            case AMOAND_W -> Amo.andW(old, operand);
            case AMOOR_W -> Amo.orW(old, operand);
            case AMOMIN_W -> Amo.minW(old, operand);
            case AMOMAX_W -> Amo.maxW(old, operand);
            case AMOMINU_W -> Amo.minuW(old, operand);
            case AMOMAXU_W -> Amo.maxuW(old, operand);
            case AMOSWAP_D -> Amo.swapD(old, operand);
            case AMOADD_D -> Amo.addD(old, operand);
            case AMOXOR_D -> Amo.xorD(old, operand);
            case AMOAND_D -> Amo.andD(old, operand);
            case AMOOR_D -> Amo.orD(old, operand);
            case AMOMIN_D -> Amo.minD(old, operand);
            case AMOMAX_D -> Amo.maxD(old, operand);
            case AMOMINU_D -> Amo.minuD(old, operand);
            case AMOMAXU_D -> Amo.maxuD(old, operand);
            default -> throw new IllegalArgumentException(instruction.mnemonic());
        };
    }
}
