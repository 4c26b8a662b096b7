// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

import dev.cordon.formats.Newc;
import dev.cordon.formats.Newc.Member;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;

/**
 * How the image of a Debian release is made: its kernel, BusyBox and OpenSBI for riscv64, fetched through the host's own apt, and an
 * initramfs of BusyBox and one script.
 */
final class DebianImage {
    /** The release of the image {@code debian}. */
    static final String STABLE = "trixie";

    /** The suite of the image {@code debian-sid}: what is newest, other each day. */
    static final String UNSTABLE = "sid";

    private static final Pattern KERNEL = Pattern.compile("boot/vmlinu[xz]-.*|usr/lib/modules/[^/]*/vmlinuz");
    private static final Pattern BUSYBOX = Pattern.compile("(usr/)?bin/busybox");
    private static final String FIRMWARE = "usr/lib/riscv64-linux-gnu/opensbi/generic/";

    private final AptHost host;
    private final String suite;
    private final Progress progress;

    DebianImage(AptHost host, String suite, Progress progress) {
        this.host = host;
        this.suite = suite;
        this.progress = progress;
    }

    /** Builds the image's files in {@code target}, with everything that is only needed meanwhile in {@code work}. */
    void build(Path work, Path target) throws IOException {
        progress.step("reading Debian's package index (" + suite + ", riscv64)");
        PrivateApt apt = PrivateApt.open(host, work, suite);
        String kernel = apt.dependency("linux-image-riscv64", "linux-image-");
        if (suite.equals(UNSTABLE)) { // where the kernel itself lies in a package of its own
            kernel = apt.dependency(kernel, "linux-binary-");
        }
        FetchedPackages packages =
                FetchedPackages.fetch(host, apt, work, List.of(kernel, "busybox-static", "opensbi"), progress);

        progress.step("unpacking the kernel and building the initramfs");
        packages.extract(kernel, KERNEL, target.resolve("Image"));
        Path busybox = work.resolve("busybox");
        packages.extract("busybox-static", BUSYBOX, busybox);
        for (String firmware : List.of("fw_dynamic.bin", "fw_jump.bin")) {
            packages.extract("opensbi", Pattern.compile(FIRMWARE + Pattern.quote(firmware)), target.resolve(firmware));
        }
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(target.resolve("initramfs.cpio.gz")))) {
            out.write(initramfs(Files.readAllBytes(busybox)));
        }
        packages.list(target);
    }

    private static byte[] initramfs(byte[] busybox) throws IOException {
        try (InputStream init = DebianImage.class.getResourceAsStream("init.sh")) {
            if (init == null) {
                throw new IllegalStateException("init.sh is missing from the module");
            }
            return Newc.write(List.of(
                    Member.folder("bin"),
                    Member.folder("dev"),
                    Member.folder("proc"),
                    Member.folder("root"),
                    Member.folder("sys"),
                    Member.folder("tmp"),
                    Member.characterDevice("dev/console", 5, 1),
                    Member.file("bin/busybox", 0755, busybox),
                    Member.file("init", 0755, init.readAllBytes())));
        }
    }
}
