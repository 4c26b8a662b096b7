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
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/**
 * How the image {@code debian} is made: the kernel, BusyBox and OpenSBI of Debian's stable release for riscv64, fetched
 * through the host's own apt, and an initramfs of BusyBox and one script.
 */
final class DebianImage {
    /** The release whose packages are fetched. */
    static final String SUITE = "trixie";

    private static final Pattern KERNEL = Pattern.compile("boot/vmlinu[xz]-.*");
    private static final Pattern BUSYBOX = Pattern.compile("(usr/)?bin/busybox");
    private static final String FIRMWARE = "usr/lib/riscv64-linux-gnu/opensbi/generic/";

    private final AptHost host;
    private final Progress progress;

    DebianImage(AptHost host, Progress progress) {
        this.host = host;
        this.progress = progress;
    }

    /** Builds the image's files in {@code target}, with everything that is only needed meanwhile in {@code work}. */
    void build(Path work, Path target) throws IOException {
        progress.step("reading Debian's package index (" + SUITE + ", riscv64)");
        PrivateApt apt = PrivateApt.open(host, work, SUITE);
        String kernelName = apt.dependency("linux-image-riscv64", "linux-image-");
        List<PrivateApt.Deb> packages = new ArrayList<>();
        for (String name : List.of(kernelName, "busybox-static", "opensbi")) {
            packages.add(apt.describe(name));
        }
        long total = packages.stream().mapToLong(PrivateApt.Deb::size).sum();
        progress.step("downloading " + kernelName + ", busybox-static and opensbi");
        List<Path> files = apt.download(packages, () -> progress.downloaded(Math.min(downloaded(work), total), total));
        progress.downloaded(total, total);

        progress.step("unpacking the kernel and building the initramfs");
        new DebPackage(host, files.get(0)).extract(KERNEL, target.resolve("Image"));
        Path busybox = work.resolve("busybox");
        new DebPackage(host, files.get(1)).extract(BUSYBOX, busybox);
        for (String firmware : List.of("fw_dynamic.bin", "fw_jump.bin")) {
            new DebPackage(host, files.get(2))
                    .extract(Pattern.compile(FIRMWARE + Pattern.quote(firmware)), target.resolve(firmware));
        }
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(target.resolve("initramfs.cpio.gz")))) {
            out.write(initramfs(Files.readAllBytes(busybox)));
        }
        Files.writeString(
                target.resolve("packages.txt"),
                packages.stream()
                        .map(each -> each.name() + " " + each.version() + " sha256:" + each.sha256() + "\n")
                        .collect(Collectors.joining()));
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

    /** How many bytes of packages lie in {@code work} by now, finished or not. */
    private static long downloaded(Path work) {
        try (Stream<Path> files = Files.list(work)) {
            return files.filter(file -> file.toString().contains(".deb"))
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        } catch (IOException e) {
            return 0; // only the progress bar is the poorer for it
        }
    }
}
