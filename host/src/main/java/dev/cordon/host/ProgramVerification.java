// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

import dev.cordon.microhypervisor.verifier.ProgramClasses;
import dev.cordon.microhypervisor.verifier.Verifier;
import dev.cordon.microhypervisor.verifier.Violation;
import java.io.File;
import java.io.IOException;
import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Checks that programs keep to the subset of Java that gives them no authority of their own, on a thread of its own while the
 * rest of the system is made ready. What holds of a class holds for the life of the JVM, so it is looked at once.
 */
final class ProgramVerification {
    private static final Map<Class<?>, List<Violation>> KNOWN = new ConcurrentHashMap<>();

    private final CompletableFuture<List<Violation>> violations = new CompletableFuture<>();

    private ProgramVerification() {}

    /** Begins to verify programs, by the classes that begin them. */
    static ProgramVerification start(List<Class<?>> programs) {
        ProgramVerification verification = new ProgramVerification();
        Thread.ofPlatform().name("verification").daemon().start(() -> verification.run(programs));
        return verification;
    }

    private void run(List<Class<?>> programs) {
        try {
            violations.complete(programs.stream()
                    .distinct()
                    .flatMap(program -> KNOWN.computeIfAbsent(program, ProgramVerification::violations).stream())
                    .distinct()
                    .toList());
        } catch (RuntimeException | Error e) {
            violations.completeExceptionally(e);
        }
    }

    /**
     * Waits until all programs have been verified.
     *
     * @throws CordonException if one of them leaves the subset, or cannot be read
     */
    void await() {
        List<Violation> found;
        try {
            found = violations.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof CordonException unreadable) {
                throw unreadable;
            }
            throw e;
        }
        if (!found.isEmpty()) {
            throw new CordonException(found.stream()
                    .map(violation ->
                            "a program may not run: " + violation + "; programs keep to the checked subset of Java")
                    .toList());
        }
    }

    private static List<Violation> violations(Class<?> program) {
        try {
            Module module = program.getModule();
            return module.isNamed()
                    ? Verifier.verify(ProgramClasses.of(module.getLayer().configuration(), module.getName()))
                    : violationsOnClassPath(program);
        } catch (IOException e) {
            throw new CordonException("a program cannot be verified: " + Failures.describe(e));
        }
    }

    /** On the class path modules are only jars and folders; which they would be is in them. */
    private static List<Violation> violationsOnClassPath(Class<?> program) throws IOException {
        ModuleFinder modules =
                ModuleFinder.of(Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                        .map(Path::of)
                        .toArray(Path[]::new));
        String name = modules.findAll().stream()
                .filter(module -> module.descriptor().packages().contains(program.getPackageName()))
                .map(module -> module.descriptor().name())
                .findFirst()
                .orElseThrow(() -> new IOException(program.getName() + " is in no module"));
        Configuration configuration =
                ModuleLayer.boot().configuration().resolve(modules, ModuleFinder.of(), Set.of(name));
        return Verifier.verify(ProgramClasses.of(configuration, name));
    }
}
