// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.machine.engine.Ram;
import dev.cordon.microhypervisor.core.MemoryModel.Mapping;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the G-stage page table that a value of hgatp names, as the privileged specification describes it ("Guest physical address translation", Sv39x4). Knows nothing of
 * who wrote it.
 */
final class PageTableWalker {
    private final Ram ram;
    private final long lowestTable;
    private final List<Mapping> leaves = new ArrayList<>();
    private final List<Long> tables = new ArrayList<>();

    private PageTableWalker(Ram ram, long lowestTable) {
        this.ram = ram;
        this.lowestTable = lowestTable;
    }

    /** What is mapped, in order. Every table must lie at or above {@code lowestTable}. */
    static List<Mapping> walk(Ram ram, long lowestTable, long hgatp) {
        PageTableWalker walker = new PageTableWalker(ram, lowestTable);
        assertThat(hgatp >>> 60).isEqualTo(8); // Sv39x4
        long root = (hgatp & ((1L << 44) - 1)) << 12;
        assertThat(root % 16384).isZero();
        walker.table(root, 2, 0, 2048);
        assertThat(walker.tables).doesNotHaveDuplicates();
        return MemoryModel.merge(walker.leaves);
    }

    /** What one page is mapped to, alone; empty if nothing is. */
    static List<Mapping> find(Ram ram, long hgatp, long page) {
        long table = (hgatp & ((1L << 44) - 1)) << 12;
        for (int level = 2; level >= 0; level--) {
            long index = (page >>> (9 * level)) & (level == 2 ? 2047 : 511);
            long entry = ram.readLong(table + 8 * index);
            long frame = (entry >>> 10) & ((1L << 44) - 1);
            int rwx = (int) (entry >>> 1) & 7;
            if ((entry & 1) == 0) {
                return List.of();
            } else if (rwx != 0) {
                return List.of(new Mapping(page, 1, frame + (page & ((1L << (9 * level)) - 1)), rwx));
            }
            table = frame << 12;
        }
        throw new AssertionError("a pointer at the lowest level");
    }

    private void table(long address, int level, long firstPage, int entries) {
        assertThat(address).isGreaterThanOrEqualTo(lowestTable);
        tables.add(address);
        int used = 0;
        for (int i = 0; i < entries; i++) {
            long entry = ram.readLong(address + 8L * i);
            long page = firstPage + ((long) i << (9 * level));
            if (entry != 0) {
                used++;
                entry(entry, level, page);
            }
        }
        assertThat(used > 0 || level == 2).as("an empty table").isTrue();
    }

    private void entry(long entry, int level, long page) {
        assertThat(entry & 1).as("V").isEqualTo(1);
        assertThat(entry >>> 54).as("reserved").isZero();
        long frame = (entry >>> 10) & ((1L << 44) - 1);
        int rwx = (int) (entry >>> 1) & 7;
        if (rwx == 0) {
            assertThat(entry & 0xF0).as("U, G, A, D of a pointer").isZero();
            assertThat(level).isPositive();
            table(frame << 12, level - 1, page, 512);
        } else {
            assertThat(rwx & 3).as("W without R").isNotEqualTo(2);
            assertThat(entry & 0xF0).as("U, A, D of a leaf").isEqualTo(0xD0);
            assertThat(frame % (1L << (9 * level))).as("a misaligned superpage").isZero();
            leaves.add(new Mapping(page, 1L << (9 * level), frame, rwx));
        }
    }
}
