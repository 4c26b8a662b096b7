// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.platform;

import dev.cordon.device.models.DeviceModel;
import dev.cordon.machine.engine.Bus;
import dev.cordon.machine.engine.BusError;
import java.util.ArrayList;
import java.util.List;
import java.util.PrimitiveIterator;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.stream.LongStream;

/**
 * The physical address map beside RAM: carries accesses to the device attached there; elsewhere there is a bus error.
 *
 * <p>Devices are attached before any hart runs. From then on any thread may access the bus: each device has a lock of
 * its own.
 */
public final class PhysicalBus implements Bus {

    private volatile List<Port> ports = List.of();

    /** Creates a bus with no device. */
    public PhysicalBus() {}

    /**
     * One device on the bus: its address range, the lock that guards it, and what follows every change of its state.
     */
    public static final class Port {
        private final long base;
        private final long size;
        private final int narrowest;
        private final int widest;
        private final DeviceModel model;
        private final Runnable settle;
        private final long[] atReset;
        private final Object lock;

        private Port(long base, long size, int narrowest, int widest, DeviceModel model, Runnable settle, Object lock) {
            this.base = base;
            this.size = size;
            this.narrowest = narrowest;
            this.widest = widest;
            this.model = model;
            this.settle = settle;
            this.lock = lock;
            LongStream.Builder saved = LongStream.builder();
            model.save(saved::add);
            this.atReset = saved.build().toArray();
        }

        /** Puts the device back into the state that it was attached in. */
        private void reset() {
            PrimitiveIterator.OfLong saved = LongStream.of(atReset).iterator();
            update(() -> model.restore(saved::nextLong));
        }

        /** Changes the device otherwise than by an access, under its lock, and settles as after an access. */
        public void update(Runnable change) {
            synchronized (lock) {
                change.run();
                settle.run();
            }
        }

        /** Asks something of the device under its lock. */
        public long query(LongSupplier question) {
            synchronized (lock) {
                return question.getAsLong();
            }
        }

        private boolean holds(long physicalAddress) {
            long offset = physicalAddress - base;
            return offset >= 0 && offset < size;
        }

        private void checkWidth(int bytes) throws BusError {
            if (bytes < narrowest || bytes > widest) {
                throw new BusError();
            }
        }

        private long read(long offset, int bytes) throws BusError {
            checkWidth(bytes);
            synchronized (lock) {
                long value = model.read(offset, bytes);
                settle.run();
                return value;
            }
        }

        private void write(long offset, int bytes, long value) throws BusError {
            checkWidth(bytes);
            synchronized (lock) {
                model.write(offset, bytes, value);
                settle.run();
            }
        }
    }

    /**
     * Attaches a device, in the state that it has after a reset.
     *
     * @param base physical address of its register 0
     * @param size bytes of address space; must not overlap another device's
     * @param narrowest bytes of the narrowest access that it answers
     * @param widest bytes of the widest access that it answers
     * @param settle run after every access, under the device's lock: carries its interrupt level on
     */
    public Port attach(long base, long size, int narrowest, int widest, DeviceModel model, Runnable settle) {
        return attach(new Port(base, size, narrowest, widest, model, settle, new Object()));
    }

    /** Attaches another range of registers of a device that is attached already: lock, widths and settling are the same. */
    public Port attachBeside(Port port, long base, long size, DeviceModel model) {
        return attach(new Port(base, size, port.narrowest, port.widest, model, port.settle, port.lock));
    }

    private synchronized Port attach(Port port) {
        for (Port other : ports) {
            if (port.base < other.base + other.size && other.base < port.base + port.size) {
                throw new IllegalArgumentException(
                        "devices overlap at 0x" + Long.toHexString(Math.max(port.base, other.base)));
            }
        }
        List<Port> more = new ArrayList<>(ports);
        more.add(port);
        ports = List.copyOf(more);
        return port;
    }

    /** Puts every device back into the state that it was attached in. No hart may be running. */
    void reset() {
        ports.forEach(Port::reset);
    }

    /** Writes the state of all devices, in the order in which they were attached. */
    void save(LongConsumer out) {
        ports.forEach(port -> port.model.save(out));
    }

    @Override
    public long read(long physicalAddress, int size) throws BusError {
        Port port = port(physicalAddress);
        return port.read(physicalAddress - port.base, size);
    }

    @Override
    public void write(long physicalAddress, int size, long value) throws BusError {
        Port port = port(physicalAddress);
        port.write(physicalAddress - port.base, size, value);
    }

    private Port port(long physicalAddress) throws BusError {
        List<Port> all = ports;
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).holds(physicalAddress)) {
                return all.get(i);
            }
        }
        throw new BusError();
    }
}
