// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.translator;

import dev.cordon.machine.isa.Operands;

/**
 * Writes loads and stores: the data TLB is looked at in place, and whatever does not hit there leaves the region. It does not come back: a slow path that
 * merges with the fast one would have HotSpot keep every register in memory (docs/design-decisions.md).
 */
final class MemoryEmitter {
    /** From an address to where its entry begins in the TLB, in bytes. */
    private static final int TO_ENTRY = 12 - Integer.numberOfTrailingZeros(TlbLayout.WORDS * Long.BYTES);

    private static final long ENTRY = (TlbLayout.ENTRIES - 1L) * TlbLayout.WORDS * Long.BYTES;

    /** What Zicboz zeroes at once, in bytes. */
    private static final long BLOCK = 64;

    private final Code code;
    private final Elements elements;
    private final Pages pages;
    private final InstructionEmitter registers;
    private final boolean alone;

    MemoryEmitter(Code code, InstructionEmitter registers, Elements elements, Pages pages, boolean alone) {
        this.elements = elements;
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
        check(TlbLayout.READ, Operands.rs1(word), size, !alone, leave);
        if (rd == 0 && !Effects.isFloat(at)) {
            return;
        }
        place();
        switch (at.instruction()) {
            case LB -> read("Byte", "B").i2l();
            case LBU -> read("Byte", "B").i2l().push(0xffL).land();
            case LH -> read("Short", "S").i2l();
            case LHU -> read("Short", "S").i2l().push(0xffffL).land();
            case LW -> read("Int", "I").i2l();
            case LWU -> read("Int", "I").i2l().push(0xffff_ffffL).land();
            case FLW -> read("Int", "I").i2l().push(0xffff_ffff_0000_0000L).lor();
            default -> read("Long", "J");
        }
        code.lstore(Frame.register(Effects.isFloat(at) ? Effects.floatRegister(rd) : rd));
    }

    /** Pops where; what others write has to be seen, in order, unless there are no others. */
    Code read(String kind, String type) {
        return code.invokevirtual(
                Names.UNSAFE, "get" + kind + (alone ? "" : "Acquire"), "(Ljava/lang/Object;J)" + type);
    }

    void store(GuestInstruction at, Label leave) {
        int word = at.word();
        int rs2 = Operands.rs2(word);
        address(Operands.rs1(word), Operands.immS(word));
        int size = size(at);
        check(TlbLayout.WRITE, Operands.rs1(word), size, !alone, leave);
        unreserved("mayHold", leave);
        place();
        if (Effects.isFloat(at)) {
            code.lload(Frame.register(Effects.floatRegister(rs2)));
        } else {
            registers.push(rs2);
        }
        write(size);
    }

    /** Leaves if another hart may have a reservation where something is about to be written. */
    void unreserved(String mayHold, Label leave) {
        if (!alone) {
            code.aload(Frame.RESERVATIONS)
                    .lload(Frame.ADDRESS)
                    .invokevirtual(Names.RESERVATIONS, mayHold, "(J)Z")
                    .ifne(leave);
        }
    }

    /** Pops where and what. */
    void write(int size) {
        switch (size) {
            case 1 -> code.l2i().i2b().invokevirtual(Names.UNSAFE, "putByte", put("B"));
            case 2 -> code.l2i().i2s().invokevirtual(Names.UNSAFE, "putShort", put("S"));
            case 4 -> code.l2i().invokevirtual(Names.UNSAFE, "putInt", put("I"));
            default -> code.invokevirtual(Names.UNSAFE, "putLong", put("J"));
        }
    }

    private static String put(String type) {
        return "(Ljava/lang/Object;J" + type + ")V";
    }

    /** CBO.ZERO: several accesses, as it may be. */
    void zero(GuestInstruction at, Label leave) {
        code.iload(Frame.MAY_ZERO).ifeq(leave);
        registers.push(Operands.rs1(at.word()));
        code.push(-BLOCK).land().lstore(Frame.ADDRESS);
        check(TlbLayout.WRITE, Operands.rs1(at.word()), 1, false, leave);
        unreserved("mayHoldAny", leave);
        code.lload(Frame.ADDRESS).lload(Frame.ADDEND).ladd().lstore(Frame.ADDRESS);
        for (long i = 0; i < BLOCK; i += Long.BYTES) {
            code.aload(Frame.UNSAFE)
                    .aconst_null()
                    .lload(Frame.ADDRESS)
                    .push(i)
                    .ladd()
                    .lconst_0();
            write(Long.BYTES);
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

    /** Looks for the host's memory of an access that has to be aligned, by the address in a register; leaves if the TLB does not know it. */
    void locate(int rs1, int tag, int size, Label leave) {
        address(rs1, 0);
        check(tag, rs1, size, true, leave);
    }

    private void address(int rs1, int immediate) {
        registers.push(rs1);
        if (immediate != 0) {
            code.push((long) immediate).ladd();
        }
        code.lstore(Frame.ADDRESS);
    }

    /**
     * Leaves unless the TLB knows the address for an access of this size, or the last access by the same register was to the same page; if {@code aligned}, also unless the address is a multiple of the size.
     */
    private void check(int tag, int base, int size, boolean aligned, Label leave) {
        int page = pages.variable(base, tag == TlbLayout.READ);
        Label same = new Label();
        if (page != Pages.NONE) {
            compared(size, aligned).lload(page).lcmp().ifeq(same);
        }
        code.lload(Frame.ADDRESS).push(TO_ENTRY).lushr().push(ENTRY).land().lstore(Frame.ADDEND);
        elements.getFrom(Frame.TLB, tag, Frame.ADDEND);
        compared(size, aligned).lcmp().ifne(leave);
        elements.getFrom(Frame.TLB, TlbLayout.ADDEND, Frame.ADDEND);
        if (page != Pages.NONE) {
            code.lstore(page + 2);
            compared(1, false).lstore(page);
            code.bind(same);
            code.lload(page + 2);
        }
        code.lstore(Frame.ADDEND);
    }

    /**
     * Pushes what is compared with a tag: the page in which an access ends, which for one that crosses pages is not that of its entry. What has to be aligned keeps the low bits of its address, which no tag has: atomics, and with
     * several harts everything, since no host orders accesses that are misaligned.
     */
    private Code compared(int size, boolean aligned) {
        code.lload(Frame.ADDRESS);
        if (!aligned && size > 1) {
            code.push(size - 1L).ladd();
        }
        return code.push(aligned ? Translator.PAGE | size - 1 : Translator.PAGE).land();
    }

    /** Pushes where an access goes. */
    void place() {
        code.aload(Frame.UNSAFE).aconst_null();
        host();
    }

    /** Pushes the address of the host's memory. */
    void host() {
        code.lload(Frame.ADDRESS).lload(Frame.ADDEND).ladd();
    }
}
