// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.platform;

import dev.cordon.device.models.ByteSink;
import dev.cordon.device.models.Finisher;
import dev.cordon.device.models.GoldfishRtc;
import dev.cordon.device.models.Uart16550;
import dev.cordon.machine.engine.Clock;
import dev.cordon.machine.engine.Engine;
import dev.cordon.machine.engine.Exit;
import dev.cordon.machine.engine.Hart;
import dev.cordon.machine.engine.HartState;
import dev.cordon.machine.engine.IncomingMsiController;
import dev.cordon.machine.engine.Ram;
import dev.cordon.machine.engine.TrapRouting;
import dev.cordon.machine.isa.Isa;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.LongConsumer;

/**
 * A board like {@code qemu -M virt}: harts, RAM and devices, wired at the addresses of {@link AddressMap}.
 *
 * <p>The machine has no thread. Who drives the harts also calls {@link #poll} for each when the time comes that it
 * answers, and registers with {@link #onWake} to hear of interrupts while a hart waits.
 */
public final class Machine implements AutoCloseable {

    /** The largest number of harts. */
    public static final int MAX_HARTS = 32;

    private static final int INPUT_CAPACITY = 1 << 16;
    private static final long NANOSECONDS_PER_TICK = 1_000_000_000L / AddressMap.TIMEBASE;

    private final Mtime clock;
    private final RamFile ramFile;
    private final PhysicalBus bus = new PhysicalBus();
    private final List<Hart> harts;
    private final Engine engine;

    private final Clint clint;
    private final PhysicalBus.Port clintPort;

    private final GoldfishRtc rtc;
    private final InterruptLine rtcLine;
    private final PhysicalBus.Port rtcPort;
    private long rtcDeadline = Long.MAX_VALUE;

    private final Uart16550 uart;
    private final InterruptLine uartLine;
    private final PhysicalBus.Port uartPort;
    private final ArrayBlockingQueue<Byte> input = new ArrayBlockingQueue<>(INPUT_CAPACITY);

    private volatile IntConsumer wake;
    private HartDriver driver = Hart::run;

    /**
     * Builds a machine at reset, with zeroed RAM.
     *
     * @param hartCount 1 to {@link #MAX_HARTS}
     * @param memory bytes of RAM, a positive multiple of {@link RamFile#PAGE}
     * @param routing where the harts' traps go
     * @param console takes what software writes to the UART; called from hart threads, one byte at a time
     * @param finisher told what software asks of the finisher; called from hart threads
     * @throws IOException if the host has no room for the RAM; the message tells the user what to do
     */
    public Machine(
            int hartCount,
            long memory,
            TrapRouting routing,
            Clock clock,
            ByteSink console,
            Consumer<Finisher.Outcome> finisher)
            throws IOException {
        this(hartCount, memory, Isa.HART, routing, clock, console, finisher);
    }

    /** The same with harts that claim a part of what they could do. */
    public Machine(
            int hartCount,
            long memory,
            Isa isa,
            TrapRouting routing,
            Clock clock,
            ByteSink console,
            Consumer<Finisher.Outcome> finisher)
            throws IOException {
        this(hartCount, memory, isa, new Aia.None(), routing, clock, console, finisher);
    }

    /** The same with a choice of interrupt controllers. */
    public Machine(
            int hartCount,
            long memory,
            Isa isa,
            Aia aia,
            TrapRouting routing,
            Clock clock,
            ByteSink console,
            Consumer<Finisher.Outcome> finisher)
            throws IOException {
        this(hartCount, memory, isa, aia, Engine.configured(), routing, clock, console, finisher);
    }

    /** The same with an engine, of which this is the only machine. */
    public Machine(
            int hartCount,
            long memory,
            Isa isa,
            Aia aia,
            Engine engine,
            TrapRouting routing,
            Clock clock,
            ByteSink console,
            Consumer<Finisher.Outcome> finisher)
            throws IOException {
        if (hartCount < 1 || hartCount > MAX_HARTS) {
            throw new IllegalArgumentException(hartCount + " harts");
        }
        this.engine = engine;
        this.clock = new Mtime(clock);
        this.ramFile = RamFile.create(AddressMap.RAM, memory);
        List<Imsic> imsics = aia instanceof Aia.AplicImsic imsic ? imsics(hartCount, imsic.guests()) : List.of();
        List<Hart> made = new ArrayList<>();
        for (int id = 0; id < hartCount; id++) {
            IncomingMsiController messages = imsics.isEmpty() ? IncomingMsiController.NONE : imsics.get(id);
            made.add(new Hart(id, ramFile.ram(), bus, this.clock, routing, aia.claimed(isa), messages, engine));
        }
        this.harts = List.copyOf(made);
        this.wake = hart -> harts.get(hart).kick();

        InterruptControllers controllers = new InterruptControllers(bus, harts, this::wake);
        InterruptWires wires = switch (aia) {
            case Aia.None _ -> controllers.plic();
            case Aia.Aplic _ -> controllers.aplic();
            case Aia.AplicImsic _ -> controllers.aplicAndImsics(imsics);
        };
        clint = new Clint(harts, this.clock, this::wake);
        clintPort = bus.attach(AddressMap.CLINT, Clint.SIZE, 4, 8, clint, () -> {});
        rtc = new GoldfishRtc(clock::timeOfDay);
        rtcLine = new InterruptLine(wires, AddressMap.RTC_INTERRUPT);
        rtcPort = bus.attach(AddressMap.RTC, GoldfishRtc.SIZE, 4, 4, rtc, this::settleRtc);
        uart = new Uart16550(console);
        uartLine = new InterruptLine(wires, AddressMap.UART_INTERRUPT);
        uartPort = bus.attach(AddressMap.UART, Uart16550.SIZE, 1, 8, uart, this::settleUart);
        bus.attach(AddressMap.FINISHER, Finisher.SIZE, 2, 4, new Finisher(finisher), () -> {});
    }

    private List<Imsic> imsics(int hartCount, int guests) {
        List<Imsic> made = new ArrayList<>();
        for (int id = 0; id < hartCount; id++) {
            int hart = id;
            made.add(new Imsic(guests, () -> wake(hart)));
        }
        return List.copyOf(made);
    }

    /** Puts somebody between the harts and whoever lets them run by {@link #run}. Before any runs. */
    public void drivenBy(HartDriver other) {
        driver = other;
    }

    /** Who lets the harts run: {@code Hart::run}, or who was put there last. */
    public HartDriver driver() {
        return driver;
    }

    /** Runs a hart as {@link Hart#run} does. On the hart's thread. */
    public Exit run(Hart hart, HartState state, long deadline) {
        return driver.run(hart, state, deadline);
    }

    /** The machine's RAM. */
    public Ram ram() {
        return ramFile.ram();
    }

    /** Everything in the physical address space but RAM. */
    public PhysicalBus bus() {
        return bus;
    }

    /** The harts, by their mhartid. */
    public List<Hart> harts() {
        return harts;
    }

    /** What executes the harts' code. */
    public Engine engine() {
        return engine;
    }

    /** The machine's clock, which is {@code mtime}: software can set it. */
    public Clock clock() {
        return clock;
    }

    /**
     * Registers who is told that a hart has to look at its interrupts again, and call {@link #poll} again. Without,
     * the hart is kicked. Called from any thread, possibly the hart's own, with device locks held: it must not block
     * nor touch a device.
     *
     * @param listener takes the index of the hart
     */
    public void onWake(IntConsumer listener) {
        wake = listener;
    }

    /**
     * Carries what time has brought about to the interrupt lines of a hart. Any thread.
     *
     * @return when to call again, in unsigned ticks of the clock; -1 for never. It may become earlier: then the hart is
     *     woken
     */
    public long poll(int hart) {
        rtcPort.update(() -> {});
        long alarm = rtcPort.query(this::alarm);
        long timer = clintPort.query(() -> clint.poll(hart));
        return Long.compareUnsigned(timer, alarm) <= 0 ? timer : alarm;
    }

    /** The time of the real-time clock's alarm, in ticks of the clock. */
    private long alarm() {
        long deadline = rtc.deadline();
        if (deadline == Long.MAX_VALUE) {
            return -1;
        }
        long nanoseconds = Math.max(0, deadline - clock.timeOfDay());
        return clock.time() + nanoseconds / NANOSECONDS_PER_TICK + 1;
    }

    /**
     * Gives bytes to the console UART, in order. Any thread but the harts'; waits while software has not read enough
     * of what came before.
     */
    public void receive(byte[] bytes) throws InterruptedException {
        for (byte octet : bytes) {
            if (!input.offer(octet)) {
                uartPort.update(() -> {});
                input.put(octet);
            }
        }
        uartPort.update(() -> {});
    }

    /**
     * Asks whether the console takes bytes, and lets the UART show software the answer; so call it whenever the answer changes. Any thread.
     *
     * @param ready asked under the UART's lock; true means room for {@link Uart16550#FIFO_CAPACITY} bytes
     */
    public void settleConsole(BooleanSupplier ready) {
        uartPort.update(() -> uart.lineReady(ready.getAsBoolean()));
    }

    /**
     * Resets the devices, and has the harts forget what they have cached; RAM keeps what it holds, and input that no software has read
     * yet waits for the next. The harts' states belong to whoever runs them. No hart may be running.
     */
    void reset() {
        bus.reset();
        harts.forEach(hart -> hart.caches().flushAll());
    }

    /** Writes the state of all devices as words, in a fixed order. No hart may be running. */
    public void save(LongConsumer out) {
        bus.save(out);
        input.forEach(octet -> out.accept(octet));
        harts.forEach(hart -> out.accept(hart.retired()));
    }

    /** Gives the RAM back. No hart may be running. */
    @Override
    public void close() throws IOException {
        ramFile.close();
    }

    private void settleUart() {
        while (uart.room() > 0) {
            Byte next = input.poll();
            if (next == null) {
                break;
            }
            uart.receive(next);
        }
        uartLine.drive(uart.interruptLevel());
    }

    private void settleRtc() {
        rtcLine.drive(rtc.interruptLevel());
        if (rtc.deadline() != rtcDeadline) {
            rtcDeadline = rtc.deadline();
            harts.forEach(hart -> wake(hart.id()));
        }
    }

    private void wake(int hart) {
        wake.accept(hart);
    }
}
