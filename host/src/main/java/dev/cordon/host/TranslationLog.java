// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

import dev.cordon.machine.engine.Engine;
import dev.cordon.machine.engine.TranslatedRegion;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Writes a line for each region of code that an engine translates, as it does. */
final class TranslationLog implements AutoCloseable {
    private final TraceFile file;
    private final List<Symbols> symbols;
    private long regions;

    private TranslationLog(TraceFile file, List<Symbols> symbols) {
        this.file = file;
        this.symbols = symbols;
    }

    /**
     * Creates the file, or empties it, and listens to an engine. Before any hart runs.
     *
     * @param symbols of each software that may run on it; nobody knows which it is that was translated, so a region has the names of all
     * @throws CordonException if the file cannot be written, or nothing will be translated
     */
    static TranslationLog open(Path file, Engine engine, List<Symbols> symbols) {
        if (!engine.translates()) {
            throw new CordonException(
                    "--translations needs the translator: the interpreter translates nothing; add --engine translator");
        }
        TranslationLog log = new TranslationLog(TraceFile.open(file, "the log of translations"), symbols);
        engine.tell(log::write);
        return log;
    }

    private synchronized void write(TranslatedRegion region) {
        String name = symbols.stream()
                .map(software -> software.name(region.entry()))
                .filter(found -> !found.isEmpty())
                .distinct()
                .collect(Collectors.joining("|"));
        file.write("%d  %016x  %sphysical %016x  instructions %d  pages %d  bytes %d"
                .formatted(
                        ++regions,
                        region.entry(),
                        name.isEmpty() ? "" : name + "  ",
                        region.physical(),
                        region.instructions(),
                        region.pages(),
                        region.codeBytes()));
    }

    /** The run has ended: what was translated so far is in the file. */
    void flush() {
        file.flush();
    }

    /** Why the file is not whole, if it is not; known once it is closed. */
    Optional<String> loss() {
        return file.loss();
    }

    @Override
    public void close() {
        file.close();
    }
}
