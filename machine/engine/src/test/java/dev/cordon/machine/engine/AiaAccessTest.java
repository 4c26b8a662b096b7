// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.machine.isa.Csr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Which mode may access which CSR of the AIA, and whether a refusal is an illegal or a virtual instruction (AIA, "Control and Status
 * Registers Added to Harts"). An expectation has a letter for each of M, HS, U, VS, VU: - allowed, I illegal, V virtual.
 */
class AiaAccessTest {
    private static final String[] MODES = {"M", "HS", "U", "VS", "VU"};

    @ParameterizedTest
    @ValueSource(
            strings = {
                "miselect",
                "mireg",
                "mtopei",
                "mtopi",
                "mvien",
                "mvip",
                "siselect",
                "sireg",
                "stopei",
                "stopi",
                "vsiselect",
                "vsireg",
                "vstopei",
                "vstopi",
                "hvien",
                "hvictl",
                "hviprio1",
                "hviprio2"
            })
    void withoutTheExtensionsThereAreNone(String csr) {
        assertThat(outcomes(() -> Board.bare().set("miselect", 0x30).set("siselect", 0x30), "csrr a0, " + csr))
                .isEqualTo("IIIII");
    }

    @ParameterizedTest
    @CsvSource({
        "miselect, -IIII",
        "mtopi, -IIII",
        "mvien, -IIII",
        "mvip, -IIII",
        "siselect, --I-V",
        "stopi, --I-V",
        "vsiselect, --IVV",
        "vstopi, --IVV",
        "hvien, --IVV",
        "hvictl, --IVV",
        "hviprio1, --IVV",
        "hviprio2, --IVV",
        "hgeie, --IVV",
        "hgeip, --IVV"
    })
    void privilegeIsByNumber(String csr, String expected) {
        assertThat(outcomes(() -> Board.withAia(IncomingMsiController.NONE), "csrr a0, " + csr))
                .isEqualTo(expected);
        assertThat(outcomes(() -> Board.withAia(new TestImsic(1)), "csrr a0, " + csr))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mtopi", "stopi", "vstopi", "hgeip"})
    void whatReportsOnlyIsReadOnly(String csr) {
        assertThat(outcomes(() -> Board.withAia(new TestImsic(1)), "csrw " + csr + ", a0"))
                .isEqualTo("IIIII");
    }

    @ParameterizedTest
    @CsvSource({
        // without IMSIC, with, with and VGEIN = 1
        "mtopei, IIIII, -IIII, -IIII",
        "stopei, IIIVV, --IVV, --I-V",
        "vstopei, IIIVV, IIIVV, --IVV"
    })
    void topsOfFilesAreThereWithTheirFiles(String csr, String without, String with, String withGuest) {
        assertThat(outcomes(() -> Board.withAia(IncomingMsiController.NONE), "csrr a0, " + csr))
                .isEqualTo(without);
        assertThat(outcomes(() -> Board.withAia(new TestImsic(1)), "csrr a0, " + csr))
                .isEqualTo(with);
        assertThat(outcomes(() -> Board.withAia(new TestImsic(1)).set("hstatus", 1 << 12), "csrw " + csr + ", x0"))
                .isEqualTo(withGuest);
    }

    @ParameterizedTest
    @CsvSource({
        // select, mireg, sireg, vsireg; without IMSIC
        "0x00, IIIII, IIIIV, IIIVV",
        "0x2f, IIIII, IIIIV, IIIVV",
        "0x30, -IIII, --IVV, IIIVV",
        "0x31, IIIII, IIIVV, IIIVV",
        "0x3e, -IIII, --IVV, IIIVV",
        "0x3f, IIIII, IIIVV, IIIVV",
        "0x40, IIIII, IIIIV, IIIVV",
        "0x6f, IIIII, IIIIV, IIIVV",
        "0x70, IIIII, IIIVV, IIIVV",
        "0xff, IIIII, IIIVV, IIIVV",
        "0x100, IIIII, IIIIV, IIIVV",
        "0x1ff, IIIII, IIIIV, IIIVV"
    })
    void windowsWithoutAnImsic(int select, String machine, String supervisor, String guest) {
        checkWindows(IncomingMsiController.NONE, 0, select, machine, supervisor, guest);
    }

    @ParameterizedTest
    @CsvSource({
        // VGEIN, select, mireg, sireg, vsireg; with an IMSIC
        "0, 0x30, -IIII, --IVV, IIIVV",
        "1, 0x30, -IIII, --IVV, IIIVV",
        "0, 0x70, -IIII, --IVV, IIIVV",
        "1, 0x70, -IIII, --I-V, --IVV",
        "1, 0x71, -IIII, --I-V, --IVV",
        "1, 0x7f, -IIII, --I-V, --IVV",
        "0, 0x80, -IIII, --IVV, IIIVV",
        "1, 0x80, -IIII, --I-V, --IVV",
        "1, 0x81, IIIII, IIIVV, IIIVV",
        "1, 0xbe, -IIII, --I-V, --IVV",
        "1, 0xbf, IIIII, IIIVV, IIIVV",
        "1, 0xc0, -IIII, --I-V, --IVV",
        "0, 0xc1, IIIII, IIIVV, IIIVV",
        "1, 0xfe, -IIII, --I-V, --IVV",
        "1, 0xff, IIIII, IIIVV, IIIVV",
        "1, 0x6f, IIIII, IIIIV, IIIVV",
        "1, 0x100, IIIII, IIIIV, IIIVV"
    })
    void windowsWithAnImsic(int vgein, int select, String machine, String supervisor, String guest) {
        checkWindows(new TestImsic(2), vgein, select, machine, supervisor, guest);
    }

    private static void checkWindows(
            IncomingMsiController imsic, int vgein, int select, String machine, String supervisor, String guest) {
        Setup setup = () -> Board.withAia(imsic)
                .set("hstatus", (long) vgein << 12)
                .set("miselect", select)
                .set("siselect", select)
                .set("vsiselect", select);
        assertThat(outcomes(setup, "csrr a0, mireg")).as("mireg").isEqualTo(machine);
        assertThat(outcomes(setup, "csrrw a0, mireg, a1")).as("mireg").isEqualTo(machine);
        assertThat(outcomes(setup, "csrr a0, sireg")).as("sireg").isEqualTo(supervisor);
        assertThat(outcomes(setup, "csrw sireg, a0")).as("sireg").isEqualTo(supervisor);
        assertThat(outcomes(setup, "csrr a0, vsireg")).as("vsireg").isEqualTo(guest);
        assertThat(outcomes(setup, "csrw vsireg, a0")).as("vsireg").isEqualTo(guest);
    }

    @Test
    void mvienTakesExternalInterruptsAndTheirFileFromSupervisorMode() {
        Setup setup = () -> Board.withAia(new TestImsic(1))
                .set("mvien", Interrupt.SEIP)
                .set("siselect", 0x70)
                .set("hstatus", 1 << 12)
                .set("vsiselect", 0x70);
        assertThat(outcomes(setup, "csrr a0, stopei")).isEqualTo("-II-V");
        assertThat(outcomes(setup, "csrr a0, sireg")).isEqualTo("-II-V");
        assertThat(outcomes(setup, "csrr a0, vstopei")).isEqualTo("--IVV");
        assertThat(outcomes(() -> setup.board().set("siselect", 0x30), "csrr a0, sireg"))
                .isEqualTo("-".repeat(2) + "I-V");
    }

    @Test
    void hvictlTakesInterruptsFromVsMode() {
        Setup setup = () -> Board.withAia(IncomingMsiController.NONE)
                .set("menvcfg", EnvironmentConfiguration.STCE)
                .set("henvcfg", EnvironmentConfiguration.STCE)
                .set("mcounteren", 2)
                .set("hcounteren", 2)
                .set("hvictl", VirtualInterruptControl.VTI | 9 << 16);
        for (String csr : new String[] {"sip", "sie"}) {
            assertThat(outcomes(setup, "csrr a0, " + csr)).isEqualTo("--IVV");
            assertThat(outcomes(setup, "csrw v" + csr + ", a0")).isEqualTo("--IVV");
        }
        assertThat(outcomes(setup, "csrr a0, stimecmp")).isEqualTo("--I-V");
        assertThat(outcomes(setup, "csrw stimecmp, a0")).isEqualTo("--IVV");
        assertThat(outcomes(setup, "csrw vstimecmp, a0")).isEqualTo("--IVV");
        assertThat(outcomes(setup, "csrr a0, stopi")).isEqualTo("--I-V");
    }

    @Test
    void thereAreNoRegistersOfSmcsrind() {
        for (int csr : new int[] {Csr.MIREG2, Csr.SIREG2, Csr.VSIREG2, Csr.SIREG6}) {
            assertThat(outcomes(() -> Board.withAia(new TestImsic(1)), "csrr a0, 0x" + Integer.toHexString(csr)))
                    .isEqualTo("IIIII");
        }
    }

    /** A board made anew for each access. */
    private interface Setup {
        Board board();
    }

    private static String outcomes(Setup setup, String instruction) {
        StringBuilder outcomes = new StringBuilder();
        for (String mode : MODES) {
            Board board = setup.board().code(instruction).mode(mode);
            board.state.mcause = -1;
            board.run(1);
            outcomes.append(
                    switch ((int) board.state.mcause) {
                        case Cause.ILLEGAL_INSTRUCTION -> 'I';
                        case Cause.VIRTUAL_INSTRUCTION -> 'V';
                        default -> board.state.pc == Board.CODE + 4 ? '-' : '?';
                    });
        }
        return outcomes.toString();
    }
}
