// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Interrupts that one level injects into the next (AIA, "Interrupt filtering and virtual interrupts for supervisor level", "Virtual
 * interrupts for VS level").
 */
class VirtualInterruptTest {
    private static final long LOCAL = 1L << 40;

    private static Board board() {
        return Board.withAia(new TestImsic(1));
    }

    @Test
    void whatCanBeFilteredAndInjected() {
        Board board = board().set("mvien", -1).set("mvip", -1).set("hvien", -1).set("hvip", -1);
        assertThat(board.get("mvien")).isEqualTo(0xffff_ffff_ffff_e202L);
        assertThat(board.get("mvip")).isEqualTo(0xffff_ffff_ffff_e222L);
        assertThat(board.get("hvien")).isEqualTo(0xffff_ffff_ffff_e000L);
        assertThat(board.get("hvip")).isEqualTo(0xffff_ffff_ffff_e444L);
        assertThat(board.get("mip")).isEqualTo(0x464);
    }

    @Test
    void withoutTheExtensionsNothingLocalIsInjected() {
        Board board =
                Board.bare().set("hvip", -1).set("hideleg", -1).set("vsie", -1).set("sie", -1);
        assertThat(board.get("hvip")).isEqualTo(0x444);
        assertThat(board.get("hideleg")).isEqualTo(0x444);
        assertThat(board.get("vsie")).isEqualTo(0x222);
        assertThat(board.get("sie")).isZero();
    }

    // The table of mideleg and mvien

    @ParameterizedTest
    @ValueSource(ints = {1, 9, 13, 40, 63})
    void neitherDelegatedNorFiltered(int code) {
        long bit = 1L << code;
        Board board = board().set("mip", bit).set("mvip", bit).set("sie", bit);
        assertThat(board.get("sip") | board.get("sie")).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 9, 13, 40, 63})
    void filtered(int code) {
        long bit = 1L << code;
        Board board = board().set("mvien", bit).set("mvip", bit).set("sie", bit);
        assertThat(board.get("sip")).isEqualTo(bit);
        assertThat(board.get("sie")).isEqualTo(bit);
        assertThat(board.get("mie")).isZero();
        assertThat(board.get("mip")).isZero();
        assertThat(board.get("stopi") >>> 16).isEqualTo(code);
        board.code("nop").mode("U").run(1);
        assertThat(board.state.scause).isEqualTo(Cause.INTERRUPT | code);
    }

    @ParameterizedTest
    @CsvSource({"1, true", "9, false", "13, true", "63, true"})
    void supervisorModeClearsWhatIsInjectedButExternalInterrupts(int code, boolean clears) {
        long bit = 1L << code;
        Board board = board().set("mvien", bit).set("mvip", bit).set("sip", 0);
        assertThat(board.get("sip")).isEqualTo(clears ? 0 : bit);
        assertThat(board.get("mvip")).isEqualTo(clears ? 0 : bit);
    }

    @Test
    void delegated() {
        Board board = board().set("mideleg", -1).set("mvien", -1).set("sie", -1).set("mip", Interrupt.SSIP);
        assertThat(board.get("mie")).isEqualTo(Interrupt.SUPERVISOR);
        assertThat(board.get("sie")).isEqualTo(Interrupt.SUPERVISOR | Interrupt.LOCAL);
        assertThat(board.get("sip")).isEqualTo(Interrupt.SSIP);
    }

    // Aliases of mvip

    @Test
    void ssipIsOneBitUntilMvienHasIt() {
        Board board = board().set("mvip", Interrupt.SSIP);
        assertThat(board.get("mip")).isEqualTo(Interrupt.SSIP);
        board.set("mip", 0);
        assertThat(board.get("mvip")).isZero();
        board.set("mvien", Interrupt.SSIP).set("mvip", Interrupt.SSIP);
        assertThat(board.get("mip")).isZero();
        board.set("mip", Interrupt.SSIP).set("mvip", 0);
        assertThat(board.get("mip")).isEqualTo(Interrupt.SSIP);
    }

    @Test
    void stipIsMipsWhileSoftwareMayWriteIt() {
        Board board = board().set("mvip", Interrupt.STIP);
        assertThat(board.get("mip")).isEqualTo(Interrupt.STIP);
        board.set("menvcfg", EnvironmentConfiguration.STCE);
        assertThat(board.get("mvip")).isZero();
    }

    @Test
    void seipIsPartOfMipUntilMvienHasIt() {
        Board board = board().set("mvip", Interrupt.SEIP);
        assertThat(board.get("mip")).isEqualTo(Interrupt.SEIP);
        board.set("mvien", Interrupt.SEIP);
        assertThat(board.get("mip")).isZero();
        assertThat(board.get("mvip")).isEqualTo(Interrupt.SEIP);
        board.set("mip", 0);
        assertThat(board.get("mvip")).as("read-only in mip").isEqualTo(Interrupt.SEIP);
        board.hart.setInterrupt(Hart.SEIP, true);
        assertThat(board.get("mip")).as("the line").isEqualTo(Interrupt.SEIP);
        board.set("mvip", 0);
        assertThat(board.get("sip")).as("M-mode's to pass on").isZero();
    }

    // hideleg, hvien, hvip

    @Test
    void hidelegHoldsLocalInterruptsThatSupervisorLevelHas() {
        Board board = board().set("hideleg", -1);
        assertThat(board.get("hideleg")).isEqualTo(0x444);
        board.set("mvien", LOCAL).set("hideleg", -1);
        assertThat(board.get("hideleg")).isEqualTo(LOCAL | 0x444);
        board.set("mvien", 0);
        assertThat(board.get("hideleg")).isEqualTo(0x444);
    }

    @Test
    void aLocalInterruptOfSupervisorLevelCanBeDelegated() {
        Board board = board().set("mvien", LOCAL)
                .set("mvip", LOCAL)
                .set("hideleg", LOCAL)
                .set("vsie", LOCAL);
        assertThat(board.get("vsip")).isEqualTo(LOCAL);
        assertThat(board.get("sie")).as("alias").isEqualTo(LOCAL);
        assertThat(board.get("stopi")).isZero();
        board.code("nop").mode("VU").run(1);
        assertThat(board.state.vscause).isEqualTo(Cause.INTERRUPT | 40);
        board.set("vsip", 0);
        assertThat(board.get("mvip")).isZero();
    }

    @Test
    void aLocalInterruptCanBeInjectedIntoVsLevel() {
        Board board = board().set("hvip", LOCAL).set("vsie", LOCAL);
        assertThat(board.get("vsip") | board.get("vsie")).isZero();
        board.set("hvien", LOCAL).set("vsie", LOCAL);
        assertThat(board.get("vsip")).isEqualTo(LOCAL);
        assertThat(board.get("vsie")).isEqualTo(LOCAL);
        assertThat(board.get("sie")).isZero();
        board.code("nop").mode("VU").run(1);
        assertThat(board.state.vscause).isEqualTo(Cause.INTERRUPT | 40);
        board.set("vsip", 0);
        assertThat(board.get("hvip")).isZero();
    }

    // Delivery of external interrupts by an IMSIC

    @Test
    void filesAssertTheExternalInterruptsOfTheirLevels() {
        TestImsic imsic = new TestImsic(2);
        Board board = Board.withAia(imsic).set("mideleg", -1);
        assertThat(board.get("mip")).isZero();
        imsic.with(IncomingMsiController.MACHINE, 1);
        assertThat(board.get("mip")).isEqualTo(Interrupt.MEIP);
        imsic.with(IncomingMsiController.SUPERVISOR, 1);
        assertThat(board.get("sip")).isEqualTo(Interrupt.SEIP);
        imsic.with(2, 1);
        assertThat(board.get("hgeip")).isEqualTo(1 << 2);
        assertThat(board.get("hip")).isZero();
        board.set("hgeie", -1);
        assertThat(board.get("hgeie")).isEqualTo(0b110);
        assertThat(board.get("hip")).isEqualTo(Interrupt.SGEIP);
        board.set("hgeie", 0b010);
        assertThat(board.get("hip")).isZero();
        board.set("hstatus", 2 << 12);
        assertThat(board.get("hip")).isEqualTo(Interrupt.VSEIP);
        board.set("hideleg", Interrupt.VSEIP);
        assertThat(board.get("vsip")).isEqualTo(Interrupt.SEIP);
    }

    @Test
    void vgeinHoldsTheNumbersOfGuestFilesOnly() {
        Board board = Board.withAia(new TestImsic(2));
        for (int number = 0; number < 64; number++) {
            board.set("hstatus", (long) number << 12);
            assertThat(board.get("hstatus") >>> 12 & 0x3f).isEqualTo(Math.min(number, 2));
        }
        assertThat(Board.bare().set("hstatus", -1).get("hstatus") >>> 12 & 0x3f).isZero();
    }

    @ParameterizedTest
    @CsvSource({"0, 0, 0", "1, 0x2, 0x1000", "63, -2, 0x1000"})
    void sixtyThreeGuestFilesAtMost(int guests, String files, String interrupt) {
        Board board = Board.withAia(new TestImsic(guests))
                .set("hgeie", -1)
                .set("hie", -1)
                .set("mie", 0x1000);
        assertThat(board.get("hgeie")).isEqualTo(Long.decode(files));
        assertThat(board.get("mie")).isEqualTo(Long.decode(interrupt));
        assertThat(board.get("mideleg") & 0x1000).isEqualTo(Long.decode(interrupt));
    }

    @Test
    void aClaimTakesWhatTheSameInstructionReads() {
        TestImsic imsic = new TestImsic(0).with(IncomingMsiController.MACHINE, 7);
        Board board = Board.withAia(imsic).code("csrrs a0, mtopei, a1\n csrrw a2, mtopei, x0");
        imsic.messages.add(new TestImsic.Message(IncomingMsiController.MACHINE, 7));
        imsic.messages.add(new TestImsic.Message(IncomingMsiController.MACHINE, 7));
        board.state.x[11] = 1;
        board.step(1);
        assertThat(board.a0()).isEqualTo(7 << 16 | 7);
        assertThat(imsic.identities).as("the second message waits").doesNotContainKey(IncomingMsiController.MACHINE);
    }

    @Test
    void windowsReachTheFileOfTheirLevel() {
        TestImsic imsic = new TestImsic(2);
        Board board = Board.withAia(imsic).set("hstatus", 2 << 12);
        board.set("miselect", 0xc0).set("mireg", 1);
        board.set("siselect", 0xc2).set("sireg", 2);
        board.set("vsiselect", 0xc4).set("vsireg", 3);
        board.code("csrw siselect, a0\n csrw sireg, a1").mode("VS");
        board.state.x[10] = 0x72;
        board.state.x[11] = 4;
        board.run(2);
        assertThat(imsic.registers).containsOnlyKeys("64:c0", "0:c2", "2:c4", "2:72");
        assertThat(imsic.registers.values()).containsExactlyInAnyOrder(1L, 2L, 3L, 4L);
        board.mode("HS");
        assertThat(board.get("siselect")).as("VS-mode has its own").isEqualTo(0xc2);
        assertThat(board.get("vsiselect")).isEqualTo(0x72);
    }

    @ParameterizedTest
    @ValueSource(strings = {"miselect", "siselect", "vsiselect"})
    void selectsHoldNineBits(String csr) {
        assertThat(board().set(csr, -1).get(csr)).isEqualTo(0x1ff);
        assertThat(board().set(csr, 0x2a5).get(csr)).isEqualTo(0xa5);
    }

    // WFI

    @Test
    void wfiGoesOnForWhatMipDoesNotShow() {
        Board board = board().code("wfi").mode("HS").set("mvien", LOCAL).set("sie", LOCAL);
        assertThat(board.step(1)).isEqualTo(Exit.WFI);
        board.set("mvip", LOCAL);
        assertThat(board.hart.wakes(board.state)).isTrue();
        board.set("mvip", 0);
        assertThat(board.hart.wakes(board.state)).isFalse();
        board.set("hvien", LOCAL).set("hvip", LOCAL).set("vsie", LOCAL);
        assertThat(board.hart.wakes(board.state))
                .as("a guest's, outside a guest")
                .isTrue();
    }

    @Test
    void wfiGoesOnForAMessage() {
        TestImsic imsic = new TestImsic(0);
        Board board = Board.withAia(imsic).set("mie", Interrupt.MEIP).code("wfi");
        assertThat(board.step(1)).isEqualTo(Exit.WFI);
        imsic.messages.add(new TestImsic.Message(IncomingMsiController.MACHINE, 3));
        assertThat(board.hart.wakes(board.state)).isTrue();
    }
}
