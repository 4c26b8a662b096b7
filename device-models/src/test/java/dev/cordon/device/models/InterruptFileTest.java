// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.device.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** By sections of the AIA's chapter "Incoming MSI Controller". */
class InterruptFileTest {

    private static final int EIDELIVERY = 0x70;
    private static final int EITHRESHOLD = 0x72;
    private static final int EIP0 = 0x80;
    private static final int EIE0 = 0xc0;

    private final InterruptFile file = new InterruptFile(255);

    // Interrupt files and interrupt identities

    @ParameterizedTest
    @ValueSource(ints = {0, 62, 64, 2048, 2111, -1})
    void theNumberOfIdentitiesIsOneLessThanAMultipleOf64From63To2047(int identities) {
        assertThatThrownBy(() -> new InterruptFile(identities)).isInstanceOf(IllegalArgumentException.class);
        assertThat(new InterruptFile(63).identities()).isEqualTo(63);
        assertThat(new InterruptFile(2047).identities()).isEqualTo(2047);
    }

    // Memory region for an interrupt file

    @ParameterizedTest
    @CsvSource({
        "0, 5, 5",
        "4, 0x05000000, 5",
        "0, 255, 255",
        "0, 0, 0",
        "0, 256, 0",
        "4, 5, 0",
        "8, 5, 0",
        "0xffc, 5, 0",
        "0, -1, 0"
    })
    void aWriteToItsPageMakesAnImplementedIdentityPending(long offset, int value, int identity) {
        file.write(offset, 4, value);
        assertThat(pending()).isEqualTo(identity);
    }

    @Test
    void theUpperHalfOfTheValueDoesNotCount() {
        file.write(0, 4, 0x1_0000_0007L);
        assertThat(pending()).isEqualTo(7);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 8})
    void onlyWordsCount(int size) {
        file.write(0, size, 5);
        assertThat(pending()).isZero();
    }

    @Test
    void itsPageReadsZero() {
        file.write(0, 4, 5);
        for (long offset = 0; offset < InterruptFile.SIZE; offset += 4) {
            assertThat(file.read(offset, 4)).isZero();
        }
    }

    // Indirectly accessed interrupt-file registers

    @Test
    void deliveryIsOnOrOff() {
        assertThat(file.readRegister(EIDELIVERY)).isZero();
        file.writeRegister(EIDELIVERY, 1);
        assertThat(file.readRegister(EIDELIVERY)).isEqualTo(1);
        file.writeRegister(EIDELIVERY, 0x4000_0000);
        assertThat(file.readRegister(EIDELIVERY)).as("no delivery from a PLIC").isZero();
    }

    @ParameterizedTest
    @CsvSource({"63, 63", "255, 255", "191, 255", "2047, 2047"})
    void theThresholdHoldsAllIdentities(int identities, int largest) {
        InterruptFile other = new InterruptFile(identities);
        other.writeRegister(EITHRESHOLD, -1);
        assertThat(other.readRegister(EITHRESHOLD)).isEqualTo(largest);
    }

    @ParameterizedTest
    @ValueSource(ints = {EIP0, EIE0})
    void arraysHoldABitForEachIdentity(int array) {
        for (int register = array; register < array + 64; register++) {
            file.writeRegister(register, -1);
        }
        assertThat(file.readRegister(array)).as("no identity 0").isEqualTo(-2);
        for (int register = array + 1; register < array + 64; register++) {
            long expected = (register & 1) == 0 && register < array + 8 ? -1 : 0;
            assertThat(file.readRegister(register))
                    .as("register 0x%x", register)
                    .isEqualTo(expected);
        }
    }

    @Test
    void reservedRegistersReadZero() {
        for (int register : new int[] {-1, 0, 0x6f, 0x71, 0x73, 0x7f, 0x100, 0x170}) {
            file.writeRegister(register, -1);
            assertThat(file.readRegister(register)).isZero();
        }
        assertThat(file.readRegister(EIP0)).isZero();
    }

    // Top external interrupt CSRs

    @Test
    void theLowestPendingAndEnabledIdentityIsTheTop() {
        file.receive(200);
        file.receive(70);
        file.receive(3);
        assertThat(file.top()).as("none enabled").isZero();
        enable(200);
        assertThat(file.top()).isEqualTo(200 << 16 | 200);
        enable(70);
        assertThat(file.top()).isEqualTo(70 << 16 | 70);
    }

    @Test
    void theThresholdHidesItselfAndWhatIsAboveIt() {
        enable(70);
        file.receive(70);
        file.writeRegister(EITHRESHOLD, 70);
        assertThat(file.top()).isZero();
        file.writeRegister(EITHRESHOLD, 71);
        assertThat(file.top()).isNotZero();
        file.writeRegister(EITHRESHOLD, 0);
        assertThat(file.top()).isNotZero();
    }

    @Test
    void aClaimClearsWhatTheTopReports() {
        enable(70);
        enable(200);
        file.receive(70);
        file.receive(200);
        file.receive(4);
        file.claim();
        assertThat(file.top()).isEqualTo(200 << 16 | 200);
        file.claim();
        assertThat(file.top()).isZero();
        file.claim();
        assertThat(file.readRegister(EIP0)).as("not enabled").isEqualTo(1L << 4);
    }

    // Interrupt delivery and handling

    @Test
    void theSignalNeedsDeliveryAndATop() {
        file.writeRegister(EIDELIVERY, 1);
        assertThat(file.signal()).isFalse();
        enable(9);
        file.receive(9);
        assertThat(file.signal()).isTrue();
        file.writeRegister(EIDELIVERY, 0);
        assertThat(file.signal()).isFalse();
        assertThat(file.top()).as("without delivery too").isNotZero();
    }

    private void enable(int identity) {
        int register = EIE0 + identity / 64 * 2;
        file.writeRegister(register, file.readRegister(register) | 1L << identity);
    }

    /** The only identity that is pending; 0 if none. */
    private int pending() {
        int found = 0;
        for (int word = 0; word < 4; word++) {
            long bits = file.readRegister(EIP0 + 2 * word);
            if (bits != 0) {
                assertThat(found).isZero();
                assertThat(Long.bitCount(bits)).isEqualTo(1);
                found = 64 * word + Long.numberOfTrailingZeros(bits);
            }
        }
        return found;
    }
}
