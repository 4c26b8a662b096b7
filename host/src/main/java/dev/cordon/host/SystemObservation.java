// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

import dev.cordon.capabilities.manifest.BootModule;
import dev.cordon.capabilities.manifest.CompiledSystem;
import dev.cordon.machine.engine.Hart;
import dev.cordon.machine.platform.Machine;
import dev.cordon.microhypervisor.abi.Program;
import dev.cordon.microhypervisor.core.Idle;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Who looks on at a system: comes between its harts and the core, its programs and the hypervisor, its pCPUs and how they wait. */
final class SystemObservation implements Observation, AutoCloseable {
    private final CompiledSystem system;
    private final Images images;
    private final Machine machine;
    private volatile Optional<SystemTrace> trace = Optional.empty();
    private volatile Optional<Meter> meter = Optional.empty();
    private volatile Optional<TranslationLog> translations = Optional.empty();

    SystemObservation(CompiledSystem system, Images images, Machine machine) {
        this.system = system;
        this.images = images;
        this.machine = machine;
    }

    /** What makes a program that is written down, if there is a trace by then. */
    Supplier<Program> observed(Supplier<Program> factory) {
        return () -> {
            Program program = factory.get();
            return trace.map(present -> present.observed(program)).orElse(program);
        };
    }

    /** How a pCPU waits, with somebody who looks at the clock if there is one by then. */
    Idle observed(Idle plain) {
        return new Idle() {
            @Override
            public void await(long time) {
                meter.ifPresentOrElse(present -> present.await(plain, time), () -> plain.await(time));
            }

            @Override
            public void wake() {
                plain.wake();
            }
        };
    }

    @Override
    public void trace(TraceOptions options) {
        keepInputs(options.file());
        SystemTrace opened = SystemTrace.open(options, machine);
        trace = Optional.of(opened);
        if (opened.steps()) {
            meter = Optional.empty(); // it is not what lets harts run any more
        }
    }

    @Override
    public void logTranslations(Path file) {
        keepInputs(file);
        try (Arena files = Arena.ofShared()) {
            List<Symbols> symbols = BootModules.of(system, images, Progress.SILENT, files).stream()
                    .map(Symbols::of)
                    .toList();
            translations = Optional.of(TranslationLog.open(file, machine.engine(), symbols));
        }
    }

    /** Refuses to write over what is to be run. */
    private void keepInputs(Path written) {
        HostFiles.keep(
                written,
                system.modules().stream()
                        .flatMap(module ->
                                module instanceof BootModule.File read ? Stream.of(read.path()) : Stream.of()));
    }

    @Override
    public void measure() {
        if (trace.filter(SystemTrace::steps).isEmpty()) {
            Meter made = new Meter(machine.harts().size(), Hart::run);
            machine.drivenBy(made);
            meter = Optional.of(made);
        }
    }

    @Override
    public Statistics statistics() {
        return Statistics.of(
                machine,
                meter.map(Meter::exits).orElseGet(TreeMap::new),
                meter.map(Meter::shares).orElse(Statistics.Shares.UNKNOWN));
    }

    @Override
    public List<String> losses() {
        return Stream.of(trace.flatMap(SystemTrace::loss), translations.flatMap(TranslationLog::loss))
                .flatMap(Optional::stream)
                .toList();
    }

    /** No hart runs any more. */
    void rest() {
        meter.ifPresent(Meter::end);
    }

    /** The run has ended: what was seen is in the files. */
    void flush() {
        trace.ifPresent(SystemTrace::flush);
        translations.ifPresent(TranslationLog::flush);
    }

    @Override
    public void close() {
        trace.ifPresent(SystemTrace::close);
        translations.ifPresent(TranslationLog::close);
    }
}
