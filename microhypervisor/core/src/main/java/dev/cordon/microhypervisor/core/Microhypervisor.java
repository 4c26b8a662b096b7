// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import dev.cordon.machine.platform.Machine;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * The microhypervisor on a machine: power on, drive each pCPU, stop.
 *
 * <p>It starts no thread. Whoever powers on gives each pCPU one thread, which calls {@link #run}.
 */
public final class Microhypervisor {
    /** The highest interrupt line that can be given away. */
    public static final int MAX_INTERRUPT = 255;

    private final Kernel kernel;

    private Microhypervisor(Kernel kernel) {
        this.kernel = kernel;
    }

    /**
     * How many bytes at the top of a RAM of {@code ram} bytes are the microhypervisor's own. Boot modules lie below, and not in the page before.
     */
    public static long memory(long ram) {
        return KernelMemory.size(ram);
    }

    /**
     * Sets up the microhypervisor and the root task, ready to run. The machine's harts must have been made with
     * {@link dev.cordon.machine.engine.TrapRouting#EXIT}, and belong to the microhypervisor from now on, as do the machine's wakes.
     *
     * @param idle makes the waiting of each pCPU, by its number
     * @throws IllegalArgumentException if the image does not fit the machine
     */
    public static Microhypervisor powerOn(Machine machine, BootImage image, IntFunction<Idle> idle) {
        Kernel kernel = new Kernel(machine, image.programs(), idle);
        new RootTask(kernel, image).create();
        return new Microhypervisor(kernel);
    }

    Kernel kernel() {
        return kernel;
    }

    /** How many pCPUs there are. */
    public int pcpus() {
        return kernel.pcpus().size();
    }

    /** Drives a pCPU until {@link #stop}; called once for each, by the thread that is this pCPU. What it throws is a fault of ours, after which all must stop. */
    public void run(int pcpu) {
        run(pcpu, Timeouts.NEVER);
    }

    /**
     * Drives a pCPU until its clock says {@code until} or later, or {@link #stop}. One thread may drive all pCPUs so, by turns; what it does not drive stands still.
     *
     * @param until unsigned ticks of the machine's clock
     */
    public void run(int pcpu, long until) {
        kernel.pcpu(pcpu).run(until);
    }

    /** Makes {@link #run} return on all pCPUs, once the handlers that are running have ended. Any thread; does not wait. */
    public void stop() {
        kernel.stop();
    }

    /** Writes the state of all objects and programs. No pCPU may be running, nor begin to. */
    public void save(StateSections out) {
        ProtectionDomain root = kernel.root();
        if (root != null) {
            Inventory.write(root, out);
        }
    }

    /** Why the system stopped by itself: the root task has ended, by this fault. Empty if it did not. */
    public Optional<String> failure() {
        return kernel.failure();
    }
}
