// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.isa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class IsaTest {
    @Test
    void theStringIsInCanonicalOrder() {
        assertThat(Isa.HART.string())
                .isEqualTo("rv64imafdch_zicbom_zicboz_zicntr_zicsr_zifencei_zihintpause_zihpm_zba_zbb_zbs"
                        + "_sstc_svade_svadu_svinval_svnapot_svpbmt");
        assertThat(Isa.of(Extension.SSTC, Extension.M, Extension.ZICSR, Extension.I)
                        .string())
                .isEqualTo("rv64im_zicsr_sstc");
    }

    @Test
    void theNamesAreThoseOfTheString() {
        assertThat(Isa.of(Extension.I, Extension.ZICSR, Extension.H).names()).containsExactly("i", "h", "zicsr");
    }

    @Test
    void aVariantWithoutAnExtensionLacksItsInstructions() {
        Isa guest = Isa.HART.without(Extension.H);
        assertThat(guest.string()).startsWith("rv64imafdc_zicbom");
        assertThat(guest.has(Instruction.HLV_W)).isFalse();
        assertThat(guest.has(Instruction.HINVAL_GVMA)).isFalse();
        assertThat(guest.has(Instruction.SINVAL_VMA)).isTrue();
        assertThat(guest.with(Extension.H)).isEqualTo(Isa.HART);
    }

    @Test
    void theHartHasEveryInstruction() {
        for (Instruction instruction : Instruction.values()) {
            assertThat(Isa.HART.has(instruction)).as(instruction.name()).isEqualTo(instruction != Instruction.ILLEGAL);
        }
    }

    @Test
    void extensionsNeedTheirFoundations() {
        assertThatThrownBy(() -> Isa.of(Extension.M)).hasMessage("no instruction set without the base I");
        assertThatThrownBy(() -> Isa.of(Extension.I, Extension.D)).hasMessage("extension d needs f too");
        assertThatThrownBy(() -> Isa.of(Extension.I, Extension.F)).hasMessage("extension f needs zicsr too");
        assertThatThrownBy(() -> Isa.HART.without(Extension.ZICSR)).hasMessageEndingWith("needs zicsr too");
    }

    @Test
    void stringsAreRead() {
        assertThat(Isa.parse(Isa.HART.string())).isEqualTo(Isa.HART);
        assertThat(Isa.parse("RV64GC").string()).isEqualTo("rv64imafdc_zicsr_zifencei");
        assertThat(Isa.parse("rv64dci_zihpm_zba").string()).isEqualTo("rv64ifdc_zicsr_zihpm_zba");
        assertThat(Isa.parse("rv64ib").string()).isEqualTo("rv64i_zicsr_zba_zbb_zbs");
        assertThat(Isa.parse("RV64IMAFDCSUHZicsr_Zifencei").string()).isEqualTo("rv64imafdch_zicsr_zifencei");
        assertThat(Isa.parse("rv64i2p1_m2p0_a2p1_zicsr2p0_zmmul1p0_zaamo1p0_zalrsc1p0")
                        .string())
                .isEqualTo("rv64ima_zicsr");
        assertThat(Isa.parse("rv64i_zca_zic64b_sv39").string()).isEqualTo("rv64ic_zicsr");
    }

    @Test
    void whatCannotBeHadIsOneLine() {
        assertThatThrownBy(() -> Isa.parse("rv32i"))
                .hasMessage("ISA 'rv32i' does not begin with rv64; write for instance rv64gc");
        assertThatThrownBy(() -> Isa.parse("rv64mc"))
                .hasMessage("ISA 'rv64mc' has neither I nor G after rv64; write for instance rv64gc");
        assertThatThrownBy(() -> Isa.parse("rv64gv"))
                .hasMessageStartingWith(
                        "ISA 'rv64gv': 'v' is nothing that this machine has; it has i m a f d c h zicbom");
        assertThatThrownBy(() -> Isa.parse("rv64g_zfoo")).hasMessageContaining("'zfoo' is nothing");
        assertThatThrownBy(() -> Isa.parse("rv64g_")).hasMessageContaining("no name after an underscore");
    }
}
