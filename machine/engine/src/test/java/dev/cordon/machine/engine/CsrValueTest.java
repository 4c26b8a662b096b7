// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** WARL: what each CSR makes of a value that is written. */
class CsrValueTest {
    @ParameterizedTest
    @CsvSource({
        // register, what M-mode writes, what it then reads
        "mstatus, -1, 0x800000ca007e79aa",
        "mstatus, 0, 0x0000000a00000000",
        "misa, 0, 0x80000000001411ad",
        "mvendorid, -1, illegal",
        "mhartid, -1, illegal",
        "medeleg, -1, 0xf0b7ff",
        "mideleg, -1, 0x666",
        "mideleg, 0, 0x444",
        "mie, -1, 0xeee",
        "mtvec, -3, -3",
        "mtvec, 0x1234567c, 0x1234567c",
        "mtvec, 0x12345679, 0x12345679",
        "mscratch, -1, -1",
        "mepc, -1, -2",
        "mcause, 0x800000000000000b, 0x800000000000000b",
        "mtval, -1, -1",
        "mtval2, -1, -1",
        "mtinst, -1, -1",
        "mcounteren, -1, 0xffffffff",
        "scounteren, -1, 0xffffffff",
        "hcounteren, -1, 0xffffffff",
        "mcountinhibit, -1, 5",
        "menvcfg, -1, 0xe0000000000000f1",
        "senvcfg, -1, 0xf1",
        "sstatus, -1, 0x80000002000c6122",
        "stvec, 0x1001, 0x1001",
        "sepc, 0x1003, 0x1002",
        "sscratch, -1, -1",
        "stval, -1, -1",
        "scause, 0x8000000000000009, 0x8000000000000009",
        "stimecmp, 0x1234, 0x1234",
        "satp, 0x8123456789abcdef, 0x8123456789abcdef",
        "satp, 0x9123456789abcdef, 0x9123456789abcdef",
        "satp, 0xa123456789abcdef, 0",
        "satp, 0x1123456789abcdef, 0",
        "hstatus, -1, 0x2007003c0",
        "hedeleg, -1, 0xb1ff",
        "hideleg, -1, 0x444",
        "hie, -1, 0x444",
        "hvip, -1, 0x444",
        "hip, -1, 4",
        "hgeie, -1, 0",
        "htval, -1, -1",
        "htinst, -1, -1",
        "htimedelta, -1, -1",
        "henvcfg, -1, 0xf1",
        "hgatp, 0x8fffffffffffffff, 0x83fffffffffffffc",
        "hgatp, 0x9000000000000007, 0x9000000000000004",
        "hgatp, 0xa000100000000004, 0x0000100000000004",
        "vsstatus, -1, 0x80000002000c6122",
        "vstvec, -3, -3",
        "vsepc, 0x1001, 0x1000",
        "vsscratch, -1, -1",
        "vstval, -1, -1",
        "vscause, 5, 5",
        "vsatp, 0xa000000000000001, 0",
        "vsatp, 0x8000000000000001, 0x8000000000000001",
        "vsie, -1, 0",
        "vsip, -1, 0",
        "vstimecmp, 7, 7",
        "sie, -1, 0",
        "sip, -1, 0",
        "fcsr, illegal, illegal",
        "mhpmcounter3, -1, 0",
        "mhpmevent31, -1, 0",
        "mconfigptr, -1, illegal",
        "tselect, -1, 0",
        "tdata1, -1, 0",
        "tdata2, -1, 0",
        "tdata3, -1, 0",
        "tinfo, -1, 1",
        "dcsr, 0, illegal",
        "pmpcfg1, 0, illegal",
        "pmpcfg3, 0, illegal",
        "mseccfg, 0, illegal",
        "mstateen0, 0, illegal"
    })
    void aRegisterKeepsWhatIsLegal(String register, String written, String read) {
        Board board = Board.bare().code("csrw " + register + ", a1\n csrr a0, " + register);
        board.state.x[11] = written.equals("illegal") ? 0 : Long.parseUnsignedLong(unsigned(written), 16);
        board.run(2);
        if (read.equals("illegal")) {
            assertThat(board.state.mcause).isEqualTo(Cause.ILLEGAL_INSTRUCTION);
        } else {
            assertThat(board.state.pc).as("no trap").isNotEqualTo(Board.M_HANDLER);
            assertThat(Long.toHexString(board.a0())).isEqualTo(unsigned(read));
        }
    }

    private static String unsigned(String number) {
        return number.startsWith("0x") && number.length() == 18
                ? number.substring(2).replaceFirst("^0+(?=.)", "")
                : Long.toHexString(Long.decode(number));
    }

    @ParameterizedTest
    @CsvSource({
        // register, its value before, what is written, what remains
        "mtvec, 0x1000, 0x2002, 0x1000",
        "mtvec, 0x1001, 0x2003, 0x1001",
        "stvec, 0x1000, 0x2002, 0x1000",
        "satp, 0x8000000000000001, 0xf000000000000000, 0x8000000000000001",
        "menvcfg, 0x10, 0x20, 0x10",
        "senvcfg, 0x30, 0xa0, 0xb0",
        "hgatp, 0x8000100000000004, 0xb000000000000008, 0x8000000000000008"
    })
    void aReservedValueChangesNothing(String register, String before, String written, String after) {
        Board board = Board.bare().code("csrw " + register + ", a1\n csrw " + register + ", a2\n csrr a0, " + register);
        board.state.x[11] = Long.parseUnsignedLong(before.substring(2), 16);
        board.state.x[12] = Long.parseUnsignedLong(written.substring(2), 16);
        board.run(3);
        assertThat(board.a0()).isEqualTo(Long.parseUnsignedLong(after.substring(2), 16));
    }

    @Test
    void mppKeepsItsValueWhenAReservedOneIsWritten() {
        Board board = Board.bare().code("csrw mstatus, a1\n csrw mstatus, a2\n csrr a0, mstatus");
        board.state.x[11] = 1L << Status.MPP_SHIFT;
        board.state.x[12] = 2L << Status.MPP_SHIFT;
        board.run(3);
        assertThat(board.a0() & Status.MPP).isEqualTo(1L << Status.MPP_SHIFT);
    }

    @Test
    void theSupervisorSeesAndChangesItsPartOfMstatusOnly() {
        Board board = Board.bare().code("csrr a0, sstatus\n csrw sstatus, a1").mode("HS");
        board.state.mstatus = Status.MIE | Status.SIE | Status.TVM | Status.FS;
        board.state.x[11] = Status.SUM | Status.TSR | Status.MIE;
        board.run(2);
        assertThat(board.a0()).isEqualTo(Status.SIE | Status.FS | Status.UXL_64 | Status.SD);
        assertThat(board.state.mstatus).isEqualTo(Status.MIE | Status.TVM | Status.SUM);
    }

    @ParameterizedTest
    @CsvSource({
        "sstatus, vsstatus, 0x2",
        "stvec, vstvec, 0x1000",
        "sscratch, vsscratch, 0x55",
        "sepc, vsepc, 0x100",
        "scause, vscause, 0xd",
        "stval, vstval, 0x123",
        "satp, vsatp, 0x8000000000000123"
    })
    void aGuestsSupervisorRegistersAreThoseOfVsMode(String register, String shadow, String value) {
        Board board = Board.bare().code("csrw " + register + ", a1").mode("VS");
        board.state.x[11] = Long.parseUnsignedLong(value.substring(2), 16);
        board.state.stvec = 0;
        board.run(1);
        Board reader = Board.bare().code("csrr a0, " + shadow + "\n csrr a2, " + register);
        reader.hart.run(copyOfGuestRegisters(board.state, reader.state), 2);
        assertThat(reader.a0() & ~Status.UXL_64).isEqualTo(board.state.x[11]);
        assertThat(reader.state.x[12] & ~Status.UXL_64)
                .as("the HS-level register is untouched")
                .isZero();
    }

    private static HartState copyOfGuestRegisters(HartState from, HartState to) {
        to.stvec = from.stvec;
        to.vsstatus = from.vsstatus;
        to.vstvec = from.vstvec;
        to.vsscratch = from.vsscratch;
        to.vsepc = from.vsepc;
        to.vscause = from.vscause;
        to.vstval = from.vstval;
        to.vsatp = from.vsatp;
        return to;
    }

    @Test
    void hvipAndItsViewsAgree() {
        Board board = Board.bare()
                .code("csrw hvip, a1\n csrr a0, hip\n csrr a2, mip\n csrr a3, vsip\n csrw hip, x0\n csrr a4, hvip");
        board.state.x[11] = -1;
        board.state.hideleg = 0x440;
        board.run(6);
        assertThat(board.a0()).isEqualTo(0x444);
        assertThat(board.state.x[12]).isEqualTo(0x444);
        assertThat(board.state.x[13]).as("shifted, and only what is delegated").isEqualTo(0x220);
        assertThat(board.state.x[14]).as("hip.VSSIP alone is writable").isEqualTo(0x440);
    }

    @Test
    void hieAndVsieAreViewsOfMie() {
        Board board = Board.bare().code("csrw hie, a1\n csrr a0, mie\n csrr a2, vsie\n csrw vsie, x0\n csrr a3, hie");
        board.state.x[11] = -1;
        board.state.hideleg = 0x404;
        board.run(5);
        assertThat(board.a0()).isEqualTo(0x444);
        assertThat(board.state.x[12]).isEqualTo(0x202);
        assertThat(board.state.x[13]).isEqualTo(0x40);
    }

    @Test
    void sipAndSieShowWhatIsDelegated() {
        Board board = Board.bare()
                .code("csrw mip, a1\n csrw mie, a1\n csrr a0, sip\n csrr a2, sie\n csrw sip, x0\n csrr a3, mip");
        board.state.x[11] = 0x222;
        board.state.mideleg = 0x22 | 0x444;
        board.run(6);
        assertThat(board.a0()).isEqualTo(0x22);
        assertThat(board.state.x[12]).isEqualTo(0x22);
        assertThat(board.state.x[13]).as("sip.SSIP alone is writable").isEqualTo(0x220);
    }

    @Test
    void theExternalLineIsReadButNotWrittenBack() {
        Board board = Board.bare().code("csrr a0, mip\n csrrs a2, mip, a1\n csrr a3, mip");
        board.hart.setInterrupt(Hart.SEIP, true);
        board.state.x[11] = 2;
        board.run(2);
        board.hart.setInterrupt(Hart.SEIP, false);
        board.run(1);
        assertThat(board.a0()).isEqualTo(0x200);
        assertThat(board.state.x[12]).isEqualTo(0x200);
        assertThat(board.state.x[13]).as("SEIP was not made software's").isEqualTo(2);
    }

    @Test
    void turningAnEnableOffInMenvcfgTurnsItOffInHenvcfg() {
        Board board = Board.bare()
                .code("csrw menvcfg, a1\n csrw henvcfg, a1\n csrr a0, henvcfg\n csrw menvcfg, x0\n csrr a2, henvcfg");
        board.state.x[11] = -1;
        board.run(5);
        assertThat(board.a0()).isEqualTo(0xe000_0000_0000_00f1L);
        assertThat(board.state.x[12]).isEqualTo(0xf1);
    }

    @ParameterizedTest
    @CsvSource({
        "'csrrw a0, mscratch, a1', 0xff, 0x0f", "'csrrs a0, mscratch, a1', 0xff, 0xff",
                "'csrrc a0, mscratch, a1', 0xff, 0xf0",
        "'csrrwi a0, mscratch, 5', 0xff, 5", "'csrrsi a0, mscratch, 5', 0xf0, 0xf5",
                "'csrrci a0, mscratch, 5', 0xff, 0xfa",
        "'csrrs a0, mscratch, x0', 0xff, 0xff", "'csrrci a0, mscratch, 0', 0xff, 0xff"
    })
    void csrInstructionsReadAndModify(String instruction, String before, String after) {
        Board board = Board.bare().code(instruction);
        board.state.mscratch = Long.decode(before);
        board.state.x[11] = 0x0f;
        board.run(1);
        assertThat(board.a0()).isEqualTo(Long.decode(before));
        assertThat(board.state.mscratch).isEqualTo(Long.decode(after));
    }
}
