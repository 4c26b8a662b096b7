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
                        + "_sstc_svade_svadu_svinval");
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
}
