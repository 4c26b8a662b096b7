// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Runs a {@link PrivilegedProgram} on harts with different engines, and on one that forgets all translations and all code at each access, privileged instruction and trap, and compares all that can be seen
 * after each piece. Between pieces interrupts come and go, and a device writes code.
 *
 * @param gene what happens between pieces is drawn from it, and how long they are
 * @param count how many pieces there are
 */
record Lockstep(PrivilegedProgram program, long gene, int count) {
    private static final int LONGEST = 200;
    private static final int[] LINES = {Hart.MSIP, Hart.MTIP, Hart.SEIP, Hart.MEIP};

    /** Opcodes of loads and stores, of atomics, fences and the privileged instructions. */
    private static final Set<Integer> FORGETTING = Set.of(0x03, 0x07, 0x23, 0x27, 0x2f, 0x0f, 0x73);

    /** What somebody can tell of a hart after a piece. */
    private record Observation(List<Long> state, List<Exit> exits, long traps) {}

    /** The first difference that programs show, as many as {@code tries}, drawn from a seed; empty if none does. */
    static String search(long seed, int tries) {
        Random random = new Random(seed);
        for (int i = 0; i < tries; i++) {
            List<Long> genes = random.longs(1 + random.nextInt(20)).boxed().toList();
            PrivilegedProgram program = new PrivilegedProgram(random.nextLong(), genes);
            String difference = new Lockstep(program, random.nextLong(), 1 + random.nextInt(30)).difference();
            if (!difference.isEmpty()) {
                return "program %d, %s".formatted(i, difference);
            }
        }
        return "";
    }

    /** A difference between harts, empty if there is none. */
    String difference() {
        Board forgetful = program.board(Engine.interpreter());
        List<Board> boards = List.of(
                program.board(Engine.interpreter()),
                program.board(Engine.translator(1)),
                program.board(Engine.switching(gene | 1)));
        Random random = new Random(gene);
        for (int piece = 0; piece < count; piece++) {
            int length = 1 + random.nextInt(LONGEST);
            long event = random.nextLong();
            event(forgetful, event);
            Observation expected = forget(forgetful, length);
            for (int i = 0; i < boards.size(); i++) {
                event(boards.get(i), event);
                String where = "piece %d of %d, %s: "
                        .formatted(
                                piece,
                                count,
                                List.of("interpreted", "translated", "switching")
                                        .get(i));
                String difference = difference(expected, run(boards.get(i), length), forgetful, boards.get(i));
                if (!difference.isEmpty()) {
                    return where + difference;
                }
            }
            String misses = misses(boards);
            if (!misses.isEmpty()) {
                return "piece %d of %d, %s".formatted(piece, count, misses);
            }
        }
        return "";
    }

    private static String misses(List<Board> boards) {
        List<List<Long>> misses = boards.stream()
                .map(board -> board.hart.statistics())
                .map(all -> List.of(all.dataMisses(), all.codeMisses()))
                .distinct()
                .toList();
        return misses.size() == 1 ? "" : "misses of TLBs: " + misses;
    }

    private static Observation run(Board board, int length) {
        List<Exit> exits = new ArrayList<>();
        long deadline = board.state.retired + length;
        do {
            exits.add(board.hart.run(board.state, deadline));
        } while (exits.getLast() == Exit.WFI && board.state.retired < deadline);
        exits.removeIf(exit -> exit == Exit.DEADLINE);
        return observe(board, exits);
    }

    /** An instruction at a time, by a hart that forgets everything whenever that could make a difference. */
    private static Observation forget(Board board, int length) {
        List<Exit> exits = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            long trap = board.hart.traps();
            boolean forgets = forgets(board);
            exits.add(board.hart.run(board.state, board.state.retired + 1));
            if (forgets || board.hart.traps() != trap) {
                board.hart.caches().flushAll();
            }
        }
        exits.removeIf(exit -> exit == Exit.DEADLINE);
        return observe(board, exits);
    }

    /** Whether the next instruction is more than computation or a jump: such are at their addresses, those of user level at {@link AddressSpaces#ALIAS}. */
    private static boolean forgets(Board board) {
        long address = board.state.pc & ~AddressSpaces.ALIAS;
        int opcode = board.ram.holds(address, 4) ? (int) board.ram.readBytes(address, 4) & 0x7f : 0;
        return FORGETTING.contains(opcode);
    }

    private static Observation observe(Board board, List<Exit> exits) {
        List<Long> state = new ArrayList<>();
        board.state.save(state::add);
        return new Observation(state, exits, board.hart.traps());
    }

    private static String difference(Observation expected, Observation found, Board one, Board other) {
        long byteOffset = one.ram.segment().mismatch(other.ram.segment());
        if (byteOffset >= 0) {
            return "memory at %#x".formatted(Board.BASE + byteOffset);
        }
        for (int i = 0; i < expected.state.size(); i++) {
            if (!expected.state.get(i).equals(found.state.get(i))) {
                return "word %d of the state: %#x instead of %#x at pc %#x, %s"
                        .formatted(i, found.state.get(i), expected.state.get(i), one.state.pc, one.mode());
            }
        }
        return expected.equals(found) ? "" : "%s instead of %s".formatted(found, expected);
    }

    /** What comes from outside between pieces. */
    private static void event(Board board, long gene) {
        Random random = new Random(gene);
        int line = LINES[random.nextInt(LINES.length)];
        long enabled = isInHandler(board) ? 0 : Status.MIE | Status.SIE;
        switch (random.nextInt(10)) {
            case 0, 1 -> {
                board.hart.setInterrupt(line, random.nextBoolean());
                board.set("mie", -1).set("mstatus", board.state.mstatus | enabled);
            }
            case 2 -> {
                board.set("hvip", random.nextBoolean() ? -1 : 0).set("vsie", -1);
                board.set("vsstatus", board.state.vsstatus | (enabled & Status.SIE));
            }
            case 3, 4 -> {
                for (int page = 0; page < AddressSpaces.CODE_PAGES; page++) {
                    long function = AddressSpaces.FUNCTIONS + 4096L * page + 64;
                    board.ram.write(function, 4, Board.assemble("addi a0, a0, " + random.nextInt(2000)));
                }
                board.hart.caches().fenceInstructions();
            }
            case 5 -> board.clock.now += random.nextInt(100);
            default -> {
                // nothing happens
            }
        }
    }

    /** Whether one runs: it keeps nothing of where its level was interrupted before, so interrupts of that level stay disabled. */
    private static boolean isInHandler(Board board) {
        return board.state.pc >= Board.M_HANDLER && board.state.pc < Board.VS_HANDLER + 4096;
    }
}
