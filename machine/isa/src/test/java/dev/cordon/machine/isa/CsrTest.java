// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.isa;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsrTest {
    @Test
    void everyConstantNamesItsRegister() throws IllegalAccessException {
        for (var field : Csr.class.getFields()) {
            String name = field.getName().toLowerCase(Locale.ROOT);
            assertThat(Csr.name(field.getInt(null))).isEqualTo(name);
        }
    }

    @Test
    void everyNameLeadsBackToItsNumber() {
        for (int csr = 0; csr < 4096; csr++) {
            String name = Csr.name(csr);
            if (name.startsWith("0x")) {
                assertThat(Csr.number(name)).isEmpty();
            } else {
                assertThat(Csr.number(name)).hasValue(csr);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "pmpcfg15, 0x3af", "pmpaddr0, 0x3b0", "pmpaddr63, 0x3ef", "hpmcounter3, 0xc03", "hpmcounter31, 0xc1f",
        "mhpmcounter31, 0xb1f", "mhpmevent3, 0x323", "mhpmevent31, 0x33f", "vsatp, 0x280", "hgatp, 0x680",
        "mtopi, 0xfb0", "vstopi, 0xeb0", "stimecmp, 0x14d", "vstimecmp, 0x24d", "menvcfg, 0x30a"
    })
    void namesTheFamiliesAndTheSpecificationsNumbers(String name, String number) {
        assertThat(Csr.number(name)).hasValue(Integer.decode(number));
    }

    @Test
    void thePrivilegeAndReadOnlyBitsAreThoseOfTheNumber() {
        assertThat(Csr.isReadOnly(Csr.CYCLE)).isTrue();
        assertThat(Csr.isReadOnly(Csr.MHARTID)).isTrue();
        assertThat(Csr.isReadOnly(Csr.MSTATUS)).isFalse();
        assertThat(Csr.privilege(Csr.FCSR)).isZero();
        assertThat(Csr.privilege(Csr.SATP)).isEqualTo(1);
        assertThat(Csr.privilege(Csr.HGATP)).isEqualTo(2);
        assertThat(Csr.privilege(Csr.VSATP)).isEqualTo(2);
        assertThat(Csr.privilege(Csr.MEPC)).isEqualTo(3);
    }
}
