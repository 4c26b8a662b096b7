// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.capabilities.manifest;

import dev.cordon.formats.ElfFile;
import dev.cordon.formats.FormatException;
import dev.cordon.formats.LinuxImage;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Checks the files that a guest names: that each is there, can be read, is what it should be, and fits into the guest. */
final class FileCheck {

    private final GuestComponent guest;
    private final Positions positions;
    private final Arena files;
    private final List<Diagnostic> found = new ArrayList<>();

    private FileCheck(GuestComponent guest, Positions positions, Arena files) {
        this.guest = guest;
        this.positions = positions;
        this.files = files;
    }

    static List<Diagnostic> check(GuestComponent guest, Positions positions) {
        try (Arena files = Arena.ofConfined()) {
            FileCheck check = new FileCheck(guest, positions, files);
            long kernel =
                    check.content(guest.kernel(), "kernel").map(check::kernel).orElse(0L);
            long initrd = guest.initrd()
                    .flatMap(module -> check.content(module, "initrd"))
                    .map(MemorySegment::byteSize)
                    .orElse(0L);
            check.fit(kernel, initrd);
            return check.found;
        }
    }

    /** The bytes of a module; empty if they are not known, or if something is wrong with them. */
    private Optional<MemorySegment> content(BootModule module, String key) {
        return switch (module) {
            case BootModule.File file -> content(file.path(), key);
            case BootModule.Bytes bytes -> Optional.of(bytes.bytes());
            case BootModule.ImageKernel _, BootModule.ImageInitrd _ -> Optional.empty();
        };
    }

    private Optional<MemorySegment> content(Path file, String key) {
        if (!Files.exists(file)) {
            report(DiagnosticCode.FILE_MISSING, key, file + " does not exist", "name a file that does");
        } else if (!Files.isRegularFile(file)) {
            report(DiagnosticCode.FILE_UNREADABLE, key, file + " is not a file", "name a file");
        } else {
            try (FileChannel channel = FileChannel.open(file)) {
                if (channel.size() > 0) {
                    return Optional.of(channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), files));
                }
                report(DiagnosticCode.FILE_EMPTY, key, file + " is empty", "name a file with content");
            } catch (IOException e) {
                report(DiagnosticCode.FILE_UNREADABLE, key, file + " cannot be read", "allow it to be read");
            }
        }
        return Optional.empty();
    }

    /** How much memory a kernel takes; 0 if it is none. */
    private long kernel(MemorySegment content) {
        try {
            return ElfFile.isElf(content)
                    ? extent(ElfFile.parse(content))
                    : LinuxImage.parse(content).imageSize();
        } catch (FormatException e) {
            String[] whatAndMend = String.valueOf(e.getMessage()).split("; ", 2);
            String mend = whatAndMend.length > 1 ? whatAndMend[1] : "name a Linux Image or a riscv64 ELF executable";
            report(DiagnosticCode.NOT_A_KERNEL, "kernel", name(guest.kernel()) + " is " + whatAndMend[0], mend);
            return 0;
        }
    }

    private static long extent(ElfFile elf) {
        return elf.segments().stream().mapToLong(ElfFile.Segment::memorySize).reduce(0, FileCheck::add);
    }

    private static String name(BootModule module) {
        return switch (module) {
            case BootModule.File file -> file.path().toString();
            case BootModule.Bytes bytes -> bytes.name();
            case BootModule.ImageKernel image -> image.image();
            case BootModule.ImageInitrd image -> image.image();
        };
    }

    private void fit(long kernel, long initrd) {
        long needed = add(kernel, initrd);
        if (needed > guest.memory()) {
            boolean alone = kernel > guest.memory();
            String what = "%s than the guest's memory of %s"
                    .formatted(
                            alone ? "the kernel is larger" : "kernel and initrd are larger",
                            MemorySize.format(guest.memory()));
            String mend = "give it more than " + Math.ceilDiv(needed, 1L << 20) + "M";
            report(DiagnosticCode.DOES_NOT_FIT, alone ? "kernel" : "initrd", what, mend);
        }
    }

    private static long add(long a, long b) {
        long sum = a + b;
        return sum < 0 ? Long.MAX_VALUE : sum;
    }

    private void report(DiagnosticCode code, String key, String what, String mend) {
        Optional<Position> position = positions.of(guest.path() + ".guest." + key);
        found.add(new Diagnostic(code, position, what, mend));
    }
}
