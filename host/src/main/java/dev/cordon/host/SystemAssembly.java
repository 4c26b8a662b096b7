// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

import dev.cordon.capabilities.manifest.CompiledSystem;
import dev.cordon.capabilities.manifest.Schedule;
import dev.cordon.capabilities.plan.Channel;
import dev.cordon.capabilities.plan.Domain;
import dev.cordon.capabilities.plan.Plan;
import dev.cordon.device.models.Finisher;
import dev.cordon.device.models.Uart16550;
import dev.cordon.drivers.userlevel.protocol.LifeRequest;
import dev.cordon.drivers.userlevel.protocol.RunRecord;
import dev.cordon.machine.engine.Hart;
import dev.cordon.machine.engine.TrapRouting;
import dev.cordon.machine.isa.Isa;
import dev.cordon.machine.platform.AddressMap;
import dev.cordon.machine.platform.Aia;
import dev.cordon.machine.platform.Machine;
import dev.cordon.microhypervisor.core.BootImage;
import dev.cordon.microhypervisor.core.BootImage.Device;
import dev.cordon.microhypervisor.core.BootImage.Region;
import dev.cordon.microhypervisor.core.Microhypervisor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A system on the microhypervisor: assembles the machine, powers it on, and lends each pCPU a thread. */
final class SystemAssembly implements Assembly {
    private static final Logger LOG = LoggerFactory.getLogger(SystemAssembly.class);

    /** Registers are given away in whole pages. */
    private static final long PAGE = 4096;

    /** What is done to a component with a schedule. */
    private static final String RESCHEDULED = "given another schedule";

    private static final List<Device> DEVICES = List.of( // in the order of MachineDevice
            new Device(new Region(AddressMap.UART, Math.max(PAGE, Uart16550.SIZE)), AddressMap.UART_INTERRUPT),
            new Device(new Region(AddressMap.FINISHER, Finisher.SIZE), 0));

    private final Plan plan;
    private final List<Channel> channels;
    private final Drive drive;
    private final LifeRequests requests;
    private final Machine machine;
    private final SystemObservation observation;
    private final Microhypervisor microhypervisor;
    private final AtomicReference<Optional<Line>> line = new AtomicReference<>(Optional.empty());
    private Optional<Verification> verification = Optional.empty();
    private Optional<SystemAssembly> second = Optional.empty();

    /** What a run made again is to be given, too. */
    private final List<Consumer<SystemAssembly>> given = new ArrayList<>();

    /** Completed by whatever ends the run first: with true if it was {@link #stop}. */
    private final CompletableFuture<Boolean> over = new CompletableFuture<>();

    private final CompletableFuture<Outcome> end = new CompletableFuture<>();

    /** The console line and who reads its records, once somebody listens. */
    private record Line(ConsoleLine consoles, RunReport report) {}

    /**
     * Loads a system into a machine of its own; if it is to be verified, into two.
     *
     * @param patience how long a handler may take to return once the run is to end
     * @throws CordonException if a file cannot be read, a program may not run, or the host has no room
     */
    static SystemAssembly of(
            CompiledSystem system,
            Programs programs,
            Images images,
            Progress progress,
            Timing timing,
            Optional<Engine> engine,
            Duration patience) {
        int pcpus = system.plan().pcpus();
        BiFunction<Drive, Progress, SystemAssembly> make =
                (drive, heard) -> new SystemAssembly(system, programs, images, heard, Engine.of(engine), drive);
        return switch (timing) {
            case Timing.Real _ -> make.apply(new RealDrive(pcpus, patience), progress);
            case Timing.Virtual virtual -> {
                Function<Progress, SystemAssembly> another =
                        heard -> make.apply(new VirtualDrive(pcpus, virtual, patience), heard);
                SystemAssembly assembly = another.apply(progress);
                if (virtual.verified()) {
                    assembly.verify(new Twins(assembly, another.apply(progress)), another, progress);
                }
                yield assembly;
            }
        };
    }

    private SystemAssembly(
            CompiledSystem system,
            Programs programs,
            Images images,
            Progress progress,
            dev.cordon.machine.engine.Engine engine,
            Drive drive) {
        this.drive = drive;
        requests = new LifeRequests(drive);
        plan = system.plan();
        channels = plan.channels().stream()
                .filter(channel -> channel.client() != Plan.ROOT_TASK)
                .sorted(Comparator.comparingInt(Channel::number))
                .toList();
        try (Arena files = Arena.ofShared()) {
            List<MemorySegment> modules = BootModules.open(system, drive.clock(), images, progress, files);
            GuestFit.check(plan, modules);
            BootMemory memory = BootMemory.layOut(system, modules);
            LOG.debug(
                    "a machine with {} pCPUs, {} MiB of RAM and {} boot modules for {} domains",
                    plan.pcpus(),
                    memory.size() >> 20,
                    modules.size(),
                    plan.domains().size());
            machine = new Machine(
                    plan.pcpus(),
                    memory.size(),
                    Isa.HART,
                    new Aia.None(),
                    engine,
                    TrapRouting.EXIT,
                    drive.clock(),
                    drive.output(),
                    this::finished);
            observation = new SystemObservation(system, images, machine);
            memory.load(machine.ram(), modules);
            List<Region> regions = memory.regions();
            BootImage image = new BootImage(
                    programs.verified().stream().map(observation::observed).toList(),
                    regions.subList(0, regions.size() - 1),
                    regions.getLast(),
                    DEVICES);
            microhypervisor = Microhypervisor.powerOn(machine, image, pcpu -> observation.observed(drive.idle(pcpu)));
        } catch (IOException e) {
            throw new CordonException(Failures.describe(e));
        }
    }

    @Override
    public Observation observation() {
        return observation;
    }

    private void verify(Twins twins, Function<Progress, SystemAssembly> another, Progress progress) {
        Supplier<Twins> again = () -> twins.again(() -> another.apply(Progress.SILENT));
        Verification made = new Verification(twins, new DivergenceSearch(again, progress, virtual()::isAbandoned));
        virtual().verify(made);
        verification = Optional.of(made);
        second = Optional.of(twins.second());
    }

    /** Gives to a fresh system what this one was given, and powers it on, without a thread. */
    void repeatOn(SystemAssembly fresh) {
        given.forEach(fresh::give);
        fresh.power(Events.SILENT);
    }

    /** Does something to the system before it is powered on that is part of what it is a function of. */
    void give(Consumer<SystemAssembly> input) {
        given.add(input);
        input.accept(this);
    }

    /** Who drives it, in virtual time. */
    VirtualDrive virtual() {
        return (VirtualDrive) drive;
    }

    @Override
    public List<String> consoles() {
        return channels.stream()
                .map(channel -> plan.domains().get(channel.client()).name())
                .toList();
    }

    @Override
    public List<String> components() {
        return plan.domains().stream().map(Domain::name).toList();
    }

    @Override
    public Component.State state(int component) {
        return line.get().map(present -> present.report().state(component)).orElse(Component.State.ABSENT);
    }

    @Override
    public CompletableFuture<Void> change(int component, Component.Change change) {
        return ask(LifeRequests.of(component, change), change.toString());
    }

    @Override
    public CompletableFuture<Void> changeAt(Duration time, int component, Component.Change change) {
        return askAt(time, LifeRequests.of(component, change), change.toString());
    }

    @Override
    public CompletableFuture<Void> schedule(int component, Schedule schedule) {
        return ask(LifeRequests.of(component, schedule), RESCHEDULED);
    }

    @Override
    public CompletableFuture<Void> scheduleAt(Duration time, int component, Schedule schedule) {
        return askAt(time, LifeRequests.of(component, schedule), RESCHEDULED);
    }

    private CompletableFuture<Void> ask(LifeRequest request, String done) {
        return requests.ask(request, components().get(request.domain()), done);
    }

    private CompletableFuture<Void> askAt(Duration time, LifeRequest request, String done) {
        if (second.isPresent()) {
            var _ = second.get().askAt(time, request, done);
        }
        String component = components().get(request.domain());
        CompletableFuture<Void> answer = requests.askAt(time, request, component, done);
        given.add(again -> {
            var _ = again.requests.askAt(time, request, component, done);
        });
        return answer;
    }

    @Override
    public void start(Events events) {
        second.ifPresent(other -> other.power(Events.SILENT)); // its turns are taken by the verification
        power(events);
        drive.start();
        Thread.ofPlatform().name("run-end").daemon().start(this::watch);
    }

    /** Powers on without a thread yet, so that whoever is told something can ask for something at once. */
    private void power(Events events) {
        drive.power(connect(events));
        requests.start();
    }

    private PoweredSystem connect(Events events) {
        RunReport report = new RunReport(plan, events, requests);
        ConsoleLine consoles = new ConsoleLine(listener(events, report), machine::receive);
        line.set(Optional.of(new Line(consoles, report)));
        requests.schedule();
        return new PoweredSystem(machine, microhypervisor, consoles, over);
    }

    /** The second run of a verified one. */
    Optional<SystemAssembly> second() {
        return second;
    }

    Machine machine() {
        return machine;
    }

    Microhypervisor microhypervisor() {
        return microhypervisor;
    }

    /** The state, while nothing runs. */
    SystemState state() {
        return SystemState.of(machine, microhypervisor);
    }

    private ConsoleLine.Listener listener(Events events, RunReport report) {
        return new ConsoleLine.Listener() {
            @Override
            public void output(int channel, byte[] bytes) {
                for (int console = 0; console < channels.size(); console++) {
                    if (channels.get(console).number() == channel) {
                        events.output(console, bytes);
                    }
                }
            }

            @Override
            public void record(RunRecord record) {
                report.accept(record);
            }
        };
    }

    private void finished(Finisher.Outcome asked) {
        drive.finish();
    }

    /** Waits for the end, lets everything come to rest, and says how it ended. */
    private void watch() {
        try {
            end.complete(ended());
        } catch (ExecutionException e) {
            end.completeExceptionally(e.getCause());
        } catch (InterruptedException | RuntimeException | Error e) {
            end.completeExceptionally(e);
        }
    }

    private Outcome ended() throws InterruptedException, ExecutionException {
        try {
            boolean stopped = over.get();
            rest();
            observation.flush();
            return outcome(stopped);
        } finally {
            requests.over();
        }
    }

    private void rest() throws InterruptedException {
        LOG.debug("the run is over");
        drive.halt();
        observation.rest();
        drive.drain();
        line.get()
                .filter(present -> present.consoles().strays() > 0)
                .ifPresent(present -> LOG.warn(
                        "the console driver sent {} bytes that belong to no frame",
                        present.consoles().strays()));
    }

    private Outcome outcome(boolean stopped) {
        if (divergence().isPresent()) { // whatever the first of the two runs has come to
            return new Outcome(Outcome.Cause.EXHAUSTED, 0);
        }
        Optional<Outcome> reported =
                line.get().flatMap(present -> present.report().outcome());
        if (reported.isPresent()) {
            return reported.get();
        } else if (stopped) {
            return new Outcome(Outcome.Cause.STOPPED, 0);
        } else if (exhausted().isPresent()) {
            return new Outcome(Outcome.Cause.EXHAUSTED, 0);
        }
        String failure = microhypervisor.failure().orElse("the root task ended without a word");
        if (failure.isEmpty() || failure.startsWith(OutOfMemoryError.class.getName())) {
            throw new OutOfMemoryError(failure); // which also leaves no memory for words
        }
        throw new IllegalStateException(failure);
    }

    @Override
    public void type(int console, byte[] typed) throws InterruptedException {
        int channel = channels.get(console).number();
        drive.type(channel, typed);
        if (drive instanceof VirtualDrive) {
            byte[] kept = typed.clone();
            given.add(again -> again.virtual().type(channel, kept));
        }
        if (second.isPresent()) {
            second.get().type(console, typed);
        }
    }

    @Override
    public List<Digest> digests() {
        if (!(drive instanceof VirtualDrive)) {
            return Assembly.super.digests();
        }
        List<Digest> digests = new ArrayList<>(state().digests());
        digests.add(SystemState.ram(machine));
        return digests;
    }

    @Override
    public Optional<Divergence> divergence() {
        return verification.flatMap(Verification::divergence);
    }

    @Override
    public Optional<String> exhausted() {
        return drive instanceof VirtualDrive virtual ? virtual.exhausted() : Optional.empty();
    }

    @Override
    public CompletableFuture<Outcome> end() {
        return end;
    }

    @Override
    public void stop() {
        over.complete(true);
    }

    @Override
    public long instructions() {
        return machine.harts().stream().mapToLong(Hart::retired).sum();
    }

    @Override
    public void close() throws IOException {
        stop();
        requests.over();
        drive.halt(); // the RAM must not go away under a pCPU
        machine.close();
        observation.close();
        if (second.isPresent()) {
            second.get().close();
        }
    }
}
