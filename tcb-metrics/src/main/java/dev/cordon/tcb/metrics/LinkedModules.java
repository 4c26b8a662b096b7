// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.tcb.metrics;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.module.Configuration;
import java.lang.module.ModuleReader;
import java.lang.module.ResolvedModule;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The modules that are linked into this program: which needs which, and how large each is. */
final class LinkedModules {
    /** Holds annotations only; at run time it is not there at all. */
    private static final String ANNOTATIONS = "org.jspecify";

    private final Configuration configuration;
    private final RoomLines lines;
    private final Map<String, Room> measured = new HashMap<>();

    LinkedModules(Configuration configuration, RoomLines lines) {
        this.configuration = configuration;
        this.lines = lines;
    }

    /**
     * The names of the given modules and of all that they need.
     *
     * @throws IllegalArgumentException if one of the given modules is not linked
     */
    Set<String> closure(Collection<String> modules) {
        Set<String> closure = new TreeSet<>();
        Deque<ResolvedModule> open = new ArrayDeque<>();
        modules.forEach(name -> open.add(find(name)));
        while (!open.isEmpty()) {
            ResolvedModule next = open.remove();
            if (!next.name().equals(ANNOTATIONS) && closure.add(next.name())) {
                open.addAll(next.reads());
            }
        }
        return closure;
    }

    private ResolvedModule find(String name) {
        return configuration
                .findModule(name)
                .orElseThrow(() -> new IllegalArgumentException("the module " + name + " is not linked"));
    }

    /** The sizes of modules. */
    List<Room> measure(Collection<String> modules) {
        return modules.stream()
                .map(name -> measured.computeIfAbsent(name, this::measure))
                .toList();
    }

    private Room measure(String module) {
        int classes = 0;
        long bytes = 0;
        try (ModuleReader reader = find(module).reference().open()) {
            for (String name : reader.list()
                    .filter(name -> name.endsWith(".class") && !name.endsWith("module-info.class"))
                    .toList()) {
                classes++;
                bytes += size(reader, name);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot measure the module " + module, e);
        }
        String room = lines.roomOf(module);
        return new Room(room, lines.of(room), classes, bytes);
    }

    private static long size(ModuleReader reader, String name) throws IOException {
        ByteBuffer content = reader.read(name).orElseThrow(() -> new IOException("cannot read " + name));
        try {
            return content.remaining();
        } finally {
            reader.release(content);
        }
    }
}
