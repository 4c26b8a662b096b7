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
 */
final class Loader {

    /** Device trees lie below this address, as some firmware is 32-bit at heart. */
    private static final long HIGHEST = 0xc000_0000L;

    private static final long PAGE = 4096;

    /** What a flat firmware may need beyond its file, for data and stacks: all below the usual kernel. */
    private static final long FIRMWARE_SPAN = 0x20_0000;

    /** Firmware edits the device tree in place and lets it grow. */
    private static final long DEVICE_TREE_SLACK = 0x1_0000;

    private final Ram ram;
    private final List<Range> taken = new ArrayList<>();
    private TestSymbols symbols = TestSymbols.NONE;

    private Loader(Ram ram) {
        this.ram = ram;
    }

    /**
     * Loads everything.
     *
     * @throws LoadException if a file is not what it should be or does not fit
     */
    static Loaded load(Ram ram, int harts, Isa isa, BareSoftware software) throws LoadException {
        return new Loader(ram).load(harts, isa, software);
    }

    /**
     * What is known once everything is in its place.
     *
     * @param vector what is to be at the reset vector
     * @param symbols of the software in M-mode
     */
    record Loaded(ResetVector vector, TestSymbols symbols) {}

    private Loaded load(int harts, Isa isa, BareSoftware software) throws LoadException {
        long start = loadMachineMode(software.machineMode());
        long next = software.kernel().isPresent() ? loadKernel(software.kernel().get()) : 0;
        Optional<Range> initrd = software.initrd().isPresent()
                ? Optional.of(loadInitrd(software.initrd().get()))
                : Optional.empty();
        byte[] tree = new BoardTree(harts, isa, ram.size(), software.bootArguments(), initrd)
                .build()
                .flatten();
        Range place = highest(tree.length + DEVICE_TREE_SLACK)
                .orElseThrow(() -> new LoadException(
                        LoadException.Part.MEMORY,
                        mebibytes(ram.size()) + " of memory leave no room for a device tree; give more"));
        copy(MemorySegment.ofArray(tree), place.start());
        return new Loaded(new ResetVector(start, place.start(), next), symbols);
    }

    private long loadMachineMode(MemorySegment file) throws LoadException {
        if (ElfFile.isElf(file)) {
            return loadElf(LoadException.Part.MACHINE_MODE, file);
        }
        long size = Math.min(Math.max(file.byteSize(), FIRMWARE_SPAN), Math.max(file.byteSize(), ram.size()));
        place(LoadException.Part.MACHINE_MODE, file, ram.base(), size);
        return ram.base();
    }

    private long loadKernel(MemorySegment file) throws LoadException {
        if (ElfFile.isElf(file)) {
            return loadElf(LoadException.Part.KERNEL, file);
        }
        try {
            LinuxImage image = LinuxImage.parse(file);
            long address = ram.base() + image.textOffset();
            place(LoadException.Part.KERNEL, file, address, image.imageSize());
            return address;
        } catch (FormatException e) {
            throw new LoadException(LoadException.Part.KERNEL, e);
        }
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
            for (ElfFile.Segment segment : elf.segments()) {
                place(part, elf.content(segment), segment.physicalAddress(), segment.memorySize());
            }
            if (part == LoadException.Part.MACHINE_MODE) {
                symbols = TestSymbols.of(elf, ram);
            }
            return entry(part, elf);
        } catch (FormatException e) {
            throw new LoadException(part, e);
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
        Range range = new Range(address, address + size);
        if (size < 0 || !ram.holds(address, size)) {
            throw new LoadException(
                    part,
                    "it wants memory from 0x%x on, %s, but RAM is %s; give more memory or link it elsewhere"
                            .formatted(address, mebibytes(size), new Range(ram.base(), ram.base() + ram.size())));
        }
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

    private static String mebibytes(long bytes) {
        return bytes < 1 << 20 ? bytes + " bytes" : (bytes >> 20) + " MiB";
    }
}
