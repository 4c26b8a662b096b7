// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import dev.cordon.device.models.ByteSink;
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

/** A machine with the microhypervisor on it and programs of the test's, on threads of its own. */
final class TestSystem implements AutoCloseable {
    static final long MEMORY = 64 << 20;

    /** The pages of RAM that tests may use: the root task holds them. */
    static final long FREE = AddressMap.RAM + (16 << 20);

    /** A window of a gibibyte where there is no device, for large pages. */
    static final long WINDOW = 0x4000_0000;

    /** Where two devices are that master the bus, by the numbers 8 and 16. */
    private static final long MASTERS = 0x3000_0000;

    private static final BootImage.Region PLAN = new BootImage.Region(AddressMap.RAM, 16);

    final Machine machine;
    final Microhypervisor microhypervisor;
    final Kernel kernel;
    final ConcurrentLinkedQueue<Byte> console = new ConcurrentLinkedQueue<>();
    private final List<Thread> threads = new ArrayList<>();
    private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();

    /** Program 0 is the root task. */
    TestSystem(int pcpus, List<Supplier<Program>> programs) {
        this(pcpus, programs, octet -> {});
    }

    /** The same with somebody who hears each byte that is written to the UART, in the middle of the access. */
    TestSystem(int pcpus, List<Supplier<Program>> programs, ByteSink listener) {
        RealClock clock = new RealClock();
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
        microhypervisor = Microhypervisor.powerOn(machine, image, pcpu -> new ParkingIdle(clock));
        kernel = microhypervisor.kernel();
    }

    private ByteSink heard(ByteSink listener) {
        return octet -> {
            console.add(octet);
            listener.accept(octet);
        };
    }

    static TestSystem start(int pcpus, Program root, Program... others) {
        List<Supplier<Program>> programs = new ArrayList<>();
        programs.add(() -> root);
        for (Program other : others) {
            programs.add(() -> other);
        }
        TestSystem system = new TestSystem(pcpus, programs);
        system.start();
        return system;
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
        while (!condition.getAsBoolean()) {
            check();
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("not within a minute: " + what);
            }
            pause();
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
