// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * Decoded instructions are linked with those that follow. A straight line of additions, long and compressed, overwrites one place of itself and then runs
 * through, again and again and interrupted anywhere: each time the sum is that of what memory holds.
 */
class SelfModifyingCodeProperties {
    private static final int UNITS = 12;
    private static final long STORE_HALF = Board.CODE + 8;
    private static final long LINE = Board.CODE + 16;

    /** Four bytes of code: one ADDI to a0, or two C.ADDI. */
    record Unit(boolean compressed, int first, int second) {
        int word() {
            return compressed ? halfword(first) | halfword(second) << 16 : first << 20 | 10 << 15 | 10 << 7 | 0x13;
        }

        private static int halfword(int immediate) {
            return (immediate & 0x20) << 7 | 10 << 7 | (immediate & 0x1f) << 2 | 1;
        }

        int sum() {
            return compressed ? first + second : first;
        }

        int instructions() {
            return compressed ? 2 : 1;
        }
    }

    /** What is written where, and how many instructions run before the hart is interrupted. */
    record Round(int place, Unit unit, boolean half, int piece) {}

    @Provide
    Arbitrary<List<Round>> rounds() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, UNITS - 1),
                        units(),
                        Arbitraries.of(true, false),
                        Arbitraries.integers().between(1, 2 * UNITS))
                .as(Round::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(30);
    }

    private static Arbitrary<Unit> units() {
        Arbitrary<Integer> small = Arbitraries.integers().between(1, 31);
        return Combinators.combine(Arbitraries.of(true, false), small, small).as(Unit::new);
    }

    @Property(tries = 300)
    void everyRunThroughSeesWhatMemoryHolds(@ForAll("rounds") List<Round> rounds) {
        Board board = Board.bare().code("sw a1, 0(a2)\n j .+12").load(STORE_HALF, "sh a1, 0(a2)\n nop");
        List<Unit> line = new ArrayList<>();
        for (int place = 0; place < UNITS; place++) {
            line.add(new Unit(place % 3 == 0, 1, 1));
            board.ram.write(LINE + 4L * place, 4, line.get(place).word());
        }
        board.ram.write(LINE + 4L * UNITS, 4, 0x0000_006f); // j .
        for (Round round : rounds) {
            Unit old = line.get(round.place());
            boolean half = round.half() && round.unit().compressed() && old.compressed();
            line.set(round.place(), half ? new Unit(true, round.unit().first(), old.second()) : round.unit());
            run(
                    board,
                    round,
                    half,
                    2 + line.stream().mapToInt(Unit::instructions).sum());
            assertThat(board.a0()).isEqualTo(line.stream().mapToInt(Unit::sum).sum());
            assertThat(board.state.pc).isEqualTo(LINE + 4L * UNITS);
        }
    }

    private static void run(Board board, Round round, boolean half, int instructions) {
        board.state.pc = half ? STORE_HALF : Board.CODE;
        board.state.x[10] = 0;
        board.state.x[11] = round.unit().word();
        board.state.x[12] = LINE + 4L * round.place();
        for (int left = instructions; left > 0; left -= round.piece()) {
            board.step(Math.min(left, round.piece()));
        }
    }
}
