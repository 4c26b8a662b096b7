// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

import dev.cordon.device.models.Finisher;
import dev.cordon.machine.isa.Isa;
import dev.cordon.machine.platform.Aia;
import dev.cordon.machine.platform.BareMachine;
import dev.cordon.machine.platform.BareSoftware;
import dev.cordon.machine.platform.LoadException;
import dev.cordon.machine.platform.Machine;
import dev.cordon.machine.platform.Placement;
import dev.cordon.machine.platform.RamFile;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

/** A bare machine: its UART is a console as it is. */
final class BareAssembly implements Assembly {
    private final AtomicReference<Events> events = new AtomicReference<>(Events.SILENT);
    private final OutputPump pump = new OutputPump(written -> events.get().output(0, written));
    private final CompletableFuture<Outcome> end = new CompletableFuture<>();
    private final BareOptions options;
    /** The files of the software, which a reset loads again. */
    private final Arena files;

    private final BareMachine machine;
    private final Optional<SignatureFile> signature;
    private final BareDebugging debugging;
    private final BareObservation observation;

    private BareAssembly(BareSoftware software, Arena files, BareOptions options, Isa isa, Aia aia)
            throws IOException, LoadException {
        this.options = options;
        this.files = files;
        machine = new BareMachine(
                software,
                options.harts(),
                isa,
                aia,
                Engine.of(options.engine()),
                options.memory(),
                new HostClock(),
                pump);
        try {
            signature = options.signature().map(wanted -> SignatureFile.open(wanted, options.machineMode(), machine));
            debugging = BareDebugging.open(options.trace(), options.gdb());
        } catch (CordonException e) {
            machine.close();
            throw e;
        }
        Symbols symbols = symbols(software);
        debugging.attach(machine, symbols);
        observation = new BareObservation(options, machine, symbols, debugging, signature);
        if (!options.reboots()) {
            machine.endOnReset();
        }
    }

    private static Symbols symbols(BareSoftware software) {
        Symbols symbols = new Symbols();
        symbols.add(software.machineMode());
        software.kernel().ifPresent(symbols::add);
        return symbols;
    }

    private static Aia aia(BareOptions.Aia wanted) {
        try {
            return Aia.parse(wanted.name(), wanted.guests());
        } catch (IllegalArgumentException e) {
            throw new CordonException(String.valueOf(e.getMessage()));
        }
    }

    /** The harts' instruction set: an ISA string, or the name of a file, which has a dot or a slash in it. */
    private static Isa isa(BareOptions options) {
        Optional<Path> file =
                options.isa().filter(isa -> isa.matches(".*[./].*")).map(Path::of);
        try {
            return file.isPresent()
                    ? Isa.parseVariant(HostFiles.text(file.get(), "the variant"))
                    : options.isa().map(Isa::parse).orElse(Isa.HART);
        } catch (IllegalArgumentException e) {
            throw new CordonException(file.map(path -> path + ":").orElse("") + e.getMessage());
        }
    }

    static BareAssembly of(BareOptions options) {
        check(options);
        Isa isa = isa(options);
        Aia aia = aia(options.aia());
        Arena files = Arena.ofShared();
        try {
            return new BareAssembly(software(options, files), files, options, isa, aia);
        } catch (LoadException e) {
            files.close();
            throw new CordonException(blamed(e.part(), options) + e.getMessage());
        } catch (IOException e) {
            files.close();
            throw new CordonException(Failures.describe(e));
        } catch (RuntimeException e) {
            files.close();
            throw e;
        }
    }

    private static BareSoftware software(BareOptions options, Arena files) {
        BareSoftware software = BareSoftware.firmware(HostFiles.map(options.machineMode(), "the firmware", files));
        if (options.kernel().isPresent()) {
            software = software.withKernel(HostFiles.map(options.kernel().get(), "the kernel", files));
        }
        if (options.initrd().isPresent()) {
            software = software.withInitrd(HostFiles.map(options.initrd().get(), "the initial RAM disk", files));
        }
        return software.withBootArguments(options.append());
    }

    private static String blamed(LoadException.Part part, BareOptions options) {
        return switch (part) {
            case MACHINE_MODE -> options.machineMode() + ": ";
            case KERNEL -> options.kernel().map(file -> file + ": ").orElse("");
            case INITRD -> options.initrd().map(file -> file + ": ").orElse("");
            case MEMORY -> "";
        };
    }

    private static void check(BareOptions options) {
        options.signature().map(BareOptions.Signature::granularity).ifPresent(granularity -> {
            if (granularity != 4 && granularity != 8) {
                throw new CordonException("a word of a signature has 4 or 8 bytes, not " + granularity);
            }
        });
        if (options.harts() < 1 || options.harts() > Machine.MAX_HARTS) {
            throw new CordonException("a machine has 1 to " + Machine.MAX_HARTS + " harts, not " + options.harts());
        }
        options.trace().map(TraceOptions::hart).filter(hart -> hart.isPresent()).ifPresent(hart -> {
            if (hart.getAsInt() < 0 || hart.getAsInt() >= options.harts()) {
                throw new CordonException("--trace-hart " + hart.getAsInt() + ": there is no such hart; they are 0 to "
                        + (options.harts() - 1));
            }
        });
        options.signature().ifPresent(wanted -> HostFiles.keep(wanted.file(), options.inputs()));
        options.trace().ifPresent(wanted -> HostFiles.keep(wanted.file(), options.inputs()));
        if (options.memory() < RamFile.PAGE || options.memory() % RamFile.PAGE != 0) {
            throw new CordonException(
                    options.memory() + " bytes of memory are no multiple of 4096; write for instance 256M");
        }
    }

    @Override
    public List<String> consoles() {
        return List.of("bare");
    }

    @Override
    public void start(Events listener) {
        events.set(listener);
        pump.start(() -> machine.settleConsole(pump::ready));
        if (signature.isPresent() && !machine.hasTohost()) {
            listener.said("bare", "the program has no symbol 'tohost': only the test finisher can end it");
        }
        remark().ifPresent(line -> listener.said("bare", line));
        debugging.greeting().ifPresent(line -> listener.said("bare", line));
        machine.start();
        Thread.ofPlatform().name("run-end").daemon().start(this::watch);
    }

    /** What to say if what runs in the end was taken as it is: perhaps it was meant to be an ELF file. */
    private Optional<String> remark() {
        Placement last = machine.placements().getLast();
        if (last.form() != Placement.Form.FLAT) {
            return Optional.empty();
        }
        Path file = last.part() == LoadException.Part.KERNEL ? options.kernel().orElseThrow() : options.machineMode();
        return Optional.of(
                "%s is no ELF file: it lies as it is at 0x%x, and starts there".formatted(file, last.entry()));
    }

    private void watch() {
        try {
            Optional<Finisher.Outcome> asked = machine.await();
            observation.rest();
            pump.drain();
            observation.flush();
            if (asked.isPresent() && signature.isPresent()) {
                signature.get().write();
            }
            Outcome outcome = asked.map(BareAssembly::outcome).orElse(new Outcome(Outcome.Cause.STOPPED, 0));
            debugging.end(outcome.code());
            end.complete(outcome);
        } catch (InterruptedException | IOException | RuntimeException | Error e) {
            end.completeExceptionally(e);
        }
    }

    private static Outcome outcome(Finisher.Outcome asked) {
        return switch (asked) {
            case Finisher.Outcome.Pass _ -> new Outcome(Outcome.Cause.EXPECTED, 0);
            case Finisher.Outcome.Fail failure -> new Outcome(Outcome.Cause.UNEXPECTED, failure.code());
            case Finisher.Outcome.Reset _ -> new Outcome(Outcome.Cause.RESET, 0);
        };
    }

    @Override
    public Observation observation() {
        return observation;
    }

    @Override
    public void type(int console, byte[] typed) throws InterruptedException {
        machine.receive(typed);
    }

    @Override
    public CompletableFuture<Outcome> end() {
        return end;
    }

    @Override
    public void stop() {
        machine.stop();
    }

    @Override
    public long instructions() {
        return machine.retired();
    }

    @Override
    public void close() throws IOException {
        machine.close();
        files.close();
        debugging.close();
        observation.close();
        signature.ifPresent(SignatureFile::close);
    }
}
