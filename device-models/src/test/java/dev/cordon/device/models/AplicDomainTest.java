// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.device.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** By sections of the AIA's chapter "Advanced Platform-Level Interrupt Controller". */
class AplicDomainTest {

    private static final int SOURCES = 96;
    private static final int HARTS = 2;

    private static final int DOMAINCFG = 0;
    private static final int SETIP = 0x1c00;
    private static final int SETIPNUM = 0x1cdc;
    private static final int IN_CLRIP = 0x1d00;
    private static final int CLRIPNUM = 0x1ddc;
    private static final int SETIE = 0x1e00;
    private static final int SETIENUM = 0x1edc;
    private static final int CLRIE = 0x1f00;
    private static final int CLRIENUM = 0x1fdc;
    private static final int SETIPNUM_LE = 0x2000;
    private static final int SETIPNUM_BE = 0x2004;
    private static final int GENMSI = 0x3000;
    private static final int TARGET = 0x3000;
    private static final int IDC = 0x4000;

    private static final int IDELIVERY = 0;
    private static final int IFORCE = 4;
    private static final int ITHRESHOLD = 8;
    private static final int TOPI = 0x18;
    private static final int CLAIMI = 0x1c;

    private static final int IE = 1 << 8;
    private static final int DM = 1 << 2;
    private static final int DELEGATE = 1 << 10;

    private static final int DETACHED = 1;
    private static final int EDGE1 = 4;
    private static final int EDGE0 = 5;
    private static final int LEVEL1 = 6;
    private static final int LEVEL0 = 7;

    private record Msi(char level, int hart, int guest, int identity) {}

    private final List<Msi> sent = new ArrayList<>();
    private final MsiAddresses addresses = new MsiAddresses();
    private final AplicDomain child = AplicDomain.supervisor(
            SOURCES, HARTS, (hart, guest, identity) -> sent.add(new Msi('S', hart, guest, identity)));
    private final AplicDomain root = AplicDomain.machine(
            child, addresses, (hart, guest, identity) -> sent.add(new Msi('M', hart, guest, identity)));

    // Memory-mapped control region for an interrupt domain

    @Test
    void onlyAlignedWordsAreRegisters() {
        for (int size : new int[] {1, 2, 8}) {
            root.write(DOMAINCFG, size, IE);
            assertThat(root.read(DOMAINCFG, size)).isZero();
        }
        root.write(1, 4, IE);
        assertThat(root.read(2, 4)).isZero();
        assertThat(read(root, DOMAINCFG)).isEqualTo(0x8000_0000);
    }

    @Test
    void whatIsReservedReadsZero() {
        for (int offset :
                new int[] {0x1000, 0x1bbc, 0x1bd0, 0x1c0c + 4, 0x1c80, 0x2008, 0x2ffc, 0x4040, 0x400c, 0x7ffc}) {
            write(root, offset, -1);
            assertThat(read(root, offset)).as("offset 0x%x", offset).isZero();
        }
        assertThat(sent).isEmpty();
    }

    // Domain configuration

    @Test
    void interruptEnableAndDeliveryModeAreWritable() {
        write(root, DOMAINCFG, -1);
        assertThat(read(root, DOMAINCFG)).isEqualTo(0x8000_0000 | IE | DM);
        write(root, DOMAINCFG, 0);
        assertThat(read(root, DOMAINCFG)).isEqualTo(0x8000_0000);
    }

    @Test
    void aDomainWithoutMsisDeliversDirectly() {
        AplicDomain leaf = AplicDomain.supervisor(SOURCES, HARTS);
        for (AplicDomain domain : List.of(leaf, AplicDomain.machine(leaf), AplicDomain.whole(SOURCES, HARTS))) {
            write(domain, DOMAINCFG, -1);
            assertThat(read(domain, DOMAINCFG)).isEqualTo(0x8000_0000 | IE);
            for (int offset = 0x1bc0; offset < 0x1bd0; offset += 4) {
                write(domain, offset, -1);
                assertThat(read(domain, offset)).isZero();
            }
        }
    }

    // Source configurations

    @ParameterizedTest
    @CsvSource({"0,0", "1,1", "2,0", "3,0", "4,4", "5,5", "6,6", "7,7", "8,0", "0x1f6,6", "-1025,7"})
    void aSourceHasAMode(int written, int kept) {
        write(root, 4 * 5, written);
        assertThat(read(root, 4 * 5)).isEqualTo(kept);
    }

    @Test
    void aSourceIsDelegatedToTheOnlyChild() {
        write(root, 4 * 5, DELEGATE | 0x3ff);
        assertThat(read(root, 4 * 5)).isEqualTo(DELEGATE);
    }

    @Test
    void aLeafDomainDoesNotDelegate() {
        delegate(5);
        write(child, 4 * 5, LEVEL1);
        write(child, 4 * 5, DELEGATE | LEVEL1);
        assertThat(read(child, 4 * 5)).isZero();
    }

    @Test
    void aSourceThatIsNotDelegatedIsNoneOfTheChildsBusiness() {
        write(child, 4 * 5, LEVEL1);
        assertThat(read(child, 4 * 5)).isZero();
        delegate(5);
        assertThat(read(child, 4 * 5)).as("zero until written").isZero();
        write(child, 4 * 5, LEVEL1);
        assertThat(read(child, 4 * 5)).isEqualTo(LEVEL1);
        write(root, 4 * 5, 0);
        assertThat(read(child, 4 * 5)).isZero();
    }

    @Test
    void thereIsNoSource0AndNoneAboveTheLast() {
        write(root, 4 * (SOURCES + 1), LEVEL1);
        assertThat(read(root, 4 * (SOURCES + 1))).isZero();
        assertThatThrownBy(() -> root.setLevel(0, true)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> root.setLevel(SOURCES + 1, true)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anInactiveSourceHasNoBitsAndNoTarget() {
        write(root, SETIPNUM, 5);
        write(root, SETIENUM, 5);
        write(root, TARGET + 4 * 5, -1);
        assertThat(read(root, SETIP) | read(root, SETIE) | read(root, TARGET + 4 * 5))
                .isZero();

        write(root, 4 * 5, DETACHED);
        write(root, SETIPNUM, 5);
        write(root, SETIENUM, 5);
        write(root, TARGET + 4 * 5, -1);
        assertThat(read(root, SETIP)).isEqualTo(1 << 5);
        assertThat(read(root, SETIE)).isEqualTo(1 << 5);
        assertThat(read(root, TARGET + 4 * 5)).isNotZero();
        write(root, 4 * 5, 0);
        assertThat(read(root, SETIP) | read(root, SETIE) | read(root, TARGET + 4 * 5))
                .isZero();
    }

    @ParameterizedTest
    @CsvSource({"0,false", "1,false", "4,true", "5,false", "6,true", "7,false"})
    void theRectifiedInputIsInvertedForFallingEdgesAndLowLevels(int mode, boolean whileHigh) {
        write(root, 4 * 40, mode);
        root.setLevel(40, true);
        assertThat(read(root, IN_CLRIP + 4)).isEqualTo(whileHigh ? 1 << 8 : 0);
        root.setLevel(40, false);
        boolean whileLow = mode == EDGE0 || mode == LEVEL0;
        assertThat(read(root, IN_CLRIP + 4)).isEqualTo(whileLow ? 1 << 8 : 0);
        assertThat(read(root, IN_CLRIP)).isZero();
    }

    // Machine and supervisor MSI address configuration

    @Test
    void addressesAreWritableUntilTheyAreLocked() {
        for (int offset = 0x1bc0; offset < 0x1bd0; offset += 4) {
            write(root, offset, ~0x8000_0000);
        }
        assertThat(read(root, 0x1bc0)).isEqualTo(0x7fff_ffff);
        assertThat(read(root, 0x1bc4)).isEqualTo(0x1f77_ffff);
        assertThat(read(root, 0x1bc8)).isEqualTo(0x7fff_ffff);
        assertThat(read(root, 0x1bcc)).isEqualTo(0x0070_0fff);
        write(root, 0x1bc4, 0x8000_0001);
        for (int offset = 0x1bc0; offset < 0x1bd0; offset += 4) {
            write(root, offset, 0);
        }
        assertThat(read(root, 0x1bc4)).isEqualTo(0x8000_0001);
        assertThat(read(root, 0x1bc0)).isEqualTo(0x7fff_ffff);
        assertThat(read(root, 0x1bc8)).isEqualTo(0x7fff_ffff);
        assertThat(read(root, 0x1bcc)).isEqualTo(0x0070_0fff);
    }

    @Test
    void aSupervisorDomainHasNoAddressRegisters() {
        for (int offset = 0x1bc0; offset < 0x1bd0; offset += 4) {
            write(child, offset, -1);
            assertThat(read(child, offset)).isZero();
        }
    }

    @Test
    void addressesComeFromBaseGroupHartAndGuest() {
        write(root, 0x1bc0, 0x2_4000);
        write(root, 0x1bc4, 0x3 << 24 | 1 << 20 | 2 << 16 | 4 << 12 | 0x012);
        write(root, 0x1bc8, 0x2_8000);
        write(root, 0x1bcc, 3 << 20 | 0x034);
        // hart index 0x2b: group 2 (2 bits), hart 0xb (4 bits)
        assertThat(addresses.machine(0x2b)).isEqualTo((0x012_0002_4000L | 2L << (3 + 12) | 0xb << 1) << 12);
        assertThat(addresses.supervisor(0x2b, 5)).isEqualTo((0x034_0002_8000L | 2L << (3 + 12) | 0xb << 3 | 5) << 12);
        assertThat(addresses.supervisor(0x6b, 5))
                .as("index bits above the group")
                .isEqualTo(addresses.supervisor(0x2b, 5));
    }

    // Pending and enable bits

    @Test
    void bitsAreSetAndClearedByWordAndByNumber() {
        for (int source : new int[] {1, 31, 32, 95, 96}) {
            write(root, 4 * source, DETACHED);
        }
        int[] all = {1 << 31 | 1 << 1, 1, 1 << 31, 1};
        for (int word = 0; word < 4; word++) {
            write(root, SETIP + 4 * word, -1);
            write(root, SETIE + 4 * word, -1);
            assertThat(read(root, SETIP + 4 * word)).isEqualTo(all[word]);
            assertThat(read(root, SETIE + 4 * word)).isEqualTo(all[word]);
            assertThat(read(root, CLRIE + 4 * word)).isZero();
        }
        write(root, IN_CLRIP + 8, 1 << 31);
        write(root, CLRIE + 8, 1 << 31);
        write(root, CLRIPNUM, 96);
        write(root, CLRIENUM, 96);
        for (int word = 2; word < 4; word++) {
            assertThat(read(root, SETIP + 4 * word) | read(root, SETIE + 4 * word))
                    .isZero();
        }
        write(root, SETIPNUM, 95);
        write(root, SETIPNUM_LE, 96);
        write(root, SETIENUM, 95);
        assertThat(read(root, SETIP + 8)).isEqualTo(1 << 31);
        assertThat(read(root, SETIP + 12)).isEqualTo(1);
        assertThat(read(root, SETIE + 8)).isEqualTo(1 << 31);
        for (int register : new int[] {SETIPNUM, CLRIPNUM, SETIENUM, CLRIENUM, SETIPNUM_LE, SETIPNUM_BE}) {
            assertThat(read(root, register)).isZero();
        }
    }

    @Test
    void oneRegisterTakesNumbersInBigEndianOrder() {
        write(root, 4 * 5, DETACHED);
        write(root, SETIPNUM_BE, 5);
        assertThat(read(root, SETIP)).isZero();
        write(root, SETIPNUM_BE, 5 << 24);
        assertThat(read(root, SETIP)).isEqualTo(1 << 5);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 97, 1024, -1, 0x1_0005})
    void numbersOfNoSourceAreIgnored(int number) {
        write(root, 4 * 5, DETACHED);
        for (int register : new int[] {SETIPNUM, SETIENUM, CLRIPNUM, CLRIENUM, SETIPNUM_LE, SETIPNUM_BE}) {
            write(root, register, number);
        }
        for (int word = 0; word < 32; word++) {
            assertThat(read(root, SETIP + 4 * word) | read(root, SETIE + 4 * word))
                    .isZero();
        }
    }

    // Precise effects on interrupt-pending bits

    @Test
    void aDetachedSourceIgnoresItsWire() {
        active(5, DETACHED, 0);
        root.setLevel(5, true);
        assertThat(pending(5)).isFalse();
        write(root, SETIPNUM, 5);
        root.setLevel(5, false);
        assertThat(pending(5)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {EDGE1, EDGE0})
    void anEdgeSetsAndOnlySoftwareAndClaimsClear(int mode) {
        root.setLevel(5, mode == EDGE0);
        active(5, mode, 0);
        assertThat(pending(5)).isFalse();
        root.setLevel(5, mode == EDGE1);
        assertThat(pending(5)).isTrue();
        root.setLevel(5, mode == EDGE0);
        assertThat(pending(5)).isTrue();
        write(root, CLRIPNUM, 5);
        assertThat(pending(5)).isFalse();
        write(root, SETIPNUM, 5);
        assertThat(pending(5)).isTrue();
        deliver(0);
        assertThat(read(root, IDC + CLAIMI) >>> 16).isEqualTo(5);
        assertThat(pending(5)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {LEVEL1, LEVEL0})
    void aLevelDeliveredDirectlyIsPendingWhileItIsThere(int mode) {
        root.setLevel(5, mode == LEVEL0);
        active(5, mode, 0);
        write(root, SETIPNUM, 5);
        assertThat(pending(5)).as("not by software").isFalse();
        root.setLevel(5, mode == LEVEL1);
        assertThat(pending(5)).isTrue();
        write(root, CLRIPNUM, 5);
        deliver(0);
        assertThat(read(root, IDC + CLAIMI) >>> 16).isEqualTo(5);
        assertThat(pending(5)).as("not cleared by software or a claim").isTrue();
        root.setLevel(5, mode == LEVEL0);
        assertThat(pending(5)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {LEVEL1, LEVEL0})
    void aLevelDeliveredByMsiIsPendingFromItsRiseUntilItIsForwarded(int mode) {
        write(root, DOMAINCFG, DM);
        root.setLevel(5, mode == LEVEL0);
        active(5, mode, 0);
        write(root, SETIPNUM, 5);
        assertThat(pending(5)).as("not by software while low").isFalse();
        root.setLevel(5, mode == LEVEL1);
        assertThat(pending(5)).isTrue();
        write(root, CLRIPNUM, 5);
        assertThat(pending(5)).isFalse();
        write(root, SETIPNUM, 5);
        assertThat(pending(5)).as("by software while high").isTrue();
        root.setLevel(5, mode == LEVEL0);
        assertThat(pending(5)).isFalse();
        root.setLevel(5, mode == LEVEL1);
        write(root, DOMAINCFG, IE | DM);
        assertThat(sent).hasSize(1);
        assertThat(pending(5)).isFalse();
    }

    @Test
    void aSourceThatBecomesLevelSensitiveWhileHighIsPending() {
        root.setLevel(5, true);
        active(5, LEVEL1, 0);
        assertThat(pending(5)).isTrue();
    }

    @Test
    void inDirectModeAgainPendingBitsOfLevelsFollowTheirWires() {
        write(root, DOMAINCFG, DM);
        root.setLevel(5, true);
        active(5, LEVEL1, 0);
        write(root, CLRIPNUM, 5);
        write(root, DOMAINCFG, 0);
        assertThat(pending(5)).isTrue();
    }

    // Interrupt targets

    @Test
    void aDirectTargetIsAHartAndAPriorityThatIsNotZero() {
        active(5, EDGE1, -1);
        assertThat(read(root, TARGET + 4 * 5)).isEqualTo(0xfffc_00ff);
        write(root, TARGET + 4 * 5, 1 << 18);
        assertThat(read(root, TARGET + 4 * 5)).isEqualTo(1 << 18 | 1);
    }

    @Test
    void anMsiTargetHasAGuestAtSupervisorLevelOnly() {
        write(root, DOMAINCFG, DM);
        active(5, EDGE1, -1);
        assertThat(read(root, TARGET + 4 * 5)).isEqualTo(0xfffc_07ff);
        delegate(6);
        write(child, DOMAINCFG, DM);
        write(child, 4 * 6, EDGE1);
        write(child, TARGET + 4 * 6, -1);
        assertThat(read(child, TARGET + 4 * 6)).isEqualTo(0xffff_f7ff);
    }

    @Test
    void targetsAreLegalInTheNewModeWhenTheModeChanges() {
        write(root, DOMAINCFG, DM);
        active(5, EDGE1, 0x700);
        write(root, DOMAINCFG, 0);
        assertThat(read(root, TARGET + 4 * 5)).isEqualTo(1);
    }

    // Interrupt delivery directly by the APLIC

    @Test
    void theSmallestPriorityNumberThenTheSmallestSourceIsTheTop() {
        active(40, EDGE1, 2);
        active(50, EDGE1, 2);
        active(60, EDGE1, 1);
        active(70, EDGE1, 1 << 18 | 1);
        for (int source : new int[] {70, 60, 50, 40}) {
            write(root, SETIPNUM, source);
        }
        for (int source : new int[] {60, 40, 50}) {
            assertThat(read(root, IDC + TOPI)).isEqualTo(source << 16 | (source == 60 ? 1 : 2));
            assertThat(read(root, IDC + CLAIMI)).isEqualTo(source << 16 | (source == 60 ? 1 : 2));
        }
        assertThat(read(root, IDC + TOPI)).isZero();
        assertThat(read(root, IDC + 0x20 + TOPI)).isEqualTo(70 << 16 | 1);
    }

    @Test
    void theThresholdHidesItsNumberAndHigherOnes() {
        active(40, EDGE1, 7);
        write(root, SETIPNUM, 40);
        deliver(0);
        write(root, IDC + ITHRESHOLD, 7);
        assertThat(read(root, IDC + TOPI)).isZero();
        assertThat(root.output(0)).isFalse();
        write(root, IDC + ITHRESHOLD, 8);
        assertThat(root.output(0)).isTrue();
        write(root, IDC + ITHRESHOLD, -1);
        assertThat(read(root, IDC + ITHRESHOLD)).isEqualTo(0xff);
    }

    @Test
    void theLowestPriorityIsHeardWithoutThreshold() {
        active(40, EDGE1, 255);
        write(root, SETIPNUM, 40);
        assertThat(read(root, IDC + TOPI)).isEqualTo(40 << 16 | 255);
    }

    @Test
    void anOutputNeedsTheDomainsAndTheHartsEnable() {
        active(40, EDGE1, 1 << 18 | 1);
        write(root, SETIPNUM, 40);
        assertThat(root.output(1)).isFalse();
        write(root, DOMAINCFG, IE);
        assertThat(root.output(1)).isFalse();
        write(root, IDC + 0x20 + IDELIVERY, 1);
        assertThat(root.output(1)).isTrue();
        assertThat(root.output(0)).isFalse();
        write(root, CLRIENUM, 40);
        assertThat(root.output(1)).isFalse();
    }

    @Test
    void aForcedInterruptIsSpuriousAndGoesWithItsClaim() {
        deliver(0);
        write(root, IDC + IFORCE, -1);
        assertThat(read(root, IDC + IFORCE)).isEqualTo(1);
        assertThat(root.output(0)).isTrue();
        assertThat(read(root, IDC + CLAIMI)).isZero();
        assertThat(root.output(0)).isFalse();
        assertThat(read(root, IDC + IFORCE)).isZero();
    }

    @Test
    void topAndClaimAreNotWritable() {
        active(40, EDGE1, 1);
        write(root, SETIPNUM, 40);
        write(root, IDC + TOPI, 0);
        write(root, IDC + CLAIMI, 0);
        assertThat(read(root, IDC + TOPI)).isEqualTo(40 << 16 | 1);
    }

    @Test
    void aTargetThatIsNoHartHearsNothing() {
        active(40, EDGE1, 7 << 18 | 1);
        write(root, SETIPNUM, 40);
        deliver(0);
        deliver(1);
        assertThat(root.output(0) || root.output(1)).isFalse();
    }

    @Test
    void aDelegatedSourceInterruptsAtSupervisorLevelOnly() {
        delegate(10);
        root.setLevel(10, true);
        write(child, 4 * 10, LEVEL1);
        write(child, TARGET + 4 * 10, 1 << 18 | 3);
        write(child, SETIENUM, 10);
        write(child, DOMAINCFG, IE);
        write(child, IDC + 0x20 + IDELIVERY, 1);
        assertThat(child.output(1)).isTrue();
        assertThat(root.output(1)).isFalse();
        assertThat(read(child, IDC + 0x20 + CLAIMI)).isEqualTo(10 << 16 | 3);
        root.setLevel(10, false);
        assertThat(child.output(1)).isFalse();
        root.setLevel(10, true);
        assertThat(child.output(1)).isTrue();
        write(root, 4 * 10, 0);
        assertThat(child.output(1)).isFalse();
    }

    // Interrupt forwarding by MSIs; Generate MSI

    @Test
    void anMsiIsSentOnceTheSourceIsPendingAndEnabledInAnEnabledDomain() {
        write(root, DOMAINCFG, DM);
        write(root, 4 * 40, EDGE1);
        write(root, TARGET + 4 * 40, 1 << 18 | 77);
        root.setLevel(40, true);
        write(root, SETIENUM, 40);
        assertThat(sent).isEmpty();
        write(root, DOMAINCFG, IE | DM);
        assertThat(sent).containsExactly(new Msi('M', 1, 0, 77));
        assertThat(pending(40)).isFalse();
        root.setLevel(40, false);
        root.setLevel(40, true);
        assertThat(sent).hasSize(2);
    }

    @Test
    void aSupervisorDomainSendsToGuestsToo() {
        delegate(40);
        write(child, DOMAINCFG, IE | DM);
        write(child, 4 * 40, LEVEL1);
        write(child, TARGET + 4 * 40, 1 << 18 | 3 << 12 | 0x7ff);
        write(child, SETIENUM, 40);
        root.setLevel(40, true);
        assertThat(sent).containsExactly(new Msi('S', 1, 3, 0x7ff));
        assertThat(child.output(1)).isFalse();
    }

    @Test
    void idcStructuresAreForDirectDelivery() {
        write(root, DOMAINCFG, IE | DM);
        write(root, IDC + IDELIVERY, 1);
        assertThat(read(root, IDC + IDELIVERY)).isZero();
    }

    @Test
    void anExtemporeMsiIsSentEvenFromADisabledDomain() {
        write(root, GENMSI, 1 << 18 | 5);
        assertThat(sent).as("direct delivery").isEmpty();
        assertThat(read(root, GENMSI)).isZero();
        write(root, DOMAINCFG, DM);
        write(root, GENMSI, -1);
        assertThat(sent).containsExactly(new Msi('M', (1 << 14) - 1, 0, 0x7ff));
        assertThat(read(root, GENMSI)).as("not busy").isEqualTo(0xfffc_07ff);
        write(child, DOMAINCFG, DM);
        write(child, GENMSI, 1 << 18 | 5);
        assertThat(sent).contains(new Msi('S', 1, 0, 5));
    }

    // What a virtual machine sees

    @Test
    void aWholeDomainForSupervisorLevelHasAllSources() {
        AplicDomain domain = AplicDomain.whole(SOURCES, HARTS);
        write(domain, 4 * 96, LEVEL1);
        write(domain, SETIENUM, 96);
        write(domain, DOMAINCFG, IE);
        write(domain, IDC + IDELIVERY, 1);
        domain.setLevel(96, true);
        assertThat(domain.output(0)).isTrue();
        write(domain, 4 * 96, DELEGATE);
        assertThat(read(domain, 4 * 96)).isZero();
    }

    private void delegate(int source) {
        write(root, 4 * source, DELEGATE);
    }

    /** Configures a source of the root domain, and enables it. */
    private void active(int source, int mode, int target) {
        write(root, 4 * source, mode);
        write(root, TARGET + 4 * source, target);
        write(root, SETIENUM, source);
    }

    private void deliver(int hart) {
        write(root, DOMAINCFG, IE);
        write(root, IDC + 0x20 * hart + IDELIVERY, 1);
    }

    private boolean pending(int source) {
        return (read(root, SETIP + source / 32 * 4) >>> source & 1) != 0;
    }

    private static int read(AplicDomain domain, int offset) {
        long value = domain.read(offset, 4);
        assertThat(value).isBetween(0L, 0xffff_ffffL);
        return (int) value;
    }

    private static void write(AplicDomain domain, int offset, int value) {
        domain.write(offset, 4, value);
    }
}
