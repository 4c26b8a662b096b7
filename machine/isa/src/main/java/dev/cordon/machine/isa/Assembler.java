// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.isa;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Assembles a program for a fixed address, step by step: {@code new Assembler(base).li(A0, 5).label("loop").addi(A0,
 * A0, -1).bnez(A0, "loop").bytes()}, or from {@linkplain #parse source text}. {@link #emit} writes any instruction; the
 * common ones, and the common pseudoinstructions, have methods of their own. Registers are named by {@link Register},
 * CSRs by {@link Csr}.
 *
 * <p>Labels may be used before they are defined; what refers to them is checked by {@link #bytes()}. All methods throw
 * {@link AssemblyException} for what cannot be encoded. Not for use by several threads at once.
 */
public final class Assembler extends Mnemonics {
    private final long base;
    private final Map<String, Long> labels = new LinkedHashMap<>();
    private final List<Fixup> fixups = new ArrayList<>();
    private byte[] image = new byte[256];
    private int size;
    private String place = "";

    /**
     * Begins an empty program.
     *
     * @param base the address of the first byte
     */
    public Assembler(long base) {
        this.base = base;
    }

    /**
     * Assembles source text as GNU as would: one statement a line, each {@code label:}, an instruction, a
     * pseudoinstruction or a directive; {@code #} begins a comment. Numbers may be expressions of numbers, characters,
     * labels and constants; {@code .} is the current address.
     *
     * <p>Directives: .ascii .asciz .byte .half .word .dword .zero .align (to a power of two) .balign .equ. There is one
     * section, in the order of the source: .globl, .text, .data, .section and .option are ignored. Constants and, in all
     * but targets, {@code la}, .word and .dword, labels must be defined above their use. {@code call} and {@code tail}
     * are single jumps and reach 1 MiB.
     *
     * @param name the name of the source for messages, which begin {@code name:line:column: }
     * @param base the address of the first byte
     */
    public static Assembler parse(String name, long base, String source) {
        return new Assembler(base).source(name, source);
    }

    /** Appends source text; see {@link #parse}. It sees the labels that are already defined. */
    public Assembler source(String name, String source) {
        new AssemblyParser(this, name).parse(source);
        place = "";
        return this;
    }

    /** The address of the next byte. */
    public long address() {
        return base + size;
    }

    /** The bytes so far, with all references to labels filled in. */
    public byte[] bytes() {
        byte[] bytes = Arrays.copyOf(image, size);
        for (Fixup fixup : fixups) {
            fixup.apply(bytes, base, labels);
        }
        return bytes;
    }

    /** The labels defined so far and their addresses, in the order of their definition. */
    public Map<String, Long> labels() {
        return Collections.unmodifiableMap(labels);
    }

    /** The address of a label that is already defined. */
    public long addressOf(String label) {
        Long address = labels.get(label);
        if (address == null) {
            throw error("label '" + label + "' is not defined");
        }
        return address;
    }

    /** Gives the current address a name. */
    public Assembler label(String label) {
        if (labels.putIfAbsent(label, address()) != null) {
            throw error("label '" + label + "' is defined twice");
        }
        return this;
    }

    // Any instruction

    /**
     * Appends an instruction.
     *
     * @param values its operands in the order of assembly language, as {@link Instruction#encode} takes them: offset
     *     before base, and a branch target as distance from this instruction
     */
    @Override
    public Assembler emit(Instruction instruction, long... values) {
        try {
            return word(Integer.toUnsignedLong(instruction.encode(values)));
        } catch (IllegalArgumentException e) {
            throw error(String.valueOf(e.getMessage()));
        }
    }

    /** Appends an instruction whose last operand is a branch target, given as a label. */
    @Override
    public Assembler emitTo(String target, Instruction instruction, long... otherValues) {
        List<Operand> operands = instruction.format().operands();
        if (operands.isEmpty() || operands.getLast().kind() != Operand.Kind.TARGET) {
            throw error(instruction.mnemonic() + " has no branch target");
        }
        refer(operands.getLast() == Operand.TARGET_B ? Fixup.Kind.BRANCH : Fixup.Kind.JUMP, target, 0);
        long[] values = Arrays.copyOf(otherValues, otherValues.length + 1);
        return emit(instruction, values);
    }

    // Sequences of instructions

    /** Loads any constant, in one to eight instructions. */
    public Assembler li(int rd, long value) {
        LoadConstant.emit(this, rd, value);
        return this;
    }

    /** Loads the address of a label: AUIPC and ADDI, so that the code may be moved together with the label. */
    public Assembler la(int rd, String label) {
        return la(rd, label, 0);
    }

    Assembler la(int rd, String label, long addend) {
        refer(Fixup.Kind.PC_RELATIVE, label, addend);
        return emit(Instruction.AUIPC, rd, 0).emit(Instruction.ADDI, rd, rd, 0);
    }

    /** Appends a compressed instruction, given as its bits. */
    public Assembler compressed(int halfword) {
        if (!Compressed.isCompressed(halfword)) {
            throw error("0x%04x is no compressed instruction: its low bits are 11".formatted(halfword));
        }
        return half(halfword);
    }

    // Data

    /** Appends bytes. */
    public Assembler put(byte... bytes) {
        reserve(bytes.length);
        System.arraycopy(bytes, 0, image, size, bytes.length);
        size += bytes.length;
        return this;
    }

    /** Appends text as UTF-8, without a terminator. */
    public Assembler ascii(String text) {
        return put(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Appends text as UTF-8 and a zero byte. */
    public Assembler asciz(String text) {
        return ascii(text).zero(1);
    }

    /** Appends 1 byte, -128 to 255. */
    public Assembler octet(long value) {
        return data(value, 1);
    }

    /** Appends 2 bytes, signed or unsigned. */
    public Assembler half(long value) {
        return data(value, 2);
    }

    /** Appends 4 bytes, signed or unsigned. */
    public Assembler word(long value) {
        return data(value, 4);
    }

    /** Appends 8 bytes. */
    public Assembler dword(long value) {
        return data(value, 8);
    }

    /** Appends the address of a label as 8 bytes. */
    public Assembler dword(String label) {
        refer(Fixup.Kind.ADDRESS, label, 0);
        return dword(0);
    }

    /** Appends so many zero bytes. */
    public Assembler zero(long count) {
        if (count < 0 || count > Integer.MAX_VALUE / 2) {
            throw error("cannot reserve " + count + " bytes");
        }
        return put(new byte[(int) count]);
    }

    /** Appends zero bytes until the address is a multiple of a power of two. */
    public Assembler align(long bytes) {
        if (Long.bitCount(bytes) != 1 || bytes < 0) {
            throw error("alignment " + bytes + " is not a power of two");
        }
        return zero(-address() & (bytes - 1));
    }

    private Assembler data(long value, int bytes) {
        int spare = Long.SIZE - bytes * 8;
        if (value << spare >> spare != value && value << spare >>> spare != value) {
            throw error(
                    "%d (0x%x) does not fit into %d %s".formatted(value, value, bytes, bytes == 1 ? "byte" : "bytes"));
        }
        reserve(bytes);
        for (int i = 0; i < bytes; i++) {
            image[size++] = (byte) (value >>> (8 * i));
        }
        return this;
    }

    private void reserve(int bytes) {
        if (image.length - size < bytes) {
            image = Arrays.copyOf(image, Math.max(image.length * 2, size + bytes));
        }
    }

    // For the text front end

    /** Notes that what comes next depends on a label's address; an empty label stands for address 0. */
    void refer(Fixup.Kind kind, String label, long addend) {
        fixups.add(new Fixup(kind, size, label, addend, place));
    }

    /** Sets where the source text stands now, which begins every message: {@code name:line:column}. */
    void at(String newPlace) {
        place = newPlace;
    }

    AssemblyException error(String what) {
        return new AssemblyException((place.isEmpty() ? "at 0x" + Long.toHexString(address()) : place) + ": " + what);
    }
}
