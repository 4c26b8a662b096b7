// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** VS-stage and G-stage translation, and what guest-page faults report. */
class TwoStageTest {
    /** Guest-physical addresses: code, handler, data, tables of the guest. */
    private static final long CODE = 0x1000;

    private static final long HANDLER = 0x2000;
    private static final long DATA = 0x3000;
    private static final long TABLES = 0x1_0000;
    /** A guest-virtual address. */
    private static final long PLACE = 0x40_0000;

    private final Board board = Board.underCore();
    private final long stage2 = board.table();
    /** The guest's root table: its guest-physical address is TABLES, its place in RAM this. */
    private final long root = twoTables(board);

    private static long twoTables(Board board) {
        long first = board.table();
        board.table();
        return first;
    }

    /** A guest whose code is mapped to itself, with paging. */
    private void guest(String code) {
        board.code(code);
        long flags = Board.RWX | Board.U;
        board.map(stage2, CODE, Board.CODE, flags)
                .map(stage2, HANDLER, Board.VS_HANDLER, flags)
                .map(stage2, DATA, Board.DATA, flags);
        for (int i = 0; i < 8; i++) {
            board.map(stage2, TABLES + 0x1000L * i, root + 0x1000L * i, flags);
        }
        board.state.hgatp = Board.sv39(stage2, 5);
        board.state.vsatp = Board.sv39(TABLES, 1);
        board.state.pc = CODE;
        board.state.vstvec = HANDLER;
        board.state.x[11] = PLACE;
        stage1(CODE, CODE, Board.RWX);
        stage1(HANDLER, HANDLER, Board.RWX);
        stage1(PLACE, DATA, Board.RWX);
    }

    /** Enters a leaf in the guest's tables: its second level lies at TABLES + 0x1000, its third level behind. */
    private void stage1(long address, long target, long flags) {
        long level1 = TABLES + 0x1000;
        long level0 = TABLES + 0x2000 + 0x1000 * (address >>> 21);
        write(TABLES, level1 >>> 12 << 10 | Board.V);
        write(level1 + 8 * (address >>> 21), level0 >>> 12 << 10 | Board.V);
        write(level0 + 8 * (address >>> 12 & 511), target >>> 12 << 10 | flags);
    }

    private long leaf(long address) {
        return TABLES + 0x2000 + 0x1000 * (address >>> 21) + 8 * (address >>> 12 & 511);
    }

    private void write(long guestPhysical, long entry) {
        board.ram.writeLong(root + guestPhysical - TABLES, entry);
    }

    private long read(long guestPhysical) {
        return board.ram.readLong(root + guestPhysical - TABLES);
    }

    private void expectTrap(int cause, long value, long guestPhysical, long instruction) {
        assertThat(board.step(1)).isEqualTo(Exit.TRAP);
        assertThat(board.state.scause).isEqualTo(cause);
        assertThat(board.state.stval).isEqualTo(value);
        assertThat(board.state.htval).isEqualTo(guestPhysical >>> 2);
        assertThat(board.state.htinst).isEqualTo(instruction);
        assertThat(board.state.hstatus & (Hstatus.GVA | Hstatus.SPV | Hstatus.SPVP))
                .isEqualTo(Hstatus.GVA | Hstatus.SPV | Hstatus.SPVP);
        assertThat(board.state.pc).isEqualTo(board.state.sepc);
        assertThat(board.mode()).as("the state is still the guest's").isEqualTo("VS");
    }

    @Test
    void bothStagesTranslate() {
        guest("sd a2, 16(a1)\n ld a0, 16(a1)");
        board.state.x[12] = 99;
        assertThat(board.step(2)).isEqualTo(Exit.DEADLINE);
        assertThat(board.a0()).isEqualTo(99);
        assertThat(board.ram.readLong(Board.DATA + 16)).isEqualTo(99);
    }

    @ParameterizedTest
    @CsvSource({"'ld a0, 24(a1)', 21", "'sd a0, 24(a1)', 23", "'amoadd.d a0, a0, (a1)', 23", "'lr.w a0, (a1)', 21"})
    void aMissingPageIsAGuestPageFaultWithTheTransformedInstruction(String instruction, int cause) {
        guest(instruction);
        board.map(stage2, DATA, 0, 0);
        int offset = instruction.contains("24") ? 24 : 0;
        String transformed = instruction.replace("24(a1)", "0(x0)").replace("(a1)", "(x0)");
        expectTrap(cause, PLACE + offset, DATA + offset, Board.assemble(transformed));
    }

    @Test
    void aMissingPageOfCodeIsAnInstructionGuestPageFault() {
        guest("jr 6(a1)");
        board.map(stage2, DATA, 0, 0);
        board.step(1);
        expectTrap(Cause.INSTRUCTION_GUEST_PAGE_FAULT, PLACE + 6, DATA + 6, 0);
    }

    @ParameterizedTest
    @CsvSource({"'ld a0, 0(a1)', 21", "'sd a0, 0(a1)', 23"})
    void aMissingTableIsReportedByItsEntryAndTheReadPseudoinstruction(String instruction, int cause) {
        for (int level = 0; level < 2; level++) {
            TwoStageTest test = new TwoStageTest();
            test.guest(instruction);
            long entry = level == 0 ? test.leaf(PLACE) : TABLES + 0x1000 + 8 * (PLACE >>> 21);
            test.board.step(0);
            // the code must stay reachable, so only the table of PLACE goes
            if (level == 0) {
                test.board.map(test.stage2, entry & -4096, 0, 0);
                test.expectTrap(cause, PLACE, entry, 0x3000);
            }
        }
    }

    @Test
    void aMissingRootTableFailsTheFetch() {
        guest("nop");
        board.map(stage2, TABLES, 0, 0);
        expectTrap(Cause.INSTRUCTION_GUEST_PAGE_FAULT, CODE, TABLES, 0x3000);
    }

    @ParameterizedTest
    @CsvSource({
        // flags of the G-stage leaf, load, store, fetch: - or the cause
        "0xdf, -, -, -",
        "0xcf, 21, 23, 20",
        "0xd3, -, 23, 20",
        "0xd7, -, -, 20",
        "0xd9, 21, 23, -",
        "0x5f, -, 23, -",
        "0x9f, 21, 23, 20",
        "0xde, 21, 23, 20",
        "0xd5, 21, 23, 20",
        "0x40000000000000df, 21, 23, 20",
        "0xff, -, -, -"
    })
    void permissionsOfTheGStageDecide(String flags, String load, String store, String fetch) {
        String[] instructions = {"ld a0, 0(a1)\n nop", "sd x0, 0(a1)\n nop", "jr a1"};
        String[] expected = {load, store, fetch};
        for (int i = 0; i < 3; i++) {
            TwoStageTest test = new TwoStageTest();
            test.guest(instructions[i]);
            test.board.state.menvcfg = 0; // A and D are not set by the hart
            test.board.load(Board.DATA, "nop");
            test.board.map(test.stage2, DATA, Board.DATA, Long.parseUnsignedLong(flags.substring(2), 16));
            Exit exit = test.board.step(2);
            assertThat(exit == Exit.TRAP).as(instructions[i]).isEqualTo(!expected[i].equals("-"));
            if (exit == Exit.TRAP) {
                assertThat(test.board.state.scause).isEqualTo(Long.parseLong(expected[i]));
                assertThat(test.board.state.htval).isEqualTo(DATA >>> 2);
            }
        }
    }

    @Test
    void aPageFaultOfTheGuestIsTheGuestsOwn() {
        guest("ld a0, 8(a1)");
        board.state.hedeleg = 0xb1ff;
        stage1(PLACE, DATA, 0);
        assertThat(board.step(1)).isEqualTo(Exit.DEADLINE);
        assertThat(board.state.vscause).isEqualTo(Cause.LOAD_PAGE_FAULT);
        assertThat(board.state.vstval).isEqualTo(PLACE + 8);
        assertThat(board.state.vsepc).isEqualTo(CODE);
        assertThat(board.state.pc).isEqualTo(HANDLER);
    }

    @Test
    void aPageFaultOfTheGuestThatIsNotDelegatedLeaves() {
        guest("ld a0, 8(a1)");
        stage1(PLACE, DATA, 0);
        expectTrap(Cause.LOAD_PAGE_FAULT, PLACE + 8, 0, Board.assemble("ld a0, 0(x0)"));
    }

    @Test
    void guestPageFaultsIgnoreHedeleg() {
        guest("ld a0, 0(a1)");
        board.state.hedeleg = -1L & 0xb1ff;
        board.map(stage2, DATA, 0, 0);
        expectTrap(Cause.LOAD_GUEST_PAGE_FAULT, PLACE, DATA, Board.assemble("ld a0, 0(x0)"));
    }

    @Test
    void guestPhysicalAddressesHave41Bits() {
        guest("ld a0, 0(a1)");
        stage1(PLACE, 1L << 41, Board.RWX);
        expectTrap(Cause.LOAD_GUEST_PAGE_FAULT, PLACE, 1L << 41, Board.assemble("ld a0, 0(x0)"));
    }

    @Test
    void theRootOfTheGStageHas2048Entries() {
        guest("ld a0, 0(a1)");
        long high = (1L << 40) + 0x5000;
        board.map(stage2, high, Board.DATA, Board.RWX | Board.U);
        stage1(PLACE, high, Board.RWX);
        board.ram.writeLong(Board.DATA, 123);
        assertThat(board.step(1)).isEqualTo(Exit.DEADLINE);
        assertThat(board.a0()).isEqualTo(123);
    }

    @ParameterizedTest
    @CsvSource({"1, 0x1000", "2, 0x200000"})
    void misalignedSuperpagesOfTheGStageFault(int level, String off) {
        guest("ld a0, 0(a1)");
        board.map(stage2, 1L << 32, Board.BASE + Long.decode(off), Board.RWX | Board.U, level);
        stage1(PLACE, 1L << 32, Board.RWX);
        expectTrap(Cause.LOAD_GUEST_PAGE_FAULT, PLACE, 1L << 32, Board.assemble("ld a0, 0(x0)"));
    }

    @Test
    void vsStageBareGoesThroughTheGStageAlone() {
        guest("ld a0, 0(a1)\n ld a0, 0(a2)");
        board.state.vsatp = 0;
        board.state.x[11] = DATA;
        board.state.x[12] = 0x9000;
        board.ram.writeLong(Board.DATA, 55);
        assertThat(board.step(1)).isEqualTo(Exit.DEADLINE);
        assertThat(board.a0()).isEqualTo(55);
        expectTrap(Cause.LOAD_GUEST_PAGE_FAULT, 0x9000, 0x9000, Board.assemble("ld a0, 0(x0)"));
    }

    @Test
    void vuModeIsTranslatedAsUserOfTheGuest() {
        guest("ld a0, 0(a1)");
        board.mode("VU");
        stage1(CODE, CODE, Board.RWX | Board.U);
        board.state.hedeleg = 0xb1ff;
        board.step(1);
        assertThat(board.state.vscause).isEqualTo(Cause.LOAD_PAGE_FAULT);
    }

    @Test
    void vsstatusSumAndMxrAreTheGuests() {
        guest("ld a0, 0(a1)");
        board.state.hedeleg = 0xb1ff;
        stage1(PLACE, DATA, Board.V | Board.X | Board.U | Board.A);
        board.state.vsstatus = Status.SUM | Status.MXR;
        board.ram.writeLong(Board.DATA, 8);
        assertThat(board.step(1)).isEqualTo(Exit.DEADLINE);
        assertThat(board.a0()).isEqualTo(8);
    }

    @ParameterizedTest
    @CsvSource({"false, false, true", "true, false, true", "false, true, false"})
    void onlyHypervisorMxrReadsExecuteOnlyPagesOfTheGStage(boolean guestMxr, boolean hypervisorMxr, boolean faults) {
        guest("ld a0, 0(a1)");
        board.map(stage2, DATA, Board.DATA, Board.V | Board.X | Board.U | Board.A | Board.D);
        board.state.vsstatus |= guestMxr ? Status.MXR : 0;
        board.state.mstatus |= hypervisorMxr ? Status.MXR : 0;
        assertThat(board.step(1) == Exit.TRAP).isEqualTo(faults);
    }

    @Test
    void vsStageAccessedBitsAreWrittenThroughTheGStage() {
        guest("sd a0, 0(a1)");
        board.state.henvcfg = EnvironmentConfiguration.ADUE;
        stage1(PLACE, DATA, Board.V | Board.R | Board.W);
        assertThat(board.step(1)).isEqualTo(Exit.DEADLINE);
        assertThat(read(leaf(PLACE)) & (Board.A | Board.D)).isEqualTo(Board.A | Board.D);
    }

    @Test
    void withoutAdueTheGuestSetsItsOwnBits() {
        guest("sd a0, 0(a1)");
        board.state.hedeleg = 0xb1ff;
        stage1(PLACE, DATA, Board.V | Board.R | Board.W | Board.A);
        board.step(1);
        assertThat(board.state.vscause).isEqualTo(Cause.STORE_PAGE_FAULT);
    }

    @Test
    void aTableThatCannotBeWrittenIsReportedByTheWritePseudoinstruction() {
        guest("ld a0, 0(a1)");
        board.state.henvcfg = EnvironmentConfiguration.ADUE;
        stage1(PLACE, DATA, Board.V | Board.R | Board.W);
        long table = leaf(PLACE) & -4096;
        board.map(stage2, table, root + table - TABLES, Board.V | Board.R | Board.U | Board.A);
        expectTrap(Cause.LOAD_GUEST_PAGE_FAULT, PLACE, leaf(PLACE), 0x3020);
    }

    @Test
    void gStageAccessedAndDirtyBitsAreSetByMenvcfg() {
        guest("sd a0, 0(a1)");
        board.state.menvcfg = EnvironmentConfiguration.ADUE;
        board.map(stage2, DATA, Board.DATA, Board.V | Board.R | Board.W | Board.U);
        assertThat(board.step(1)).isEqualTo(Exit.DEADLINE);
        assertThat(board.ram.readLong(board.entry(stage2, DATA, 0)) & (Board.A | Board.D))
                .isEqualTo(Board.A | Board.D);
    }

    @Test
    void readsOfTablesNeedNoDirtyBitInTheGStage() {
        guest("ld a0, 0(a1)");
        board.state.menvcfg = 0;
        for (int i = 0; i < 8; i++) {
            board.map(stage2, TABLES + 0x1000L * i, root + 0x1000L * i, Board.V | Board.R | Board.U | Board.A);
        }
        assertThat(board.step(1)).isEqualTo(Exit.DEADLINE);
    }

    @Test
    void executeOnlyTablesCannotBeWalked() {
        guest("ld a0, 0(a1)");
        board.state.mstatus |= Status.MXR; // for explicit accesses only
        long table = leaf(PLACE) & -4096;
        board.map(stage2, table, root + table - TABLES, Board.V | Board.X | Board.U | Board.A);
        expectTrap(Cause.LOAD_GUEST_PAGE_FAULT, PLACE, leaf(PLACE), 0x3000);
    }

    @Test
    void aMisalignedAccessReportsTheGuestPhysicalAddressOfItsSecondPage() {
        guest("ld a0, 0(a1)");
        stage1(PLACE + 0x1000, 0x9000, Board.RWX);
        board.state.x[11] = PLACE + 0xffd;
        expectTrap(Cause.LOAD_GUEST_PAGE_FAULT, PLACE + 0x1000, 0x9000, Board.assemble("ld a0, 0(x3)"));
    }

    @Test
    void twoMachinesWithTheSameAddressesDoNotMix() {
        guest("ld a0, 0(a1)");
        board.ram.writeLong(Board.DATA, 1);
        board.step(1);
        long other = board.table();
        long flags = Board.RWX | Board.U;
        board.map(other, CODE, Board.CODE, flags).map(other, DATA, Board.DATA + 0x1000, flags);
        for (int i = 0; i < 8; i++) {
            board.map(other, TABLES + 0x1000L * i, root + 0x1000L * i, flags);
        }
        board.ram.writeLong(Board.DATA + 0x1000, 2);
        HartState second = HartState.guest();
        second.hgatp = Board.sv39(other, 6);
        second.vsatp = board.state.vsatp;
        second.pc = CODE;
        second.x[11] = PLACE;
        assertThat(board.hart.run(second, 1)).isEqualTo(Exit.DEADLINE);
        assertThat(second.x[10]).isEqualTo(2);
        board.state.pc = CODE;
        board.step(1);
        assertThat(board.a0()).isEqualTo(1);
    }

    @Test
    void flushGuestForgetsAVmidAndNoOther() {
        guest("ld a0, 0(a1)\n ld a0, 0(a1)\n ld a0, 0(a1)");
        board.ram.writeLong(Board.DATA + 0x1000, 2);
        board.step(1);
        board.map(stage2, DATA, Board.DATA + 0x1000, Board.RWX | Board.U);
        board.hart.caches().flushGuest(5);
        board.step(1);
        assertThat(board.a0()).isEqualTo(2);
        board.map(stage2, DATA, 0, 0);
        board.hart.caches().flushTranslations(5);
        expectTrap(Cause.LOAD_GUEST_PAGE_FAULT, PLACE, DATA, Board.assemble("ld a0, 0(x0)"));
    }

    @Test
    void theGuestsFenceFlushesItsOwnTranslations() {
        guest("ld a0, 0(a1)\n sfence.vma\n ld a2, 0(a1)");
        board.ram.writeLong(Board.DATA, 4);
        board.state.hedeleg = 0xb1ff;
        board.step(1);
        stage1(PLACE, DATA, 0);
        board.step(2);
        assertThat(board.state.vscause).isEqualTo(Cause.LOAD_PAGE_FAULT);
    }

    @ParameterizedTest
    @CsvSource({
        // henvcfg.PBMTE, menvcfg.PBMTE, which stage's leaf has a memory type, what comes of it
        "true, true, 1, 0",
        "true, true, 2, 0",
        "false, true, 1, 13",
        "false, true, 2, 0",
        "true, false, 2, 21"
    })
    void memoryTypesAreEnabledByHenvcfgInTheVsStageAndByMenvcfgInTheGStage(
            boolean guest, boolean machine, int stage, int cause) {
        guest("ld a0, 0(a1)");
        long uncached = 1L << 61;
        board.state.henvcfg = guest ? EnvironmentConfiguration.PBMTE : 0;
        board.state.menvcfg = machine ? EnvironmentConfiguration.PBMTE : 0;
        if (stage == 1) {
            stage1(PLACE, DATA, Board.RWX | uncached);
        } else {
            board.map(stage2, DATA, Board.DATA, Board.RWX | Board.U | uncached);
        }
        board.step(1);
        assertThat(board.state.scause).isEqualTo(cause);
    }

    @Test
    void theGStageHasRangesToo() {
        guest("ld a0, 0(a1)");
        long range = 0x5_0000;
        for (int i = 0; i < 16; i++) {
            board.map(stage2, range + 0x1000L * i, Board.BASE + 0x3_8000, Board.RWX | Board.U | 1L << 63);
        }
        stage1(PLACE, range + 0x3000, Board.RWX);
        board.ram.writeLong(Board.BASE + 0x3_3000, 33);
        assertThat(board.step(1)).isEqualTo(Exit.DEADLINE);
        assertThat(board.a0()).isEqualTo(33);
    }

    @Test
    void anAtomicThatTheGuestsTablesForbidIsTheGuestsFaultWhateverTheGStageHas() {
        guest("amoadd.d a0, a0, (a1)");
        board.state.hedeleg = 0xb1ff;
        stage1(PLACE, DATA, Board.V | Board.R | Board.A | Board.D);
        board.map(stage2, DATA, 0, 0);
        board.step(1);
        assertThat(board.state.vscause).isEqualTo(Cause.STORE_PAGE_FAULT);
        assertThat(board.state.vstval).isEqualTo(PLACE);
    }
}
