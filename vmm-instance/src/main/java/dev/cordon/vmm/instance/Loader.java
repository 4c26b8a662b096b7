// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.vmm.instance;

import dev.cordon.microhypervisor.abi.BootInfo;
import dev.cordon.microhypervisor.abi.Hypervisor;
import java.lang.foreign.MemorySegment;

/** Puts kernel, initial RAM disk and device tree into the guest's memory. */
final class Loader {
    private Loader() {}

    /**
     * Loads what {@code info} names.
     *
     * @return what lies where
     * @throws RefusedException if it cannot be loaded
     */
    static GuestLayout load(Hypervisor hypervisor, BootInfo info, GuestMemory memory, int harts)
            throws RefusedException {
        MemorySegment kernel = GuestConfiguration.module(hypervisor, info, BootInfo.KERNEL);
        MemorySegment initrd = GuestConfiguration.module(hypervisor, info, BootInfo.INITRD);
        GuestLayout layout = GuestLayout.of(kernel, initrd.byteSize(), memory.size());
        for (GuestLayout.Piece piece : layout.kernel()) {
            memory.copyIn(piece.address(), kernel.asSlice(piece.offset(), piece.fileSize()));
            memory.clear(piece.address() + piece.fileSize(), piece.memorySize() - piece.fileSize());
        }
        if (layout.initrdSize() != 0) {
            memory.copyIn(layout.initrd(), initrd);
        }
        String commandLine = GuestConfiguration.commandLine(hypervisor, info);
        byte[] tree = new BoardTree(harts, memory.size(), commandLine, layout)
                .build(GuestConfiguration.seed(info))
                .flatten();
        if (tree.length > GuestLayout.DEVICE_TREE_SIZE) {
            throw new RefusedException("command line: its " + commandLine.length() + " characters are too many");
        }
        memory.copyIn(layout.deviceTree(), MemorySegment.ofArray(tree));
        return layout;
    }
}
