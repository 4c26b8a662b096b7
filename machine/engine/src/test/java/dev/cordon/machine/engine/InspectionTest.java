// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class InspectionTest {
    private static final long BASE = 0x8000_0000L;
    private static final long SV39 = 8L << 60;
    private static final long POINTER = 1;
    /** Valid and executable only: neither A nor D, and nothing that S-mode could read. */
    private static final long LEAF = 1 | 8;

    private final Ram ram = new Ram(BASE, 1 << 20, Arena.ofAuto().allocate(1 << 20, 4096));
    private final HartState state = new HartState();

    private OptionalLong physical(long address) {
        return Inspection.physical(ram, state, address);
    }

    private static long entry(long address, long flags) {
        return address >>> 2 | flags;
    }

    /** Maps the virtual page 0x40001000 to {@code BASE + 0x5000} by tables at {@code root}, {@code root + 0x4000}, ... */
    private void map(long root, long page, long flags) {
        ram.writeLong(root + 8, entry(root + 0x4000, POINTER));
        ram.writeLong(root + 0x4000, entry(root + 0x5000, POINTER));
        ram.writeLong(root + 0x5008, entry(page, flags));
    }

    @Test
    void machineModeIsNotTranslated() {
        state.satp = SV39;
        assertThat(physical(0x1234)).hasValue(0x1234);
    }

    @Test
    void supervisorAddressesGoThroughTheTablesAndLeaveNoMark() {
        state.privilege = Privilege.SUPERVISOR;
        assertThat(physical(0x1234)).hasValue(0x1234);
        state.satp = SV39 | ((BASE + 0x1_0000) >>> 12);
        map(BASE + 0x1_0000, BASE + 0x5000, LEAF);
        assertThat(physical(0x4000_1abc)).hasValue(BASE + 0x5abc);
        assertThat(ram.readLong(BASE + 0x1_5008)).isEqualTo(entry(BASE + 0x5000, LEAF));
        assertThat(physical(0x4000_2000)).isEmpty();
        assertThat(physical(0x40_4000_1000L)).as("not canonical").isEmpty();
    }

    @Test
    void largePagesAreFound() {
        state.privilege = Privilege.USER;
        state.satp = SV39 | ((BASE + 0x1_0000) >>> 12);
        ram.writeLong(BASE + 0x1_0008, entry(BASE, LEAF));
        assertThat(physical(0x4012_3456)).hasValue(BASE + 0x12_3456);
    }

    @Test
    void guestsGoThroughBothStages() {
        state.privilege = Privilege.SUPERVISOR;
        state.virtual = true;
        assertThat(physical(0x1234)).hasValue(0x1234);
        state.hgatp = SV39 | ((BASE + 0x2_0000) >>> 12);
        map(BASE + 0x2_0000, BASE + 0x6000, LEAF);
        assertThat(physical(0x4000_1abc)).hasValue(BASE + 0x6abc);
        assertThat(physical(0x4000_2000)).isEmpty();
        assertThat(physical(1L << 41)).as("wider than Sv39x4").isEmpty();
        ram.writeLong(BASE + 0x2_0010, entry(BASE, LEAF)); // guest-physical 0x80000000 is RAM as it lies
        state.vsatp = SV39 | ((BASE + 0x1_0000) >>> 12);
        map(BASE + 0x1_0000, 0x4000_1000, LEAF);
        assertThat(physical(0x4000_1abc)).hasValue(BASE + 0x6abc);
        state.vsatp = SV39 | 1;
        assertThat(physical(0x4000_1abc))
                .as("tables that the guest stage does not map")
                .isEmpty();
    }

    @Test
    void tablesOutsideMemoryMapNothing() {
        state.privilege = Privilege.SUPERVISOR;
        state.satp = SV39 | 1;
        assertThat(physical(0)).isEmpty();
    }
}
