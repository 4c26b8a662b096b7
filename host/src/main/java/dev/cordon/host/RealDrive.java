// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

import dev.cordon.device.models.ByteSink;
import dev.cordon.machine.engine.Clock;
import dev.cordon.microhypervisor.core.Idle;
import java.time.Duration;
import java.util.Optional;

/** Real time: each pCPU has a thread, and so has what guests write. */
final class RealDrive implements Drive {
    private final HostClock clock = new HostClock();
    private final PcpuThreads pcpus;
    private final OutputPump pump = new OutputPump(this::received);
    private volatile Optional<PoweredSystem> system = Optional.empty();

    RealDrive(int pcpuCount, Duration patience) {
        pcpus = new PcpuThreads(pcpuCount, this::drive, patience);
    }

    @Override
    public Clock clock() {
        return clock;
    }

    @Override
    public ByteSink output() {
        return pump;
    }

    @Override
    public Idle idle(int pcpu) {
        return new ParkingIdle(pcpus.thread(pcpu), clock);
    }

    @Override
    public void power(PoweredSystem powered) {
        system = Optional.of(powered);
        pump.start(() -> powered.machine().settleConsole(pump::ready));
    }

    @Override
    public void start() {
        pcpus.start();
    }

    private void received(byte[] bytes) {
        system.ifPresent(powered -> powered.consoles().receive(bytes));
    }

    private void drive(int pcpu) {
        PoweredSystem powered = system.orElseThrow();
        try {
            powered.microhypervisor().run(pcpu);
            powered.over().complete(false); // it stopped by itself, unless somebody was before us
        } catch (RuntimeException | Error e) {
            powered.over().completeExceptionally(e);
        }
    }

    @Override
    public void finish() {
        system.ifPresent(powered -> powered.over().complete(false));
    }

    @Override
    public void type(int channel, byte[] typed) throws InterruptedException {
        if (system.isPresent()) {
            system.get().consoles().type(channel, typed);
        }
    }

    @Override
    public void halt() {
        system.ifPresent(powered -> powered.microhypervisor().stop());
        pcpus.join();
    }

    @Override
    public void drain() throws InterruptedException {
        if (system.isPresent()) {
            pump.drain();
        }
    }
}
