// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.abi;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * What a new PD is told: a table of (key, a, b) records in its host space at {@link #ADDRESS}, one page or more. The microhypervisor writes that of the root task,
 * the root task those of all others. Keys may repeat; order among equal keys is meaningful. Addresses are host addresses, sizes are bytes.
 */
public final class BootInfo {
    /** Where the table is mapped in every host space. */
    public static final long ADDRESS = 0x1000;
    /** The first word of the table. */
    public static final long MAGIC = 0x3130_4e4f_4452_4f43L; // "CORDON01"

    /** a: number of pCPUs of the machine (root task), b: the pCPU of the PD's first execution context. */
    public static final long PCPUS = 1;
    /** Root task: a RAM range that it holds, identity-mapped (a: address, b: size). */
    public static final long FREE_MEMORY = 2;
    /** Root task: the plan (a: address, b: size). */
    public static final long PLAN = 3;
    /** Root task: the boot modules in order (a: address, b: size); the plan names them by index. */
    public static final long MODULE = 4;
    /** Guest's memory (a: address, b: size). */
    public static final long GUEST_MEMORY = 5;
    /** Guest's kernel image or ELF file (a: address, b: size). */
    public static final long KERNEL = 6;
    /** Guest's initial RAM disk (a: address, b: size). */
    public static final long INITRD = 7;
    /** Guest's command line, ASCII without a NUL (a: address, b: size). */
    public static final long COMMAND_LINE = 8;
    /**
     * A vCPU of the guest, in order: a: the selector of the execution context that serves its pCPU, b: that of the root task's portals there. It stands at {@link
     * Selectors#vcpu}.
     */
    public static final long VCPU = 9;
    /** A shared-memory port: a: address of the queues, b: size; its peer's notification is at {@link Selectors#PEERS} + its position among the ports. */
    public static final long PORT = 10;
    /** A device: a: address of its registers, b: size (root task: identity-mapped, in the order of the machine's device list). */
    public static final long DEVICE = 11;
    /** An interrupt: a: the machine's line number, b: the selector of its capability. */
    public static final long INTERRUPT = 12;
    /** The PD's name, ASCII (a: address, b: size). */
    public static final long NAME = 13;
    /** The badge that this PD's peer expects for the port of the same position (a). A badge is a hint: who holds the right to signal can signal any. */
    public static final long PORT_BADGE = 14;
    /** Two words (a, b) of what the guest's random numbers begin with, which nobody else knows; {@link #SEED_WORDS} in all. */
    public static final long SEED = 15;

    /** How many words a {@link #SEED} has. The root task finds those of all domains, in their order, in its last boot module. */
    public static final int SEED_WORDS = 4;

    /** Root task: a device that masters the bus: a: the number by which it does (RISC-V IOMMU, "device_id"), b: the selector of its capability. */
    public static final long BUS_MASTER = 16;

    private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final int RECORD_WORDS = 3;
    private static final int HEADER_WORDS = 2;

    private final MemorySegment table;

    /** A view of the table in {@code table}, for reading or, after {@link #clear}, for writing. */
    public BootInfo(MemorySegment table) {
        this.table = table;
    }

    /** The table of the PD that {@code hypervisor} runs in, for reading. */
    public static BootInfo of(Hypervisor hypervisor) {
        int count = new BootInfo(hypervisor.memory(ADDRESS, HEADER_WORDS * Long.BYTES)).announced();
        return new BootInfo(hypervisor.memory(ADDRESS, bytes(count)));
    }

    /** How many bytes a table of {@code count} records takes. */
    public static long bytes(int count) {
        return (HEADER_WORDS + (long) count * RECORD_WORDS) * Long.BYTES;
    }

    /** How many records the table says that it has, whether they fit or not. */
    private int announced() {
        return get(0) == MAGIC ? Math.clamp(get(1), 0, Integer.MAX_VALUE) : 0;
    }

    /** Makes the table empty. */
    public void clear() {
        set(0, MAGIC);
        set(1, 0);
    }

    /** Appends a record; returns false if the table is full. */
    public boolean add(long key, long a, long b) {
        int count = count();
        long at = HEADER_WORDS + (long) count * RECORD_WORDS;
        if ((at + RECORD_WORDS) * Long.BYTES > table.byteSize()) {
            return false;
        }
        set(at, key);
        set(at + 1, a);
        set(at + 2, b);
        set(1, count + 1);
        return true;
    }

    /** How many records there are, as far as the memory can hold them. */
    public int count() {
        long fit = (table.byteSize() / Long.BYTES - HEADER_WORDS) / RECORD_WORDS;
        return get(0) == MAGIC ? (int) Math.clamp(get(1), 0, fit) : 0;
    }

    /** How many records have {@code key}. */
    public int count(long key) {
        int found = 0;
        for (int i = 0; i < count(); i++) {
            found += key(i) == key ? 1 : 0;
        }
        return found;
    }

    /** The index of the {@code nth} record (from 0) with {@code key}, or -1. */
    public int find(long key, int nth) {
        int left = nth;
        for (int i = 0; i < count(); i++) {
            if (key(i) == key && left-- == 0) {
                return i;
            }
        }
        return -1;
    }

    /** The key of record {@code index}. */
    public long key(int index) {
        return get(HEADER_WORDS + (long) index * RECORD_WORDS);
    }

    /** The first value of record {@code index}. */
    public long a(int index) {
        return get(HEADER_WORDS + (long) index * RECORD_WORDS + 1);
    }

    /** The second value of record {@code index}. */
    public long b(int index) {
        return get(HEADER_WORDS + (long) index * RECORD_WORDS + 2);
    }

    private long get(long word) {
        return table.getAtIndex(WORD, word);
    }

    private void set(long word, long value) {
        table.setAtIndex(WORD, word, value);
    }
}
