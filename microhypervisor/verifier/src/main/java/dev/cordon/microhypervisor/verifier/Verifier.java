// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.verifier;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.FieldModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.constant.ClassDesc;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Checks that a program keeps to the checked subset of Java: see the package. Stateless; any thread.
 */
public final class Verifier {
    private Verifier() {}

    /**
     * Verifies the whole of a program.
     *
     * @param classFiles the class files of all modules of the program; descriptors of modules are passed over
     * @return what leaves the subset, in the order of the classes; empty if the program keeps to it
     */
    public static List<Violation> verify(Collection<byte[]> classFiles) {
        List<ClassModel> classes = new ArrayList<>();
        List<Violation> violations = new ArrayList<>();
        for (byte[] classFile : classFiles) {
            try {
                ClassModel model = ClassFile.of().parse(classFile);
                if (!model.isModuleInfo()) {
                    classes.add(model);
                }
            } catch (IllegalArgumentException e) {
                violations.add(new Violation("(unreadable)", "", "is no class file", String.valueOf(e.getMessage())));
            }
        }
        Program program = new Program(Subset.load(), new Hierarchy(classes), violations);
        for (ClassModel model : classes) {
            try {
                verify(program, model);
            } catch (IllegalArgumentException e) {
                violations.add(new Violation(
                        Hierarchy.name(model), "", "is no proper class file", String.valueOf(e.getMessage())));
            }
        }
        return violations.stream().distinct().toList();
    }

    private static void verify(Program program, ClassModel model) {
        Place place = new Place(program, Hierarchy.name(model), "");
        model.superclass().map(ClassEntry::asSymbol).ifPresent(type -> place.mention(type, "extends"));
        for (ClassEntry type : model.interfaces()) {
            place.mention(type.asSymbol(), "implements");
        }
        for (FieldModel field : model.fields()) {
            verify(program, model, field);
        }
        for (MethodModel method : model.methods()) {
            verify(program, model, method);
        }
    }

    private static void verify(Program program, ClassModel model, FieldModel field) {
        Place place =
                new Place(program, Hierarchy.name(model), field.fieldName().stringValue());
        place.mention(field.fieldTypeSymbol(), "has the type");
        if (field.flags().has(AccessFlag.STATIC)) {
            Statics.verify(place, model, field);
        }
    }

    private static void verify(Program program, ClassModel model, MethodModel method) {
        String name = method.methodName().stringValue();
        Place place = new Place(program, Hierarchy.name(model), name + Names.parameters(method.methodTypeSymbol()));
        for (ClassDesc type : method.methodTypeSymbol().parameterList()) {
            place.mention(type, "takes a");
        }
        place.mention(method.methodTypeSymbol().returnType(), "returns a");
        if (method.flags().has(AccessFlag.SYNCHRONIZED)) {
            place.refuse("is synchronized", Code.NO_MONITORS);
        }
        if (method.flags().has(AccessFlag.NATIVE)) {
            place.refuse("is native", "native code is outside every fence");
        }
        if (name.equals("finalize") && method.methodTypeSymbol().parameterCount() == 0) {
            place.refuse("is a finalizer", "finalizers run on a thread that the core does not schedule");
        }
        method.code().ifPresent(code -> new Code(place, name).verify(code));
    }
}
