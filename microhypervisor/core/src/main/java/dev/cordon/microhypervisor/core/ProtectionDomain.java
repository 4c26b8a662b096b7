// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import dev.cordon.capabilities.spaces.KernelObject;
import dev.cordon.capabilities.spaces.Quota;
import dev.cordon.microhypervisor.abi.Program;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A protection domain: the unit of isolation and of accounting. */
final class ProtectionDomain implements KernelObject {
    private final ObjectSpace objects;
    private final HostSpace memory;
    private final Supplier<Program> supplier;
    private volatile @Nullable Program program;
    private boolean firstEntryClaimed;

    private final Quota quota;
    private volatile boolean ended;

    /** A PD that may be charged so much as {@code quota} says. */
    ProtectionDomain(Kernel kernel, Supplier<Program> supplier, Quota quota) {
        this.objects = new ObjectSpace(kernel, quota);
        this.memory = new HostSpace(kernel, quota);
        this.supplier = supplier;
        this.quota = quota;
    }

    /** What it is charged for. */
    Quota quota() {
        return quota;
    }

    /** Whether it has been destroyed: none of its execution contexts is entered again. */
    boolean hasEnded() {
        return ended;
    }

    @Override
    public void destroyed() {
        ended = true;
        program = null;
        quota.close();
    }

    @Override
    public void save(LongConsumer out) {
        out.accept(quota.usedFrames());
        out.accept(quota.usedObjects());
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
            program = ended ? null : running;
        }
        return running;
    }
}
