// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import dev.cordon.capabilities.spaces.KernelObject;
import dev.cordon.microhypervisor.abi.Program;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A protection domain: the unit of isolation and of accounting. */
final class ProtectionDomain implements KernelObject {
    private final ObjectSpace objects;
    private final HostSpace memory;
    private final Supplier<Program> supplier;
    private volatile @Nullable Program program;
    private boolean firstEntryClaimed;

    /** What its kernel memory may grow to. Kept; not enforced yet. */
    final long frames;

    /** How many objects it may own. Kept; not enforced yet. */
    final long objectsLimit;

    ProtectionDomain(Kernel kernel, Supplier<Program> supplier, long frames, long objectsLimit) {
        this.objects = new ObjectSpace(kernel);
        this.memory = new HostSpace(kernel);
        this.supplier = supplier;
        this.frames = frames;
        this.objectsLimit = objectsLimit;
    }

    ObjectSpace objects() {
        return objects;
    }

    HostSpace memory() {
        return memory;
    }

    /** Says once, to the first that asks, that it is the one to make the program's first entry. Guarded by the kernel lock. */
    boolean claimFirstEntry() {
        boolean first = !firstEntryClaimed;
        firstEntryClaimed = true;
        return first;
    }

    /** Whether the program's first entry has begun. */
    boolean isStarted() {
        return program != null;
    }

    /** The program, made when it is first asked for: by its first entry. Runs code of the program's. */
    Program program() {
        Program running = program;
        if (running == null) {
            running = supplier.get();
            program = running;
        }
        return running;
    }
}
