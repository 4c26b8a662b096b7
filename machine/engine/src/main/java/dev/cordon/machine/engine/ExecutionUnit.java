// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

import dev.cordon.machine.isa.Instruction;
import dev.cordon.machine.isa.Operands;
import dev.cordon.machine.isa.SilentFailures;

/** Instructions that the {@link Interpreter} leaves: each goes to the unit that knows it. */
final class ExecutionUnit {
    private final Hart hart;
    private final Caches caches;
    private final SilentFailures silent;
    private final Trap trap;
    private final LoadStoreUnit loadStore;
    private final AtomicUnit atomics;
    private final FloatUnit floats;
    private final CsrUnit csrs;
    private final SystemUnit system;
    private final GuestMemoryUnit guestMemory;
    private final CacheBlockUnit cacheBlocks;

    ExecutionUnit(
            Hart hart,
            Caches caches,
            SilentFailures silent,
            Trap trap,
            LoadStoreUnit loadStore,
            AtomicUnit atomics,
            FloatUnit floats,
            CsrUnit csrs,
            SystemUnit system,
            GuestMemoryUnit guestMemory,
            CacheBlockUnit cacheBlocks) {
        this.hart = hart;
        this.caches = caches;
        this.silent = silent;
        this.trap = trap;
        this.loadStore = loadStore;
        this.atomics = atomics;
        this.floats = floats;
        this.csrs = csrs;
        this.system = system;
        this.guestMemory = guestMemory;
        this.cacheBlocks = cacheBlocks;
    }

    /**
     * Does the instruction at the pc, which a micro-operation stands for: true if it retires, with the pc moved on; false if it traps, as {@link
     * Trap} says.
     *
     * @param tlb of loads and stores in the current mode
     * @param bits the instruction as fetched, 16 bits if compressed
     */
    boolean execute(HartState state, DataTlb tlb, MicroOp op, int bits) {
        boolean done = op instanceof Other other
                ? execute(state, tlb, other)
                : loadStore.execute(state, tlb, op, bits) && advance(state, op);
        if (!done) {
            LoadStoreUnit.describe(state, trap, bits);
        }
        return done;
    }

    private static boolean advance(HartState state, MicroOp op) {
        state.pc += (long) op.length << 1;
        return true;
    }

    private boolean execute(HartState state, DataTlb tlb, Other op) {
        Instruction instruction = op.instruction;
        int word = op.word;
        return switch (instruction) {
            case ILLEGAL -> trap.raise(Cause.ILLEGAL_INSTRUCTION, Integer.toUnsignedLong(word));
            case ECALL -> trap.raise(environmentCall(state), 0);
            case EBREAK -> trap.raise(Cause.BREAKPOINT, state.pc, state.virtual);
            case JAL, JALR, BEQ, BNE, BLT, BGE, BLTU, BGEU -> JumpUnit.execute(state, trap, instruction, word);
            case MRET, SRET -> returnFromTrap(state, instruction, op);
            default -> executeInOrder(state, tlb, instruction, word) && advance(state, op);
        };
    }

    private static int environmentCall(HartState state) {
        return switch (state.privilege) {
            case Privilege.USER -> Cause.ECALL_FROM_U;
            case Privilege.SUPERVISOR -> state.virtual ? Cause.ECALL_FROM_VS : Cause.ECALL_FROM_S;
            default -> Cause.ECALL_FROM_M;
        };
    }

    private boolean returnFromTrap(HartState state, Instruction instruction, Other op) {
        int cause = SystemUnit.check(state, instruction);
        if (cause != CsrTable.ALLOWED) {
            boolean ignored = silent.has(instruction);
            return ignored ? advance(state, op) : trap.raise(cause, Integer.toUnsignedLong(op.word));
        }
        if (instruction == Instruction.MRET) {
            Traps.returnFromMachine(state);
        } else if (state.virtual) {
            Traps.returnFromGuest(state);
        } else {
            Traps.returnFromHypervisor(state);
        }
        hart.modeChanged();
        return true;
    }

    /** Instructions after which the next one in memory runs. */
    private boolean executeInOrder(HartState state, DataTlb tlb, Instruction instruction, int word) {
        return switch (instruction.format()) {
            case CSR_REGISTER, CSR_IMMEDIATE -> csrs.execute(state, instruction, word);
            case LOAD_RESERVED, AMO -> atomics.execute(state, tlb, instruction, word);
            case FLOAT_ARITHMETIC,
                    FLOAT_COMPARE,
                    FLOAT_FROM_BITS,
                    FLOAT_FROM_INTEGER,
                    FLOAT_FROM_WORD,
                    FLOAT_INSPECT,
                    FLOAT_SELECT,
                    FLOAT_TO_INTEGER,
                    FLOAT_UNARY,
                    FLOAT_WIDEN,
                    R4_TYPE -> floats.execute(state, instruction, word);
            case FENCE_INSTRUCTION -> {
                caches.fenceInstructions();
                yield true;
            }
            case GUEST_LOAD, GUEST_STORE -> guestMemory.execute(state, instruction, word);
            case CACHE_BLOCK -> cacheBlocks.execute(state, tlb, instruction, word, state.x[Operands.rs1(word)]);
            case U_TYPE -> { // AUIPC whose sum does not fit a micro-operation
                state.x[Operands.rd(word) == 0 ? HartState.SINK : Operands.rd(word)] = state.pc + Operands.immU(word);
                yield true;
            }
            default ->
                instruction == Instruction.WFI
                        ? waitForInterrupt(state, word)
                        : system.execute(state, instruction, word);
        };
    }

    private boolean waitForInterrupt(HartState state, int word) {
        int cause = SystemUnit.check(state, Instruction.WFI);
        if (cause != CsrTable.ALLOWED) {
            return silent.has(Instruction.WFI) || trap.raise(cause, Integer.toUnsignedLong(word));
        }
        hart.waitForInterrupt(state);
        return true;
    }
}
