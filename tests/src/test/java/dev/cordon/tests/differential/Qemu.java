// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.tests.differential;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;

/** The QEMU to compare with, as {@code benchmarks/peer/qemu10.sh} fetches it. */
final class Qemu {
    private Qemu() {}

    /**
     * The program; fetched once, then found in the cache.
     *
     * @throws IllegalStateException if it cannot be had; the reason stands on standard error
     */
    static Path fetch() throws IOException, InterruptedException {
        Path script = root().resolve("benchmarks/peer/qemu10.sh");
        Path lock = Path.of("target", "qemu.lock"); // tests run in several JVMs
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock _ = channel.lock()) {
            return fetch(script);
        }
    }

    private static Path fetch(Path script) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("sh", script.toString())
                .redirectError(Redirect.INHERIT)
                .start();
        String path = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (process.waitFor() != 0) {
            throw new IllegalStateException("no QEMU to compare with: " + script + " says above why");
        }
        return Path.of(path);
    }

    private static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(folder.resolve("benchmarks/peer"))) {
            folder = Objects.requireNonNull(folder.getParent(), "not in a Cordon source tree");
        }
        return folder;
    }
}
