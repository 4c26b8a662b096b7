// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.translator;

import dev.cordon.machine.isa.Instruction;
import dev.cordon.machine.isa.Operands;
import org.jspecify.annotations.Nullable;

/**
 * Writes what single instructions do. The simplest are bytecode themselves; of all others the meaning stands in {@code machine/isa} alone, and is called.
 */
final class InstructionEmitter {
    private final Code code;
    private final long base;
    private final MemoryEmitter memory;
    private final AtomicEmitter atomics;
    private final FloatEmitter floats;
    private final FloatCsrEmitter floatCsrs;

    InstructionEmitter(Code code, long base, Elements elements, Pages pages, boolean alone) {
        this.code = code;
        this.base = base;
        memory = new MemoryEmitter(code, this, elements, pages, alone);
        atomics = new AtomicEmitter(code, this, memory, alone);
        floats = new FloatEmitter(code, this);
        floatCsrs = new FloatCsrEmitter(code, this);
    }

    /**
     * Writes an instruction of a block, which does not jump.
     *
     * @param leave where to go, with nothing done, if it cannot be done here
     */
    void emit(Block block, int index, @Nullable Label leave) {
        GuestInstruction at = block.instructions.get(index);
        Span span = block.spans.get(index);
        boolean begins = span != null && span.beginsAt(index);
        int word = at.word();
        Instruction instruction = at.instruction();
        switch (instruction.format()) {
            case LOAD, FLOAT_LOAD -> memory.load(at, span, begins, leave);
            case STORE, FLOAT_STORE -> memory.store(at, span, begins, leave);
            case LOAD_RESERVED, AMO -> atomics.emit(at, block.instructions.size() - index, needed(leave));
            case CACHE_BLOCK -> memory.zero(at, needed(leave));
            case CSR_REGISTER, CSR_IMMEDIATE -> floatCsrs.emit(at);
            case FENCE_SETS -> code.push(word).invokestatic(Names.ORDER, "fence", "(I)V");
            default -> {
                if (Effects.isFloat(at)) {
                    floats.emit(at, needed(leave));
                } else if (Operands.rd(word) != 0) {
                    compute(at);
                    store(Operands.rd(word));
                }
            }
        }
    }

    private static Label needed(@Nullable Label leave) {
        if (leave == null) {
            throw new IllegalArgumentException("an access without an exit");
        }
        return leave;
    }

    /** Pushes the result of a computational instruction. */
    private void compute(GuestInstruction at) {
        int word = at.word();
        int rs1 = Operands.rs1(word);
        switch (at.instruction().format()) {
            case R_TYPE -> register(at.instruction(), rs1, Operands.rs2(word));
            case UNARY -> {
                push(rs1);
                code.invokestatic(Names.BITS, Semantics.method(at.instruction()), Names.UNARY);
            }
            case I_TYPE -> immediate(at.instruction(), rs1, Operands.immI(word));
            case SHIFT -> immediate(at.instruction(), rs1, Operands.shamt(word));
            case SHIFT_WORD -> immediate(at.instruction(), rs1, Operands.shamtW(word));
            case U_TYPE -> {
                if (at.instruction() == Instruction.LUI) {
                    code.push((long) Operands.immU(word));
                } else {
                    pushAddress(at.address() + Operands.immU(word));
                }
            }
            default -> throw new IllegalArgumentException(at.instruction().mnemonic());
        }
    }

    private void register(Instruction instruction, int rs1, int rs2) {
        switch (instruction) {
            case ADD -> pushBoth(rs1, rs2).ladd();
            case SUB -> pushBoth(rs1, rs2).lsub();
            case AND -> pushBoth(rs1, rs2).land();
            case OR -> pushBoth(rs1, rs2).lor();
            case XOR -> pushBoth(rs1, rs2).lxor();
            case MUL -> pushBoth(rs1, rs2).lmul();
            case SLL -> pushShift(rs1, rs2).lshl();
            case SRL -> pushShift(rs1, rs2).lushr();
            case SRA -> pushShift(rs1, rs2).lshr();
            case ADDW -> pushWords(rs1, rs2).iadd().i2l();
            case SUBW -> pushWords(rs1, rs2).isub().i2l();
            case MULW -> pushWords(rs1, rs2).imul().i2l();
            case SLLW -> pushWords(rs1, rs2).ishl().i2l();
            case SRLW -> pushWords(rs1, rs2).iushr().i2l();
            case SRAW -> pushWords(rs1, rs2).ishr().i2l();
            default ->
                pushBoth(rs1, rs2)
                        .invokestatic(Semantics.owner(instruction), Semantics.method(instruction), Names.BINARY);
        }
    }

    private void immediate(Instruction instruction, int rs1, int immediate) {
        if (instruction == Instruction.ADDI && rs1 == 0) {
            code.push((long) immediate);
            return;
        }
        push(rs1);
        switch (instruction) {
            case ADDI -> {
                if (immediate != 0) {
                    code.push((long) immediate).ladd();
                }
            }
            case ANDI -> code.push((long) immediate).land();
            case ORI -> code.push((long) immediate).lor();
            case XORI -> code.push((long) immediate).lxor();
            case ADDIW -> {
                code.l2i();
                if (immediate != 0) {
                    code.push(immediate).iadd();
                }
                code.i2l();
            }
            case SLLI -> code.push(immediate).lshl();
            case SRLI -> code.push(immediate).lushr();
            case SRAI -> code.push(immediate).lshr();
            case SLLIW -> code.l2i().push(immediate).ishl().i2l();
            case SRLIW -> code.l2i().push(immediate).iushr().i2l();
            case SRAIW -> code.l2i().push(immediate).ishr().i2l();
            default ->
                code.push((long) immediate)
                        .invokestatic(Semantics.owner(instruction), Semantics.method(instruction), Names.BINARY);
        }
    }

    /** Writes the address of what follows a JAL or JALR into its destination. */
    void link(GuestInstruction at) {
        int rd = Operands.rd(at.word());
        if (rd != 0) {
            pushAddress(at.end());
            store(rd);
        }
    }

    /** Jumps to a label, which comes later, if a branch is taken. */
    void branch(GuestInstruction at, Label label) {
        compare(at);
        switch (at.instruction()) {
            case BEQ -> code.ifeq(label);
            case BNE -> code.ifne(label);
            case BLT, BLTU -> code.iflt(label);
            default -> code.ifge(label);
        }
    }

    /** Jumps to a label, which comes later, if a branch is not taken. */
    void branchUnless(GuestInstruction at, Label label) {
        compare(at);
        switch (at.instruction()) {
            case BEQ -> code.ifne(label);
            case BNE -> code.ifeq(label);
            case BLT, BLTU -> code.ifge(label);
            default -> code.iflt(label);
        }
    }

    private void compare(GuestInstruction at) {
        pushBoth(Operands.rs1(at.word()), Operands.rs2(at.word()));
        switch (at.instruction()) {
            case BLTU, BGEU -> code.invokestatic(Names.LONG, "compareUnsigned", "(JJ)I");
            default -> code.lcmp();
        }
    }

    // Operands and results.

    /** Pushes an address, which is relative to the page of the entry. */
    void pushAddress(long address) {
        code.lload(Frame.BASE);
        if (address != base) {
            code.push(address - base).ladd();
        }
    }

    /** Pushes an integer register. */
    void push(int register) {
        if (register == 0) {
            code.lconst_0();
        } else {
            code.lload(Frame.register(register));
        }
    }

    /** Pops into an integer register, not x0. */
    void store(int register) {
        code.lstore(Frame.register(register));
    }

    private Code pushBoth(int rs1, int rs2) {
        push(rs1);
        push(rs2);
        return code;
    }

    private Code pushShift(int rs1, int rs2) {
        return pushBoth(rs1, rs2).l2i();
    }

    private Code pushWords(int rs1, int rs2) {
        push(rs1);
        code.l2i();
        push(rs2);
        return code.l2i();
    }
}
