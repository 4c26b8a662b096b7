// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.tests.differential;

import dev.cordon.machine.isa.Instruction;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What a run must show: which instructions are done in which modes and which trap there, and every cause at every level that can have it. */
final class Wanted {
    /**
     * Every cause. Not 0: with C, no instruction address is misaligned. Not 4 and 6 for loads and stores, which need not be aligned, but
     * for atomics. Calls from S, VS and M-mode are not delegated here: they are how handlers come back.
     */
    static final List<String> CAUSES = Stream.of(
                    exceptions("M", 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 15, 20, 21, 22, 23),
                    exceptions("HS", 1, 2, 3, 4, 5, 6, 7, 8, 12, 13, 15, 20, 21, 22, 23),
                    exceptions("VS", 1, 2, 3, 4, 5, 6, 7, 8, 12, 13, 15),
                    interrupts("M", 1, 3, 5, 7, 9, 11),
                    interrupts("HS", 1, 2, 5, 6, 9, 10),
                    interrupts("VS", 1, 5, 9))
            .flatMap(stream -> stream)
            .toList();

    private Wanted() {}

    private static Stream<String> exceptions(String level, int... codes) {
        return IntStream.of(codes).mapToObj(code -> "exception " + code + " in " + level);
    }

    private static Stream<String> interrupts(String level, int... codes) {
        return IntStream.of(codes).mapToObj(code -> "interrupt " + code + " in " + level);
    }

    /** Whether the instruction can be done in the mode, some of the times at least; otherwise it traps. */
    static boolean isDone(Instruction row, Mode mode) {
        return switch (row) {
            case ILLEGAL, ECALL, EBREAK -> false;
            case MRET -> mode == Mode.M;
            case SRET, WFI, SFENCE_VMA, SINVAL_VMA, SFENCE_W_INVAL, SFENCE_INVAL_IR -> !mode.isUser();
            case HFENCE_VVMA, HFENCE_GVMA, HINVAL_VVMA, HINVAL_GVMA -> mode == Mode.M || mode == Mode.S;
            default ->
                switch (row.format()) {
                    case GUEST_LOAD, GUEST_STORE -> !mode.virtual;
                    default -> true;
                };
        };
    }

    /** Where QEMU does not trap as it should. */
    static boolean isExempt(Instruction row, Mode mode) {
        boolean step = row == Instruction.SFENCE_W_INVAL || row == Instruction.SFENCE_INVAL_IR;
        return step && mode.isUser();
    }
}
