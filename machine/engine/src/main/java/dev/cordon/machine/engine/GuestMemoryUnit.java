// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

import dev.cordon.machine.isa.Instruction;
import dev.cordon.machine.isa.Operands;

/** HLV, HLVX and HSV: loads and stores of HS-mode as though it were its guest (H extension, "Virtual-Machine Load and Store Instructions"). */
final class GuestMemoryUnit {
    private final MemoryUnit memory;
    private final TlbPool<DataTlb> tlbs;
    private final Trap trap;

    GuestMemoryUnit(MemoryUnit memory, TlbPool<DataTlb> tlbs, Trap trap) {
        this.memory = memory;
        this.tlbs = tlbs;
        this.trap = trap;
    }

    /** Does an instruction; false if it traps. */
    boolean execute(HartState state, Instruction instruction, int word) {
        if (state.virtual) {
            return trap.raise(Cause.VIRTUAL_INSTRUCTION, Integer.toUnsignedLong(word));
        }
        if (state.privilege == Privilege.USER && (state.hstatus & Hstatus.HU) == 0) {
            return trap.raise(Cause.ILLEGAL_INSTRUCTION, Integer.toUnsignedLong(word));
        }
        DataTlb tlb = tlbs.select(state, TranslationContext.guest(state));
        long address = state.x[Operands.rs1(word)];
        long stored = state.x[Operands.rs2(word)];
        return switch (instruction) {
            case HSV_B -> memory.store(state, tlb, address, 1, stored);
            case HSV_H -> memory.store(state, tlb, address, 2, stored);
            case HSV_W -> memory.store(state, tlb, address, 4, stored);
            case HSV_D -> memory.store(state, tlb, address, 8, stored);
            case HLV_B, HLV_BU -> load(state, tlb, instruction, word, 1, Access.READ);
            case HLV_H, HLV_HU -> load(state, tlb, instruction, word, 2, Access.READ);
            case HLVX_HU -> load(state, tlb, instruction, word, 2, Access.READ_EXECUTABLE);
            case HLV_W, HLV_WU -> load(state, tlb, instruction, word, 4, Access.READ);
            case HLVX_WU -> load(state, tlb, instruction, word, 4, Access.READ_EXECUTABLE);
            case HLV_D -> load(state, tlb, instruction, word, 8, Access.READ);
            default -> throw new IllegalArgumentException(instruction.mnemonic());
        };
    }

    private boolean load(HartState state, DataTlb tlb, Instruction instruction, int word, int size, Access access) {
        if (!memory.load(state, tlb, state.x[Operands.rs1(word)], size, access)) {
            return false;
        }
        int rd = Operands.rd(word);
        if (rd != 0) {
            state.x[rd] = switch (instruction) {
                case HLV_B -> (byte) memory.value;
                case HLV_H -> (short) memory.value;
                case HLV_W -> (int) memory.value;
                default -> memory.value;
            };
        }
        return true;
    }
}
