// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import dev.cordon.machine.engine.Clock;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Waits in real time. */
final class ParkingIdle implements Idle {
    private final Clock clock;
    private final Semaphore woken = new Semaphore(0);

    ParkingIdle(Clock clock) {
        this.clock = clock;
    }

    @Override
    public void await(long time) {
        try {
            long ticks = time - clock.time();
            long nanoseconds = time == -1 ? TimeUnit.SECONDS.toNanos(1) : Math.clamp(ticks, 0, 10_000_000) * 100L;
            if (woken.tryAcquire(nanoseconds, TimeUnit.NANOSECONDS)) {
                woken.drainPermits();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void wake() {
        woken.release();
    }
}
