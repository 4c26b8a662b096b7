// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.verifier;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The classes of a program and, behind them, those of the JDK: finds where a member is declared, as the JVM will. One
 * verification, one thread.
 */
final class Hierarchy {
    private static final ClassDesc VAR_HANDLE = ClassDesc.of("java.lang.invoke.VarHandle");

    /**
     * What a class declares.
     *
     * @param members fields by name, methods by name and descriptor
     * @param above the superclass, then the interfaces
     */
    private record Declarations(Set<String> members, List<String> above) {}

    private final Map<String, ClassModel> program = new HashMap<>();
    private final Map<String, Optional<Declarations>> declarations = new HashMap<>();

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

    /** The class that declares a field: the one named, or the first above it. */
    Optional<String> declaringField(ClassDesc owner, String name) {
        return declaring(Names.of(owner), name);
    }

    /** The class that declares a method: the one named, or the first above it. */
    Optional<String> declaringMethod(ClassDesc owner, String name, MethodTypeDesc type) {
        // The access modes of VarHandle take whatever types the call has.
        return declaring(Names.of(owner), owner.equals(VAR_HANDLE) ? name + "(" : name + type.descriptorString());
    }

    private Optional<String> declaring(String className, String member) {
        Optional<Declarations> found = declarations.computeIfAbsent(className, this::read);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        if (found.get().members().contains(member)) {
            return Optional.of(className);
        }
        return found.get().above().stream()
                .map(above -> declaring(above, member))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private Optional<Declarations> read(String className) {
        ClassModel own = program.get(className);
        return own != null
                ? Optional.of(declarations(own))
                : readFromJdk(className).map(Hierarchy::declarations);
    }

    private static Declarations declarations(ClassModel model) {
        Set<String> members = new HashSet<>();
        model.fields().forEach(field -> members.add(field.fieldName().stringValue()));
        boolean polymorphic = name(model).equals(Names.of(VAR_HANDLE));
        model.methods().forEach(method -> {
            String name = method.methodName().stringValue();
            members.add(polymorphic ? name + "(" : name + method.methodType().stringValue());
        });
        List<String> above = new ArrayList<>();
        model.superclass().map(ClassEntry::asInternalName).map(Names::of).ifPresent(above::add);
        model.interfaces().forEach(entry -> above.add(Names.of(entry.asInternalName())));
        return new Declarations(members, above);
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
