// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

import dev.cordon.capabilities.manifest.CheckedSystem;
import dev.cordon.capabilities.manifest.CompiledSystem;
import dev.cordon.capabilities.manifest.Diagnostic;
import dev.cordon.capabilities.manifest.SystemManifest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A run of Cordon inside this JVM: a machine, what runs on it, and the consoles of its guests.
 *
 * <p>Get one from a factory method, watch and type through its {@link #consoles}, {@link #start} it, {@link #await} its end,
 * and close it. The factories open every host resource and check everything that can be checked; afterwards the run needs
 * nothing more of the host but time and memory. All methods may be called from any thread.
 */
public final class Cordon implements AutoCloseable {
    private final Assembly assembly;
    private final List<Console> consoles;
    private final List<Component> components;
    private final List<Diagnostic> warnings;

    private Cordon(Assembly assembly, List<Diagnostic> warnings) {
        this.assembly = assembly;
        this.warnings = warnings;
        List<Console> made = new ArrayList<>();
        for (String name : assembly.consoles()) {
            made.add(new Console(made.size(), name, assembly));
        }
        this.consoles = List.copyOf(made);
        List<Component> parts = new ArrayList<>();
        for (String name : assembly.components()) {
            parts.add(new Component(parts.size(), name, assembly));
        }
        this.components = List.copyOf(parts);
    }

    /** Reads and checks a manifest, the files that it names included, as a run would, and starts nothing. */
    public static CheckedSystem check(Path manifest) {
        return SystemManifest.load(manifest, Images.ofUser().guests());
    }

    /**
     * The system that a manifest describes. Images that it names and that are not here yet are fetched.
     *
     * @throws InvalidSystemException if anything is wrong with the manifest; it carries all that is
     * @throws CordonException if a file or an image cannot be had, or the host has no room
     */
    public static Cordon load(Path manifest) {
        return load(manifest, Progress.SILENT);
    }

    /** As {@link #load(Path)}, with somebody to hear how far the fetching of images is. */
    public static Cordon load(Path manifest, Progress progress) {
        return load(manifest, progress, Timing.real());
    }

    /** As {@link #load(Path, Progress)}, in a time of one's choice. */
    public static Cordon load(Path manifest, Progress progress, Timing timing) {
        return load(manifest, progress, timing, Optional.empty());
    }

    /** As {@link #load(Path, Progress, Timing)}, on an engine of one's choice, the usual one if empty. */
    public static Cordon load(Path manifest, Progress progress, Timing timing, Optional<Engine> engine) {
        return of(check(manifest), progress, timing, engine);
    }

    /**
     * The description of a system, checked and not started.
     *
     * @throws InvalidSystemException if anything is wrong with the manifest; it carries all that is
     */
    public static SystemManifest system(Path manifest) {
        return sound(check(manifest));
    }

    /** The description of the built-in system. */
    public static SystemManifest builtInSystem() {
        return sound(ConsoleSystem.builtIn().check(Set.of()));
    }

    /** The built-in system: two small guests, of which one tries to break out and is stopped. */
    public static Cordon builtIn() {
        return builtIn(Timing.real());
    }

    /** The built-in system, in a time of one's choice. */
    public static Cordon builtIn(Timing timing) {
        return builtIn(timing, Optional.empty());
    }

    /** The built-in system, in a time and on an engine of one's choice, the usual one if empty. */
    public static Cordon builtIn(Timing timing, Optional<Engine> engine) {
        return of(ConsoleSystem.builtIn().check(Set.of()), Progress.SILENT, timing, engine);
    }

    /**
     * One guest without a manifest, called {@code guest}.
     *
     * @throws InvalidSystemException if a value or a file is wrong; it carries all that are
     */
    public static Cordon boot(GuestOptions options) {
        return boot(options, Timing.real());
    }

    /** As {@link #boot(GuestOptions)}, in a time of one's choice. */
    public static Cordon boot(GuestOptions options, Timing timing) {
        return boot(options, timing, Optional.empty());
    }

    /** As {@link #boot(GuestOptions, Timing)}, on an engine of one's choice, the usual one if empty. */
    public static Cordon boot(GuestOptions options, Timing timing, Optional<Engine> engine) {
        return of(options.system().check(Set.of()), Progress.SILENT, timing, engine);
    }

    private static Cordon of(CheckedSystem checked, Progress progress, Timing timing, Optional<Engine> engine) {
        CompiledSystem system = sound(checked).compile();
        Programs programs = Programs.named(system.programs());
        return new Cordon(
                SystemAssembly.of(system, programs, Images.ofUser(), progress, timing, engine, PcpuThreads.PATIENCE),
                checked.diagnostics());
    }

    private static SystemManifest sound(CheckedSystem checked) {
        return checked.system().orElseThrow(() -> new InvalidSystemException(checked.diagnostics()));
    }

    /**
     * A machine without the microhypervisor, for firmware and software in M-mode.
     *
     * @throws CordonException if a file or a value is wrong
     */
    public static Cordon bare(BareOptions options) {
        return new Cordon(BareAssembly.of(options), List.of());
    }

    /** What is not wrong with the system, but worth a thought. */
    public List<Diagnostic> warnings() {
        return warnings;
    }

    /**
     * Has what guests and programs do written to a file. Before {@link #start}; of a system, for a bare machine has it among its options. The
     * run is the same as without, also in virtual time, but slower if instructions are among it.
     *
     * @throws CordonException if the file cannot be written
     */
    public void trace(TraceOptions options) {
        assembly.observation().trace(options);
    }

    /**
     * Has a line written for each region of code that is translated, as it is: the virtual address of its entry, with the symbol of the ELF files that were loaded, its
     * physical address, guest instructions, pages, and bytes of bytecode ({@code docs/engine.md}). Before {@link #start}. Which regions there are depends on the host, also in virtual
     * time; what the run does is the same as without.
     *
     * @param file is replaced; {@code -} is standard error
     * @throws CordonException if the file cannot be written, or the engine is the interpreter
     */
    public void logTranslations(Path file) {
        assembly.observation().logTranslations(file);
    }

    /**
     * Has it counted why harts stop, and timed where their time goes, for {@link #statistics}. Before {@link #start}. It costs a VM exit some ten per cent more; without effect if
     * instructions are traced, or a debugger steps them.
     */
    public void measure() {
        assembly.observation().measure();
    }

    /** The consoles of the guests, in the order of the manifest; of a bare machine the one that it has. */
    public List<Console> consoles() {
        return consoles;
    }

    /**
     * The console of a guest.
     *
     * @throws IllegalArgumentException if no guest of that name has a console
     */
    public Console console(String name) {
        return consoles.stream()
                .filter(console -> console.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no guest '" + name + "' has a console"));
    }

    /** The components of the system, guests and drivers, in the order of the manifest; none of a bare machine. */
    public List<Component> components() {
        return components;
    }

    /**
     * A component of the system.
     *
     * @throws IllegalArgumentException if there is none of that name
     */
    public Component component(String name) {
        return components.stream()
                .filter(component -> component.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no component is called '" + name + "'"));
    }

    /** Powers the machine on. Once. */
    public void start() {
        start(RunListener.SILENT);
    }

    /** Powers the machine on, with somebody to hear what happens. Once. */
    public void start(RunListener listener) {
        var _ = assembly.end().whenComplete((_, _) -> consoles.forEach(Console::ended));
        assembly.start(new Assembly.Events() {
            @Override
            public void output(int console, byte[] written) {
                consoles.get(console).written(written);
                listener.output(consoles.get(console), written);
            }

            @Override
            public void said(String component, String line) {
                listener.said(component, line);
            }

            @Override
            public void ended(ComponentEnd end) {
                listener.ended(end);
            }

            @Override
            public void restarts(ComponentEnd end) {
                listener.restarts(end);
            }

            @Override
            public void changed(int component, Component.State state) {
                listener.changed(components.get(component), state);
            }
        });
    }

    /**
     * Waits for the end of the run.
     *
     * @throws EndlessHandlerException if the run was to end and a program's handler does not return
     */
    public Outcome await() throws InterruptedException {
        try {
            return assembly.end().get();
        } catch (ExecutionException e) {
            throw fault(e);
        }
    }

    /**
     * Waits for the end of the run, for so long at most; empty if it goes on.
     *
     * @throws EndlessHandlerException as {@link #await()}
     */
    public Optional<Outcome> await(Duration patience) throws InterruptedException {
        try {
            return Optional.of(assembly.end().get(patience.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (ExecutionException e) {
            throw fault(e);
        }
    }

    private static RuntimeException fault(ExecutionException failure) {
        if (failure.getCause() instanceof EndlessHandlerException endless) {
            return endless;
        }
        return new IllegalStateException("the run failed by a fault of Cordon", failure.getCause());
    }

    /** Ends the run, whatever its guests do; does not wait. Without effect on one that has ended. */
    public void stop() {
        assembly.stop();
    }

    /** What the harts have done so far, in numbers; exact once the run has ended. */
    public Statistics statistics() {
        return assembly.observation().statistics();
    }

    /** Instructions that all harts together have retired so far. */
    public long instructions() {
        return assembly.instructions();
    }

    /**
     * Digests over the state that a run in virtual time ended in, one for each part: equal if the runs were. After the end, before {@link #close}.
     *
     * @throws IllegalStateException in real time
     */
    public List<Digest> digests() {
        return assembly.digests();
    }

    /** Where the two runs of a verified one first differed; empty if they have not, or the run is not verified. */
    public Optional<Divergence> divergence() {
        return assembly.divergence();
    }

    /** Why a run in virtual time ended though no guest asked for it: by its limit, or because nothing could happen any more. */
    public Optional<String> exhausted() {
        return assembly.exhausted();
    }

    /**
     * What could not be written whole of the files that were asked for, a trace, a log of translations, a signature, and why: a line for each. A run goes on without them. Known once it
     * is {@linkplain #close closed}.
     */
    public List<String> losses() {
        return assembly.observation().losses();
    }

    /**
     * Ends the run if it goes on, and gives back everything that it held.
     *
     * @throws EndlessHandlerException if a program's handler does not return; then memory and a thread stay with it
     */
    @Override
    public void close() {
        try {
            assembly.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
