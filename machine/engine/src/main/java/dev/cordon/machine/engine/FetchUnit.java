// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

import dev.cordon.machine.isa.Compressed;
import dev.cordon.machine.isa.Isa;

/**
 * Instruction fetch: it finds the decoded page of the pc for the {@link Interpreter}, and decodes. Instructions that a decoded page
 * cannot hold, those across a page boundary, those outside RAM (a boot ROM) and those in pages that physical memory protection
 * divides, are decoded each time into a page of their own, from
 * which one instruction is run.
 */
final class FetchUnit {
    private static final int HALFWORD = 2;

    private final Ram ram;
    private final Bus bus;
    private final Mmu mmu;
    private final Caches caches;
    private final CodeCache code;
    private final Trap trap;
    private final Predecoder predecoder;

    /** Holds the one instruction that no decoded page can hold. */
    private final CodePage single = CodePage.blank();

    /** The instruction in {@link #single}, as fetched. */
    private int singleBits;

    /** What the last {@link #halfword} read. */
    private int halfword;

    /** Fetches whose page was not in the TLB. */
    long misses;

    CodeTlb tlb;

    FetchUnit(Ram ram, Bus bus, Mmu mmu, Caches caches, Trap trap, Isa isa) {
        this.predecoder = new Predecoder(isa);
        this.ram = ram;
        this.bus = bus;
        this.mmu = mmu;
        this.caches = caches;
        this.code = caches.code;
        this.trap = trap;
        tlb = caches.fetch.all().getFirst();
    }

    void select(HartState state) {
        tlb = caches.fetch.select(state, TranslationContext.fetch(state));
    }

    /** Whether the interpreter is about to run a single instruction, of which nothing may remain afterwards. */
    boolean isSingle(Interpreter interpreter) {
        return interpreter.page == single;
    }

    /**
     * Lets the interpreter go on at the pc; false if the fetch traps.
     *
     * @param resumes whether it was interrupted there: code leads to this instruction from the one before it, as to any other
     */
    boolean enter(HartState state, Interpreter interpreter, boolean resumes) {
        CodePage page = tlb.page(state.pc);
        boolean leads = !resumes;
        if (page == CodePage.EMPTY) {
            leads = true;
            page = fenced(state.pc);
        }
        if (page == CodePage.EMPTY) {
            misses++;
            long physical = mmu.translate(state, tlb.context, state.pc, HALFWORD, Access.FETCH);
            if (physical == Mmu.FAULT) {
                return false;
            }
            if (!mmu.uniform || !ram.holds(physical, 1)) {
                return enterSingle(state, interpreter);
            }
            page = decoded(physical);
            tlb.enter(state.pc, page);
            tlb.noteSize(state.pc, mmu.pageShift);
        }
        int slot = slot(state.pc);
        if (!page.isDecoded(slot)) {
            page.decodeFrom(slot, predecoder);
            if (!page.isDecoded(slot)) {
                return enterSingle(state, interpreter);
            }
        }
        if (leads && !page.at(slot).led) {
            page.lead(slot);
        }
        interpreter.enter(page, state.pc);
        return true;
    }

    /** The decoded page of an address for the first time after a FENCE.I, or {@link CodePage#EMPTY}. */
    private CodePage fenced(long address) {
        CodePage page = tlb.translated(address);
        if (page != CodePage.EMPTY) {
            code.refresh(page);
            tlb.admit(address);
        }
        return page;
    }

    /** The decoded page of a physical address; from when there is one, stores to the page are noticed. */
    private CodePage decoded(long physical) {
        if (!code.holds(physical)) {
            if (code.isFull()) {
                caches.clearCode();
            }
            long page = physical & Tlb.PAGE;
            caches.data.all().forEach(data -> data.protect(page, ram.hostAddend()));
        }
        return code.page(physical);
    }

    /** Gives up code that is hardly any, unless it runs just now. */
    void giveUpWorn(Interpreter interpreter) {
        CodePage page = code.giveUpWorn(interpreter.page);
        if (page != null) {
            caches.fetch.all().forEach(codes -> codes.forget(page));
            if (!code.noticesStores(page.physical)) {
                caches.data.all().forEach(data -> data.release(page.physical, ram.hostAddend()));
            }
        }
    }

    private boolean enterSingle(HartState state, Interpreter interpreter) {
        long pc = state.pc;
        if (!halfword(state, pc)) {
            return false;
        }
        int low = halfword;
        singleBits = low;
        if (!Compressed.isCompressed(low)) {
            if (!halfword(state, pc + HALFWORD)) {
                return false;
            }
            singleBits = low | halfword << 16;
        }
        MicroOp op = predecoder.decodeSingle(singleBits, slot(pc), single);
        single.put(slot(pc), op);
        op.next = single.at(slot(pc) + op.length);
        interpreter.enter(single, pc);
        return true;
    }

    /** Fetches into {@link #halfword}; false if that traps. */
    private boolean halfword(HartState state, long address) {
        long physical = mmu.translate(state, tlb.context, address, HALFWORD, Access.FETCH);
        if (physical == Mmu.FAULT) {
            return false;
        }
        if (ram.holds(physical, HALFWORD)) {
            halfword = (int) ram.read(physical, HALFWORD);
            return true;
        }
        try {
            halfword = (int) bus.read(physical, HALFWORD);
            return true;
        } catch (BusError error) {
            return trap.raise(Cause.INSTRUCTION_ACCESS_FAULT, address, tlb.context.guest());
        }
    }

    /** The instruction that the interpreter is at, as fetched: 16 bits if compressed. */
    int bits(HartState state, Interpreter interpreter) {
        if (isSingle(interpreter)) {
            return singleBits;
        }
        int slot = slot(state.pc);
        int low = interpreter.page.halfword(slot);
        return Compressed.isCompressed(low) ? low : low | interpreter.page.halfword(slot + 1) << 16;
    }

    private static int slot(long pc) {
        return (int) pc >> 1 & CodePage.SLOTS - 1;
    }
}
