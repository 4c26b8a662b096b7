// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

import dev.cordon.device.models.ByteSink;
import dev.cordon.machine.engine.Clock;
import dev.cordon.microhypervisor.core.Idle;

/** What drives the pCPUs of a system: by which clock, on which threads, and when console bytes come and go. */
sealed interface Drive permits RealDrive, VirtualDrive {
    /** The machine's clock. */
    Clock clock();

    /** Takes the bytes that the machine's UART sends. */
    ByteSink output();

    /** How a pCPU waits. */
    Idle idle(int pcpu);

    /** Connects a system. Once, before {@link #start}; from now on can be typed in real time. */
    void power(PoweredSystem system);

    /** Lets the pCPUs run. Once. */
    void start();

    /** The machine's finisher was told to end the run; on the thread of a pCPU. */
    void finish();

    /** Types to a channel of the console line. */
    void type(int channel, byte[] typed) throws InterruptedException;

    /**
     * Stops all pCPUs, and returns when none runs any more.
     *
     * @throws EndlessHandlerException if one does not end
     */
    void halt();

    /** After {@link #halt}, waits until everything that was written has been handed on. */
    void drain() throws InterruptedException;
}
