// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.tcb.metrics;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The code lines of each room of the source tree. A room is named by its folder, for instance {@code machine/isa}. The
 * sources are counted when this module is built, all of them whichever modules are being built, and the result travels
 * as a resource; {@link #main} is that step of the build.
 *
 * @param byRoom code lines of the released sources, without tests and module descriptors
 */
record RoomLines(Map<String, Integer> byRoom) {
    private static final String RESOURCE = "code-lines.txt";
    private static final String SOURCES = "src/main/java";

    /** How deep below the root the folder of a room may lie. */
    private static final int DEPTH = 2;

    RoomLines {
        byRoom = new TreeMap<>(byRoom);
    }

    /**
     * The build step: counts and writes the resource.
     *
     * @param arguments the root of the source tree, and the folder of compiled classes
     */
    static void main(String[] arguments) throws IOException {
        Path folder =
                Path.of(arguments[1]).resolve(RoomLines.class.getPackageName().replace('.', '/'));
        Files.createDirectories(folder);
        Files.writeString(folder.resolve(RESOURCE), count(Path.of(arguments[0])).toText());
    }

    /** Counts the rooms below a folder. */
    static RoomLines count(Path root) throws IOException {
        Map<String, Integer> lines = new TreeMap<>();
        try (Stream<Path> folders = Files.walk(root, DEPTH)) {
            for (Path room : folders.filter(RoomLines::isRoom).toList()) {
                lines.put(root.relativize(room).toString().replace('\\', '/'), countRoom(room.resolve(SOURCES)));
            }
        }
        return new RoomLines(lines);
    }

    private static boolean isRoom(Path folder) {
        return Files.exists(folder.resolve("pom.xml")) && Files.isDirectory(folder.resolve(SOURCES));
    }

    private static int countRoom(Path sources) throws IOException {
        int lines = 0;
        try (Stream<Path> files = Files.walk(sources)) {
            for (Path file : files.filter(RoomLines::isCounted).toList()) {
                lines += CodeLines.count(Files.readString(file));
            }
        }
        return lines;
    }

    private static boolean isCounted(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(".java") && !name.equals("module-info.java");
    }

    /** The lines as they were counted when this module was built. */
    static RoomLines load() {
        try (InputStream in = RoomLines.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException(
                        "the code lines were not counted when this was compiled: build it with ./mvnw");
            }
            return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static RoomLines parse(String text) {
        return new RoomLines(text.lines()
                .map(line -> line.split(" ", 2))
                .collect(Collectors.toMap(words -> words[1], words -> Integer.valueOf(words[0]))));
    }

    String toText() {
        return byRoom.entrySet().stream()
                .map(room -> room.getValue() + " " + room.getKey() + "\n")
                .collect(Collectors.joining());
    }

    /** The code lines of a room; empty if it is not one of this source tree. */
    OptionalInt of(String room) {
        Integer lines = byRoom.get(room);
        return lines == null ? OptionalInt.empty() : OptionalInt.of(lines);
    }

    /** The room whose module has this name; the name itself if there is none: a library, or a module of the JDK. */
    String roomOf(String module) {
        return byRoom.keySet().stream()
                .filter(room -> moduleOf(room).equals(module))
                .findFirst()
                .orElse(module);
    }

    private static String moduleOf(String room) {
        return "dev.cordon." + room.replace('/', '.').replace('-', '.');
    }
}
