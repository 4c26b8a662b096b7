// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;

/** Opens files that guests are made of. */
final class HostFiles {
    private HostFiles() {}

    /**
     * Maps a whole file for reading.
     *
     * @param role what the user gave the file as, for the message
     * @throws CordonException if there is no such file, if it is none that can be mapped, if it cannot be read, or if it is empty
     */
    static MemorySegment map(Path file, String role, Arena arena) {
        if (file.toString().isEmpty()) {
            throw new CordonException(role + " has an empty name; name a file");
        }
        if (Files.isDirectory(file)) {
            throw new CordonException(role + " " + file + " is a folder; name a file");
        }
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new CordonException(role + " " + file + " is no ordinary file; name one, or write it to one first");
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            if (channel.size() == 0) {
                throw new CordonException(role + " " + file + " is empty; name a file with content");
            }
            return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
        } catch (IOException e) {
            throw new CordonException(role + " " + Failures.describe(e) + "; name a file that can be read");
        }
    }

    /**
     * Reads a small text file.
     *
     * @throws CordonException as {@link #map} does
     */
    static String text(Path file, String role) {
        try (Arena arena = Arena.ofConfined()) {
            byte[] bytes = map(file, role, arena).toArray(ValueLayout.JAVA_BYTE);
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    /**
     * Looks before a file is replaced.
     *
     * @throws CordonException if it is one of those that are to be run
     */
    static void keep(Path replaced, Stream<Path> run) {
        if (run.anyMatch(read -> isSame(read, replaced))) {
            throw new CordonException(replaced + " is what is to be run, and would be overwritten; name another file");
        }
    }

    private static boolean isSame(Path one, Path other) {
        try {
            return Files.exists(other) && Files.isSameFile(one, other);
        } catch (IOException e) {
            return false; // whoever opens them says what is wrong
        }
    }
}
