// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.formats;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * A Linux kernel as the RISC-V boot protocol has it (Linux, Documentation/arch/riscv/boot-image-header.rst): a flat image behind a header of 64 bytes, with
 * or without an EFI stub. It is to be loaded at a multiple of 2 MiB plus its text offset, and entered at its first byte.
 *
 * @param textOffset bytes from the beginning of RAM at which the image wants to lie
 * @param imageSize bytes that it takes in memory, its zero-initialized data included
 */
public record LinuxImage(long textOffset, long imageSize) {
    private static final ValueLayout.OfInt U32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong U64 = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private static final int HEADER_BYTES = 64;
    private static final long TEXT_OFFSET_AT = 8;
    private static final long IMAGE_SIZE_AT = 16;
    private static final long FLAGS_AT = 24;
    private static final long MAGIC2_AT = 56;
    private static final int MAGIC2 = 0x0543_5352; // "RSC\x05"
    private static final int GZIP = 0x8b1f;
    private static final int MZ = 0x5a4d;
    private static final int ZBOOT = 0x676d_697a; // "zimg", at 4
    private static final long PE_OFFSET_AT = 60;
    private static final int PE_HEADER_BYTES = 24;
    private static final int SECTION_BYTES = 40;

    /** Whether {@code file} begins as a kernel does, be it one that {@link #parse} refuses. */
    public static boolean isKernel(MemorySegment file) {
        boolean image = file.byteSize() >= HEADER_BYTES && file.get(U32, MAGIC2_AT) == MAGIC2;
        return image || isGzip(file) || isZboot(file);
    }

    private static boolean isGzip(MemorySegment file) {
        return file.byteSize() >= Long.BYTES && (file.get(U32, 0) & 0xffff) == GZIP;
    }

    private static boolean isZboot(MemorySegment file) {
        return file.byteSize() >= Long.BYTES && (file.get(U32, 0) & 0xffff) == MZ && file.get(U32, 4) == ZBOOT;
    }

    /**
     * Reads the header of {@code file}.
     *
     * @throws FormatException if it is no RISC-V Linux image that can be entered
     */
    public static LinuxImage parse(MemorySegment file) throws FormatException {
        refuseCompressed(file);
        if (file.byteSize() < HEADER_BYTES || file.get(U32, MAGIC2_AT) != MAGIC2) {
            throw new FormatException(
                    "not a kernel: neither an ELF file nor a RISC-V Linux Image; pass an uncompressed riscv64 kernel");
        }
        if ((file.get(U64, FLAGS_AT) & 1) != 0) {
            throw new FormatException("a big-endian kernel; pass a little-endian one");
        }
        long size = file.get(U64, IMAGE_SIZE_AT);
        if (size < 0 || file.get(U64, TEXT_OFFSET_AT) < 0) {
            throw new FormatException("a damaged kernel: its header gives impossible sizes; fetch or build it again");
        }
        if (file.byteSize() < storedSize(file)) {
            throw new FormatException("a truncated kernel: its sections lie beyond its end; fetch or build it again");
        }
        return new LinuxImage(file.get(U64, TEXT_OFFSET_AT), Math.max(size, file.byteSize()));
    }

    /**
     * The size that the file must have at least. The header itself does not say it; the section table of the EFI stub does (PE format: the COFF header at the
     * offset in word 60, then the optional header, then the sections, each with the size and the offset of its content at bytes 16 and 20).
     */
    private static long storedSize(MemorySegment file) {
        long coff = Integer.toUnsignedLong(file.get(U32, PE_OFFSET_AT));
        if ((file.get(U32, 0) & 0xffff) != MZ || coff == 0) {
            return 0;
        }
        if (coff + PE_HEADER_BYTES > file.byteSize()) {
            return coff + PE_HEADER_BYTES;
        }
        int sections = file.get(U32, coff + 4) >>> 16;
        long table = coff + PE_HEADER_BYTES + (file.get(U32, coff + 20) & 0xffff);
        long end = table + (long) sections * SECTION_BYTES;
        if (end > file.byteSize()) {
            return end;
        }
        for (int i = 0; i < sections; i++) {
            long section = table + (long) i * SECTION_BYTES;
            long size = Integer.toUnsignedLong(file.get(U32, section + 16));
            end = Math.max(end, Integer.toUnsignedLong(file.get(U32, section + 20)) + size);
        }
        return end;
    }

    private static void refuseCompressed(MemorySegment file) throws FormatException {
        if (isGzip(file)) {
            throw new FormatException("a gzip-compressed kernel; unpack it first, as with 'gunzip -c vmlinuz > Image'");
        }
        if (isZboot(file)) {
            throw new FormatException(
                    "a compressed EFI (zboot) kernel; pass the uncompressed Image, built without CONFIG_EFI_ZBOOT");
        }
    }
}
