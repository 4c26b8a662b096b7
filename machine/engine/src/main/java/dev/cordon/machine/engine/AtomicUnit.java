// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

import dev.cordon.machine.isa.Amo;
import dev.cordon.machine.isa.Instruction;
import dev.cordon.machine.isa.Operands;

/**
 * The A extension: reservations and atomic read-modify-writes, on naturally aligned addresses in RAM.
 *
 * <p>SC succeeds where LR was, with the same size, while the reservation lasts ({@link Reservations}) and memory holds what LR read: this comparison
 * notices what devices have written, which know of no reservations. A reservation also ends when the hart waits, runs another
 * state, or has retired {@link #PATIENCE} instructions.
 */
final class AtomicUnit {
    private static final int WORD = 4;
    private static final int DOUBLEWORD = 8;

    /** So many instructions may lie between LR and SC: far more than in a constrained loop, too few to slow others down for long. */
    private static final int PATIENCE = 1000;

    private final Ram ram;
    private final MemoryUnit memory;
    private final CodeCache code;
    private final Trap trap;
    private final Reservations reservations;
    private final Reservations.Holder reservation;

    AtomicUnit(Ram ram, Reservations.Holder reservation, MemoryUnit memory, CodeCache code, Trap trap) {
        this.ram = ram;
        this.memory = memory;
        this.code = code;
        this.trap = trap;
        reservations = ram.reservations();
        this.reservation = reservation;
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
        long physical = memory.translate(state, tlb, address, size, access);
        if (physical == Mmu.FAULT) {
            return false;
        }
        if (!ram.holds(physical, size)) {
            return trap.raise(access.accessFault, address, tlb.context.guest());
        }
        int ordering = Operands.ordering(word);
        MemoryOrder.before(ordering);
        long result = switch (instruction) {
            case LR_W, LR_D -> loadReserved(state, physical, size);
            case SC_W, SC_D -> storeConditional(physical, size, state.x[Operands.rs2(word)]);
            default -> modify(instruction, physical, size, state.x[Operands.rs2(word)]);
        };
        MemoryOrder.after(ordering);
        int rd = Operands.rd(word);
        if (rd != 0) {
            state.x[rd] = result;
        }
        return true;
    }

    private long loadReserved(HartState state, long physical, int size) {
        reservation.take(physical);
        long value = read(physical, size);
        reservation.note(physical, size, value, state.retired);
        return value;
    }

    /** Gives up a reservation that has become old. */
    void expire(HartState state) {
        if (reservation.isHeld() && state.retired - reservation.when() > PATIENCE) {
            reservation.drop();
        }
    }

    /** Gives up any reservation. */
    void dropReservation() {
        reservation.drop();
    }

    /** 0 if the store was done. */
    private long storeConditional(long physical, int size, long stored) {
        boolean done = reservation.store(physical, size, stored);
        if (done) {
            code.written(physical, size);
        }
        return done ? 0 : 1;
    }

    private long modify(Instruction instruction, long physical, int size, long operand) {
        long old;
        if (reservations.mayHold(physical)) {
            synchronized (reservations.lock(physical)) {
                reservations.end(physical);
                old = change(instruction, physical, size, operand);
            }
        } else {
            old = change(instruction, physical, size, operand);
        }
        code.written(physical, size);
        return old;
    }

    /** The read-modify-write itself; swap and add are single instructions of most hosts, which no other hart can hold up. */
    private long change(Instruction instruction, long physical, int size, long operand) {
        return switch (instruction) {
            case AMOSWAP_W -> ram.getAndSet(physical, (int) operand);
            case AMOSWAP_D -> ram.getAndSet(physical, operand);
            case AMOADD_W -> ram.getAndAdd(physical, (int) operand);
            case AMOADD_D -> ram.getAndAdd(physical, operand);
            default -> {
                long old;
                do {
                    old = read(physical, size);
                } while (!compareAndSet(physical, size, old, result(instruction, old, operand)));
                yield old;
            }
        };
    }

    private long read(long physical, int size) {
        return size == DOUBLEWORD ? ram.readLong(physical) : (int) ram.read(physical, WORD);
    }

    private boolean compareAndSet(long physical, int size, long old, long next) {
        return size == DOUBLEWORD
                ? ram.compareAndSet(physical, old, next)
                : ram.compareAndSet(physical, (int) old, (int) next);
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
