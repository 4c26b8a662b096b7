// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where apt is on a host.
 *
 * @param path folders with programs, as in the environment variable PATH
 * @param configuration apt's configuration, with its sources
 * @param keyrings files that may hold the keys of the Debian archive
 */
record AptHost(String path, Path configuration, List<Path> keyrings) {
    /** This host, as Debian and its derivatives lay it out. */
    static AptHost here() {
        return new AptHost(
                System.getenv().getOrDefault("PATH", ""),
                Path.of("/etc/apt"),
                List.of(
                        Path.of("/usr/share/keyrings/debian-archive-keyring.gpg"),
                        Path.of("/usr/share/keyrings/debian-archive-keyring.pgp")));
    }

    /**
     * The executable file of a program.
     *
     * @throws CordonException if the host has none
     */
    String program(String name) {
        return Stream.of(path.split(File.pathSeparator, -1))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new CordonException("this host has no " + name + ", with which Debian's packages are"
                        + " fetched; pass files of your own: cordon boot --kernel IMAGE --initrd INITRAMFS"))
                .toString();
    }

    /** The keys of the Debian archive, if they are installed. */
    Optional<Path> keyring() {
        return keyrings.stream().filter(Files::isReadable).findFirst();
    }
}
