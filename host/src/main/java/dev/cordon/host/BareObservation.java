// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

import dev.cordon.machine.engine.Hart;
import dev.cordon.machine.platform.BareMachine;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Who looks on at a bare machine, beside those whom its options ask for. */
final class BareObservation implements Observation, AutoCloseable {
    private final BareOptions options;
    private final BareMachine machine;
    private final Symbols symbols;
    private final BareDebugging debugging;
    private final Optional<SignatureFile> signature;
    private volatile Optional<Meter> meter = Optional.empty();
    private volatile Optional<TranslationLog> translations = Optional.empty();

    BareObservation(
            BareOptions options,
            BareMachine machine,
            Symbols symbols,
            BareDebugging debugging,
            Optional<SignatureFile> signature) {
        this.options = options;
        this.machine = machine;
        this.symbols = symbols;
        this.debugging = debugging;
        this.signature = signature;
    }

    @Override
    public void logTranslations(Path file) {
        HostFiles.keep(file, options.inputs());
        translations = Optional.of(TranslationLog.open(file, machine.machine().engine(), List.of(symbols)));
    }

    @Override
    public void measure() {
        if (options.trace().isEmpty() && options.gdb().isEmpty()) {
            Meter made = new Meter(options.harts(), Hart::run);
            machine.drivenBy(made);
            meter = Optional.of(made);
        }
    }

    @Override
    public Statistics statistics() {
        return Statistics.of(
                machine.machine(),
                meter.map(Meter::exits).orElseGet(TreeMap::new),
                meter.map(Meter::sharesWithoutHandlers).orElse(Statistics.Shares.UNKNOWN));
    }

    @Override
    public List<String> losses() {
        return Stream.of(
                        debugging.loss(),
                        translations.flatMap(TranslationLog::loss),
                        signature.flatMap(SignatureFile::loss))
                .flatMap(Optional::stream)
                .toList();
    }

    /** No hart runs any more. */
    void rest() {
        meter.ifPresent(Meter::end);
    }

    /** The run has ended: what was translated so far is in the file. */
    void flush() {
        translations.ifPresent(TranslationLog::flush);
    }

    @Override
    public void close() {
        translations.ifPresent(TranslationLog::close);
    }
}
