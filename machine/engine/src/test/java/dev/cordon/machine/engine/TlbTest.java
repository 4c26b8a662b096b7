// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** However much a TLB holds, nothing is left of it when it is cleared. */
class TlbTest {
    private static final int[] COUNTS = {0, 1, 2, 63, 64, 65, 66, 200, 1500, 3, 64, 0, 65, 1};

    private final SplittableRandom random = new SplittableRandom(1);

    private long page() {
        return random.nextLong() & Tlb.PAGE;
    }

    @Test
    void nothingIsLeftOfData() {
        DataTlb tlb = new DataTlb();
        for (int count : COUNTS) {
            for (int i = 0; i < count; i++) {
                tlb.enter(page(), page(), 0, random.nextBoolean(), random.nextBoolean(), random.nextBoolean());
            }
            tlb.clear();
            assertThat(tlb.entries).as("%d entries", count).containsOnly(Tlb.NONE);
        }
    }

    @Test
    void nothingIsLeftOfCode() {
        CodeTlb tlb = new CodeTlb();
        for (int count : COUNTS) {
            for (int i = 0; i < count; i++) {
                tlb.enter(page(), CodePage.EMPTY);
            }
            long version = tlb.version;
            tlb.clear();
            assertThat(tlb.tags).as("%d entries", count).containsOnly(Tlb.NONE);
            assertThat(count == 0 || tlb.version != version)
                    .as("who has looked looks again")
                    .isTrue();
        }
    }

    @Test
    void whatWasForgottenByItsAddressAndEnteredAgainIsForgottenWithAll() {
        DataTlb tlb = new DataTlb();
        for (int i = 0; i < 100; i++) {
            tlb.enter(0x8000_1000L, 0x1000, 0, true, true, false);
            tlb.clear(0x8000_1000L);
            assertThat(tlb.entries[DataTlb.entry(0x8000_1000L) + DataTlb.READ]).isEqualTo(Tlb.NONE);
        }
        tlb.enter(0x8000_1000L, 0x1000, 0, true, true, false);
        tlb.enter(0x8000_2000L, 0x1000, 0, true, true, false);
        tlb.clear();
        assertThat(tlb.entries).containsOnly(Tlb.NONE);
    }
}
