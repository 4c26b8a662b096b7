// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.tests.differential;

import dev.cordon.machine.isa.Assembler;
import dev.cordon.machine.isa.Compressed;
import dev.cordon.machine.isa.Disassembler;
import dev.cordon.machine.isa.Instruction;
import dev.cordon.machine.isa.Register;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** A case: an environment and the items that run in it. */
final class Program {
    private static final List<Kind> KINDS = List.of(
            Kind.COMPUTE,
            Kind.DECODE,
            Kind.MEMORY,
            Kind.FETCH,
            Kind.JUMP,
            Kind.FLOATING_OFF,
            Kind.CSR,
            Kind.SYSTEM,
            Kind.INTERRUPT,
            Kind.MEMORY,
            Kind.INTERRUPT);
    private static final List<Mode> MODES = List.of(Mode.values());

    /** So many cases fit into RAM at once. */
    static final int BATCH = 400;

    /** Holds the address of the trace. */
    static final int TRACE = 31;
    /** Holds the address of the constants. */
    static final int POOL = 30;
    /** For whatever an item needs. */
    static final int SCRATCH = 29;

    final Kind kind;
    final Mode mode;
    final long seed;
    /** Which of the regions the case has. */
    final int index;

    final List<Item> items;

    /** Where each item lies in the code, and at last the end. */
    final List<Integer> offsets = new ArrayList<>();

    /** Where the store of each item's result lies in the code. */
    final List<Integer> marks = new ArrayList<>();

    /** Which slot of the trace it goes to. */
    final List<Integer> slots = new ArrayList<>();

    private Environment environment;

    /** A case with all items that its seed gives. */
    Program(Kind kind, Mode mode, long seed, int index) {
        this.kind = kind;
        this.mode = mode;
        this.seed = seed;
        this.index = index;
        environment = fresh();
        environment.build(new Image(MemorySegment.ofArray(new byte[Layout.CASE_SIZE]), Layout.caseAddress(index)));
        items = kind.items(environment, new Draw(seed ^ 0x17));
    }

    /** So many cases, of all kinds and in all modes. */
    static List<Program> random(long seed, int count) {
        Draw draw = new Draw(seed);
        List<Program> programs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Kind kind = KINDS.get(i % KINDS.size());
            Mode mode = MODES.get(i / KINDS.size() % MODES.size());
            programs.add(new Program(kind, mode, draw.seed(), i % BATCH));
        }
        return programs;
    }

    /** A case for each CSR number in each mode: many numbers to a case. */
    static List<Program> sweep() {
        List<Program> programs = new ArrayList<>();
        for (int i = 0; i < MODES.size() * CsrItems.BLOCKS; i++) {
            programs.add(new Program(Kind.SWEEP, MODES.get(i % MODES.size()), i / MODES.size(), i % BATCH));
        }
        return programs;
    }

    private Program(Program whole, List<Item> items) {
        kind = whole.kind;
        mode = whole.mode;
        seed = whole.seed;
        index = whole.index;
        environment = whole.environment;
        this.items = items;
    }

    /** The same with some of the items. */
    Program with(List<Item> some) {
        return new Program(this, some);
    }

    private Environment fresh() {
        Environment made = new Environment(mode, seed, Layout.caseAddress(index));
        kind.prepare(made);
        return made;
    }

    Environment environment() {
        return environment;
    }

    /** Writes the case into RAM. */
    void write(Image image) {
        environment = fresh();
        environment.build(image);
        long base = Layout.caseAddress(index);
        Draw draw = new Draw(seed ^ 0x2a);
        for (int i = 1; i < 32; i++) {
            image.put(base + Layout.X + 8L * i, draw.integer());
        }
        for (int i = 0; i < 32; i++) {
            image.put(base + Layout.F + 8L * i, draw.floating());
        }
        image.put(base + Layout.FCSR, (draw.bits() & 0x1f) | (long) draw.below(5) << 5);
        image.put(base + Layout.SETUP_ADDRESS, base + Layout.SETUP);
        image.put(base + Layout.VIRTUAL, mode.virtual ? 1 : 0);
        image.put(base + Layout.X + 8L * TRACE, environment.window() + Layout.TRACE);
        image.put(base + Layout.X + 8L * POOL, environment.window() + Layout.POOL);
        for (int i = 0; i < Layout.PAGE / 8; i++) {
            image.put(base + Layout.TRACE + 8L * i, Layout.FILLER);
            image.put(base + Layout.POOL + 8L * i, i % 2 == 0 ? draw.integer() : draw.floating());
        }
        for (int i = 0; i < (Layout.SETUP - Layout.DATA) / 8; i++) {
            image.put(base + Layout.DATA + 8L * i, kind == Kind.FETCH ? FetchItems.CODE : draw.bits());
        }
        image.put(base + Layout.SETUP, environment.setup());
        image.put(base + Layout.CODE, code(base));
    }

    private byte[] code(long base) {
        Assembler code = new Assembler(base + Layout.CODE);
        int slot = 0;
        offsets.clear();
        marks.clear();
        slots.clear();
        for (Item item : items) {
            offsets.add((int) (code.address() - base - Layout.CODE));
            code.put(item.bytes());
            marks.add((int) (code.address() - base - Layout.CODE));
            slots.add(slot);
            switch (item.trace()) {
                case MARK -> code.emit(Instruction.SD, TRACE, 8L * slot++, TRACE);
                case INTEGER -> code.emit(Instruction.SD, item.register(), 8L * slot++, TRACE);
                case FLOATING -> code.emit(Instruction.FSD, item.register(), 8L * slot++, TRACE);
            }
            if (item.flags()) {
                code.emit(Instruction.CSRRWI, SCRATCH, 1, 0).emit(Instruction.SD, SCRATCH, 8L * slot++, TRACE);
            }
        }
        offsets.add((int) (code.address() - base - Layout.CODE));
        code.li(Register.A7, Monitor.END).emit(Instruction.ECALL);
        byte[] bytes = code.bytes();
        if (bytes.length > Layout.CODE_SIZE || slot > Layout.TRACE_SLOTS) {
            throw new IllegalStateException(bytes.length + " bytes of code, " + slot + " slots");
        }
        return bytes;
    }

    /** The item that a slot of the trace belongs to. */
    int itemOfSlot(int slot) {
        int item = slots.size() - 1;
        while (item >= 0 && slots.get(item) > slot) {
            item--;
        }
        return item;
    }

    /** The item that an offset in the code belongs to; the number of items for the end. */
    int itemAt(long offset) {
        for (int i = 0; i < items.size(); i++) {
            if (offset < offsets.get(i + 1)) {
                return i;
            }
        }
        return items.size();
    }

    /** Whether the item at an address is a test of an instruction. */
    boolean tests(long pc, Instruction instruction) {
        int item = itemAt(pc - environment.window() - Layout.CODE);
        return item < items.size() && items.get(item).instruction() == instruction;
    }

    String describe(int item) {
        if (item < 0 || item >= items.size()) {
            return "the end";
        }
        Item it = items.get(item);
        long pc = environment.window() + Layout.CODE + offsets.get(item) + it.at();
        return "item %d: 0x%x %s".formatted(item, pc, Disassembler.disassemble(pc, it.bits()));
    }

    /** All instructions of an item. */
    String listing(int item) {
        ByteBuffer code = ByteBuffer.wrap(items.get(item).bytes()).order(ByteOrder.LITTLE_ENDIAN);
        long pc = environment.window() + Layout.CODE + offsets.get(item);
        StringBuilder text = new StringBuilder();
        while (code.hasRemaining()) {
            boolean compressed = Compressed.isCompressed(code.getShort(code.position()));
            int bits = compressed ? code.getShort() & 0xffff : code.getInt();
            text.append("%n  0x%x %s".formatted(pc, Disassembler.disassemble(pc, bits)));
            pc += compressed ? 2 : 4;
        }
        return text.toString();
    }

    @Override
    public String toString() {
        return kind + " " + environment + " seed " + seed;
    }
}
