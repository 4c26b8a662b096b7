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
 */
final class MemoryEmitter {
    private static final String LOAD = "missesLoad";
    private static final String STORE = "missesStore";

    private final CodeBuilder code;
    private final Pages pages;
    private final InstructionEmitter registers;
    private final boolean alone;

    MemoryEmitter(CodeBuilder code, InstructionEmitter registers, Pages pages, boolean alone) {
        this.pages = pages;
        this.code = code;
        this.registers = registers;
        this.alone = alone;
    }

    void load(GuestInstruction at, Label leave) {
        int word = at.word();
        int rd = Operands.rd(word);
        address(Operands.rs1(word), Operands.immI(word));
        int size = size(at);
        check(LOAD, Operands.rs1(word), size, leave);
        if (rd == 0 && !Effects.isFloat(at)) {
            return;
        }
        place();
        String kind = alone ? "relaxed" : "acquire";
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
        return code.invokestatic(Names.MEMORY, method, MethodTypeDesc.of(type, CD_long, CD_long));
    }

    void store(GuestInstruction at, Label leave) {
        int word = at.word();
        int rs2 = Operands.rs2(word);
        address(Operands.rs1(word), Operands.immS(word));
        int size = size(at);
        check(STORE, Operands.rs1(word), size, leave);
        if (!alone) {
            code.aload(Frame.HART)
                    .getfield(Names.INTERPRETER, "reservations", Names.RESERVATIONS)
                    .lload(Frame.ADDRESS)
                    .invokevirtual(Names.RESERVATIONS, "mayHold", MethodTypeDesc.of(CD_boolean, CD_long))
                    .ifne(leave);
        }
        place();
        if (Effects.isFloat(at)) {
            code.lload(Frame.register(Effects.floatRegister(rs2)));
        } else {
            registers.push(rs2);
        }
        String method = "put"
                + switch (size) {
                    case 1 -> "Byte";
                    case 2 -> "Short";
                    case 4 -> "Int";
                    default -> "Long";
                };
        code.invokestatic(Names.MEMORY, method, MethodTypeDesc.of(CD_void, CD_long, CD_long, CD_long));
    }

    /** An atomic of the only hart: nobody sees that it is two accesses. */
    void modify(GuestInstruction at, Label leave) {
        int word = at.word();
        boolean isWord = (word >>> 12 & 7) == 2;
        address(Operands.rs1(word), 0);
        check(STORE, Operands.rs1(word), isWord ? 4 : 8, leave);
        place();
        if (isWord) {
            read("relaxedInt", CD_int).i2l();
        } else {
            read("relaxedLong", CD_long);
        }
        code.lstore(Frame.OLD);
        place();
        code.lload(Frame.OLD);
        registers.push(Operands.rs2(word));
        code.invokestatic(Names.AMO, Semantics.method(at.instruction()), Names.BINARY)
                .invokestatic(
                        Names.MEMORY,
                        isWord ? "putInt" : "putLong",
                        MethodTypeDesc.of(CD_void, CD_long, CD_long, CD_long));
        if (Operands.rd(word) != 0) {
            code.lload(Frame.OLD);
            registers.store(Operands.rd(word));
        }
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

    /** Leaves unless the TLB knows the address for an access of this size, or the last access by the same register was to the same page. */
    private void check(String method, int base, int size, Label leave) {
        int page = pages.variable(base, method.equals(LOAD));
        Label same = code.newLabel();
        if (page != Pages.NONE) {
            code.lload(Frame.ADDRESS)
                    .loadConstant(Translator.PAGE | size - 1)
                    .land()
                    .lload(page)
                    .lcmp()
                    .ifeq(same);
        }
        code.aload(Frame.TLB)
                .lload(Frame.ADDRESS)
                .loadConstant(Translator.PAGE | size - 1)
                .invokestatic(Names.TLB, method, MethodTypeDesc.of(CD_boolean, Names.LONGS, CD_long, CD_long))
                .ifne(leave);
        if (page != Pages.NONE) {
            code.lload(Frame.ADDRESS).loadConstant(Translator.PAGE).land().lstore(page);
            addend();
            code.lstore(page + 2);
            code.labelBinding(same);
            code.lload(page + 2).lstore(Frame.ADDEND);
        } else {
            addend();
            code.lstore(Frame.ADDEND);
        }
    }

    private void addend() {
        code.aload(Frame.TLB)
                .lload(Frame.ADDRESS)
                .invokestatic(Names.TLB, "addend", MethodTypeDesc.of(CD_long, Names.LONGS, CD_long));
    }

    /** Pushes where an access goes. */
    private void place() {
        code.lload(Frame.ADDRESS).lload(Frame.ADDEND);
    }
}
