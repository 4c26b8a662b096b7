// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

/**
 * Loads and stores that the interpreter's fast path leaves: TLB misses, misaligned accesses, everything that is not RAM, and stores
 * to pages with decoded code. It fills the data TLBs.
 *
 * <p>A misaligned access to RAM is done byte by byte; one that crosses a page translates both pages before it changes anything, and
 * a fault reports the first byte that cannot be accessed. Misaligned accesses to anything else are access faults.
 */
final class MemoryUnit {
    private static final long PAGE_OFFSET = ~Tlb.PAGE;

    /** What the last {@link #load} read, zero-extended. */
    long value;

    /** Accesses whose page was not in the TLB. */
    long misses;

    private final Ram ram;
    private final Reservations reservations;
    private final Bus bus;
    private final Mmu mmu;
    private final CodeCache code;
    private final Trap trap;
    private final Hart hart;

    MemoryUnit(Hart hart, Ram ram, Bus bus, Mmu mmu, CodeCache code, Trap trap) {
        this.hart = hart;
        this.ram = ram;
        this.reservations = ram.reservations();
        this.bus = bus;
        this.mmu = mmu;
        this.code = code;
        this.trap = trap;
    }

    /** Reads {@code size} bytes (1, 2, 4, 8) into {@link #value}; false if that traps. */
    boolean load(HartState state, DataTlb tlb, long address, int size, Access access) {
        int first = bytesInFirstPage(address, size);
        long physical = translate(state, tlb, address, first, access);
        if (physical == Mmu.FAULT) {
            return false;
        }
        if (first == size) {
            return loadWithin(tlb, address, physical, size, access);
        }
        long second = translate(state, tlb, address + first, size - first, access);
        if (second == Mmu.FAULT || !isRam(tlb, address, physical, second, first, access)) {
            return false;
        }
        value = ram.readBytes(physical, first) | ram.readBytes(second, size - first) << (8 * first);
        return true;
    }

    /** Writes the low {@code size} bytes (1, 2, 4, 8) of a value; false if that traps. */
    boolean store(HartState state, DataTlb tlb, long address, int size, long stored) {
        int first = bytesInFirstPage(address, size);
        long physical = translate(state, tlb, address, first, Access.WRITE);
        if (physical == Mmu.FAULT) {
            return false;
        }
        if (first == size) {
            return storeWithin(tlb, address, physical, size, stored);
        }
        long second = translate(state, tlb, address + first, size - first, Access.WRITE);
        if (second == Mmu.FAULT || !isRam(tlb, address, physical, second, first, Access.WRITE)) {
            return false;
        }
        write(physical, first, stored);
        write(second, size - first, stored >>> (8 * first));
        return true;
    }

    /** Whether both parts of an access that crosses a page lie in RAM; raises an access fault for the first that does not. */
    private boolean isRam(DataTlb tlb, long address, long physical, long second, int first, Access access) {
        if (!ram.holds(physical, 1)) {
            return trap.raise(access.accessFault, address, tlb.context.guest());
        }
        return ram.holds(second, 1) || trap.raise(access.accessFault, address + first, tlb.context.guest());
    }

    /** How many bytes of an access lie in the page in which it begins. */
    private static int bytesInFirstPage(long address, int size) {
        return Math.min(size, CodePage.SIZE - (int) (address & PAGE_OFFSET));
    }

    /**
     * The physical address of an access within a page, or {@link Mmu#FAULT}. A page of RAM is in the TLB afterwards, unless what was
     * asked for is no ordinary load or store, or physical memory protection divides the page.
     */
    long translate(HartState state, DataTlb tlb, long address, int size, Access access) {
        boolean write = access == Access.WRITE;
        if ((write || access == Access.READ) && tlb.find(address, write)) {
            return address + tlb.entries[DataTlb.entry(address) + DataTlb.ADDEND] - ram.hostAddend();
        }
        misses++;
        long physical = mmu.translate(state, tlb.context, address, size, access);
        if (physical != Mmu.FAULT && access != Access.READ_EXECUTABLE && mmu.uniform && ram.holds(physical, 1)) {
            boolean readable = (mmu.permissions & Permission.READ) != 0;
            boolean writable = (mmu.permissions & Permission.WRITE) != 0;
            tlb.enter(address, physical, ram.hostAddend(), readable, writable, code.noticesStores(physical));
            tlb.noteSize(address, mmu.pageShift);
        }
        return physical;
    }

    private boolean loadWithin(DataTlb tlb, long address, long physical, int size, Access access) {
        if (ram.holds(physical, size)) {
            value = isAligned(physical, size) ? ram.read(physical, size) : ram.readBytes(physical, size);
            return true;
        }
        if (isAligned(physical, size)) {
            try {
                hart.interruptsChanged(); // a device may change its lines
                value = bus.read(physical, size);
                return true;
            } catch (BusError error) {
                // the access fault below says it
            }
        }
        return trap.raise(access.accessFault, address, tlb.context.guest());
    }

    private boolean storeWithin(DataTlb tlb, long address, long physical, int size, long stored) {
        if (ram.holds(physical, size)) {
            write(physical, size, stored);
            return true;
        }
        if (isAligned(physical, size)) {
            try {
                hart.interruptsChanged(); // a device may change its lines
                bus.write(physical, size, stored);
                return true;
            } catch (BusError error) {
                // the access fault below says it
            }
        }
        return trap.raise(Access.WRITE.accessFault, address, tlb.context.guest());
    }

    /** Writes up to 8 bytes of RAM within a page: in one step if they are aligned, else byte by byte. */
    private void write(long physical, int size, long stored) {
        if (Integer.bitCount(size) == 1 && isAligned(physical, size)) {
            writeAligned(physical, size, stored);
        } else {
            for (int i = 0; i < size; i++) {
                writeAligned(physical + i, 1, stored >>> (8 * i));
            }
        }
        code.written(physical, size);
    }

    private void writeAligned(long physical, int size, long stored) {
        if (reservations.mayHold(physical)) {
            synchronized (reservations.lock(physical)) {
                reservations.end(physical);
                ram.write(physical, size, stored);
            }
        } else {
            ram.write(physical, size, stored);
        }
    }

    private static boolean isAligned(long physical, int size) {
        return (physical & size - 1) == 0;
    }
}
