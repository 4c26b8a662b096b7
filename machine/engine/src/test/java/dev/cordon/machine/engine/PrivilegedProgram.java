// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

import java.util.List;
import java.util.Random;

/**
 * A loop of {@link PrivilegedCode} in {@link AddressSpaces}, with handlers at machine, supervisor and virtual supervisor level that skip what has trapped.
 *
 * @param setup what delegation, registers and memory begin with is drawn from it
 * @param genes the pieces of the loop
 */
record PrivilegedProgram(long setup, List<Long> genes) {
    /**
     * {@code X} is the level's letter, {@code PP} where its status register says which level has trapped. Interrupts leave all registers as they were, for they may strike a handler of a lower level, and
     * {@code MASK} disables all that this level takes: one that came again at the return, into the handler itself, would lose where the first one struck, maybe between a change of page tables and its
     * fence.
     */
    private static final String HANDLER = """
            csrw Xscratch, t6
            csrr t6, Xcause
            bltz t6, interrupt
            addi t5, t6, -1
            beqz t5, fetch
            addi t5, t6, -12
            beqz t5, fetch
            addi t5, t6, -20
            beqz t5, fetch
            addi t5, t6, -3
            beqz t5, go
            skip:
            csrr t6, Xepc
            addi t6, t6, 4
            csrw Xepc, t6
            Xret
            fetch:
            mv t4, ra
            csrr t5, Xstatus
            li t6, PP
            and t5, t5, t6
            li t6, 0x8000000
            or t4, t4, t6
            beqz t5, back
            xor t4, t4, t6
            back:
            csrw Xepc, t4
            Xret
            interrupt:
            MASK
            csrr t6, Xscratch
            Xret
            """;

    /** Machine level's handler goes on in the mode that x17 says. */
    private static final String GO = """
            go:
            csrr t4, mepc
            addi t4, t4, 4
            li t6, 0x8000000
            or t4, t4, t6
            andi t5, a7, 3
            beqz t5, user
            xor t4, t4, t6
            user:
            csrw mepc, t4
            li t6, 0x1800
            csrc mstatus, t6
            slli t5, t5, 11
            csrs mstatus, t5
            li t6, 0x8000000000
            csrc mstatus, t6
            andi t5, a7, 4
            slli t5, t5, 37
            csrs mstatus, t5
            mret
            """;

    /** A hart about to run it. */
    Board board(Engine engine) {
        Board board = Board.bare(engine);
        AddressSpaces.write(board.ram);
        board.load(Board.M_HANDLER, handler("m", Status.MPP, "csrw mie, x0") + GO);
        // Those of guests that are not delegated to them are HS-mode's own, and none of sie's.
        board.load(Board.S_HANDLER, handler("s", Status.SPP, "csrw sie, x0\n csrw hie, x0") + "go: j skip\n");
        board.load(Board.VS_HANDLER, handler("s", Status.SPP, "csrw sie, x0") + "go: j skip\n");
        for (int page = 0; page < AddressSpaces.CODE_PAGES; page++) {
            board.load(AddressSpaces.FUNCTIONS + 4096L * page, functions(1 + page));
        }
        board.load(AddressSpaces.BODY, source());
        prepare(board, new Random(setup));
        return board;
    }

    /** Each page adds a number of its own; the last function goes on in the next page. */
    private static String functions(int number) {
        return """
                .zero 64
                addi a0, a0, %1$d
                ret
                .zero 56
                li x28, 3
                again: addi a1, a1, %1$d
                addi x28, x28, -1
                bnez x28, again
                ret
                .zero 44
                addi a2, a2, %1$d
                j . + 0x103c
                .zero 56
                addi a3, a3, %1$d
                ret
                """.formatted(number);
    }

    private static String handler(String level, long previous, String mask) {
        return HANDLER.replace("X", level)
                .replace("PP", "0x" + Long.toHexString(previous))
                .replace("MASK", mask);
    }

    /** The loop. */
    String source() {
        StringBuilder source = new StringBuilder(".equ function, " + AddressSpaces.FUNCTIONS + "\nbody:\n");
        for (int i = 0; i < genes.size(); i++) {
            source.append(PrivilegedCode.of(genes.get(i)).replace("@", String.valueOf(i)));
        }
        return source.append("j body\n").toString();
    }

    private static void prepare(Board board, Random random) {
        HartState state = board.state;
        for (int i = 1; i < 32; i++) {
            state.x[i] = random.nextInt(3) == 0 ? random.nextInt(100) : random.nextLong();
            state.f[i] = random.nextLong();
        }
        state.x[1] = AddressSpaces.BODY;
        for (int window = 0; window < AddressSpaces.WINDOW_PAGES; window++) {
            state.x[18 + window] = AddressSpaces.WINDOWS + 4096L * window + 2048;
        }
        state.x[22] = AddressSpaces.LARGE + AddressSpaces.WINDOWS - Board.BASE + 2048;
        for (long place = 0; place < 4096L * AddressSpaces.DATA_PAGES; place += 8) {
            board.ram.writeLong(AddressSpaces.WINDOWS + place, random.nextLong());
        }
        board.set("mstatus", Status.FS | (random.nextBoolean() ? Status.SUM : 0));
        board.set("vsstatus", Status.FS | (random.nextBoolean() ? Status.SUM : 0));
        // Breakpoints go to machine level, whose handler changes modes.
        board.set("medeleg", delegated(random) & ~(1L << Cause.BREAKPOINT));
        board.set("hedeleg", delegated(random));
        board.set("mideleg", random.nextLong());
        board.set("hideleg", random.nextLong());
        for (String enables : List.of("mcounteren", "scounteren", "hcounteren", "menvcfg", "henvcfg", "senvcfg")) {
            board.set(enables, -1);
        }
        board.set("satp", AddressSpaces.satp(random.nextInt(AddressSpaces.SPACES)));
        board.set("vsatp", AddressSpaces.satp(random.nextInt(AddressSpaces.SPACES)));
        board.set("hgatp", AddressSpaces.hgatp(random.nextInt(AddressSpaces.GUESTS)));
        board.set("hstatus", random.nextBoolean() ? Hstatus.SPV : 0);
        board.mode(List.of("M", "HS", "U", "VS", "VU").get(random.nextInt(5)));
        state.pc = AddressSpaces.BODY + (state.privilege == Privilege.USER ? AddressSpaces.ALIAS : 0);
    }

    /** Most causes, or none. */
    private static long delegated(Random random) {
        long some = random.nextLong();
        return random.nextInt(4) == 0 ? 0 : some | random.nextLong();
    }
}
