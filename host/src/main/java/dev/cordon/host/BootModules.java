// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

import dev.cordon.capabilities.manifest.BootModule;
import dev.cordon.capabilities.manifest.CompiledSystem;
import dev.cordon.capabilities.plan.PlanWriter;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Finds the bytes of boot modules. */
final class BootModules {
    private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG.withOrder(ByteOrder.LITTLE_ENDIAN);

    private BootModules() {}

    /**
     * The modules of a system, in their order, and the plan as the last. Images that are not here are fetched.
     *
     * @param arena keeps them; they are only needed until they are copied into the machine
     */
    static List<MemorySegment> open(CompiledSystem system, Images images, Progress progress, Arena arena) {
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
        modules.add(arena.allocateFrom(WORD, PlanWriter.write(system.plan())));
        return modules;
    }
}
