// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.capabilities.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MemorySizeTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "4096, 4096",
        "16K, 16384",
        "16KiB, 16384",
        "256M, 268435456",
        "256MiB, 268435456",
        "2G, 2147483648",
        "2GiB, 2147483648",
        "007M, 7340032",
        "9223372036854775807, 9223372036854775807",
        "9223372036854775808, 9223372036854775807",
        "99999999999999999999G, 9223372036854775807"
    })
    void bothSpellingsArePowersOfTwo(String text, long bytes) {
        assertThat(MemorySize.parse(text)).hasValue(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "M", "-1", "+1", "1.5G", "256m", "256MB", "256 M", "0x10", "1T", "1MiBs", "1e6"})
    void allElseIsNoSize(String text) {
        assertThat(MemorySize.parse(text)).isEmpty();
    }

    @Test
    void aSizeIsWrittenInItsLargestUnit() {
        assertThat(MemorySize.format(256L << 20)).isEqualTo("256M");
        assertThat(MemorySize.format(2L << 30)).isEqualTo("2G");
        assertThat(MemorySize.format(2048L << 30)).isEqualTo("2048G");
        assertThat(MemorySize.format(1025)).isEqualTo("1025 bytes");
        assertThat(MemorySize.format(0)).isEqualTo("0 bytes");
    }
}
