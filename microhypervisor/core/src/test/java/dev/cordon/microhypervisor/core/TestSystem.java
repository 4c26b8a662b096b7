// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import dev.cordon.device.models.ByteSink;
import dev.cordon.machine.engine.Clock;
import dev.cordon.machine.engine.TrapRouting;
import dev.cordon.machine.platform.AddressMap;
import dev.cordon.machine.platform.Machine;
import dev.cordon.microhypervisor.abi.Program;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A machine with the microhypervisor on it and programs of the test's: in real time, with a thread for each pCPU, or in virtual time, where the pCPUs take turns on the test's
 * thread whenever the test waits for something. Nothing there may wait for another pCPU but by the microhypervisor.
 */
final class TestSystem implements AutoCloseable {
    static final long MEMORY = 64 << 20;

    /** The pages of RAM that tests may use: the root task holds them. */
    static final long FREE = AddressMap.RAM + (16 << 20);

    /** A window of a gibibyte where there is no device, for large pages. */
    static final long WINDOW = 0x4000_0000;

    /** Where two devices are that master the bus, by the numbers 8 and 16. */
    private static final long MASTERS = 0x3000_0000;

    /** How long a pCPU has its turn, and for how long something may take, in ticks of virtual time. */
    private static final long TURN = 1_000;

    private static final long PATIENCE = 10_000_000;

    private static final BootImage.Region PLAN = new BootImage.Region(AddressMap.RAM, 16);

    final Machine machine;
    final Microhypervisor microhypervisor;
    final Kernel kernel;
    final ConcurrentLinkedQueue<Byte> console = new ConcurrentLinkedQueue<>();
    private final List<Thread> threads = new ArrayList<>();
    private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();

    /** The clock by which pCPUs take turns; null if they have threads. */
    private final @Nullable InstructionClock turns;

    /** Until when each pCPU has had its turns, and until when all have. */
    private final long[] times;

    private long time;

    /** Program 0 is the root task. */
    TestSystem(int pcpus, List<Supplier<Program>> programs) {
        this(pcpus, programs, octet -> {});
    }

    /** The same with somebody who hears each byte that is written to the UART, in the middle of the access. */
    TestSystem(int pcpus, List<Supplier<Program>> programs, ByteSink listener) {
        this(pcpus, programs, listener, null);
    }

    private TestSystem(
            int pcpus, List<Supplier<Program>> programs, ByteSink listener, @Nullable InstructionClock turns) {
        this.turns = turns;
        times = new long[pcpus];
        Clock clock = turns == null ? new RealClock() : turns;
        try {
            machine = new Machine(pcpus, MEMORY, TrapRouting.EXIT, clock, heard(listener), outcome -> {});
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<BootImage.Device> devices = List.of(
                new BootImage.Device(new BootImage.Region(AddressMap.UART, 4096), AddressMap.UART_INTERRUPT),
                new BootImage.Device(new BootImage.Region(AddressMap.RTC, 4096), AddressMap.RTC_INTERRUPT),
                new BootImage.Device(new BootImage.Region(MASTERS, 4096), 0, 8),
                new BootImage.Device(new BootImage.Region(MASTERS + 4096, 4096), 0, 16),
                new BootImage.Device(new BootImage.Region(WINDOW, 1 << 30), 0));
        BootImage image =
                new BootImage(programs, List.of(new BootImage.Region(AddressMap.RAM + 4096, 5000)), PLAN, devices);
        if (turns != null) {
            turns.runs(machine.harts().getFirst());
        }
        microhypervisor =
                Microhypervisor.powerOn(machine, image, pcpu -> turns == null ? new ParkingIdle(clock) : turns);
        kernel = microhypervisor.kernel();
    }

    private ByteSink heard(ByteSink listener) {
        return octet -> {
            console.add(octet);
            listener.accept(octet);
        };
    }

    /** With a thread for each pCPU; tests that do so have the tag {@code threads}. */
    static TestSystem start(int pcpus, Program root, Program... others) {
        TestSystem system = new TestSystem(pcpus, programs(root, others));
        system.start();
        return system;
    }

    /** Whose pCPUs take turns. */
    static TestSystem takingTurns(int pcpus, Program root, Program... others) {
        return new TestSystem(pcpus, programs(root, others), octet -> {}, new InstructionClock());
    }

    private static List<Supplier<Program>> programs(Program root, Program... others) {
        List<Supplier<Program>> programs = new ArrayList<>();
        programs.add(() -> root);
        for (Program other : others) {
            programs.add(() -> other);
        }
        return programs;
    }

    void start() {
        for (int i = 0; i < microhypervisor.pcpus(); i++) {
            int pcpu = i;
            Thread thread = new Thread(() -> run(pcpu), "pcpu-" + i);
            threads.add(thread);
            thread.start();
        }
    }

    private void run(int pcpu) {
        try {
            microhypervisor.run(pcpu);
        } catch (Throwable e) {
            failures.add(e);
            microhypervisor.stop();
        }
    }

    /** Waits for something to come true; fails if it has not after a long time, or if the microhypervisor has failed. */
    void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        long end = time + PATIENCE;
        while (!condition.getAsBoolean()) {
            check();
            if (turns == null ? System.nanoTime() - deadline > 0 : time > end) {
                throw new AssertionError("not within a minute, or a second of virtual time: " + what);
            }
            if (turns == null) {
                pause();
            } else {
                takeTurns(turns);
            }
        }
    }

    private void takeTurns(InstructionClock clock) {
        long start = time;
        time += TURN;
        clock.limit(time);
        for (int pcpu = 0; pcpu < times.length; pcpu++) {
            clock.turn(machine.harts().get(pcpu), Math.max(times[pcpu], start));
            microhypervisor.run(pcpu, time);
            times[pcpu] = clock.time();
        }
    }

    static void pause() {
        try {
            Thread.sleep(1);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    void check() {
        for (Throwable failure : failures) {
            throw new AssertionError("the microhypervisor failed", failure);
        }
        microhypervisor.failure().ifPresent(text -> {
            throw new AssertionError("the root task failed: " + text);
        });
    }

    @Override
    public void close() {
        microhypervisor.stop();
        for (Thread thread : threads) {
            try {
                thread.join(TimeUnit.SECONDS.toMillis(30));
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            if (thread.isAlive()) {
                throw new AssertionError(thread.getName() + " does not stop");
            }
        }
        try {
            machine.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        check();
    }
}
