// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.vmm.instance;

import dev.cordon.formats.ElfFile;
import dev.cordon.formats.FormatException;
import dev.cordon.formats.LinuxImage;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * What lies where in a guest's memory when it starts. A Linux Image lies at its text offset from the beginning of memory, an ELF file where its program headers
 * say; the initial RAM disk and the device tree lie as high as there is room. Nothing overlaps.
 *
 * <p>This is a pure function of the files and sizes, so that whoever starts a system can have the same answer before power-on.
 *
 * @param entry guest-physical address of the first instruction
 * @param kernel what is copied from the kernel file
 * @param initrd guest-physical address of the initial RAM disk; 0 without one
 * @param initrdSize its size in bytes; 0 without one
 * @param deviceTree guest-physical address of {@link #DEVICE_TREE_SIZE} bytes for the device tree
 */
public record GuestLayout(long entry, List<Piece> kernel, long initrd, long initrdSize, long deviceTree) {
    /** Bytes that are kept for the device tree. */
    static final long DEVICE_TREE_SIZE = 64 << 10;

    /**
     * A part of the kernel file that is copied into memory.
     *
     * @param offset where it begins in the file
     * @param fileSize how many bytes of the file it has
     * @param address where it goes, guest-physical
     * @param memorySize how much memory it takes; what the file does not fill is zero
     */
    public record Piece(long offset, long fileSize, long address, long memorySize) {}

    /**
     * Finds the places.
     *
     * @param kernel the kernel file
     * @param initrdSize size of the initial RAM disk in bytes; 0 without one
     * @param memory size of the guest's memory in bytes
     * @throws RefusedException if the file is no kernel, or something does not fit
     */
    public static GuestLayout of(MemorySegment kernel, long initrdSize, long memory) throws RefusedException {
        try {
            return ElfFile.isElf(kernel)
                    ? ofElf(ElfFile.parse(kernel), initrdSize, memory)
                    : ofImage(kernel, initrdSize, memory);
        } catch (FormatException e) {
            throw new RefusedException("kernel: " + e.getMessage());
        }
    }

    private static GuestLayout ofImage(MemorySegment file, long initrdSize, long memory)
            throws FormatException, RefusedException {
        LinuxImage image = LinuxImage.parse(file);
        long needed = image.textOffset() + image.imageSize();
        if (needed < 0 || needed > memory) {
            throw new RefusedException("kernel: it takes the first " + size(needed) + " of memory, but the guest has "
                    + size(memory) + "; give it more");
        }
        long address = AddressMap.RAM + image.textOffset();
        return with(address, List.of(new Piece(0, file.byteSize(), address, image.imageSize())), initrdSize, memory);
    }

    private static GuestLayout ofElf(ElfFile elf, long initrdSize, long memory) throws RefusedException {
        List<Piece> pieces = new ArrayList<>();
        boolean entryIsLoaded = false;
        for (ElfFile.Segment segment : elf.segments()) {
            long start = segment.physicalAddress();
            long inside = start - AddressMap.RAM;
            if (inside < 0 || inside > memory || segment.memorySize() > memory - inside) {
                throw new RefusedException("kernel: its segment at 0x" + Long.toHexString(start) + " ("
                        + size(segment.memorySize()) + ") lies outside the guest's memory, 0x"
                        + Long.toHexString(AddressMap.RAM) + " to 0x" + Long.toHexString(AddressMap.RAM + memory - 1)
                        + "; link it to lie there or give the guest more");
            }
            long offset = elf.physicalEntry() - start;
            entryIsLoaded |= offset >= 0 && offset < segment.memorySize();
            pieces.add(new Piece(segment.offset(), segment.fileSize(), start, segment.memorySize()));
        }
        if (!entryIsLoaded) {
            throw new RefusedException("kernel: its entry 0x" + Long.toHexString(elf.entry())
                    + " is in none of its segments; link it with an entry");
        }
        return with(elf.physicalEntry(), pieces, initrdSize, memory);
    }

    private static GuestLayout with(long entry, List<Piece> kernel, long initrdSize, long memory)
            throws RefusedException {
        FreeMemory free = new FreeMemory(AddressMap.RAM, memory);
        kernel.forEach(piece -> free.take(piece.address, piece.memorySize));
        long initrd = initrdSize == 0 ? 0 : free.takeHighest(initrdSize, AddressMap.PAGE);
        if (initrd == FreeMemory.NONE) {
            throw new RefusedException("initrd: its " + size(initrdSize)
                    + " do not fit beside the kernel into the guest's memory of " + size(memory)
                    + "; give the guest more");
        }
        long deviceTree = free.takeHighest(DEVICE_TREE_SIZE, AddressMap.PAGE);
        if (deviceTree == FreeMemory.NONE) {
            throw new RefusedException("memory: no " + size(DEVICE_TREE_SIZE)
                    + " for the device tree are left beside kernel and initrd in the guest's memory of " + size(memory)
                    + "; give the guest more");
        }
        return new GuestLayout(entry, List.copyOf(kernel), initrd, initrdSize, deviceTree);
    }

    /** A size as people say it, rounded up. */
    private static String size(long bytes) {
        long kib = (bytes + 1023) >>> 10;
        return kib < 10 << 10 ? kib + " KiB" : ((kib + 1023) >>> 10) + " MiB";
    }
}
