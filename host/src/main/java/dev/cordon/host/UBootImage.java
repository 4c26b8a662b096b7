// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * How the image {@code u-boot} is made: Debian's U-Boot for QEMU's board, as firmware in M-mode ({@code u-boot.bin}) and as what OpenSBI
 * starts in S-mode ({@code u-boot-smode.bin}).
 */
final class UBootImage {
    private static final String PACKAGE = "u-boot-qemu";

    private final AptHost host;
    private final Progress progress;

    UBootImage(AptHost host, Progress progress) {
        this.host = host;
        this.progress = progress;
    }

    /** Builds the image's files in {@code target}, with everything that is only needed meanwhile in {@code work}. */
    void build(Path work, Path target) throws IOException {
        String suite = DebianImage.STABLE;
        progress.step("reading Debian's package index (" + suite + ", riscv64)");
        FetchedPackages packages =
                FetchedPackages.fetch(host, PrivateApt.open(host, work, suite), work, List.of(PACKAGE), progress);
        packages.extract(
                PACKAGE, Pattern.compile("usr/lib/u-boot/qemu-riscv64/u-boot.bin"), target.resolve("u-boot.bin"));
        packages.extract(
                PACKAGE,
                Pattern.compile("usr/lib/u-boot/qemu-riscv64_smode/u-boot.bin"),
                target.resolve("u-boot-smode.bin"));
        packages.list(target);
    }
}
