// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Zicbom and Zicboz; who may execute them is in VirtualInstructionTest. */
class CacheBlockTest {
    @Test
    void zeroClearsTheBlockAroundTheAddress() {
        Board board = Board.bare().code("cbo.zero (a1)");
        for (int i = 0; i < 192; i += 8) {
            board.ram.writeLong(Board.DATA + i, -1);
        }
        board.state.x[11] = Board.DATA + 64 + 21;
        board.run(1);
        for (int i = 0; i < 192; i += 8) {
            assertThat(board.ram.readLong(Board.DATA + i)).isEqualTo(i >= 64 && i < 128 ? 0 : -1);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "cbo.zero, 0x43, 15",
        "cbo.zero, 0xc7, 0",
        "cbo.clean, 0x43, 0",
        "cbo.flush, 0x49, 15",
        "cbo.inval, 0, 15"
    })
    void faultsAreThoseOfStoresAtTheVeryAddress(String instruction, String flags, int cause) {
        Board board = Board.bare().code(instruction + " (a1)").mode("HS");
        long root = board.table();
        board.map(root, Board.CODE, Board.CODE, Board.RWX).map(root, 0x40_0000, Board.DATA, Long.decode(flags));
        board.state.satp = Board.sv39(root, 0);
        board.state.menvcfg = 0xf0;
        board.state.x[11] = 0x40_0000 + 5;
        board.run(1);
        assertThat(board.state.mcause).isEqualTo(cause);
        assertThat(board.state.mtval).isEqualTo(cause == 0 ? 0 : 0x40_0000 + 5);
        assertThat(board.state.mtinst).isZero();
    }

    @Test
    void zeroingCodeReplacesIt() {
        Board board = Board.bare().code("cbo.zero (a1)\n nop").load(Board.CODE + 64, "addi a0, a0, 1");
        board.state.pc = Board.CODE + 64;
        board.run(1);
        board.state.pc = Board.CODE;
        board.state.x[11] = Board.CODE + 64;
        board.run(1);
        board.state.pc = Board.CODE + 64;
        board.run(1);
        assertThat(board.state.mcause).isEqualTo(Cause.ILLEGAL_INSTRUCTION);
    }
}
