// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

import dev.cordon.machine.isa.Instruction;

/**
 * Zicbom and Zicboz, on blocks of 64 bytes. There are no caches to manage, so of CBO.CLEAN, CBO.FLUSH and CBO.INVAL only the checks
 * remain.
 */
final class CacheBlockUnit {
    private static final int BLOCK = 64;

    private final Ram ram;
    private final MemoryUnit memory;
    private final Trap trap;

    CacheBlockUnit(Ram ram, MemoryUnit memory, Trap trap) {
        this.ram = ram;
        this.memory = memory;
        this.trap = trap;
    }

    /** Does an instruction; false if it traps. */
    boolean execute(HartState state, DataTlb tlb, Instruction instruction, int word, long address) {
        long enable = switch (instruction) {
            case CBO_INVAL -> EnvironmentConfiguration.CBIE;
            case CBO_ZERO -> EnvironmentConfiguration.CBZE;
            default -> EnvironmentConfiguration.CBCFE;
        };
        int cause = check(state, enable);
        if (cause != CsrTable.ALLOWED) {
            return trap.raise(cause, Integer.toUnsignedLong(word));
        }
        boolean zero = instruction == Instruction.CBO_ZERO;
        long physical = memory.translate(state, tlb, address, 1, zero ? Access.WRITE : Access.MANAGE);
        if (physical == Mmu.FAULT) {
            return false;
        }
        if (!ram.holds(physical, 1)) {
            return trap.raise(Cause.STORE_ACCESS_FAULT, address, tlb.context.guest());
        }
        return !zero || clear(state, tlb, address & -BLOCK);
    }

    /** Whether CBO.ZERO is enabled: for translated code. */
    static boolean mayZero(HartState state) {
        return check(state, EnvironmentConfiguration.CBZE) == CsrTable.ALLOWED;
    }

    private boolean clear(HartState state, DataTlb tlb, long block) {
        boolean done = true;
        for (int i = 0; i < BLOCK && done; i += Long.BYTES) {
            done = memory.store(state, tlb, block + i, Long.BYTES, 0);
        }
        return done;
    }

    /** Whether the level above grants the instruction (Zicbom, "Controlling CMO Execution"). */
    private static int check(HartState state, long enable) {
        if (state.privilege == Privilege.MACHINE) {
            return CsrTable.ALLOWED;
        }
        if ((state.menvcfg & enable) == 0) {
            return Cause.ILLEGAL_INSTRUCTION;
        }
        boolean granted = (!state.virtual || (state.henvcfg & enable) != 0)
                && (state.privilege != Privilege.USER || (state.senvcfg & enable) != 0);
        if (granted) {
            return CsrTable.ALLOWED;
        }
        return state.virtual ? Cause.VIRTUAL_INSTRUCTION : Cause.ILLEGAL_INSTRUCTION;
    }
}
