// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.verifier;

import java.io.IOException;
import java.lang.module.Configuration;
import java.lang.module.ModuleReader;
import java.lang.module.ResolvedModule;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/** Finds the class files of a program: its module's, and those of every module outside the JDK that it reads. */
public final class ProgramClasses {
    /** Holds annotations only; at run time it is not there at all. */
    private static final String ANNOTATIONS = "org.jspecify";

    private ProgramClasses() {}

    /**
     * The class files of a module and of the modules that it links.
     *
     * @param configuration the graph that holds the module, usually that of the boot layer
     * @param module the name of the program's module
     * @throws IllegalArgumentException if there is no such module
     * @throws IOException if a module cannot be read
     */
    public static Collection<byte[]> of(Configuration configuration, String module) throws IOException {
        TreeMap<String, byte[]> classes = new TreeMap<>();
        for (ResolvedModule resolved : closure(configuration, module)) {
            try (ModuleReader reader = resolved.reference().open()) {
                List<String> names = reader.list()
                        .filter(name -> name.endsWith(".class") && !name.endsWith("module-info.class"))
                        .toList();
                for (String name : names) {
                    classes.put(name, bytes(reader, name));
                }
            }
        }
        return classes.values();
    }

    /**
     * The modules whose classes a program consists of, its own first.
     *
     * @throws IllegalArgumentException if there is no such module
     */
    public static Set<ResolvedModule> closure(Configuration configuration, String module) {
        ResolvedModule root = configuration
                .findModule(module)
                .orElseThrow(() -> new IllegalArgumentException("there is no module " + module));
        Set<ResolvedModule> closure = new LinkedHashSet<>();
        Deque<ResolvedModule> open = new ArrayDeque<>(List.of(root));
        while (!open.isEmpty()) {
            ResolvedModule next = open.remove();
            if (!isJdk(next) && !next.name().equals(ANNOTATIONS) && closure.add(next)) {
                open.addAll(next.reads());
            }
        }
        return closure;
    }

    private static boolean isJdk(ResolvedModule module) {
        return module.reference()
                .location()
                .map(uri -> "jrt".equals(uri.getScheme()))
                .orElse(false);
    }

    private static byte[] bytes(ModuleReader reader, String name) throws IOException {
        return reader.open(name)
                .orElseThrow(() -> new IOException("cannot read " + name))
                .readAllBytes();
    }
}
