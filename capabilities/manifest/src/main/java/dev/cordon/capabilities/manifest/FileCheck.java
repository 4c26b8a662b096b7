// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.capabilities.manifest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Checks the files that a guest names: that each is there, can be read, and fits into the guest. */
final class FileCheck {

    private final GuestComponent guest;
    private final Positions positions;
    private final List<Diagnostic> found = new ArrayList<>();

    private FileCheck(GuestComponent guest, Positions positions) {
        this.guest = guest;
        this.positions = positions;
    }

    static List<Diagnostic> check(GuestComponent guest, Positions positions) {
        FileCheck check = new FileCheck(guest, positions);
        long kernel = check.size(guest.kernel(), "kernel");
        long initrd = guest.initrd().map(module -> check.size(module, "initrd")).orElse(0L);
        if (kernel > guest.memory()) {
            check.doesNotFit("kernel", kernel);
        } else if (kernel + initrd > guest.memory()) {
            check.doesNotFit("initrd", kernel + initrd);
        }
        return check.found;
    }

    /** The size of a module in bytes; 0 if it is not known. */
    private long size(BootModule module, String key) {
        return switch (module) {
            case BootModule.File file -> size(file.path(), key);
            case BootModule.Bytes bytes -> bytes.bytes().byteSize();
            case BootModule.ImageKernel _, BootModule.ImageInitrd _ -> 0;
        };
    }

    private long size(Path file, String key) {
        String relative = "check the path, which is seen from the manifest's folder";
        if (!Files.exists(file)) {
            report(DiagnosticCode.FILE_MISSING, key, file + " does not exist", relative);
        } else if (!Files.isRegularFile(file)) {
            report(DiagnosticCode.FILE_UNREADABLE, key, file + " is not a file", "name a file");
        } else if (!Files.isReadable(file)) {
            report(DiagnosticCode.FILE_UNREADABLE, key, file + " cannot be read", "allow it to be read");
        } else {
            try {
                long size = Files.size(file);
                if (size == 0) {
                    report(DiagnosticCode.FILE_EMPTY, key, file + " is empty", "name a file with content");
                }
                return size;
            } catch (IOException e) {
                report(DiagnosticCode.FILE_UNREADABLE, key, file + " cannot be read", "allow it to be read");
            }
        }
        return 0;
    }

    private void doesNotFit(String key, long size) {
        String all = key.equals("initrd") ? "kernel and initrd are" : "the kernel is";
        String what = "%s larger than the guest's memory of %s".formatted(all, MemorySize.format(guest.memory()));
        long enough = Math.ceilDiv(size * 2, 1L << 20);
        report(DiagnosticCode.DOES_NOT_FIT, key, what, "give it more, for instance " + enough + "M");
    }

    private void report(DiagnosticCode code, String key, String what, String mend) {
        Optional<Position> position = positions.of(guest.path() + ".guest." + key);
        found.add(new Diagnostic(code, position, what, mend));
    }
}
