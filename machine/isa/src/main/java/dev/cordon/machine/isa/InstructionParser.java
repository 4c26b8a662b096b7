// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.isa;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Reads instructions of assembly language: the mnemonic says which ways of writing there are, the operands which of
 * them it is.
 */
final class InstructionParser {
    /** Every way to write an instruction: the aliases of a mnemonic, then the instruction of that name itself. */
    private static final Map<String, List<Alias>> WAYS = ways();

    private final Assembler assembler;
    private final AssemblyParser source;

    InstructionParser(Assembler assembler, AssemblyParser source) {
        this.assembler = assembler;
        this.source = source;
    }

    /**
     * What is written between two commas: an operand; or a base register, with the offset before it if there is one.
     */
    private record Slot(Operand operand, boolean isMemory) {
        boolean hasOffset() {
            return isMemory && operand != Operand.BASE;
        }

        String describe() {
            return !isMemory ? operand.word() : hasOffset() ? operand.word() + "(rs1)" : "(rs1)";
        }
    }

    void parse(Piece mnemonic, List<Piece> pieces) {
        String text = mnemonic.text();
        if (text.equals("li") && pieces.size() == 2) {
            int rd = register(pieces.getFirst());
            assembler.li(rd, source.number(pieces.getLast()));
        } else if (text.equals("la") && pieces.size() == 2) {
            int rd = register(pieces.getFirst());
            Expression.Value address = source.value(pieces.getLast());
            assembler.la(rd, address.label(), address.number());
        } else {
            encode(text, pieces);
        }
    }

    private void encode(String text, List<Piece> pieces) {
        int ordering = ordering(text);
        String suffix = Disassembler.ORDERINGS.get(ordering);
        List<Alias> ways = WAYS.getOrDefault(text.substring(0, text.length() - suffix.length()), List.of());
        if (ways.isEmpty()) {
            throw assembler.error("unknown instruction " + text);
        }
        for (Alias way : ways) {
            if (fits(slots(way), pieces)) {
                emit(way, pieces, ordering);
                return;
            }
        }
        List<String> wanted = slots(ways.getLast()).stream().map(Slot::describe).toList();
        throw assembler.error(text + " takes " + (wanted.isEmpty() ? "no operands" : String.join(", ", wanted)));
    }

    /** The ordering in the suffix of an atomic's mnemonic. */
    private static int ordering(String mnemonic) {
        boolean atomic = mnemonic.startsWith("amo") || mnemonic.startsWith("lr.") || mnemonic.startsWith("sc.");
        int ordering = atomic ? 3 : 0;
        while (!mnemonic.endsWith(Disassembler.ORDERINGS.get(ordering))) {
            ordering--;
        }
        return ordering;
    }

    private static List<Slot> slots(Alias way) {
        List<Slot> slots = new ArrayList<>();
        for (Operand operand : way.operands()) {
            boolean isOffset = operand == Operand.OFFSET_I || operand == Operand.OFFSET_S;
            if (isOffset
                    || (operand == Operand.BASE
                            && (slots.isEmpty() || !slots.getLast().isMemory()))) {
                slots.add(new Slot(operand, true));
            } else if (operand != Operand.BASE && operand != Operand.ORDERING) {
                slots.add(new Slot(operand, false));
            }
        }
        return slots;
    }

    private static boolean fits(List<Slot> slots, List<Piece> pieces) {
        int optional = !slots.isEmpty() && slots.getLast().operand().isOptional() ? 1 : 0;
        if (pieces.size() > slots.size() || pieces.size() < slots.size() - optional) {
            return false;
        }
        for (int i = 0; i < pieces.size(); i++) {
            if (pieces.get(i).isMemory() != slots.get(i).isMemory()) {
                return false;
            }
        }
        return true;
    }

    private void emit(Alias way, List<Piece> pieces, int ordering) {
        List<Slot> slots = slots(way);
        int word = way.match();
        for (int i = 0; i < slots.size(); i++) {
            Operand operand = slots.get(i).operand();
            if (i >= pieces.size()) {
                word |= operand.insert(operand.absent());
            } else if (slots.get(i).isMemory()) {
                word |= memory(slots.get(i), pieces.get(i));
            } else {
                word |= field(operand, pieces.get(i), value(operand, pieces.get(i)));
            }
        }
        assembler.word(Integer.toUnsignedLong(word | Operand.ORDERING.insert(ordering)));
    }

    private int memory(Slot slot, Piece piece) {
        Piece offset = piece.memoryOffset();
        long value = offset.isEmpty() ? 0 : source.number(offset);
        if (!slot.hasOffset() && value != 0) {
            throw assembler.error("this instruction has no offset");
        }
        int field = slot.hasOffset() ? field(slot.operand(), offset, value) : 0;
        return field | Operand.BASE.insert(register(piece.memoryBase()));
    }

    private int field(Operand operand, Piece piece, long value) {
        source.at(piece);
        if (!operand.fits(value)) {
            throw assembler.error(operand.misfit(value));
        }
        return operand.insert((int) value);
    }

    /** The value of an operand; of a target 0, and a note of where it goes. */
    private long value(Operand operand, Piece piece) {
        String text = piece.text();
        return switch (operand.kind()) {
            case REGISTER -> register(piece);
            case FLOAT_REGISTER -> source.named(piece, Register.floatNumber(text), "floating-point register");
            case NUMBER -> source.number(piece);
            case TARGET -> {
                Expression.Value target = source.value(piece);
                Fixup.Kind kind = operand == Operand.TARGET_B ? Fixup.Kind.BRANCH : Fixup.Kind.JUMP;
                assembler.refer(kind, target.label(), target.number());
                yield 0;
            }
            case CSR -> Csr.number(text).isPresent() ? Csr.number(text).getAsInt() : source.number(piece);
            case ROUNDING_MODE -> source.named(piece, index(text, Disassembler.ROUNDING_MODES), "rounding mode");
            case FENCE_SET -> source.named(piece, fenceSet(text), "set of i, o, r and w");
            case ORDERING -> throw new IllegalStateException("an ordering is a suffix");
        };
    }

    private int register(Piece piece) {
        return source.named(piece, Register.number(piece.text()), "integer register");
    }

    private static OptionalInt index(String text, List<String> names) {
        int index = names.indexOf(text);
        return index < 0 ? OptionalInt.empty() : OptionalInt.of(index);
    }

    private static OptionalInt fenceSet(String text) {
        for (int set = 0; set < 16; set++) {
            if (text.equals(Disassembler.fenceSet(set))) {
                return OptionalInt.of(set);
            }
        }
        return OptionalInt.empty();
    }

    private static Map<String, List<Alias>> ways() {
        Map<String, List<Alias>> ways = new HashMap<>();
        for (Alias alias : Alias.ALL) {
            ways.computeIfAbsent(alias.mnemonic(), _ -> new ArrayList<>()).add(alias);
        }
        for (Instruction instruction : Instruction.values()) {
            if (instruction != Instruction.ILLEGAL) {
                ways.computeIfAbsent(instruction.mnemonic(), _ -> new ArrayList<>())
                        .add(Alias.of(instruction));
            }
        }
        return ways;
    }
}
