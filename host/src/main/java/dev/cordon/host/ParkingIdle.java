// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

import dev.cordon.machine.engine.Clock;
import dev.cordon.microhypervisor.core.Idle;
import java.util.concurrent.locks.LockSupport;

/** Waiting in real time: parks the thread of a pCPU. The permit of {@link LockSupport} is what a wake leaves behind. */
record ParkingIdle(Thread pcpu, Clock clock) implements Idle {
    private static final long NANOSECONDS_PER_TICK = 100;
    private static final long LONGEST = Long.MAX_VALUE / NANOSECONDS_PER_TICK;

    @Override
    public void await(long time) {
        long ticks = time - clock.time();
        if (time == -1 || ticks > LONGEST) {
            LockSupport.park(this);
        } else if (ticks > 0) {
            LockSupport.parkNanos(this, ticks * NANOSECONDS_PER_TICK);
        }
    }

    @Override
    public void wake() {
        LockSupport.unpark(pcpu);
    }
}
