// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.machine.isa.Instruction;
import dev.cordon.machine.isa.Isa;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is hard about translated code: that it changes, moves, is interrupted and faults anywhere, and that there is too much of it. */
class TranslatedCodeTest {
    private static final long FUNCTION = Board.CODE + 0x2000;

    /** A loop with an access, a call and a branch not taken. */
    private static final String LOOP = """
            l: ld t0, 0(s2)
               addi t0, t0, 1
               sd t0, 0(s2)
               jal ra, f
               beqz a1, out
               addi a0, a0, -1
               bnez a0, l
            out: j .
            f: slli t1, t0, 3
               xor t2, t2, t1
               amoadd.d t3, t0, (s2)
               ret
            """;

    private static Board loop(Engine engine) {
        Board board = Board.bare(engine).code(LOOP);
        board.state.x[10] = 40;
        board.state.x[11] = 1;
        board.state.x[18] = Board.DATA;
        return board;
    }

    private static List<Long> state(Board board) {
        List<Long> words = new ArrayList<>();
        board.state.save(words::add);
        return words;
    }

    @Test
    void aHotLoopRunsTranslated() {
        Board board = loop(Engine.translator(3));
        board.run(300);
        assertThat(board.hart.statistics().translated()).isGreaterThan(250);
        assertThat(state(board)).isEqualTo(state(loop(Engine.interpreter()).run(300)));
    }

    @Test
    void aRunEndsAtAnyInstruction() {
        for (int count = 1; count < 100; count++) {
            Board board = loop(Engine.translator(1));
            board.run(200 + count);
            assertThat(state(board)).isEqualTo(state(loop(Engine.interpreter()).run(200 + count)));
        }
    }

    @Test
    void anInterruptComesBetweenAnyTwoInstructions() {
        for (int count = 1; count < 100; count++) {
            List<List<Long>> ends = new ArrayList<>();
            for (Engine engine : List.of(Engine.translator(1), Engine.interpreter())) {
                Board board = loop(engine).set("mie", 1L << Hart.MTIP).set("mstatus", Status.MIE);
                board.run(100 + count);
                board.hart.setInterrupt(Hart.MTIP, true);
                board.run(5);
                assertThat(board.state.mcause).isEqualTo(Long.MIN_VALUE | Hart.MTIP);
                ends.add(state(board));
            }
            assertThat(ends.getFirst()).isEqualTo(ends.getLast());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
    void anyAccessOfALoopFaultsExactly(int faulting) {
        StringBuilder source = new StringBuilder("l: addi a0, a0, 1\n");
        for (int i = 0; i < 8; i++) {
            source.append("ld t0, 0(x%d)%n add t1, t1, t0%n sd t1, 8(x%d)%n".formatted(16 + i, 16 + i));
        }
        source.append("j l\n");
        List<List<Long>> ends = new ArrayList<>();
        for (Engine engine : List.of(Engine.translator(2), Engine.interpreter())) {
            Board board = Board.bare(engine).code(source.toString());
            for (int i = 0; i < 8; i++) {
                board.state.x[16 + i] = Board.DATA + 64L * i;
            }
            board.run(200);
            board.state.x[16 + faulting] = 0x100; // nothing is there
            board.run(30);
            assertThat(board.state.mcause).isIn((long) Cause.LOAD_ACCESS_FAULT, (long) Cause.STORE_ACCESS_FAULT);
            ends.add(state(board));
        }
        assertThat(ends.getFirst()).isEqualTo(ends.getLast());
    }

    /** Each does what the interpreter does, if need be by leaving to it. */
    @ParameterizedTest
    @CsvSource({
        "'ld t0, 1(s2)\n sd t0, 17(s2)', true",
        "'lh t0, 3(s2)\n fsw fa0, 6(s2)', true",
        "'ld t0, 2044(s2)', false", // crosses pages
        "'frflags t0\n frrm t1\n frcsr t2', true",
        "'fsflags t0\n fadd.d fa0, fa0, fa1\n frflags t1', false", // NX becomes raised
        "'fsflags s3, s3\n csrwi fflags, 3', true",
        "'fsrm t0, x0', false", // may change what floating point needs
        "'cbo.zero (s2)\n addi s2, s2, 64\n and s2, s2, s4', true",
        "'lr.w t0, (s2)\n addi t0, t0, 3\n sc.w t1, t0, (s2)\n add t2, t2, t1', true",
        "'lr.d t0, (s2)\n sc.w t1, t0, (s2)\n sc.d t2, t0, (s2)', true", // another size, and none left
        "'lr.d t0, (s2)\n sd a0, 0(s2)\n sc.d t1, t0, (s2)\n ld t2, 0(s2)', true", // another value
        "'amoadd.d t0, a0, (s2)\n amominu.w t1, s3, (s2)\n amoswap.w.aqrl t2, a0, (s2)', true"
    })
    void whatNeedsNoCareIsTranslated(String body, boolean whole) {
        List<Board> boards = new ArrayList<>();
        for (Engine engine : List.of(Engine.translator(1), Engine.interpreter())) {
            Board board = Board.bare(engine).code("l: " + body.replace("\\n", "\n") + "\n addi a0, a0, 1\n j l");
            board.state.x[18] = Board.DATA + (whole ? 0 : 2048);
            board.state.x[19] = 1;
            board.state.x[20] = ~0x1000L;
            board.state.mstatus = Status.FS;
            board.state.f[10] = Double.doubleToRawLongBits(1);
            board.state.f[11] = Double.doubleToRawLongBits(1e-9);
            board.ram.writeLong(Board.DATA, 0x0123_4567_89ab_cdefL);
            boards.add(board.run(1000));
        }
        Board translated = boards.getFirst();
        assertThat(state(translated)).isEqualTo(state(boards.getLast()));
        assertThat(translated.ram.segment().mismatch(boards.getLast().ram.segment()))
                .isEqualTo(-1);
        assertThat(translated.hart.statistics().translated() > 950).isEqualTo(whole);
    }

    /** A reservation is given up after a while: at the same instruction, however old it becomes in translated code. */
    @ParameterizedTest
    @ValueSource(ints = {100, 450, 500, 600, 4200})
    void reservationsGrowOldAlike(int turns) {
        String wait = "l: lr.d t0, (s2)\n li t1, " + turns
                + "\nw: addi t1, t1, -1\n bnez t1, w\n sc.d t2, t0, (s2)\n add a0, a0, t2\n j l";
        List<Long> failures = new ArrayList<>();
        for (Engine engine : List.of(Engine.interpreter(), Engine.translator(1), Engine.switching(5))) {
            Board board = Board.bare(engine).code(wait);
            board.state.x[18] = Board.DATA;
            failures.add(board.run(100_000).a0());
        }
        assertThat(failures).containsOnly(failures.getFirst());
        assertThat(failures.getFirst() > 0).isEqualTo(turns > 500);
    }

    /** Another hart of a board. */
    private static Hart second(Board board, Engine engine) {
        return new Hart(
                4, board.ram, board.bus, board.clock, TrapRouting.VECTOR, Isa.HART, IncomingMsiController.NONE, engine);
    }

    /** A state in M-mode that may reach all memory, with an address in s2, about to run the function. */
    private static HartState atFunction(long address) {
        HartState state = new HartState();
        state.pmpcfg[0] = 0x1f;
        state.pmpaddr[0] = -1L >>> 10;
        state.x[18] = address;
        state.pc = FUNCTION;
        return state;
    }

    @Test
    void atomicsOfSeveralHartsAreTranslated() {
        Engine engine = Engine.translator(1);
        Board board = Board.bare(engine);
        Hart second = second(board, engine);
        HartState reserves = atFunction(Board.DATA + 64);
        board.load(FUNCTION, "lr.d t0, (s2)\n j .");
        board.code("l: amoadd.w.aq t0, a1, (s2)\n amomax.d.rl t1, a1, (s3)\n cbo.zero (s4)\n addi a0, a0, 1\n j l");
        board.state.x[11] = 3;
        board.state.x[18] = Board.DATA;
        board.state.x[19] = Board.DATA + 8;
        board.state.x[20] = Board.DATA + 64;
        board.run(1000);
        assertThat(board.hart.statistics().translated()).isGreaterThan(950);
        assertThat(board.ram.readLong(Board.DATA)).isEqualTo(600);
        assertThat(board.ram.readLong(Board.DATA + 8)).isEqualTo(3);
        assertThat(board.hart.statistics().sideExits()).doesNotContainKey(Instruction.CBO_ZERO);
        second.run(reserves, 2);
        board.run(5);
        assertThat(board.hart.statistics().sideExits()).containsKey(Instruction.CBO_ZERO);
        assertThat(board.ram.readLong(Board.DATA)).isEqualTo(603);
    }

    /** The other stores what is there already, while the first is in translated code between LR and SC. */
    @Test
    void reservationsOfSeveralHartsAreTranslated() {
        Engine engine = Engine.translator(1);
        Board board = Board.bare(engine);
        Hart second = second(board, engine);
        HartState stores = atFunction(Board.DATA);
        board.load(FUNCTION, "lw t0, 0(s2)\n sw t0, 0(s2)\n j .");
        board.code("l: lr.d.aq t0, (s2)\n addi t0, t0, 1\n li t1, 90\nw: addi t1, t1, -1\n bnez t1, w\n"
                + " sc.d.rl t2, t0, (s2)\n add a0, a0, t2\n j l");
        board.state.x[18] = Board.DATA;
        board.run(186 * 100 + 100); // a hundred times, and half
        assertThat(board.hart.statistics().translated()).isGreaterThan(18_000);
        assertThat(board.hart.statistics().sideExits())
                .doesNotContainKey(Instruction.SC_D)
                .hasEntrySatisfying(Instruction.LR_D, first -> assertThat(first).isEqualTo(1)); // it is in no TLB yet
        assertThat(board.ram.readLong(Board.DATA)).isEqualTo(100);
        assertThat(board.a0()).isZero();
        second.run(stores, 2);
        board.run(86);
        assertThat(board.a0()).isEqualTo(1);
        assertThat(board.ram.readLong(Board.DATA)).isEqualTo(100);
    }

    @Test
    void registersAreStoredWhileTheUnitIsClean() {
        Board board = Board.bare(Engine.translator(1)).code("l: fsd fa0, 0(s2)\n fmv.x.d a1, fa0\n j l");
        board.state.x[18] = Board.DATA;
        board.state.f[10] = 5;
        board.state.mstatus = 1L << 13; // Initial
        board.run(1000);
        assertThat(board.hart.statistics().translated()).isGreaterThan(950);
        assertThat(board.ram.readLong(Board.DATA)).isEqualTo(5);
        assertThat(board.state.mstatus & Status.FS).isNotEqualTo(Status.FS);
    }

    @Test
    void zeroingIsForWhomItIsEnabled() {
        Board board =
                Board.bare(Engine.translator(1)).code("l: cbo.zero (s2)\n j l").mode("HS");
        board.state.x[18] = Board.DATA;
        board.state.menvcfg = EnvironmentConfiguration.CBZE;
        board.run(200);
        assertThat(board.hart.statistics().translated()).isGreaterThan(150);
        board.state.menvcfg = 0;
        board.run(2);
        assertThat(board.state.mcause).isEqualTo(Cause.ILLEGAL_INSTRUCTION);
    }

    @Test
    void accessesThatLieInTwoPagesAreDifficultForSomeTimeOnly() {
        List<List<Long>> ends = new ArrayList<>();
        List<Board> boards = List.of(Board.bare(Engine.translator(1)), Board.bare(Engine.interpreter()));
        for (Board board : boards) {
            board.code("l: sd a0, 0(s2)\n ld t1, 8(s2)\n addi a0, a0, -1\n j l");
            board.state.x[18] = Board.DATA + 4096 - 8;
            ends.add(state(board.run(40_000)));
        }
        assertThat(ends.getFirst()).isEqualTo(ends.getLast());
        assertThat(boards.getFirst().hart.statistics().sideExits().get(Instruction.SD))
                .isBetween(3L, 10L);
    }

    @Test
    void codeThatIsRemappedRunsAsMapped() {
        long root = Board.BASE + 0x6_0000;
        Board board = Board.bare(Engine.translator(1));
        board.load(Board.CODE, "l: jal ra, . + 0x1000\n j l\n").load(FUNCTION, "addi a0, a0, 1\n ret\n");
        board.load(FUNCTION + 0x1000, "addi a0, a0, 16\n ret\n");
        long code = 0x40_0000;
        board.map(root, code, Board.CODE, Board.RWX).map(root, code + 0x1000, FUNCTION, Board.RWX);
        board.mode("HS").set("satp", Board.sv39(root, 1));
        board.state.pc = code;
        board.run(40);
        assertThat(board.a0()).isEqualTo(10);
        assertThat(board.hart.statistics().translated()).isPositive();
        board.map(root, code + 0x1000, FUNCTION + 0x1000, Board.RWX);
        board.hart.caches().flushAll();
        board.run(40);
        assertThat(board.a0()).isEqualTo(10 + 160);
    }

    @Test
    void anotherHartsCodeIsSeenAfterFenceI() {
        Engine engine = Engine.translator(1);
        Board board = Board.bare(engine);
        Hart second = new Hart(
                4, board.ram, board.bus, board.clock, TrapRouting.VECTOR, Isa.HART, IncomingMsiController.NONE, engine);
        HartState state = new HartState();
        board.load(FUNCTION, "l: addi a0, a0, 1\n addi a1, a1, 1\n bnez a1, l\n");
        state.pmpcfg[0] = 0x1f;
        state.pmpaddr[0] = -1L >>> 10;
        state.pc = FUNCTION;
        state.x[11] = 1;
        second.run(state, 300);
        assertThat(state.x[10]).isEqualTo(100);
        board.code("sw a1, 0(a2)\n j .").state.x[11] = Board.assemble("addi a0, a0, 5");
        board.state.x[12] = FUNCTION;
        board.run(3);
        second.caches().fenceInstructions();
        second.run(state, 600);
        assertThat(state.x[10]).isEqualTo(600);
    }

    @Test
    void codeThatChangesForEverLeavesNothingBehind() {
        Engine engine = Engine.translator(1);
        Board board = Board.bare(engine).code("""
                l: addi a0, a0, 1
                   addi t1, t1, 1
                   bnez t1, l
                """);
        Board writer = board;
        for (int round = 1; round <= 3000; round++) {
            writer.load(Board.CODE + 4, "addi t1, t1, " + (round % 100 + 1));
            board.state.x[6] = 1;
            board.state.pc = Board.CODE;
            board.run(9);
            assertThat(board.state.x[6]).isEqualTo(1 + 3L * (round % 100 + 1));
        }
        assertThat(engine.size()).isLessThanOrEqualTo(2);
    }

    @Test
    void moreCodeThanThereIsRoomForStaysWithinBounds() {
        Engine engine = Engine.translator(1, 8);
        Board board = Board.bare(engine);
        StringBuilder source = new StringBuilder();
        for (int i = 0; i < 40; i++) {
            source.append(
                    "l%d: addi a0, a0, 1%n addi t%d, t%d, -1%n bnez t%d, l%d%n".formatted(i, i % 7, i % 7, i % 7, i));
            source.append("li t%d, 3%n".formatted(i % 7));
        }
        board.code(source + "j l0\n");
        for (int i = 5; i < 32; i++) {
            board.state.x[i] = 3;
        }
        for (int round = 0; round < 50; round++) {
            board.run(500);
            assertThat(engine.size()).isLessThanOrEqualTo(8);
        }
        assertThat(engine.generation()).isPositive();
    }

    @Test
    void oneInstructionInEachPage() {
        agree(
                program -> {
                    for (int page = 0; page < 16; page++) {
                        program.load(
                                Board.CODE + 0x1000L * page,
                                page < 15 ? "addi a0, a0, 1\n j . + 0xffc" : "j . - 0xf000");
                    }
                },
                1000);
    }

    @Test
    void aJumpTableOfThousands() {
        agree(
                program -> {
                    program.code(
                            "l: slli t0, a0, 3\n xor a0, a0, t0\n addi a0, a0, 7\n li t1, 0x3ff8\n and t2, a0, t1\n add t2, t2, s4\n jr t2\n");
                    for (int i = 0; i < 2048; i++) {
                        program.load(
                                FUNCTION + 8L * i, "addi a1, a1, %d%n j . - %d".formatted(i % 100, 0x2000 + 8 * i + 4));
                    }
                    program.state.x[20] = FUNCTION;
                },
                20_000);
    }

    @Test
    void aStraightLineOf64KiB() {
        agree(
                program -> {
                    for (int i = 0; i < 0x4000; i++) {
                        program.ram.write(
                                Board.CODE + 4L * i, 4, Board.assemble("addi a%d, a%d, 1".formatted(i % 8, i % 8)));
                    }
                    program.load(Board.CODE + 0x1_0000, "j . - 0x10000");
                },
                50_000);
    }

    @Test
    void aLoopWithTwoEntries() {
        agree(
                program -> {
                    program.code("""
                    l: andi t0, a0, 3
                       addi a0, a0, 1
                       beqz t0, second
                    first: addi a1, a1, 1
                       andi t1, a1, 7
                       beqz t1, l
                    second: addi a2, a2, 3
                       andi t2, a2, 1
                       bnez t2, first
                       andi t2, a2, 62
                       bnez t2, second
                       j l
                    """);
                },
                20_000);
    }

    /** Compares engines, and sees to it that the second half of a run takes no more memory than the first did. */
    private static void agree(Consumer<Board> program, int instructions) {
        Random pieces = new Random(1);
        Board translated = Board.bare(Engine.translator(2));
        Board interpreted = Board.bare(Engine.interpreter());
        program.accept(translated);
        program.accept(interpreted);
        agree(translated, interpreted, pieces, instructions);
        Footprint before = Footprint.now();
        agree(translated, interpreted, pieces, instructions);
        assertThat(Footprint.now().growth(before)).isEmpty();
        assertThat(translated.hart.statistics().translated()).isPositive();
    }

    private static void agree(Board translated, Board interpreted, Random pieces, int instructions) {
        for (int left = instructions; left > 0; ) {
            int piece = 1 + pieces.nextInt(1000);
            translated.run(piece);
            interpreted.run(piece);
            assertThat(state(translated)).isEqualTo(state(interpreted));
            left -= piece;
        }
    }
}
