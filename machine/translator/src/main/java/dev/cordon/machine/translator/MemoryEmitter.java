// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.translator;

import dev.cordon.machine.isa.Operands;
import org.jspecify.annotations.Nullable;

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

    /**
     * Writes a load.
     *
     * @param span what it belongs to, if anything
     * @param begins whether it is the first there
     * @param leave where to go if the TLB does not know it; not needed if it belongs to a span that has begun
     */
    void load(GuestInstruction at, @Nullable Span span, boolean begins, @Nullable Label leave) {
        int rd = Operands.rd(at.word());
        reach(at, span, begins, leave);
        if (rd == 0 && !Effects.isFloat(at)) {
            return;
        }
        place(at, span);
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

    /** Writes a store, as a load is; with several harts {@code leave} is always needed. */
    void store(GuestInstruction at, @Nullable Span span, boolean begins, @Nullable Label leave) {
        int rs2 = Operands.rs2(at.word());
        reach(at, span, begins, leave);
        if (!alone) {
            if (span != null) {
                address(Access.base(at), Access.offset(at));
            }
            unreserved("mayHold", leave);
        }
        place(at, span);
        if (Effects.isFloat(at)) {
            code.lload(Frame.register(Effects.floatRegister(rs2)));
        } else {
            registers.push(rs2);
        }
        write(Access.size(at));
    }

    /** Makes sure that an access is known to the TLB. */
    private void reach(GuestInstruction at, @Nullable Span span, boolean begins, @Nullable Label leave) {
        if (span == null) {
            int base = Access.base(at);
            address(base, Access.offset(at));
            check(Access.isStore(at) ? TlbLayout.WRITE : TlbLayout.READ, base, Access.size(at), !alone, needed(leave));
        } else if (begins) {
            begin(span, Access.base(at), needed(leave));
        }
    }

    /** Looks at the TLB for all of a span, whose first byte and last have to be in one page. */
    private void begin(Span span, int base, Label leave) {
        int page = pages.variable(base, !span.writes());
        Label same = new Label();
        address(base, span.low());
        if (page != Pages.NONE) {
            compared(1, false).lload(page).lxor();
            comparedEnd(span, base).lload(page).lxor().lor().lconst_0().lcmp().ifeq(same);
        }
        entry();
        elements.getFrom(Frame.TLB, span.writes() ? TlbLayout.WRITE : TlbLayout.READ, Frame.ADDEND);
        comparedEnd(span, base).lcmp().ifne(leave);
        elements.getFrom(Frame.TLB, TlbLayout.ADDEND, Frame.ADDEND);
        if (page != Pages.NONE) {
            code.lstore(page + 2);
            compared(1, false).lstore(page);
            code.bind(same);
            code.lload(page + 2);
        }
        registers.push(base);
        code.ladd().lstore(span.variable());
    }

    /** Pushes what is compared with a tag for the end of a span. */
    private Code comparedEnd(Span span, int base) {
        long inside = alone ? 0 : span.widest() - 1L;
        registers.push(base);
        return code.push(span.high() & ~inside)
                .ladd()
                .push(Translator.PAGE | inside)
                .land();
    }

    /** Pushes where an access goes that is known to the TLB. */
    private void place(GuestInstruction at, @Nullable Span span) {
        if (span == null) {
            place();
            return;
        }
        code.aload(Frame.UNSAFE).aconst_null().lload(span.variable());
        if (Access.offset(at) != 0) {
            code.push((long) Access.offset(at)).ladd();
        }
    }

    /** Leaves if another hart may have a reservation where something is about to be written. */
    void unreserved(String mayHold, @Nullable Label leave) {
        if (!alone) {
            code.aload(Frame.RESERVATION)
                    .lload(Frame.ADDRESS)
                    .invokevirtual(Names.RESERVATION, mayHold, "(J)Z")
                    .ifne(needed(leave));
        }
    }

    private static Label needed(@Nullable Label leave) {
        if (leave == null) {
            throw new IllegalArgumentException("an access without an exit");
        }
        return leave;
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
        entry();
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

    /** Computes where the TLB's entry of the address is. */
    private void entry() {
        code.lload(Frame.ADDRESS).push(TO_ENTRY).lushr().push(ENTRY).land().lstore(Frame.ADDEND);
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
