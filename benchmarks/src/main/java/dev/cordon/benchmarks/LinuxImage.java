// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.benchmarks;

import dev.cordon.formats.Newc;
import dev.cordon.formats.Newc.Member;
import dev.cordon.host.Image;
import dev.cordon.host.Images;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** Debian's firmware and kernel, and its initramfs with the workloads. */
record LinuxImage(Path firmware, Path kernel, Path initramfs) {
    /** The path of the script in the guest. */
    static final String SCRIPT = "/workloads.sh";

    /** Adds the script to the image {@code debian}, which must be there; the new initramfs lies in {@code target}. */
    static LinuxImage with(Path script, Path target) throws IOException {
        Image debian = Images.ofUser().find("debian");
        if (!debian.present()) {
            throw new IOException("the image is missing: cordon images pull debian");
        }
        Files.createDirectories(target);
        Path initramfs = target.resolve("initramfs.cpio.gz");
        byte[] more = Newc.write(List.of(Member.file(SCRIPT.substring(1), 0755, Files.readAllBytes(script))));
        try (OutputStream out = Files.newOutputStream(initramfs)) { // Linux reads one archive after the other
            Files.copy(debian.initramfs(), out);
            try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
                zip.write(more);
            }
        }
        return new LinuxImage(debian.folder().resolve("fw_dynamic.bin"), debian.kernel(), initramfs);
    }
}
