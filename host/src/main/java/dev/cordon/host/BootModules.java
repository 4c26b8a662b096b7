// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

import dev.cordon.capabilities.manifest.BootModule;
import dev.cordon.capabilities.manifest.CompiledSystem;
import dev.cordon.capabilities.plan.PlanWriter;
import dev.cordon.machine.engine.Clock;
import dev.cordon.microhypervisor.abi.BootInfo;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/** Finds the bytes of boot modules. */
final class BootModules {
    private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG.withOrder(ByteOrder.LITTLE_ENDIAN);

    private BootModules() {}

    /**
     * What a machine is loaded with: the modules of a system, behind them the {@linkplain BootInfo#SEED seeds} of its domains, and the plan as the last.
     *
     * @param clock draws the seeds
     * @param arena keeps them; they are only needed until they are copied into the machine
     */
    static List<MemorySegment> open(CompiledSystem system, Clock clock, Images images, Progress progress, Arena arena) {
        List<MemorySegment> modules = new ArrayList<>(of(system, images, progress, arena));
        int seeds = system.plan().domains().size() * BootInfo.SEED_WORDS;
        modules.add(arena.allocateFrom(
                WORD, LongStream.generate(clock::random).limit(seeds).toArray()));
        modules.add(arena.allocateFrom(WORD, PlanWriter.write(system.plan())));
        return modules;
    }

    /** The modules of a system, in their order. Images that are not here are fetched. */
    static List<MemorySegment> of(CompiledSystem system, Images images, Progress progress, Arena arena) {
        List<MemorySegment> modules = new ArrayList<>();
        for (BootModule module : system.modules()) {
            modules.add(
                    switch (module) {
                        case BootModule.File file -> HostFiles.map(file.path(), "the file", arena);
                        case BootModule.Bytes bytes -> bytes.bytes();
                        case BootModule.ImageKernel kernel ->
                            HostFiles.map(
                                    images.pull(kernel.image(), false, progress).kernel(), "the kernel", arena);
                        case BootModule.ImageInitrd initrd ->
                            HostFiles.map(
                                    images.pull(initrd.image(), false, progress).initramfs(), "the initramfs", arena);
                    });
        }
        return modules;
    }
}
