// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

import dev.cordon.capabilities.manifest.CompiledSystem;
import dev.cordon.capabilities.plan.Channel;
import dev.cordon.capabilities.plan.Plan;
import dev.cordon.device.models.Finisher;
import dev.cordon.device.models.Uart16550;
import dev.cordon.drivers.userlevel.protocol.RunRecord;
import dev.cordon.machine.engine.Hart;
import dev.cordon.machine.engine.TrapRouting;
import dev.cordon.machine.platform.AddressMap;
import dev.cordon.machine.platform.Machine;
import dev.cordon.microhypervisor.core.BootImage;
import dev.cordon.microhypervisor.core.BootImage.Device;
import dev.cordon.microhypervisor.core.BootImage.Region;
import dev.cordon.microhypervisor.core.Microhypervisor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A system on the microhypervisor: assembles the machine, powers it on, and lends each pCPU a thread. */
final class SystemAssembly implements Assembly {
    private static final Logger LOG = LoggerFactory.getLogger(SystemAssembly.class);

    /** Registers are given away in whole pages. */
    private static final long PAGE = 4096;

    private static final List<Device> DEVICES = List.of( // in the order of MachineDevice
            new Device(new Region(AddressMap.UART, Math.max(PAGE, Uart16550.SIZE)), AddressMap.UART_INTERRUPT),
            new Device(new Region(AddressMap.FINISHER, Finisher.SIZE), 0));

    private final Plan plan;
    private final List<Channel> channels;
    private final Machine machine;
    private final Microhypervisor microhypervisor;
    private final PcpuThreads pcpus;
    private final OutputPump pump = new OutputPump(this::received);
    private final AtomicReference<Optional<Line>> line = new AtomicReference<>(Optional.empty());

    /** Completed by whatever ends the run first: with true if it was {@link #stop}. */
    private final CompletableFuture<Boolean> over = new CompletableFuture<>();

    private final CompletableFuture<Outcome> end = new CompletableFuture<>();

    /** The console line and who reads its records, once somebody listens. */
    private record Line(ConsoleLine consoles, RunReport report) {}

    /**
     * Loads a system into a machine of its own.
     *
     * @param patience how long a handler may take to return once the run is to end
     * @throws CordonException if a file cannot be read, a program may not run, or the host has no room
     */
    SystemAssembly(CompiledSystem system, Programs programs, Images images, Progress progress, Duration patience) {
        plan = system.plan();
        channels = plan.channels().stream()
                .filter(channel -> channel.client() != Plan.ROOT_TASK)
                .sorted(Comparator.comparingInt(Channel::number))
                .toList();
        pcpus = new PcpuThreads(plan.pcpus(), this::drive, patience);
        try (Arena files = Arena.ofShared()) {
            List<MemorySegment> modules = BootModules.open(system, images, progress, files);
            GuestFit.check(plan, modules);
            BootMemory memory = BootMemory.layOut(system, modules);
            LOG.debug(
                    "a machine with {} pCPUs, {} MiB of RAM and {} boot modules for {} domains",
                    plan.pcpus(),
                    memory.size() >> 20,
                    modules.size(),
                    plan.domains().size());
            HostClock clock = new HostClock();
            machine = new Machine(plan.pcpus(), memory.size(), TrapRouting.EXIT, clock, pump, this::finished);
            memory.load(machine.ram(), modules);
            List<Region> regions = memory.regions();
            BootImage image = new BootImage(
                    programs.verified(), regions.subList(0, regions.size() - 1), regions.getLast(), DEVICES);
            microhypervisor =
                    Microhypervisor.powerOn(machine, image, pcpu -> new ParkingIdle(pcpus.thread(pcpu), clock));
        } catch (IOException e) {
            throw new CordonException(Failures.describe(e));
        }
    }

    @Override
    public List<String> consoles() {
        return channels.stream()
                .map(channel -> plan.domains().get(channel.client()).name())
                .toList();
    }

    @Override
    public void start(Events events) {
        RunReport report = new RunReport(plan, events);
        line.set(Optional.of(new Line(new ConsoleLine(listener(events, report), machine::receive), report)));
        pump.start(() -> machine.settleConsole(pump::ready));
        pcpus.start();
        Thread.ofPlatform().name("run-end").daemon().start(this::watch);
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

    private void received(byte[] bytes) {
        line.get().ifPresent(present -> present.consoles().receive(bytes));
    }

    private void drive(int pcpu) {
        try {
            microhypervisor.run(pcpu);
            over.complete(false); // it stopped by itself, unless somebody was before us
        } catch (RuntimeException | Error e) {
            over.completeExceptionally(e);
        }
    }

    private void finished(Finisher.Outcome asked) {
        over.complete(false);
    }

    /** Waits for the end, lets everything come to rest, and says how it ended. */
    private void watch() {
        try {
            boolean stopped = over.get();
            rest();
            end.complete(outcome(stopped));
        } catch (ExecutionException e) {
            end.completeExceptionally(e.getCause());
        } catch (InterruptedException | RuntimeException | Error e) {
            end.completeExceptionally(e);
        }
    }

    private void rest() throws InterruptedException {
        LOG.debug("the run is over");
        microhypervisor.stop();
        pcpus.join();
        pump.drain();
        line.get()
                .filter(present -> present.consoles().strays() > 0)
                .ifPresent(present -> LOG.warn(
                        "the console driver sent {} bytes that belong to no frame",
                        present.consoles().strays()));
    }

    private Outcome outcome(boolean stopped) {
        Optional<Outcome> reported =
                line.get().flatMap(present -> present.report().outcome());
        if (reported.isPresent()) {
            return reported.get();
        } else if (stopped) {
            return new Outcome(Outcome.Cause.STOPPED, 0);
        }
        throw new IllegalStateException(microhypervisor.failure().orElse("the root task ended without a word"));
    }

    @Override
    public void type(int console, byte[] typed) throws InterruptedException {
        Optional<Line> present = line.get();
        if (present.isPresent()) {
            present.get().consoles().type(channels.get(console).number(), typed);
        }
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
        microhypervisor.stop();
        pcpus.join();
        machine.close();
    }
}
