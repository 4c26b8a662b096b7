// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.translator;

import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_byte;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_short;
import static java.lang.constant.ConstantDescs.CD_void;

import dev.cordon.machine.isa.Operands;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;

/**
 * Writes loads and stores: the data TLB is looked at in place, and whatever does not hit there leaves the region. It does not come back: a slow path that
 * merges with the fast one would have HotSpot keep every register in memory (docs/design-decisions.md).
 *
 * <p>The layout of TLB entries is that of the engine's {@code DataTlb}: four words, the tags of loads and of stores and what to add to an address.
 */
final class MemoryEmitter {
    private static final int INDEX_SHIFT = 10;
    private static final int INDEX_MASK = 255 * 4;
    private static final int READ = 0;
    private static final int WRITE = 1;
    private static final int ADDEND = 2;

    private final CodeBuilder code;
    private final InstructionEmitter registers;
    private final boolean alone;

    MemoryEmitter(CodeBuilder code, InstructionEmitter registers, boolean alone) {
        this.code = code;
        this.registers = registers;
        this.alone = alone;
    }

    void load(GuestInstruction at, Label leave) {
        int word = at.word();
        int rd = Operands.rd(word);
        address(Operands.rs1(word), Operands.immI(word));
        int size = size(at);
        check(READ, size, leave);
        if (rd == 0 && !Effects.isFloat(at)) {
            return;
        }
        hostAddress();
        String kind = alone ? "plain" : "load";
        switch (at.instruction()) {
            case LB -> read(kind + "Byte", CD_byte).i2l();
            case LBU -> read(kind + "Byte", CD_byte).loadConstant(0xff).iand().i2l();
            case LH -> read(kind + "Short", CD_short).i2l();
            case LHU ->
                read(kind + "Short", CD_short).loadConstant(0xffff).iand().i2l();
            case LW -> read(kind + "Int", CD_int).i2l();
            case LWU ->
                read(kind + "Int", CD_int).i2l().loadConstant(0xffff_ffffL).land();
            case FLW ->
                read(kind + "Int", CD_int)
                        .i2l()
                        .loadConstant(0xffff_ffff_0000_0000L)
                        .lor();
            default -> read(kind + "Long", CD_long);
        }
        code.lstore(Frame.register(Effects.isFloat(at) ? Effects.floatRegister(rd) : rd));
    }

    private CodeBuilder read(String method, ClassDesc type) {
        return code.invokestatic(Names.MEMORY, method, MethodTypeDesc.of(type, CD_long));
    }

    void store(GuestInstruction at, Label leave) {
        int word = at.word();
        int rs2 = Operands.rs2(word);
        address(Operands.rs1(word), Operands.immS(word));
        int size = size(at);
        check(WRITE, size, leave);
        if (!alone) {
            code.aload(Frame.HART)
                    .getfield(Names.INTERPRETER, "reservations", Names.RESERVATIONS)
                    .lload(Frame.ADDRESS)
                    .invokevirtual(Names.RESERVATIONS, "mayHold", MethodTypeDesc.of(CD_boolean, CD_long))
                    .ifne(leave);
        }
        hostAddress();
        if (Effects.isFloat(at)) {
            code.lload(Frame.register(Effects.floatRegister(rs2)));
        } else {
            registers.push(rs2);
        }
        String method = (alone ? "plain" : "store")
                + switch (size) {
                    case 1 -> "Byte";
                    case 2 -> "Short";
                    case 4 -> "Int";
                    default -> "Long";
                };
        code.invokestatic(Names.MEMORY, method, MethodTypeDesc.of(CD_void, CD_long, CD_long));
    }

    private static int size(GuestInstruction at) {
        return switch (at.instruction()) {
            case LB, LBU, SB -> 1;
            case LH, LHU, SH -> 2;
            case LW, LWU, SW, FLW, FSW -> 4;
            default -> 8;
        };
    }

    private void address(int rs1, int immediate) {
        registers.push(rs1);
        if (immediate != 0) {
            code.loadConstant((long) immediate).ladd();
        }
        code.lstore(Frame.ADDRESS);
    }

    /** Leaves unless the tag of the address is that of an access of this size. */
    private void check(int tag, int size, Label leave) {
        code.lload(Frame.ADDRESS)
                .loadConstant(INDEX_SHIFT)
                .lushr()
                .l2i()
                .loadConstant(INDEX_MASK)
                .iand()
                .istore(Frame.TLB_ENTRY);
        entry(tag);
        code.lload(Frame.ADDRESS)
                .loadConstant(Translator.PAGE | size - 1)
                .land()
                .lcmp()
                .ifne(leave);
    }

    private void entry(int word) {
        code.aload(Frame.TLB).iload(Frame.TLB_ENTRY);
        if (word != 0) {
            code.loadConstant(word).iadd();
        }
        code.laload();
    }

    private void hostAddress() {
        code.lload(Frame.ADDRESS);
        entry(ADDEND);
        code.ladd();
    }
}
