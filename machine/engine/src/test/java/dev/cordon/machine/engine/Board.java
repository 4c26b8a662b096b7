// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

import dev.cordon.machine.isa.Assembler;
import dev.cordon.machine.isa.Csr;
import dev.cordon.machine.isa.Extension;
import dev.cordon.machine.isa.Isa;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A hart with a megabyte of RAM, a bus of words and a clock set by hand. Code is at {@link #CODE}; the trap vectors of the three
 * levels are loops at {@link #M_HANDLER}, {@link #S_HANDLER} and {@link #VS_HANDLER}.
 */
final class Board {
    static final long BASE = 0x8000_0000L;
    static final int SIZE = 1 << 20;
    static final long CODE = BASE;
    static final long DATA = BASE + 0x8000;
    static final long TABLES = BASE + 0x4_0000;
    static final long M_HANDLER = BASE + 0x1_0000;
    static final long S_HANDLER = BASE + 0x1_1000;
    static final long VS_HANDLER = BASE + 0x1_2000;
    /** Where the bus answers: 4 KiB of words. */
    static final long DEVICE = 0x1000_0000L;

    static final long V = 1;
    static final long R = 2;
    static final long W = 4;
    static final long X = 8;
    static final long U = 16;
    static final long G = 32;
    static final long A = 64;
    static final long D = 128;
    static final long RWX = V | R | W | X | A | D;

    /** Time stands still until a test sets it. */
    static final class ManualClock implements Clock {
        long now;

        @Override
        public long time() {
            return now;
        }

        @Override
        public long timeOfDay() {
            return now * 100;
        }

        @Override
        public long instructionsUntil(long time) {
            return Long.compareUnsigned(time, now) <= 0 ? 1 : 10;
        }
    }

    /** Remembers what was written, and says what happened. */
    static final class WordBus implements Bus {
        final Map<Long, Long> contents = new TreeMap<>();
        final List<String> log = new ArrayList<>();
        Runnable onAccess = () -> {};

        @Override
        public long read(long physicalAddress, int size) throws BusError {
            check(physicalAddress);
            log.add("read " + size + " at " + Long.toHexString(physicalAddress));
            onAccess.run();
            return contents.getOrDefault(physicalAddress, 0L) & (size == 8 ? -1 : (1L << (8 * size)) - 1);
        }

        @Override
        public void write(long physicalAddress, int size, long value) throws BusError {
            check(physicalAddress);
            log.add("write " + size + " at " + Long.toHexString(physicalAddress));
            onAccess.run();
            contents.put(physicalAddress, value & (size == 8 ? -1 : (1L << (8 * size)) - 1));
        }

        private static void check(long physicalAddress) throws BusError {
            if (physicalAddress < DEVICE || physicalAddress >= DEVICE + 4096) {
                throw new BusError();
            }
        }
    }

    final Ram ram = new Ram(BASE, SIZE, memory());
    final WordBus bus = new WordBus();
    final ManualClock clock = new ManualClock();
    final Hart hart;
    final HartState state;
    private long nextTable = TABLES;

    private Board(TrapRouting routing, HartState state) {
        this(routing, state, Isa.HART, IncomingMsiController.NONE);
    }

    private Board(TrapRouting routing, HartState state, Isa isa, IncomingMsiController imsic) {
        this(routing, state, isa, imsic, Engine.configured());
    }

    private Board(TrapRouting routing, HartState state, Isa isa, IncomingMsiController imsic, Engine engine) {
        hart = new Hart(3, ram, bus, clock, routing, isa, imsic, engine);
        this.state = state;
        state.pc = CODE;
        state.mtvec = M_HANDLER;
        state.stvec = S_HANDLER;
        state.vstvec = VS_HANDLER;
        for (long handler : new long[] {M_HANDLER, S_HANDLER, VS_HANDLER}) {
            ram.write(handler, 4, 0x0000_006f); // j .
        }
    }

    /** A bare hart in M-mode; physical memory protection allows everything. */
    static Board bare() {
        return new Board(TrapRouting.VECTOR, open());
    }

    /** The same with an engine of its own. */
    static Board bare(Engine engine) {
        return new Board(TrapRouting.VECTOR, open(), Isa.HART, IncomingMsiController.NONE, engine);
    }

    /** The same with Smaia and Ssaia. */
    static Board withAia(IncomingMsiController imsic) {
        return new Board(
                TrapRouting.VECTOR, open(), Isa.HART.with(Extension.SMAIA).with(Extension.SSAIA), imsic);
    }

    private static HartState open() {
        HartState state = new HartState();
        state.pmpcfg[0] = 0x1f; // NAPOT, RWX
        state.pmpaddr[0] = -1L >>> 10;
        return state;
    }

    /** A hart under the core, about to run in VS-mode with both stages Bare. */
    static Board underCore() {
        return new Board(TrapRouting.EXIT, HartState.guest());
    }

    private static MemorySegment memory() {
        return Arena.ofAuto().allocate(SIZE, 4096);
    }

    /** Puts a program at an address in RAM. */
    Board load(long address, String source) {
        byte[] bytes = Assembler.parse("test", address, source).bytes();
        for (int i = 0; i < bytes.length; i++) {
            ram.write(address + i, 1, bytes[i]);
        }
        hart.caches().fenceInstructions();
        return this;
    }

    /** Puts a program at {@link #CODE}. */
    Board code(String source) {
        return load(CODE, source);
    }

    /** One word of machine code, zero-extended. */
    static long assemble(String instruction) {
        byte[] bytes = Assembler.parse("test", 0, instruction).bytes();
        long word = 0;
        for (int i = bytes.length - 1; i >= 0; i--) {
            word = (word << 8) | (bytes[i] & 0xff);
        }
        return word;
    }

    /** Sets the mode. */
    Board mode(int privilege, boolean virtual) {
        state.privilege = privilege;
        state.virtual = virtual;
        return this;
    }

    /** Sets the mode by its name: M, HS, U, VS or VU. */
    Board mode(String name) {
        return switch (name) {
            case "M" -> mode(Privilege.MACHINE, false);
            case "HS" -> mode(Privilege.SUPERVISOR, false);
            case "U" -> mode(Privilege.USER, false);
            case "VS" -> mode(Privilege.SUPERVISOR, true);
            case "VU" -> mode(Privilege.USER, true);
            default -> throw new IllegalArgumentException(name);
        };
    }

    /** The name of the current mode. */
    String mode() {
        return switch (state.privilege) {
            case Privilege.MACHINE -> "M";
            case Privilege.SUPERVISOR -> state.virtual ? "VS" : "HS";
            default -> state.virtual ? "VU" : "U";
        };
    }

    /** Runs so many instructions. */
    Exit step(int count) {
        return hart.run(state, state.retired + count);
    }

    /** Runs so many instructions in a mode; an exception ends in a handler, which is a loop, without a word. */
    Board run(int count) {
        step(count);
        return this;
    }

    /** A new empty table, 16 KiB large, whose address is a multiple of that. */
    long table() {
        long table = nextTable;
        nextTable += 0x4000;
        return table;
    }

    /** Enters a leaf for a page of 4 KiB in the tables below a root, in Sv39 or Sv39x4. */
    Board map(long root, long address, long target, long flags) {
        return map(root, address, target, flags, 0);
    }

    /** Enters a leaf at a level: 0 for 4 KiB, 1 for 2 MiB, 2 for 1 GiB. Pointers on the way are made if missing. */
    Board map(long root, long address, long target, long flags, int level) {
        long place = entry(root, address, level);
        ram.writeLong(place, target >>> 12 << 10 | flags);
        return this;
    }

    /** Where the entry of an address lies at a level of Sv39 (or Sv39x4, whose root has two bits more). */
    long entry(long root, long address, int level) {
        long table = root;
        for (int l = 2; ; l--) {
            long index = address >>> (12 + 9 * l) & (l == 2 ? 0x7ff : 0x1ff);
            if (l == 2 && address < 0) {
                index &= 0x1ff; // a virtual address is sign-extended, a guest-physical one is not
            }
            long place = table + 8 * index;
            if (l == level) {
                return place;
            }
            long pointer = ram.readLong(place);
            if ((pointer & V) == 0) {
                pointer = table() >>> 12 << 10 | V;
                ram.writeLong(place, pointer);
            }
            table = pointer >>> 10 << 12;
        }
    }

    /** satp, vsatp or hgatp for Sv39 or Sv39x4 with an ASID or VMID. */
    static long sv39(long root, int id) {
        return 8L << 60 | (long) id << 44 | root >>> 12;
    }

    /** Writes a CSR as M-mode would. */
    Board set(String csr, long value) {
        hart.csrs().write(state, Csr.number(csr).orElseThrow(), value);
        return this;
    }

    /** Reads a CSR as M-mode would. */
    long get(String csr) {
        return hart.csrs().read(state, Csr.number(csr).orElseThrow()).orElseThrow();
    }

    /** x10. */
    long a0() {
        return state.x[10];
    }

    /** Flags of a page-table entry by their letters: V R W X U G A D. */
    static long flags(String letters) {
        return letters.chars()
                .mapToLong(letter -> 1L << "VRWXUGAD".indexOf(letter))
                .sum();
    }
}
