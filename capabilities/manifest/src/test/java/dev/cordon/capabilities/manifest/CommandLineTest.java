// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.capabilities.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CommandLineTest {

    @Test
    void whatIsAppendedComesAfterTheDefaults() {
        assertThat(CommandLine.of("quiet", true)).isEqualTo("earlycon=sbi console=ttyS0 quiet");
        assertThat(CommandLine.of(" a  b ", true)).isEqualTo("earlycon=sbi console=ttyS0 a  b");
        assertThat(CommandLine.of("", true)).isEqualTo("earlycon=sbi console=ttyS0");
    }

    @Test
    void whatIsAppendedReplacesDefaultsOfItsName() {
        assertThat(CommandLine.of("console=hvc0 quiet", true)).isEqualTo("earlycon=sbi console=hvc0 quiet");
        assertThat(CommandLine.of("earlycon console=hvc0 console=ttyS0", true))
                .isEqualTo("earlycon console=hvc0 console=ttyS0");
        assertThat(CommandLine.of("my.console=1", true)).isEqualTo("earlycon=sbi console=ttyS0 my.console=1");
    }

    @Test
    void aGuestWithoutAConsoleIsToldOfNone() {
        assertThat(CommandLine.of("quiet", false)).isEqualTo("quiet");
    }
}
