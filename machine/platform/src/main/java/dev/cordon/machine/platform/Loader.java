// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.platform;

import dev.cordon.formats.ElfFile;
import dev.cordon.formats.FormatException;
import dev.cordon.formats.LinuxImage;
import dev.cordon.machine.engine.Ram;
import dev.cordon.machine.isa.Isa;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Puts software and its device tree into the RAM of a bare machine, where {@code qemu -M virt} would put it.
 *
 * <p>A flat firmware lies at the start of RAM and a Linux Image at its text offset from there; ELF files lie where they
 * were linked to. Device tree and initial RAM file system go as high as they can below 3 GiB, away from all that.
 *
 * <p>OpenSBI's jumping firmware knows neither the kernel's place nor its size: it starts what is 2 MiB into RAM, and copies the device
 * tree 32 MiB behind that ({@code FW_JUMP_OFFSET} and {@code FW_JUMP_FDT_OFFSET} of its generic platform). So that place is kept free: a
 * kernel that would cover it lies above it, and a jump to it where the firmware looks for it.
 */
final class Loader {

    /** Device trees lie below this address, as some firmware is 32-bit at heart. */
    private static final long HIGHEST = 0xc000_0000L;

    private static final long PAGE = 4096;

    /** What a flat firmware may need beyond its file, for data and stacks: all below the usual kernel. */
    private static final long FIRMWARE_SPAN = 0x20_0000;

    /** Kernels lie at a multiple of this, less their text offset. */
    private static final long KERNEL_ALIGNMENT = 0x20_0000;

    /** Where the jumping firmware looks for a kernel, from the start of RAM on. */
    private static final long JUMP_OFFSET = 0x20_0000;

    /** Where it puts the device tree, from the start of RAM on. */
    private static final long JUMP_DEVICE_TREE_OFFSET = 0x220_0000;

    private static final int JUMP_BYTES = 8;

    /** Firmware edits the device tree in place and lets it grow. */
    private static final long DEVICE_TREE_SLACK = 0x1_0000;

    private final Ram ram;
    private final boolean zeroed;
    private final long[] seed;
    private final List<Range> taken = new ArrayList<>();
    private final List<Placement> placements = new ArrayList<>();
    private TestSymbols symbols = TestSymbols.NONE;

    private Loader(Ram ram, boolean zeroed, long... seed) {
        this.ram = ram;
        this.zeroed = zeroed;
        this.seed = seed;
    }

    /**
     * Loads everything.
     *
     * @param zeroed whether RAM is all zero, as it is before it is used
     * @param seed what a kernel's random numbers begin with; nothing if empty
     * @throws LoadException if a file is not what it should be or does not fit
     */
    static Loaded load(Ram ram, boolean zeroed, int harts, Isa isa, Aia aia, BareSoftware software, long... seed)
            throws LoadException {
        return new Loader(ram, zeroed, seed).load(harts, isa, aia, software);
    }

    /**
     * What is known once everything is in its place.
     *
     * @param vector what is to be at the reset vector
     * @param symbols of the software in M-mode
     * @param placements of the files
     */
    record Loaded(ResetVector vector, TestSymbols symbols, List<Placement> placements) {}

    private Loaded load(int harts, Isa isa, Aia aia, BareSoftware software) throws LoadException {
        long start = loadMachineMode(software.machineMode());
        long next = 0;
        if (software.kernel().isPresent()) {
            long tree = ram.base() + JUMP_DEVICE_TREE_OFFSET;
            Range copied = new Range(
                    tree, tree + DEVICE_TREE_SLACK + software.bootArguments().length());
            next = loadKernel(software.kernel().get(), copied);
            taken.add(copied);
        }
        Optional<Range> initrd = software.initrd().isPresent()
                ? Optional.of(loadInitrd(software.initrd().get()))
                : Optional.empty();
        byte[] tree = new BoardTree(harts, isa, aia, ram.size(), software.bootArguments(), initrd)
                .build(seed)
                .flatten();
        Range place = highest(tree.length + DEVICE_TREE_SLACK)
                .orElseThrow(() -> new LoadException(
                        LoadException.Part.MEMORY,
                        mebibytes(ram.size()) + " of memory leave no room for a device tree; give more"));
        copy(MemorySegment.ofArray(tree), place.start());
        return new Loaded(new ResetVector(start, place.start(), next), symbols, List.copyOf(placements));
    }

    private long loadMachineMode(MemorySegment file) throws LoadException {
        if (ElfFile.isElf(file)) {
            return loadElf(LoadException.Part.MACHINE_MODE, file);
        }
        long size = Math.min(Math.max(file.byteSize(), FIRMWARE_SPAN), Math.max(file.byteSize(), ram.size()));
        place(LoadException.Part.MACHINE_MODE, file, ram.base(), size);
        placements.add(new Placement(LoadException.Part.MACHINE_MODE, Placement.Form.FLAT, ram.base()));
        return ram.base();
    }

    /** Loads a kernel, if it can be away from where the device tree may be copied to. */
    private long loadKernel(MemorySegment file, Range copied) throws LoadException {
        if (ElfFile.isElf(file)) {
            return loadElf(LoadException.Part.KERNEL, file);
        }
        long found = ram.base() + JUMP_OFFSET;
        if (!LinuxImage.isKernel(file)) {
            place(LoadException.Part.KERNEL, file, found, file.byteSize());
            placements.add(new Placement(LoadException.Part.KERNEL, Placement.Form.FLAT, found));
            return found;
        }
        try {
            LinuxImage image = LinuxImage.parse(file);
            long usual = ram.base() + image.textOffset();
            long above = usual + (copied.end() - usual + KERNEL_ALIGNMENT - 1) / KERNEL_ALIGNMENT * KERNEL_ALIGNMENT;
            boolean covers = new Range(usual, usual + image.imageSize()).overlaps(copied);
            long address = covers && ram.holds(above, image.imageSize()) ? above : usual;
            if (address == above) {
                place(LoadException.Part.KERNEL, jump(address - found), found, JUMP_BYTES);
            }
            place(LoadException.Part.KERNEL, file, address, image.imageSize());
            placements.add(new Placement(LoadException.Part.KERNEL, Placement.Form.IMAGE, address));
            return address;
        } catch (FormatException e) {
            throw new LoadException(LoadException.Part.KERNEL, e);
        }
    }

    /** Code that jumps so many bytes forward; it changes t0. */
    private static MemorySegment jump(long distance) {
        int high = (int) ((distance + 0x800) >>> 12);
        int low = (int) distance & 0xfff;
        return MemorySegment.ofArray(new int[] {0x0000_0297 | high << 12, 0x0002_8067 | low << 20});
    }

    private Range loadInitrd(MemorySegment file) throws LoadException {
        Range place = highest(file.byteSize())
                .orElseThrow(() -> new LoadException(
                        LoadException.Part.INITRD,
                        "its " + mebibytes(file.byteSize()) + " do not fit into " + mebibytes(ram.size())
                                + " of memory beside the kernel; give more memory"));
        copy(file, place.start());
        taken.add(place);
        return new Range(place.start(), place.start() + file.byteSize());
    }

    private long loadElf(LoadException.Part part, MemorySegment file) throws LoadException {
        try {
            ElfFile elf = ElfFile.parse(file);
            for (ElfFile.Segment linked : elf.segments()) {
                ElfFile.Segment segment = withoutHeaders(linked);
                place(part, elf.content(segment), segment.physicalAddress(), segment.memorySize());
                clear(segment);
            }
            if (part == LoadException.Part.MACHINE_MODE) {
                symbols = TestSymbols.of(elf, ram);
            }
            long entry = entry(part, elf);
            placements.add(new Placement(part, Placement.Form.ELF, entry));
            return entry;
        } catch (FormatException e) {
            throw new LoadException(part, e);
        }
    }

    /**
     * Linkers put the file's headers in front of the first section. Of a program that is linked to the start of RAM they would lie in
     * the page before it, where nobody looks for them.
     */
    private ElfFile.Segment withoutHeaders(ElfFile.Segment segment) {
        long before = ram.base() - segment.physicalAddress();
        if (segment.offset() != 0 || before <= 0 || before > PAGE || before >= segment.fileSize()) {
            return segment;
        }
        return new ElfFile.Segment(
                ram.base(),
                segment.virtualAddress() + before,
                before,
                segment.fileSize() - before,
                segment.memorySize() - before,
                segment.flags());
    }

    /** What a segment has beyond its content is zero: if RAM is not so anyhow, which saves the host from giving it memory. */
    private void clear(ElfFile.Segment segment) {
        if (!zeroed) {
            long from = segment.physicalAddress() - ram.base() + segment.fileSize();
            ram.segment()
                    .asSlice(from, segment.memorySize() - segment.fileSize())
                    .fill((byte) 0);
        }
    }

    private long entry(LoadException.Part part, ElfFile elf) throws LoadException {
        long entry = elf.physicalEntry();
        if (taken.stream().noneMatch(range -> range.holds(entry))) {
            throw new LoadException(
                    part, "its entry 0x%x is not in what it loads; link it with an entry in its code".formatted(entry));
        }
        return entry;
    }

    /** Copies to a fixed address and takes {@code size} bytes there. */
    private void place(LoadException.Part part, MemorySegment content, long address, long size) throws LoadException {
        if (size < 0 || !ram.holds(address, size)) {
            throw new LoadException(
                    part,
                    "it wants memory from 0x%x on, %s, but RAM is %s; give more memory or link it elsewhere"
                            .formatted(address, mebibytes(size), new Range(ram.base(), ram.base() + ram.size())));
        }
        Range range = new Range(address, address + size);
        for (Range other : taken) {
            if (range.overlaps(other)) {
                throw new LoadException(part, "it wants memory from %s, where %s is taken".formatted(range, other));
            }
        }
        copy(content, address);
        taken.add(range);
    }

    private void copy(MemorySegment content, long address) {
        MemorySegment.copy(content, 0, ram.segment(), address - ram.base(), content.byteSize());
    }

    /** The highest free place for so many bytes, at a page boundary. */
    private Optional<Range> highest(long size) {
        long top = Math.min(ram.base() + ram.size(), HIGHEST);
        while (size <= top - ram.base()) {
            long start = top - size & -PAGE;
            Range range = new Range(start, start + size);
            Optional<Range> obstacle = taken.stream().filter(range::overlaps).findFirst();
            if (start >= ram.base() && obstacle.isEmpty()) {
                return Optional.of(range);
            }
            top = obstacle.map(Range::start).orElse(start);
        }
        return Optional.empty();
    }

    /** A size as people say it, rounded up. */
    private static String mebibytes(long bytes) {
        return bytes >>> 20 == 0 ? bytes + " bytes" : ((bytes + (1 << 20) - 1) >>> 20) + " MiB";
    }
}
