// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.machine.isa.Decoder;
import dev.cordon.machine.isa.Format;
import dev.cordon.machine.isa.Instruction;
import dev.cordon.machine.isa.Operand;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/**
 * Translated code does what the interpreter does: random programs with loops, calls, faults, floating point and stores into themselves run on harts with different engines, which are
 * compared piece by piece, after any number of instructions.
 */
class LockstepProperties {
    private static final int DATA = 18;
    private static final int CODE = 19;
    private static final int TARGET = 20;
    private static final int BYTES = 4;

    /** Instructions that regions contain, those that they leave out, and those that move between harts and modes least of all. */
    private static final List<Instruction> COMPUTATIONAL =
            instructions(Format.R_TYPE, Format.UNARY, Format.I_TYPE, Format.SHIFT, Format.SHIFT_WORD, Format.U_TYPE);

    private static final List<Instruction> FLOATING = instructions(
            Format.FLOAT_ARITHMETIC,
            Format.FLOAT_SELECT,
            Format.FLOAT_COMPARE,
            Format.FLOAT_INSPECT,
            Format.FLOAT_TO_INTEGER,
            Format.R4_TYPE,
            Format.FLOAT_UNARY,
            Format.FLOAT_WIDEN,
            Format.FLOAT_FROM_INTEGER,
            Format.FLOAT_FROM_WORD,
            Format.FLOAT_FROM_BITS);
    private static final List<Instruction> MEMORY = instructions(
            Format.LOAD, Format.STORE, Format.FLOAT_LOAD, Format.FLOAT_STORE, Format.AMO, Format.LOAD_RESERVED);
    private static final List<Instruction> BRANCHES = instructions(Format.B_TYPE);

    private static List<Instruction> instructions(Format... formats) {
        return Arrays.stream(Instruction.values())
                .filter(instruction -> List.of(formats).contains(instruction.format()))
                .filter(instruction -> instruction != Instruction.JALR && instruction != Instruction.ILLEGAL)
                .toList();
    }

    /** A program, what its registers hold, and after how many instructions each time the harts are compared. */
    record Case(List<Integer> words, List<Long> registers, List<Integer> pieces) {}

    @Provide
    Arbitrary<Case> cases() {
        return Combinators.combine(
                        words().list().ofMinSize(1).ofMaxSize(60),
                        values().list().ofSize(64),
                        Arbitraries.integers()
                                .between(1, 60)
                                .list()
                                .ofMinSize(1)
                                .ofMaxSize(30))
                .as(Case::new);
    }

    private static Arbitrary<Long> values() {
        return Arbitraries.frequencyOf(
                Tuple.of(3, Arbitraries.longs()),
                Tuple.of(2, Arbitraries.longs().between(-40, 40)),
                Tuple.of(2, Arbitraries.doubles().map(Double::doubleToRawLongBits)),
                Tuple.of(1, Arbitraries.floats().map(f -> Float.floatToRawIntBits(f) | -1L << 32)));
    }

    private static Arbitrary<Integer> words() {
        return Arbitraries.frequencyOf(
                Tuple.of(12, of(COMPUTATIONAL)),
                Tuple.of(4, of(FLOATING)),
                Tuple.of(10, memory()),
                Tuple.of(6, branches()),
                Tuple.of(3, jumps()),
                Tuple.of(2, compressed()),
                Tuple.of(1, others()));
    }

    private static Arbitrary<Integer> of(List<Instruction> instructions) {
        return Combinators.combine(Arbitraries.of(instructions), Arbitraries.integers(), Arbitraries.of(0, 1, 7, 5))
                .as((instruction, bits, mode) -> {
                    int word = instruction.match() | (bits & ~instruction.mask());
                    boolean rounds = instruction.format().operands().contains(Operand.RM);
                    return tame(rounds ? (word & ~0x7000) | mode << 12 : word);
                });
    }

    /** Keeps the registers that accesses go through. */
    private static int tame(int word) {
        int rd = word >>> 7 & 31;
        return rd >= 16 && rd < 24 ? word & ~(16 << 7) : word;
    }

    private static Arbitrary<Integer> memory() {
        return Combinators.combine(of(MEMORY), Arbitraries.of(DATA, DATA, DATA, CODE, 8), Arbitraries.of(-8, -1, 0))
                .as((word, base, mask) -> {
                    boolean store = (word & 0x7f) == 0x23 || (word & 0x7f) == 0x27;
                    int aligned = store ? word & (mask << 7 | ~0xf80) : word & (mask << 20 | 0xfffff);
                    boolean atomic = (word & 0x7f) == 0x2f;
                    return ((atomic ? word : aligned) & ~(31 << 15)) | base << 15;
                });
    }

    private static Arbitrary<Integer> branches() {
        return Combinators.combine(of(BRANCHES), Arbitraries.integers().between(-24, 24))
                .as((word, distance) -> {
                    Instruction branch = Decoder.decode(word);
                    return branch.encode(word >>> 15 & 31, word >>> 20 & 31, distance * BYTES);
                });
    }

    private static Arbitrary<Integer> jumps() {
        Arbitrary<Integer> calls = Combinators.combine(
                        Arbitraries.of(0, 1, 1, 5), Arbitraries.integers().between(-24, 24))
                .as((rd, distance) -> Instruction.JAL.encode(rd, distance * BYTES));
        Arbitrary<Integer> indirect = Combinators.combine(
                        Arbitraries.of(0, 1),
                        Arbitraries.of(1, 1, 5, TARGET),
                        Arbitraries.integers().between(0, 3))
                .as((rd, rs1, distance) -> Instruction.JALR.encode(rd, distance * BYTES, rs1));
        return Arbitraries.oneOf(calls, indirect);
    }

    private static Arbitrary<Integer> compressed() {
        return Arbitraries.integers().filter(bits -> (bits & 3) != 3 && (bits >>> 16 & 3) != 3);
    }

    private static Arbitrary<Integer> others() {
        return Arbitraries.of(
                Instruction.FENCE.match() | 0xff << 20,
                Instruction.FENCE_I.match(),
                Instruction.CSRRW.encode(10, 0x001, 11), // fflags
                Instruction.CSRRW.encode(11, 0x001, 11),
                Instruction.CSRRWI.encode(0, 0x001, 5),
                Instruction.CSRRS.encode(10, 0x001, 0),
                Instruction.CSRRS.encode(11, 0x002, 0),
                Instruction.CSRRS.encode(12, 0x003, 0),
                Instruction.CSRRS.encode(12, 0x001, 11),
                Instruction.CBO_ZERO.encode(DATA),
                Instruction.CSRRW.encode(10, 0x002, 12), // frm
                Instruction.CSRRW.encode(10, 0x340, 11), // mscratch
                Instruction.CSRRS.encode(10, 0xb02, 0), // minstret
                Instruction.ECALL.match());
    }

    @Property(tries = 400)
    void enginesAgree(@ForAll("cases") Case program) {
        List<Board> boards = new ArrayList<>();
        boards.add(board(program, Engine.interpreter()));
        boards.add(board(program, Engine.translator(1)));
        boards.add(board(program, Engine.switching(program.hashCode())));
        for (int piece : program.pieces()) {
            boards.forEach(board -> board.step(piece));
            List<Long> expected = state(boards.getFirst());
            for (Board other : boards) {
                assertThat(state(other)).isEqualTo(expected);
            }
        }
        for (Board other : boards) {
            assertThat(other.ram.segment().mismatch(boards.getFirst().ram.segment()))
                    .isEqualTo(-1);
        }
    }

    private static Board board(Case program, Engine engine) {
        Board board = Board.bare(engine);
        for (int i = 0; i < program.words().size(); i++) {
            board.ram.write(
                    Board.CODE + 64 + (long) BYTES * i, 4, program.words().get(i));
        }
        board.load(
                Board.M_HANDLER,
                "csrr t6, mepc\n addi t6, t6, 4\n csrw mepc, t6\n mret"); // goes on after what has trapped
        int size = BYTES * program.words().size();
        board.ram.write(Board.CODE + 64 + size, 4, Instruction.JAL.encode(0, -size));
        for (int i = 1; i < 32; i++) {
            board.state.x[i] = program.registers().get(i);
            board.state.f[i] = program.registers().get(32 + i);
        }
        board.state.mstatus |= (program.registers().getFirst() & 3) << 13;
        board.state.x[DATA] = Board.DATA + 0x800;
        board.state.x[CODE] = Board.CODE + 64;
        board.state.x[TARGET] = Board.CODE + 96;
        board.state.x[8] = Board.DATA + 0xff8;
        board.state.pc = Board.CODE + 64;
        return board;
    }

    private static List<Long> state(Board board) {
        List<Long> words = new ArrayList<>();
        board.state.save(words::add);
        return words;
    }
}
