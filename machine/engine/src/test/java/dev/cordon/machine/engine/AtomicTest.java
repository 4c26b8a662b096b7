// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The A extension. */
class AtomicTest {
    @ParameterizedTest
    @CsvSource({
        "amoswap.w, 7, 5, 5",
        "amoadd.w, 0x7fffffff, 1, 0x80000000",
        "amoxor.w, 12, 10, 6",
        "amoand.w, 12, 10, 8",
        "amoor.w, 12, 10, 14",
        "amomin.w, 0xffffffff, 1, 0xffffffff",
        "amomax.w, 0xffffffff, 1, 1",
        "amominu.w, 0xffffffff, 1, 1",
        "amomaxu.w, 0xffffffff, 1, 0xffffffff",
        "amoswap.d, 7, -5, -5",
        "amoadd.d, -1, 1, 0",
        "amoxor.d, 12, 10, 6",
        "amoand.d, 12, 10, 8",
        "amoor.d, 12, 10, 14",
        "amomin.d, -1, 1, -1",
        "amomax.d, -1, 1, 1",
        "amominu.d, -1, 1, 1",
        "amomaxu.d, -1, 1, -1"
    })
    void amosReadModifyAndWrite(String amo, String memory, String operand, String result) {
        Board board = Board.bare().code(amo + " a0, a2, (a1)");
        boolean word = amo.endsWith(".w");
        board.state.x[11] = Board.DATA + 8;
        board.state.x[12] = Long.decode(operand);
        board.ram.write(Board.DATA + 8, word ? 4 : 8, Long.decode(memory));
        board.ram.write(Board.DATA + (word ? 12 : 16), 4, 0x1234);
        board.step(1);
        assertThat(board.a0()).isEqualTo(word ? (int) (long) Long.decode(memory) : Long.decode(memory));
        assertThat(board.ram.read(Board.DATA + 8, word ? 4 : 8))
                .isEqualTo(word ? Long.decode(result) & 0xffff_ffffL : Long.decode(result));
        assertThat(board.ram.read(Board.DATA + (word ? 12 : 16), 4)).isEqualTo(0x1234);
    }

    @ParameterizedTest
    @CsvSource({"w, 4", "d, 8"})
    void storeConditionalSucceedsAfterLoadReserved(String width, int size) {
        Board board = reserved("lr." + width + " a0, (a1)\n sc." + width + " a3, a2, (a1)");
        board.step(2);
        assertThat(board.a0()).isEqualTo(-2);
        assertThat(board.state.x[13]).isZero();
        assertThat(board.ram.read(Board.DATA, size)).isEqualTo(5);
    }

    private static Board reserved(String code) {
        Board board = Board.bare().code(code);
        board.state.x[11] = Board.DATA;
        board.state.x[12] = 5;
        board.ram.writeLong(Board.DATA, -2);
        return board;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sc.w a3, a2, (a1)", // no reservation
                "lr.w a0, (a1); sc.w x0, a2, (a1); sc.w a3, a2, (a1)", // used up
                "lr.w a0, (a1); addi a1, a1, 8; sc.w a3, a2, (a1)", // elsewhere
                "lr.w a0, (a1); sc.d a3, a2, (a1)", // of another size
                "lr.w a0, (a1); sw a2, 0(a1); sc.w a3, a2, (a1)" // the memory changed
            })
    void storeConditionalFailsWithoutAValidReservation(String instructions) {
        String code = instructions.replace(';', '\n');
        Board board = reserved(code);
        board.step((int) code.lines().count());
        assertThat(board.state.x[13]).isEqualTo(1);
    }

    @Test
    void anotherHartsStoreBreaksTheReservation() {
        Board board = reserved("lr.d a0, (a1)\n sc.d a3, a2, (a1)");
        board.step(1);
        board.ram.writeLong(Board.DATA, 9);
        board.step(1);
        assertThat(board.state.x[13]).isEqualTo(1);
        assertThat(board.ram.readLong(Board.DATA)).isEqualTo(9);
    }

    @ParameterizedTest
    @CsvSource({"lr.w, a0, 5", "sc.d, 'a0, a2', 7", "amoor.w, 'a0, a2', 7"})
    void atomicsOutsideRamAreAccessFaults(String atomic, String operands, int cause) {
        Board board = Board.bare().code(atomic + " " + operands + ", (a1)");
        board.state.x[11] = Board.DEVICE;
        board.step(1);
        assertThat(board.state.mcause).isEqualTo(cause);
        assertThat(board.state.mtinst).isEqualTo(Board.assemble(atomic + " " + operands + ", (x0)"));
    }

    @Test
    void amosNeedTheRightToWrite() {
        Board board = Board.bare().code("amoadd.w a0, a2, (a1)");
        long root = board.table();
        board.map(root, Board.CODE, Board.CODE, Board.RWX)
                .map(root, 0x1000, Board.DATA, Board.V | Board.R | Board.A | Board.D);
        board.state.satp = Board.sv39(root, 0);
        board.mode("HS");
        board.state.x[11] = 0x1000;
        board.step(1);
        assertThat(board.state.mcause).isEqualTo(Cause.STORE_PAGE_FAULT);
    }
}
