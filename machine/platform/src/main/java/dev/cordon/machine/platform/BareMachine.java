// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.platform;

import dev.cordon.device.models.ByteSink;
import dev.cordon.device.models.Finisher;
import dev.cordon.machine.engine.Clock;
import dev.cordon.machine.engine.Engine;
import dev.cordon.machine.engine.Exit;
import dev.cordon.machine.engine.Hart;
import dev.cordon.machine.engine.HartState;
import dev.cordon.machine.engine.Ram;
import dev.cordon.machine.engine.TrapRouting;
import dev.cordon.machine.isa.Isa;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.LongStream;

/**
 * A machine without a microhypervisor: firmware, or a program of one's own, runs in M-mode as on hardware.
 *
 * <p>Construct, {@link #start}, {@link #await}, {@link #close}. Each hart has a host thread, which sleeps while the hart
 * waits for an interrupt. All methods may be called from any thread.
 */
public final class BareMachine implements AutoCloseable {

    private static final long NANOSECONDS_PER_TICK = 1_000_000_000L / AddressMap.TIMEBASE;

    /** On a crowded host a hart lets others run after so many instructions at most: some hundred microseconds. */
    private static final long TURN = 32_768;

    private static final int SEED_WORDS = 4;

    private final BareSoftware software;
    private final Isa isa;
    private final Aia aia;
    private final Clock clock;
    private final Machine machine;
    private final TestSymbols symbols;
    private final List<Placement> placements;
    /** Replaced by a reset. */
    private final AtomicReferenceArray<HartState> states;

    private final List<Thread> threads = new ArrayList<>();
    private HartDriver driver = Hart::run;

    /** Fewer processors than harts: one that spins must not keep those that it waits for from running. */
    private final boolean crowded;

    private boolean endsOnReset;
    private volatile boolean resetAsked;

    /** Where all harts meet for a reset: the last one to come does it. Harts whose thread has ended are not waited for. */
    private final Phaser meeting = new Phaser() {
        @Override
        protected boolean onAdvance(int phase, int harts) {
            if (resetAsked && !end.isDone()) {
                reset();
            }
            return harts == 0;
        }
    };

    /** How the run ended; empty if {@link #stop} ended it. */
    private final CompletableFuture<Optional<Finisher.Outcome>> end = new CompletableFuture<>();

    /**
     * Builds a machine and loads its software.
     *
     * @param software must stay readable until the machine is closed, since a reset loads it again
     * @param harts 1 to {@link Machine#MAX_HARTS}
     * @param memory bytes of RAM, a positive multiple of {@link RamFile#PAGE}
     * @param console takes what the software writes to the UART, byte by byte, on a hart's thread
     * @throws LoadException if the software cannot be started on such a machine
     * @throws IOException if the host has no room for the RAM; the message tells the user what to do
     */
    public BareMachine(BareSoftware software, int harts, long memory, Clock clock, ByteSink console)
            throws IOException, LoadException {
        this(software, harts, Isa.HART, memory, clock, console);
    }

    /** The same with harts that claim a part of what they could do; the device tree says which. */
    public BareMachine(BareSoftware software, int harts, Isa isa, long memory, Clock clock, ByteSink console)
            throws IOException, LoadException {
        this(software, harts, isa, new Aia.None(), memory, clock, console);
    }

    /** The same with a choice of interrupt controllers, which add to what the harts claim. */
    public BareMachine(BareSoftware software, int harts, Isa isa, Aia aia, long memory, Clock clock, ByteSink console)
            throws IOException, LoadException {
        this(software, harts, isa, aia, Engine.configured(), memory, clock, console);
    }

    /** The same with an engine, of which this is the only machine. */
    public BareMachine(
            BareSoftware software,
            int harts,
            Isa isa,
            Aia aia,
            Engine engine,
            long memory,
            Clock clock,
            ByteSink console)
            throws IOException, LoadException {
        this.software = software;
        this.isa = aia.claimed(isa);
        this.aia = aia;
        this.states = new AtomicReferenceArray<>(harts);
        this.crowded = harts > Runtime.getRuntime().availableProcessors();
        this.machine = new Machine(harts, memory, isa, aia, engine, TrapRouting.VECTOR, clock, console, this::finished);
        this.clock = machine.clock();
        try {
            Loader.Loaded loaded = Loader.load(machine.ram(), true, harts, this.isa, aia, software, seed());
            byte[] rom = loaded.vector().contents();
            machine.bus().attach(AddressMap.RESET_VECTOR, AddressMap.RESET_VECTOR_SIZE, 1, 8, new Rom(rom), () -> {});
            symbols = loaded.symbols();
            placements = loaded.placements();
            symbols.tohost().ifPresent(tohost -> listen(tohost, console));
        } catch (LoadException | RuntimeException e) {
            machine.close();
            throw e;
        }
        for (Hart hart : machine.harts()) {
            states.set(hart.id(), atReset(0));
            threads.add(Thread.ofPlatform().name("hart-" + hart.id()).daemon().unstarted(() -> drive(hart)));
        }
        meeting.bulkRegister(harts);
        machine.onWake(this::wake);
    }

    /** A hart as a reset leaves it, after so many retired instructions. */
    private static HartState atReset(long retired) {
        HartState state = new HartState();
        state.pc = AddressMap.RESET_VECTOR;
        state.retired = retired;
        return state;
    }

    private void listen(long tohost, ByteSink console) {
        Htif htif = new Htif(machine.ram(), tohost, symbols.fromhost(), console, this::finished);
        machine.harts().forEach(hart -> hart.watchStores(tohost, htif::look));
    }

    /** Puts somebody between this machine and its harts. Before {@link #start}. */
    public void drivenBy(HartDriver other) {
        driver = other;
    }

    /** Lets a reset that the software asks for end the run, instead of starting the software anew. Before {@link #start}. */
    public void endOnReset() {
        endsOnReset = true;
    }

    /**
     * The state of a hart: to be touched only where its {@link HartDriver} knows that the hart does not run. A reset puts another in
     * its place.
     */
    public HartState state(int hart) {
        return states.get(hart);
    }

    /** Lets the harts run. Once. */
    public void start() {
        threads.forEach(Thread::start);
    }

    /** Gives bytes to the UART; waits while the software has not read enough of what came before. */
    public void receive(byte[] bytes) throws InterruptedException {
        machine.receive(bytes);
    }

    /** Asks whether the console takes bytes ({@link Machine#settleConsole}). */
    public void settleConsole(BooleanSupplier ready) {
        machine.settleConsole(ready);
    }

    /**
     * Waits until the run has ended and no hart runs any more.
     *
     * @return what the software asked of the finisher, never a reset unless it {@linkplain #endOnReset ends the run}; empty if {@link
     *     #stop} ended the run
     * @throws IllegalStateException if a hart failed, which is a bug of ours
     */
    public Optional<Finisher.Outcome> await() throws InterruptedException {
        try {
            Optional<Finisher.Outcome> outcome = end.get();
            for (Thread thread : threads) {
                thread.join();
            }
            return outcome;
        } catch (ExecutionException e) {
            throw new IllegalStateException("a hart failed", e.getCause());
        }
    }

    /**
     * As {@link #await()}, for so long at most.
     *
     * @throws TimeoutException if the run goes on
     */
    public Optional<Finisher.Outcome> await(Duration patience) throws InterruptedException, TimeoutException {
        try {
            end.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            // await says it
        }
        return await();
    }

    /** Ends the run from outside; does not wait for it. */
    public void stop() {
        end(Optional.empty());
    }

    /** Instructions that all harts have retired; exact once the run has ended. */
    public long retired() {
        return machine.harts().stream()
                .mapToLong(hart -> state(hart.id()).retired)
                .sum();
    }

    /** Where the files of the software in M-mode and of its kernel are. */
    public List<Placement> placements() {
        return placements;
    }

    /** Whether the software can print and end by storing to a symbol {@code tohost}. */
    public boolean hasTohost() {
        return symbols.tohost().isPresent();
    }

    /**
     * The memory from {@code begin_signature} to {@code end_signature}, which is for reading after {@link #await} and before
     * {@link #close}; empty if the software does not have both symbols.
     */
    public Optional<MemorySegment> signature() {
        Ram ram = machine.ram();
        return symbols.signature()
                .map(range -> ram.segment()
                        .asSlice(range.start() - ram.base(), range.end() - range.start())
                        .asReadOnly());
    }

    /** The machine, for looking into its memory. */
    public Machine machine() {
        return machine;
    }

    /** Ends the run if it has not ended, waits for the harts to stop, and gives the memory back. */
    @Override
    public void close() throws IOException {
        stop();
        boolean interrupted = false;
        for (Thread thread : threads) {
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    interrupted = true; // the RAM must not go away under a running hart
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        machine.close();
    }

    private void finished(Finisher.Outcome outcome) {
        if (outcome instanceof Finisher.Outcome.Reset && !endsOnReset) {
            resetAsked = true;
            wakeAll();
        } else {
            end(Optional.of(outcome));
        }
    }

    /** What the software's random numbers begin with: another one each time. */
    private long[] seed() {
        return LongStream.generate(clock::random).limit(SEED_WORDS).toArray();
    }

    /** Everything is as at power-on, but for RAM, of which only what the software's files fill is as it was. All harts stand. */
    private void reset() {
        try {
            machine.reset();
            Loader.load(machine.ram(), false, states.length(), isa, aia, software, seed());
            for (int hart = 0; hart < states.length(); hart++) {
                states.set(hart, atReset(state(hart).retired));
            }
            resetAsked = false;
        } catch (LoadException | RuntimeException | Error e) {
            fail(e);
        }
    }

    private void end(Optional<Finisher.Outcome> how) {
        if (end.complete(how)) {
            wakeAll();
            driver.ended();
        }
    }

    private void wakeAll() {
        machine.harts().forEach(hart -> wake(hart.id()));
    }

    /** Has a hart look up: it leaves {@link Hart#run}, or its sleep if it {@linkplain HartDriver#wakes wakes}. */
    public void wake(int hart) {
        machine.harts().get(hart).kick();
        LockSupport.unpark(threads.get(hart));
    }

    /** The life of a hart's thread. */
    @SuppressWarnings("ThreadPriorityCheck") // software spins without a hint, too: see crowded
    private void drive(Hart hart) {
        try {
            while (!end.isDone()) {
                if (resetAsked) {
                    meeting.arriveAndAwaitAdvance();
                    continue;
                }
                HartState state = state(hart.id());
                long budget = clock.instructionsUntil(machine.poll(hart.id()));
                if (crowded) {
                    Thread.yield();
                    budget = Math.min(budget, TURN);
                }
                long deadline = state.retired + Math.min(budget, Long.MAX_VALUE - state.retired);
                if (driver.run(hart, state, deadline) == Exit.WFI) {
                    waitForInterrupt(hart, state);
                }
            }
        } catch (Throwable e) {
            fail(e);
            throw e;
        } finally {
            meeting.arriveAndDeregister();
        }
    }

    private void fail(Throwable e) {
        if (end.completeExceptionally(e)) {
            wakeAll();
            driver.ended();
        }
    }

    private void waitForInterrupt(Hart hart, HartState state) {
        while (!end.isDone() && !resetAsked) {
            long device = machine.poll(hart.id());
            if (driver.wakes(hart, state)) {
                return;
            }
            long timer = hart.nextTimer(state);
            sleepUntil(Long.compareUnsigned(device, timer) <= 0 ? device : timer);
        }
    }

    /** Sleeps until a time, a wake or, as threads may, for no reason. */
    private void sleepUntil(long time) {
        if (time == -1) {
            LockSupport.park(this);
            return;
        }
        long now = clock.time();
        if (Long.compareUnsigned(time, now) > 0) {
            long ticks = Long.compareUnsigned(time - now, Integer.MAX_VALUE) < 0 ? time - now : Integer.MAX_VALUE;
            LockSupport.parkNanos(this, ticks * NANOSECONDS_PER_TICK);
        }
    }
}
