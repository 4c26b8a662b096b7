// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Translated code that is thrown away, again and again, leaves nothing behind. */
class InvalidationTest {
    private static final long FUNCTION = Board.CODE + 0x2000;

    /** Calls a function a0 times; before, stores to its first instruction. In a2 is what to add to the instruction each time. */
    private static final String CHANGING = """
            l: sw a1, (s2)
               add a1, a1, a2
               jalr ra, (s2)
               addi a0, a0, -1
               bnez a0, l
               j .
            """;

    /** Instructions of a round: the loop's and the function's. */
    private static final int ROUND = 8;

    private static Board board(Engine engine) {
        Board board = Board.bare(engine).code(CHANGING).load(FUNCTION, "addi a3, a3, 0\n addi a4, a4, 1\n ret\n");
        board.state.x[18] = FUNCTION;
        return board;
    }

    /** Runs so many rounds, in which the constant of the function's first instruction goes up by the step from 0, with its sign in 12 bits. */
    private static void run(Board board, int rounds, int step) {
        board.state.pc = Board.CODE;
        board.state.x[10] = rounds;
        board.state.x[11] = Board.assemble("addi a3, a3, 0");
        board.state.x[12] = (long) step << 20;
        board.state.x[13] = 0;
        board.state.x[14] = 0;
        board.run(ROUND * rounds);
        long sum = 0;
        for (int round = 0; round < rounds; round++) {
            sum += (round * step) << 20 >> 20;
        }
        assertThat(board.state.x[13]).isEqualTo(sum);
        assertThat(board.state.x[14]).isEqualTo(rounds);
    }

    /** The function stays the same, so what was translated is attached again. */
    @Test
    void storesOfWhatIsThereAlready() {
        invalidate(200_000, 0);
    }

    @Test
    @Tag("long")
    void millionsOfStoresOfWhatIsThereAlready() {
        invalidate(5_000_000, 0);
    }

    /** Each function is another one, and translated. */
    @Test
    void functionsThatChange() {
        assertThat(invalidate(4_000, 1)).isGreaterThan(4_000);
    }

    @Test
    @Tag("long")
    void aMillionFunctionsThatChange() {
        assertThat(invalidate(1_000_000, 1)).isGreaterThan(1_000_000);
    }

    /** Answers how many regions were made. */
    private static long invalidate(int rounds, int step) {
        Engine engine = Engine.translator(1);
        Board board = board(engine);
        run(board, rounds / 4, step);
        Footprint before = Footprint.now();
        run(board, rounds, step);
        assertThat(Footprint.now().growth(before)).isEmpty();
        assertThat(board.hart.statistics().translated()).isGreaterThan(rounds);
        return engine.statistics().made();
    }

    /** A process switch throws nothing away, and keeps nothing either. */
    @ParameterizedTest
    @ValueSource(strings = {"sfence.vma", "fence.i"})
    void fences(String fence) {
        Engine engine = Engine.translator(1);
        Board board = Board.bare(engine).code("l: addi a0, a0, 1\n %s\n addi a1, a1, 1\n j l\n".formatted(fence));
        board.run(400_000);
        Footprint before = Footprint.now();
        long made = engine.statistics().made();
        board.run(400_000);
        assertThat(Footprint.now().growth(before)).isEmpty();
        assertThat(engine.statistics().made()).isEqualTo(made);
        assertThat(board.a0()).isEqualTo(200_000);
    }

    /** A code cache with room for four regions, with more than twenty in use. */
    @Test
    void aCacheThatIsTooSmall() {
        Engine engine = Engine.translator(1, 4);
        StringBuilder source = new StringBuilder("l: ");
        for (int i = 0; i < 20; i++) {
            source.append("addi a1, zero, 3%nf%1$d: %2$s addi a1, a1, -1%nbnez a1, f%1$d%n"
                    .formatted(i, "addi a0, a0, 1\n".repeat(40)));
        }
        Board board = Board.bare(engine).code(source + "j l\n");
        int turn = 20 * (1 + 3 * 42) + 1;
        board.run(20 * turn);
        Footprint before = Footprint.now();
        long made = engine.statistics().made();
        for (int i = 0; i < 100; i++) {
            board.run(turn);
        }
        assertThat(board.a0()).isEqualTo(120 * 20 * 3 * 40);
        assertThat(Footprint.now().growth(before)).isEmpty();
        assertThat(engine.statistics().made()).isGreaterThan(made + 1_000);
        assertThat(engine.size()).isLessThanOrEqualTo(4);
    }

    /** That nothing is left behind would not go unnoticed. */
    @Test
    void translationsThatAreKeptAreNoticed() {
        Engine engine = Engine.translator(1);
        Board board = board(engine);
        run(board, 100, 1);
        Footprint before = Footprint.now();
        List<Region> kept = new ArrayList<>();
        for (int round = 0; round < 2_000; round++) {
            run(board, 2, round % 1000 + 1);
            engine.region(FUNCTION).ifPresent(kept::add);
        }
        assertThat(kept.stream().distinct().count()).isGreaterThan(1_500);
        assertThat(Footprint.now().growth(before)).contains("classes");
    }
}
