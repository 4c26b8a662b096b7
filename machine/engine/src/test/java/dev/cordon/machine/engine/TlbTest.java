// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** However much a TLB holds, nothing is left of it when it is cleared. */
class TlbTest {
    private static final int[] COUNTS = {0, 1, 2, 63, 64, 65, 66, 200, 1500, 3, 64, 0, 65, 1};

    private static final long PLACE = 0x8000_1000L;
    private static final long SAME_ENTRY = DataTlb.ENTRIES * 4096L;
    private static final long HOST = 0x7f00_0000_0000L;

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
    void pagesThatShareAnEntryAreBothKnown() {
        DataTlb tlb = new DataTlb();
        long other = PLACE + SAME_ENTRY;
        tlb.enter(PLACE, 0x1000, HOST, true, true, false);
        tlb.enter(other, 0x2000, HOST, true, false, false);
        assertThat(tlb.find(PLACE, true)).isTrue();
        assertThat(host(tlb, PLACE)).isEqualTo(HOST + 0x1000);
        assertThat(tlb.find(other, false)).isTrue();
        assertThat(host(tlb, other)).isEqualTo(HOST + 0x2000);
        assertThat(tlb.find(other, true)).as("it cannot be written").isFalse();
        tlb.clear(PLACE);
        assertThat(tlb.find(PLACE, true)).isFalse();
        assertThat(tlb.find(other, false)).isTrue();
    }

    /** What a page was entered as last, since it was forgotten. */
    private record Entered(long physical, boolean readable, boolean writable, boolean noticed) {}

    @Test
    void whatIsKnownIsWhatWasEnteredLast() {
        DataTlb tlb = new DataTlb();
        Map<Long, Entered> model = new HashMap<>();
        int known = 0;
        for (int step = 0; step < 300_000; step++) {
            long page = PLACE + random.nextInt(12) * SAME_ENTRY + random.nextInt(2) * 0x1000L;
            long physical = random.nextInt(4) * 0x1000L;
            switch (random.nextInt(16)) {
                case 0 -> {
                    tlb.clear(page);
                    model.remove(page);
                }
                case 1 -> {
                    tlb.protect(physical, HOST);
                    model.replaceAll((_, is) -> is.physical == physical ? notice(is, true) : is);
                }
                case 2 -> {
                    tlb.release(physical, HOST);
                    model.replaceAll((_, is) -> is.physical == physical ? notice(is, false) : is);
                }
                case 3, 4, 5, 6 -> {
                    Entered as =
                            new Entered(physical, random.nextBoolean(), random.nextBoolean(), random.nextBoolean());
                    tlb.enter(page, physical, HOST, as.readable, as.writable, as.noticed);
                    model.put(page, as);
                }
                default -> {
                    boolean write = random.nextBoolean();
                    if (tlb.find(page, write)) {
                        known++;
                        Entered is = Objects.requireNonNull(model.get(page), "known, but never entered");
                        assertThat(write ? is.writable : is.readable).isTrue();
                        assertThat(host(tlb, page)).isEqualTo(HOST + is.physical);
                        int entry = DataTlb.entry(page);
                        assertThat(tlb.entries[entry + DataTlb.WRITE] == page).isEqualTo(is.writable && !is.noticed);
                        assertThat(tlb.entries[entry + DataTlb.NOTICED] == page).isEqualTo(is.writable && is.noticed);
                    }
                }
            }
            if (random.nextInt(500) == 0) {
                tlb.clear();
                model.clear();
            }
        }
        assertThat(known).as("the test shows something").isGreaterThan(20_000);
    }

    private static Entered notice(Entered is, boolean noticed) {
        return new Entered(is.physical, is.readable, is.writable, noticed);
    }

    private static long host(DataTlb tlb, long address) {
        return address + tlb.entries[DataTlb.entry(address) + DataTlb.ADDEND];
    }

    @Test
    void largePagesAreNeverTakenForSmallOnes() {
        LargePages pages = new LargePages();
        for (int round = 0; round < 2000; round++) {
            pages.clear();
            List<long[]> model = new ArrayList<>();
            int count = random.nextInt(12);
            for (int i = 0; i < count; i++) {
                int shift = random.nextBoolean() ? 21 : 30;
                long address = random.nextLong() << 16 >> random.nextInt(16, 34);
                pages.add(address, shift);
                model.add(new long[] {address & -(1L << shift), address | (1L << shift) - 1});
            }
            for (long[] page : model) {
                assertThat(List.of(page[0], page[1], (page[0] >> 1) + (page[1] >> 1)))
                        .allMatch(pages::mayHold);
            }
            if (count == 0) {
                assertThat(pages.mayHold(random.nextLong())).isFalse();
            }
        }
    }

    @Test
    void whatLiesBetweenLargePagesIsSmall() {
        LargePages pages = new LargePages();
        for (int i = 0; i < 100; i++) {
            pages.add(0xffff_ffd6_0000_0000L + i * 0x20_0000L, 21);
            pages.add(0xffff_ffff_8000_0000L + i * 0x20_0000L, 21);
            pages.add(0x4000_0000L, 30);
        }
        assertThat(pages.mayHold(0xffff_ffd6_0010_0000L)).isTrue();
        assertThat(pages.mayHold(0xffff_ffff_8c7f_ffffL)).isTrue();
        assertThat(pages.mayHold(0x7fff_ffffL)).isTrue();
        assertThat(pages.mayHold(0xffff_ffd5_ffff_ffffL)).isFalse();
        assertThat(pages.mayHold(0xffff_ffd6_0c80_0000L)).isFalse();
        assertThat(pages.mayHold(0x8000_0000L)).isFalse();
    }

    @Test
    void whatWasForgottenByItsAddressAndEnteredAgainIsForgottenWithAll() {
        DataTlb tlb = new DataTlb();
        for (int i = 0; i < 100; i++) {
            tlb.enter(PLACE, 0x1000, 0, true, true, false);
            tlb.clear(PLACE);
            assertThat(tlb.entries[DataTlb.entry(PLACE) + DataTlb.READ]).isEqualTo(Tlb.NONE);
        }
        tlb.enter(PLACE, 0x1000, 0, true, true, false);
        tlb.enter(0x8000_2000L, 0x1000, 0, true, true, false);
        tlb.clear();
        assertThat(tlb.entries).containsOnly(Tlb.NONE);
    }
}
