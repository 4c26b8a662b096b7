// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.drivers.userlevel.console;

import dev.cordon.device.models.Uart16550;
import dev.cordon.drivers.userlevel.protocol.ConsolePort;
import dev.cordon.drivers.userlevel.protocol.Frame;
import dev.cordon.drivers.userlevel.protocol.FrameDecoder;
import dev.cordon.microhypervisor.abi.BootInfo;
import dev.cordon.microhypervisor.abi.HostFault;
import dev.cordon.microhypervisor.abi.Hypervisor;
import dev.cordon.microhypervisor.abi.Operation;
import dev.cordon.microhypervisor.abi.Selectors;
import dev.cordon.microhypervisor.abi.Status;
import dev.cordon.microhypervisor.abi.Utcb;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A console driver on a bench: its ports and UART, the host at the other end of the line, and a hypervisor that
 * delivers what is signalled to it.
 */
final class Bench implements Hypervisor, FrameDecoder.Listener {

    private static final long UART = 0x1000_0000;
    private static final long PORTS = 0x8000_0000L;
    private static final long INTERRUPT_SELECTOR = Selectors.INTERRUPTS;

    final List<MemorySegment> memories = new ArrayList<>();
    final List<ConsolePort> clients = new ArrayList<>();
    final Map<Integer, Long> signals = new TreeMap<>();
    final Map<Integer, ByteArrayOutputStream> heard = new TreeMap<>();
    final Map<Integer, Integer> credits = new TreeMap<>();
    final List<Integer> order = new ArrayList<>();
    final List<Long> portalCalls = new ArrayList<>();
    final FrameDecoder host = new FrameDecoder(this);
    final Uart16550 uart = new Uart16550(this::line);
    ConsoleDriver driver = new ConsoleDriver();

    private final Utcb utcb = new Utcb(Arena.ofAuto().allocate(Utcb.BYTES, 8));
    private final MemorySegment bootInfo = Arena.ofAuto().allocate(1 << 16, 8);
    private final BootInfo info = new BootInfo(bootInfo);
    private final boolean device;
    private long interruptBadge;
    private boolean masked;
    private long pending;
    int lineRoom = Integer.MAX_VALUE;

    Bench(int channels, boolean device) {
        this.device = device;
        info.clear();
        if (device) {
            info.add(BootInfo.DEVICE, UART, 0x100);
            info.add(BootInfo.INTERRUPT, 10, INTERRUPT_SELECTOR);
        }
        for (int i = 0; i < channels; i++) {
            memories.add(Arena.ofAuto().allocate(ConsolePort.SIZE, 64));
            clients.add(ConsolePort.client(memories.getLast()));
            info.add(BootInfo.PORT, PORTS + (long) i * ConsolePort.SIZE, ConsolePort.SIZE);
            info.add(BootInfo.PORT_BADGE, 1L << i, 0);
        }
        driver.init(this);
        settle();
    }

    private void line(byte value) {
        lineRoom--;
        uart.lineReady(lineRoom >= 16);
        host.accept(value);
    }

    void lineRoom(int bytes) {
        lineRoom = bytes;
        uart.lineReady(bytes >= 16);
        settle();
    }

    @Override
    public void data(int channel, byte value) {
        heard.computeIfAbsent(channel, _ -> new ByteArrayOutputStream()).write(value);
        if (order.isEmpty() || order.getLast() != channel) {
            order.add(channel);
        }
    }

    @Override
    public void credit(int channel, int count) {
        credits.merge(channel, count, Integer::sum);
    }

    String heard(int channel) {
        ByteArrayOutputStream bytes = heard.get(channel);
        return bytes == null ? "" : bytes.toString(StandardCharsets.ISO_8859_1);
    }

    /** A client says something and signals; returns how much of it fitted. */
    int say(int channel, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        int count = clients.get(channel).toPeer().put(bytes, 0, bytes.length);
        if (clients.get(channel).toPeer().publish()) {
            pending |= 1L << channel;
        }
        return count;
    }

    /** A client reads all that there is. */
    String read(int channel) {
        byte[] bytes = new byte[ConsolePort.INPUT_CAPACITY];
        clients.get(channel).fromPeer().listen();
        int count = clients.get(channel).fromPeer().peek(bytes, 0, bytes.length);
        if (clients.get(channel).fromPeer().take(count)) {
            pending |= 1L << channel;
        }
        return new String(bytes, 0, count, StandardCharsets.ISO_8859_1);
    }

    /** The host sends a frame, whatever credit it has. */
    void send(int channel, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        for (byte value : Frame.data(channel, bytes, 0, bytes.length)) {
            raw(value);
        }
    }

    void raw(byte value) {
        while (!uart.receive(value)) {
            settle();
        }
    }

    void wake() {
        pending |= 1;
    }

    /** Delivers notifications until there are none. */
    void settle() {
        for (int entries = 0; entries < 100_000; entries++) {
            if (uart.interruptLevel() && !masked && interruptBadge != 0) {
                masked = true;
                pending |= interruptBadge;
            }
            if (pending == 0) {
                return;
            }
            long badges = pending;
            pending = 0;
            driver.notified(this, badges);
        }
        throw new AssertionError("the driver never comes to rest");
    }

    @Override
    public int hypercall(int operation, long a0, long a1, long a2, long a3, long a4, long a5) {
        if (operation == Operation.SIGNAL.number()) {
            if (a0 == Selectors.MAIN_NOTIFICATION) {
                pending |= a1;
            } else {
                signals.merge((int) (a0 - Selectors.PEERS), a1, (x, y) -> x | y);
            }
        } else if (operation == Operation.BIND_INTERRUPT.number() && device) {
            interruptBadge = a2;
        } else if (operation == Operation.ACKNOWLEDGE.number() && a0 == INTERRUPT_SELECTOR) {
            masked = false;
        } else if (operation == Operation.CALL.number()) {
            portalCalls.add(a0);
        } else {
            return Status.BAD_CAPABILITY;
        }
        return Status.OK;
    }

    @Override
    public Utcb utcb() {
        return utcb;
    }

    @Override
    public MemorySegment memory(long address, long size) {
        if (address == BootInfo.ADDRESS) {
            return bootInfo.asSlice(0, size).asReadOnly();
        }
        long port = (address - PORTS) / ConsolePort.SIZE;
        if (address < PORTS || port >= memories.size()) {
            throw new HostFault(address);
        }
        return memories.get((int) port).asSlice(0, size);
    }

    @Override
    public long load(long address, int size) {
        return uart.read(register(address), size);
    }

    @Override
    public void store(long address, int size, long value) {
        uart.write(register(address), size, value);
    }

    private long register(long address) {
        if (!device || address < UART || address >= UART + 0x100) {
            throw new HostFault(address);
        }
        return address - UART;
    }
}
