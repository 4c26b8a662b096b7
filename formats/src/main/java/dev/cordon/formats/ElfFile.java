// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.formats;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * A statically linked RISC-V program: a 64-bit little-endian ELF executable (System V ABI, chapters 4 and 5). A program whose segments reach beyond the
 * file is refused by {@link #parse}, so that {@link #content} always has all of a segment.
 */
public final class ElfFile {
    private static final ValueLayout.OfShort U16 = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt U32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong U64 = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private static final int MAGIC = 0x464c_457f;
    private static final int HEADER_BYTES = 64;
    private static final int PROGRAM_HEADER_BYTES = 56;
    private static final int SECTION_HEADER_BYTES = 64;
    private static final int SYMBOL_BYTES = 24;
    private static final int ET_EXEC = 2;
    private static final int ET_DYN = 3;
    private static final int EM_RISCV = 243;
    /** So that whoever places segments need not mind their number; linkers write about ten. */
    private static final int MOST_PROGRAM_HEADERS = 1000;

    private static final int PT_LOAD = 1;
    private static final int SHT_SYMTAB = 2;
    private static final int STT_FUNC = 2;

    private final MemorySegment file;
    private final long entry;
    private final List<Segment> segments;

    /**
     * A loadable segment ({@code PT_LOAD}) that takes memory.
     *
     * @param physicalAddress where it is to be put
     * @param virtualAddress where its code believes it is
     * @param offset where its content begins in the file
     * @param fileSize bytes of content
     * @param memorySize bytes of memory, at least {@code fileSize}; what is beyond the content is zero
     * @param flags bits 0 to 2: executable, writable, readable
     */
    public record Segment(
            long physicalAddress, long virtualAddress, long offset, long fileSize, long memorySize, int flags) {}

    /**
     * A named address.
     *
     * @param size bytes of what is there; 0 if the file does not say
     */
    public record Symbol(String name, long address, long size) {}

    private ElfFile(MemorySegment file, long entry, List<Segment> segments) {
        this.file = file;
        this.entry = entry;
        this.segments = segments;
    }

    /** Whether {@code file} begins as every ELF file does. */
    public static boolean isElf(MemorySegment file) {
        return file.byteSize() >= Integer.BYTES && file.get(U32, 0) == MAGIC;
    }

    /**
     * Reads the headers of {@code file}, which the result keeps.
     *
     * @throws FormatException if it is no complete RISC-V executable
     */
    public static ElfFile parse(MemorySegment file) throws FormatException {
        if (!isElf(file)) {
            throw new FormatException("not an ELF file");
        }
        if (file.byteSize() < HEADER_BYTES) {
            throw new FormatException("a truncated ELF file: its header alone takes 64 bytes");
        }
        if (file.get(ValueLayout.JAVA_BYTE, 4) != 2 || file.get(ValueLayout.JAVA_BYTE, 5) != 1) {
            throw new FormatException("not a 64-bit little-endian ELF file; build it for riscv64");
        }
        if (u16(file, 18) != EM_RISCV) {
            throw new FormatException(
                    "an ELF file for another processor (machine " + u16(file, 18) + "); build it for riscv64");
        }
        if (u16(file, 16) != ET_EXEC && u16(file, 16) != ET_DYN) {
            throw new FormatException("an ELF file that is no executable; link it");
        }
        long entry = file.get(U64, 24);
        if ((entry & 1) != 0) {
            throw new FormatException("a malformed ELF file: its entry 0x" + Long.toHexString(entry) + " is odd");
        }
        List<Segment> segments = segments(file);
        if (segments.isEmpty()) {
            throw new FormatException("an ELF file without loadable segments; nothing of it would be in memory");
        }
        return new ElfFile(file, entry, segments);
    }

    private static List<Segment> segments(MemorySegment file) throws FormatException {
        long table = file.get(U64, 32);
        int entryBytes = u16(file, 54);
        int count = u16(file, 56);
        if (count > MOST_PROGRAM_HEADERS) {
            throw new FormatException(
                    "an ELF file with " + count + " program headers; link it with at most " + MOST_PROGRAM_HEADERS);
        }
        if (count > 0 && entryBytes < PROGRAM_HEADER_BYTES) {
            throw new FormatException("a malformed ELF file: its program headers have " + entryBytes + " bytes each");
        }
        if (outside(file, table, (long) entryBytes * count)) {
            throw new FormatException("a truncated ELF file: its program headers lie beyond its end");
        }
        List<Segment> segments = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            MemorySegment header = file.asSlice(table + (long) i * entryBytes, PROGRAM_HEADER_BYTES);
            if (header.get(U32, 0) == PT_LOAD && header.get(U64, 40) != 0) {
                segments.add(segment(file, header, i));
            }
        }
        checkDisjoint(segments);
        return List.copyOf(segments);
    }

    private static void checkDisjoint(List<Segment> segments) throws FormatException {
        List<Segment> sorted = new ArrayList<>(segments);
        sorted.sort((one, other) -> Long.compareUnsigned(one.physicalAddress, other.physicalAddress));
        for (int i = 1; i < sorted.size(); i++) {
            long distance = sorted.get(i).physicalAddress - sorted.get(i - 1).physicalAddress;
            if (Long.compareUnsigned(distance, sorted.get(i - 1).memorySize) < 0) {
                throw new FormatException("a malformed ELF file: its segments overlap at 0x"
                        + Long.toHexString(sorted.get(i).physicalAddress));
            }
        }
    }

    private static Segment segment(MemorySegment file, MemorySegment header, int index) throws FormatException {
        Segment segment = new Segment(
                header.get(U64, 24),
                header.get(U64, 16),
                header.get(U64, 8),
                header.get(U64, 32),
                header.get(U64, 40),
                header.get(U32, 4));
        if (outside(file, segment.offset, segment.fileSize)) {
            throw new FormatException("a truncated ELF file: segment " + index + " reaches beyond its end");
        }
        if (segment.memorySize < segment.fileSize) {
            throw new FormatException(
                    "a malformed ELF file: segment " + index + " is larger in the file than in memory");
        }
        long last = segment.physicalAddress + segment.memorySize - 1;
        if (segment.memorySize < 0 || Long.compareUnsigned(last, segment.physicalAddress) < 0) {
            throw new FormatException(
                    "a malformed ELF file: segment " + index + " goes beyond the end of all addresses");
        }
        return segment;
    }

    /** The virtual address of the first instruction. */
    public long entry() {
        return entry;
    }

    /** The loadable segments, in the order of the file; at least one. */
    public List<Segment> segments() {
        return segments;
    }

    /** The bytes of {@code segment} that are in the file. */
    public MemorySegment content(Segment segment) {
        return file.asSlice(segment.offset, segment.fileSize);
    }

    /** The physical address of the first instruction; see {@link #physical}. */
    public long physicalEntry() {
        return physical(entry);
    }

    /** Where a virtual address lies in the segment that holds it; itself if none does. */
    public long physical(long virtualAddress) {
        for (Segment segment : segments) {
            long inside = virtualAddress - segment.virtualAddress;
            if (Long.compareUnsigned(inside, segment.memorySize) < 0) {
                return segment.physicalAddress + inside;
            }
        }
        return virtualAddress;
    }

    /** The value of the symbol with {@code name}; empty too if the file has no (whole) symbol table. */
    public OptionalLong symbol(String name) {
        byte[] wanted = name.getBytes(StandardCharsets.UTF_8);
        for (SymbolTable table : symbolTables()) {
            OptionalLong found = symbol(table.symbols, table.names, wanted);
            if (found.isPresent()) {
                return found;
            }
        }
        return OptionalLong.empty();
    }

    /** Functions, objects and labels with a name, in the order of the file; none if the file has no (whole) symbol table. */
    public List<Symbol> symbols() {
        List<Symbol> symbols = new ArrayList<>();
        for (SymbolTable table : symbolTables()) {
            for (long at = 0; at + SYMBOL_BYTES <= table.symbols.byteSize(); at += SYMBOL_BYTES) {
                String name = name(table.names, Integer.toUnsignedLong(table.symbols.get(U32, at)));
                int type = table.symbols.get(ValueLayout.JAVA_BYTE, at + 4) & 15;
                if (!name.isEmpty() && type <= STT_FUNC) {
                    symbols.add(new Symbol(name, table.symbols.get(U64, at + 8), table.symbols.get(U64, at + 16)));
                }
            }
        }
        return symbols;
    }

    private record SymbolTable(MemorySegment symbols, MemorySegment names) {}

    private List<SymbolTable> symbolTables() {
        List<SymbolTable> tables = new ArrayList<>();
        long table = file.get(U64, 40);
        int count = u16(file, 60);
        if (u16(file, 58) != SECTION_HEADER_BYTES || outside(file, table, (long) count * SECTION_HEADER_BYTES)) {
            return tables;
        }
        for (int i = 0; i < count; i++) {
            MemorySegment section = file.asSlice(table + (long) i * SECTION_HEADER_BYTES, SECTION_HEADER_BYTES);
            int strings = section.get(U32, 40);
            if (section.get(U32, 4) == SHT_SYMTAB && Integer.compareUnsigned(strings, count) < 0) {
                MemorySegment names = content(file.asSlice(table + (long) strings * SECTION_HEADER_BYTES));
                tables.add(new SymbolTable(content(section), names));
            }
        }
        return tables;
    }

    private static String name(MemorySegment names, long at) {
        long end = at;
        while (end < names.byteSize() && names.get(ValueLayout.JAVA_BYTE, end) != 0) {
            end++;
        }
        return end >= names.byteSize()
                ? ""
                : new String(names.asSlice(at, end - at).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
    }

    /** The bytes of the section whose header is at the start of {@code header}; none if they are not all there. */
    private MemorySegment content(MemorySegment header) {
        long offset = header.get(U64, 24);
        long size = header.get(U64, 32);
        return outside(file, offset, size) ? MemorySegment.NULL : file.asSlice(offset, size);
    }

    private static OptionalLong symbol(MemorySegment symbols, MemorySegment names, byte[] wanted) {
        for (long at = 0; at + SYMBOL_BYTES <= symbols.byteSize(); at += SYMBOL_BYTES) {
            if (named(names, Integer.toUnsignedLong(symbols.get(U32, at)), wanted)) {
                return OptionalLong.of(symbols.get(U64, at + 8));
            }
        }
        return OptionalLong.empty();
    }

    private static boolean named(MemorySegment names, long at, byte[] wanted) {
        if (at + wanted.length >= names.byteSize() || names.get(ValueLayout.JAVA_BYTE, at + wanted.length) != 0) {
            return false;
        }
        return names.asSlice(at, wanted.length).mismatch(MemorySegment.ofArray(wanted)) == -1;
    }

    private static boolean outside(MemorySegment file, long from, long size) {
        return from < 0 || size < 0 || from > file.byteSize() || size > file.byteSize() - from;
    }

    private static int u16(MemorySegment file, long offset) {
        return Short.toUnsignedInt(file.get(U16, offset));
    }
}
