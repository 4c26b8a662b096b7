// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.translator;

import dev.cordon.machine.isa.Operands;

/** Writes the A extension. Read-modify-writes of the only hart are two accesses, as nobody sees; with several harts they leave if a reservation is in the way. What LR and SC do with their reservation is called, the store of SC included. */
final class AtomicEmitter {
    private final Code code;
    private final InstructionEmitter registers;
    private final MemoryEmitter memory;
    private final boolean alone;

    AtomicEmitter(Code code, InstructionEmitter registers, MemoryEmitter memory, boolean alone) {
        this.code = code;
        this.registers = registers;
        this.memory = memory;
        this.alone = alone;
    }

    /**
     * Writes an instruction.
     *
     * @param back how many instructions were counted that have not run, this one included
     * @param leave where to go, with nothing done, if it cannot be done here
     */
    void emit(GuestInstruction at, int back, Label leave) {
        switch (at.instruction()) {
            case LR_W, LR_D -> loadReserved(at, back, leave);
            case SC_W, SC_D -> storeConditional(at, leave);
            default -> modify(at, leave);
        }
    }

    private void modify(GuestInstruction at, Label leave) {
        int word = at.word();
        memory.locate(Operands.rs1(word), TlbLayout.WRITE, size(at), leave);
        if (alone) {
            read(at);
            memory.place();
            result(at);
            memory.write(size(at));
        } else {
            before(at); // and before the look at reservations, which relies on it
            memory.unreserved("mayHold", leave);
            exchange(at);
            after(at);
        }
        old(at);
    }

    /** Reads what is there, as a {@code long}, into a variable. */
    private void read(GuestInstruction at) {
        memory.place();
        if (isWord(at)) {
            memory.read("Int", "I").i2l();
        } else {
            memory.read("Long", "J");
        }
        code.lstore(Frame.OLD);
    }

    /** Pushes what becomes of it. */
    private void result(GuestInstruction at) {
        code.lload(Frame.OLD);
        registers.push(Operands.rs2(at.word()));
        code.invokestatic(Names.AMO, Semantics.method(at.instruction()), Names.BINARY);
    }

    /** A read-modify-write that is one for other harts; swap and add are single instructions of most hosts, which no other hart can hold up. */
    private void exchange(GuestInstruction at) {
        switch (at.instruction()) {
            case AMOSWAP_W, AMOSWAP_D -> exchange(at, "getAndSet");
            case AMOADD_W, AMOADD_D -> exchange(at, "getAndAdd");
            default -> {
                Label again = new Label();
                code.bind(again);
                read(at);
                memory.place();
                code.lload(Frame.OLD);
                narrow(at);
                result(at);
                narrow(at);
                String method = "(Ljava/lang/Object;J" + type(at) + type(at) + ")Z";
                code.invokevirtual(Names.UNSAFE, "compareAndSet" + kind(at), method)
                        .ifeq(again);
            }
        }
    }

    private void exchange(GuestInstruction at, String operation) {
        memory.place();
        registers.push(Operands.rs2(at.word()));
        narrow(at);
        String type = type(at);
        code.invokevirtual(Names.UNSAFE, operation + kind(at), "(Ljava/lang/Object;J" + type + ")" + type);
        if (isWord(at)) {
            code.i2l();
        }
        code.lstore(Frame.OLD);
    }

    private void before(GuestInstruction at) {
        order("before", at);
    }

    private void after(GuestInstruction at) {
        order("after", at);
    }

    private void order(String when, GuestInstruction at) {
        int ordering = Operands.ordering(at.word());
        if (ordering != 0 && !alone) {
            code.push(ordering).invokestatic(Names.ORDER, when, "(I)V");
        }
    }

    private void loadReserved(GuestInstruction at, int back, Label leave) {
        memory.locate(Operands.rs1(at.word()), TlbLayout.READ, size(at), leave);
        before(at);
        code.aload(Frame.RESERVATION);
        memory.host();
        code.invokevirtual(Names.RESERVATION, "begin", "(J)V");
        read(at);
        code.aload(Frame.RESERVATION);
        memory.host();
        code.push(size(at)).lload(Frame.OLD);
        code.aload(Frame.STATE).getfield(Names.STATE, "horizon", "J");
        code.iload(Frame.LEFT).push(back).iadd().i2l().lsub();
        code.invokevirtual(Names.RESERVATION, "noteAt", "(JIJJ)V");
        after(at);
        old(at);
    }

    private void storeConditional(GuestInstruction at, Label leave) {
        memory.locate(Operands.rs1(at.word()), TlbLayout.WRITE, size(at), leave);
        before(at);
        code.aload(Frame.RESERVATION);
        memory.host();
        code.push(size(at));
        registers.push(Operands.rs2(at.word()));
        code.invokevirtual(Names.RESERVATION, "storeAt", "(JIJ)J");
        code.lstore(Frame.OLD);
        after(at);
        old(at);
    }

    private void old(GuestInstruction at) {
        if (Operands.rd(at.word()) != 0) {
            code.lload(Frame.OLD);
            registers.store(Operands.rd(at.word()));
        }
    }

    /** Makes an {@code int} of a word's {@code long} on the stack. */
    private void narrow(GuestInstruction at) {
        if (isWord(at)) {
            code.l2i();
        }
    }

    private static boolean isWord(GuestInstruction at) {
        return (at.word() >>> 12 & 7) == 2;
    }

    private static int size(GuestInstruction at) {
        return isWord(at) ? Integer.BYTES : Long.BYTES;
    }

    private static String kind(GuestInstruction at) {
        return isWord(at) ? "Int" : "Long";
    }

    private static String type(GuestInstruction at) {
        return isWord(at) ? "I" : "J";
    }
}
