// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

import dev.cordon.formats.ElfFile;
import dev.cordon.formats.FormatException;
import java.lang.foreign.MemorySegment;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;

/** Names of addresses, from the symbol tables of the software that was loaded. */
final class Symbols {
    /** What has no size is taken to end here at the latest. */
    private static final long FARTHEST = 1 << 20;

    private final TreeMap<Long, ElfFile.Symbol> byAddress = new TreeMap<>(Comparator.comparingLong(a -> a ^ 1L << 63));

    /** No names yet. */
    Symbols() {}

    /** Those of one file. */
    static Symbols of(MemorySegment file) {
        Symbols symbols = new Symbols();
        symbols.add(file);
        return symbols;
    }

    /** Adds the names of a file, if it is an ELF file and has any. */
    void add(MemorySegment file) {
        if (!ElfFile.isElf(file)) {
            return;
        }
        try {
            ElfFile.parse(file).symbols().stream()
                    .filter(symbol ->
                            !symbol.name().startsWith("$") && !symbol.name().startsWith(".L"))
                    .forEach(symbol -> byAddress.putIfAbsent(symbol.address(), symbol));
        } catch (FormatException e) {
            // Whoever loads the file says what is wrong with it.
        }
    }

    /** The name of an address, such as {@code main+0x8}; empty if it has none. */
    String name(long address) {
        Map.Entry<Long, ElfFile.Symbol> below = byAddress.floorEntry(address);
        if (below == null) {
            return "";
        }
        ElfFile.Symbol symbol = below.getValue();
        long offset = address - symbol.address();
        if (offset >= (symbol.size() == 0 ? FARTHEST : symbol.size())) {
            return "";
        }
        return offset == 0 ? symbol.name() : symbol.name() + "+0x" + Long.toHexString(offset);
    }
}
