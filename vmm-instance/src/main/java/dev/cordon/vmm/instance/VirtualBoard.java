// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.vmm.instance;

import dev.cordon.device.models.Finisher;
import dev.cordon.device.models.GoldfishRtc;
import dev.cordon.device.models.Plic;
import dev.cordon.device.models.Uart16550;
import dev.cordon.microhypervisor.abi.StateReader;
import dev.cordon.microhypervisor.abi.StateWriter;
import java.util.Optional;

/**
 * The devices of the guest and the wires between them. Used under the VMM's {@link EntryLock}.
 *
 * <p>The UART gets input only once the guest has touched it: a guest that reads its console by SBI calls loses none to a UART that it does not know.
 */
final class VirtualBoard {
    private final Console console;
    private final Plic plic;
    private final Uart16550 uart;
    private final GoldfishRtc rtc;
    private final MmioBus bus = new MmioBus();

    private long timeOfDay;
    private boolean uartInUse;
    private Optional<Finisher.Outcome> outcome = Optional.empty();

    VirtualBoard(Console console, int harts) {
        this.console = console;
        plic = new Plic(AddressMap.INTERRUPT_SOURCES, harts);
        uart = new Uart16550(console::put);
        rtc = new GoldfishRtc(() -> timeOfDay);
        bus.add(AddressMap.UART, Uart16550.SIZE, uart);
        bus.add(AddressMap.PLIC, AddressMap.PLIC_SIZE, plic);
        bus.add(AddressMap.RTC, GoldfishRtc.SIZE, rtc);
        bus.add(AddressMap.FINISHER, Finisher.SIZE, new Finisher(end -> outcome = Optional.of(end)));
    }

    /** Sets the clock: nanoseconds since the epoch. */
    void timeOfDay(long nanoseconds) {
        timeOfDay = nanoseconds;
    }

    /** Whether an access of {@code size} bytes (1, 2, 4, 8) at a guest-physical address is one to a device's registers. */
    boolean covers(long address, int size) {
        return bus.covers(address, size);
    }

    /** A load by the guest, which {@link #covers} allowed; zero-extended. */
    long load(long address, int size) {
        touch(address);
        long value = bus.read(address, size);
        exchange();
        return value;
    }

    /** A store by the guest, which {@link #covers} allowed. */
    void store(long address, int size, long value) {
        touch(address);
        bus.write(address, size, value);
        exchange();
    }

    private void touch(long address) {
        if (!uartInUse && address >= AddressMap.UART && address < AddressMap.UART + Uart16550.SIZE) {
            uartInUse = true;
            exchange();
        }
    }

    /**
     * Moves input from the console to the UART as far as the guest asks for it and there is room (what was typed before its driver has opened the port
     * waits, or the driver would throw it away when it clears the FIFOs), tells the UART whether it may send, and drives the interrupt lines.
     */
    void exchange() {
        if (uartInUse) {
            while (uart.requestsToSend() && uart.room() > 0) {
                int value = console.take();
                if (value < 0) {
                    break;
                }
                uart.receive((byte) value);
            }
            uart.lineReady(console.room() >= Uart16550.FIFO_CAPACITY || console.awaitRoom() >= Uart16550.FIFO_CAPACITY);
        }
        plic.setLevel(AddressMap.UART_INTERRUPT, uart.interruptLevel());
        plic.setLevel(AddressMap.RTC_INTERRUPT, rtc.interruptLevel());
    }

    /** When the alarm goes off, in nanoseconds since the epoch; {@link Long#MAX_VALUE} for never. */
    long alarm() {
        return rtc.deadline();
    }

    /** Whether the external interrupt of a hart is asserted. */
    boolean interrupt(int hart) {
        return plic.output(hart);
    }

    /** What the guest asked of the finisher; asked once, it is forgotten. */
    Optional<Finisher.Outcome> takeOutcome() {
        Optional<Finisher.Outcome> taken = outcome;
        outcome = Optional.empty();
        return taken;
    }

    void save(StateWriter writer) {
        writer.word(timeOfDay);
        writer.word(uartInUse ? 1 : 0);
        plic.save(writer::word);
        uart.save(writer::word);
        rtc.save(writer::word);
    }

    void restore(StateReader reader) {
        timeOfDay = reader.word();
        uartInUse = reader.word() != 0;
        plic.restore(reader::word);
        uart.restore(reader::word);
        rtc.restore(reader::word);
    }
}
