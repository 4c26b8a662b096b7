// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.verifier;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The classes of a program and, behind them, those of the JDK: finds where a member is declared, as the JVM will. One
 * verification, one thread.
 */
final class Hierarchy {
    private final Map<String, ClassModel> program = new HashMap<>();
    private final Map<String, Optional<ClassModel>> jdk = new HashMap<>();

    Hierarchy(List<ClassModel> classes) {
        for (ClassModel model : classes) {
            program.put(name(model), model);
        }
    }

    static String name(ClassModel model) {
        return Names.of(model.thisClass().asInternalName());
    }

    /** Whether the class belongs to the program. */
    boolean isProgram(String className) {
        return program.containsKey(className);
    }

    /** The class of the program of this name. */
    Optional<ClassModel> programClass(String className) {
        return Optional.ofNullable(program.get(className));
    }

    /** The class that declares a member which satisfies the condition: the class itself, then those above it. */
    Optional<String> declaring(String className, Predicate<ClassModel> declares) {
        Optional<ClassModel> model = find(className);
        if (model.isEmpty()) {
            return Optional.empty();
        }
        if (declares.test(model.get())) {
            return Optional.of(className);
        }
        List<ClassEntry> above = new ArrayList<>(model.get().interfaces());
        model.get().superclass().ifPresent(above::addFirst);
        return above.stream()
                .map(entry -> declaring(Names.of(entry.asInternalName()), declares))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private Optional<ClassModel> find(String className) {
        ClassModel own = program.get(className);
        return own != null ? Optional.of(own) : jdk.computeIfAbsent(className, Hierarchy::readFromJdk);
    }

    private static Optional<ClassModel> readFromJdk(String className) {
        // Class files are readable in every module; what the subset lists is in java.base.
        try (InputStream in = Object.class.getResourceAsStream("/" + className.replace('.', '/') + ".class")) {
            return in == null ? Optional.empty() : Optional.of(ClassFile.of().parse(in.readAllBytes()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
