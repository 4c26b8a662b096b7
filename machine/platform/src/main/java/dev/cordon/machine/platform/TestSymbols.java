// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.platform;

import dev.cordon.formats.ElfFile;
import dev.cordon.machine.engine.Ram;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The symbols by which test programs speak to whoever runs them, as physical addresses.
 *
 * @param tohost the doubleword of {@link Htif} that the program writes
 * @param fromhost the doubleword of {@link Htif} that the program reads
 * @param signature from {@code begin_signature} to {@code end_signature}: what the program leaves to be compared
 */
record TestSymbols(OptionalLong tohost, OptionalLong fromhost, Optional<Range> signature) {

    /** Those of a program that has none. */
    static final TestSymbols NONE = new TestSymbols(OptionalLong.empty(), OptionalLong.empty(), Optional.empty());

    /**
     * Looks the symbols up.
     *
     * @throws LoadException if one of them is nowhere in RAM
     */
    static TestSymbols of(ElfFile elf, Ram ram) throws LoadException {
        return new TestSymbols(doubleword(elf, ram, "tohost"), doubleword(elf, ram, "fromhost"), signature(elf, ram));
    }

    private static OptionalLong doubleword(ElfFile elf, Ram ram, String name) throws LoadException {
        OptionalLong symbol = elf.symbol(name);
        if (symbol.isEmpty()) {
            return symbol;
        }
        long address = elf.physical(symbol.getAsLong());
        if (!ram.holds(address, Long.BYTES) || address % Long.BYTES != 0) {
            throw new LoadException(
                    LoadException.Part.MACHINE_MODE,
                    "its symbol '%s' is 0x%x, which is no doubleword of RAM; link it elsewhere"
                            .formatted(name, address));
        }
        return OptionalLong.of(address);
    }

    private static Optional<Range> signature(ElfFile elf, Ram ram) throws LoadException {
        OptionalLong begin = elf.symbol("begin_signature");
        OptionalLong end = elf.symbol("end_signature");
        if (begin.isEmpty() || end.isEmpty()) {
            return Optional.empty();
        }
        long start = elf.physical(begin.getAsLong());
        long size = end.getAsLong() - begin.getAsLong();
        if (size < 0 || !ram.holds(start, size)) {
            throw new LoadException(
                    LoadException.Part.MACHINE_MODE,
                    "its signature goes from 0x%x to 0x%x, which is not in RAM; link it elsewhere"
                            .formatted(start, start + size));
        }
        return Optional.of(new Range(start, start + size));
    }
}
