// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import dev.cordon.capabilities.spaces.KernelObject;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongConsumer;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** An activity of a PD, bound to one pCPU for ever: a host execution context or a vCPU. */
abstract sealed class ExecutionContext implements KernelObject permits HostEc, Vcpu {
    private final ProtectionDomain pd;
    private final Pcpu pcpu;

    /** By which it runs on its own; null while there is none. Set under the kernel lock. */
    private volatile @Nullable SchedulingContext sc;

    private volatile boolean ended;

    /** Whether it is in its pCPU's inbox, and the next one there. */
    private final AtomicBoolean posted = new AtomicBoolean();

    volatile @Nullable ExecutionContext nextPosted;

    /** Until when it waits, if it does; and the next in the list of those that wait. Belong to the pCPU's thread. */
    long timeout;

    @Nullable
    ExecutionContext nextTimeout;

    ExecutionContext(ProtectionDomain pd, Pcpu pcpu) {
        this.pd = pd;
        this.pcpu = pcpu;
    }

    final ProtectionDomain pd() {
        return pd;
    }

    final Pcpu pcpu() {
        return pcpu;
    }

    final @Nullable SchedulingContext sc() {
        return sc;
    }

    /** Gives it a scheduling context, by which it starts to run. */
    void start(SchedulingContext context) {
        sc = context;
        post();
    }

    /** {@code context} is no more: what runs by it stops. */
    final void stop(SchedulingContext context) {
        if (sc == context) {
            sc = null;
            post();
            pcpu.kernel().reclaim().stop(pcpu);
        }
    }

    /** Whether it has ended: it does not run again. */
    final boolean hasEnded() {
        return ended || pd.hasEnded();
    }

    /** Ends it. What it runs on its pCPU it does not go on with, but for the handler of a program, which comes to its own end. */
    final void end() {
        ended = true;
    }

    @Override
    public void destroyed() {
        end();
        post();
        pcpu.kernel().reclaim().stop(pcpu);
    }

    @Override
    public void save(LongConsumer out) {
        LongStream.of(pcpu.number(), sc == null ? 0 : 1, hasEnded() ? 1 : 0).forEach(out);
    }

    /** Something has happened that may make it ready: its pCPU looks at it soon. Any thread; does not block. */
    final void post() {
        if (posted.compareAndSet(false, true)) {
            pcpu.post(this);
        }
    }

    /** Its pCPU has taken it from the inbox, and looks at it now. */
    final void received() {
        nextPosted = null;
        posted.set(false);
    }

    /** Whether it could run now. On its pCPU's thread. */
    abstract boolean isReady();

    /** Runs it until the time {@code until}, or until it is not ready or its pCPU has something to look at. On its pCPU's thread. */
    abstract void run(long until);
}
