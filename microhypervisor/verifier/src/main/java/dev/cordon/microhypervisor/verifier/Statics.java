// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.verifier;

import java.lang.classfile.ClassModel;
import java.lang.classfile.FieldModel;
import java.lang.constant.ClassDesc;
import java.lang.reflect.AccessFlag;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The rule for static fields. Programs of one class share its statics, so whatever a static field reaches must never
 * change, or two programs could talk through it. Checked as far as declared types tell: the field is final; no array,
 * except those that the compiler makes for enums and switches; no type that is known to change; and of the program's
 * own types those alone whose fields obey the same rule. What hides behind an interface is not seen.
 */
final class Statics {
    private static final String WHY = "statics are shared by all programs of the class";

    private Statics() {}

    static void verify(Place place, ClassModel owner, FieldModel field) {
        if (!field.flags().has(AccessFlag.FINAL)) {
            place.refuse("is static and not final", WHY);
        }
        ClassDesc type = field.fieldTypeSymbol();
        if (type.isArray()) {
            if (!isMadeByCompiler(owner, field)) {
                place.refuse("is a static array", WHY);
            }
        } else {
            changing(place.program(), type, new HashSet<>())
                    .ifPresent(what -> place.refuse("is static and can change through " + what, WHY));
        }
    }

    /** The array of an enum's constants, or the map of a switch over one; {@link Code} sees to it that they stay so. */
    static boolean isMadeByCompiler(ClassModel owner, FieldModel field) {
        if (!field.flags().has(AccessFlag.SYNTHETIC)) {
            return false;
        }
        String name = field.fieldName().stringValue();
        boolean constants = name.equals("$VALUES") && owner.flags().has(AccessFlag.ENUM);
        boolean switchMap = name.startsWith("$SwitchMap$") && owner.flags().has(AccessFlag.SYNTHETIC);
        return constants || switchMap;
    }

    /** What may change in objects of the type, or empty. */
    private static Optional<String> changing(Program program, ClassDesc type, Set<String> visited) {
        if (type.isPrimitive()) {
            return Optional.empty();
        }
        if (type.isArray()) {
            return Optional.of("an array");
        }
        String name = Names.of(type);
        if (program.subset().isMutable(name)) {
            return Optional.of(name);
        }
        Optional<ClassModel> model = program.hierarchy().programClass(name);
        return model.isEmpty() || !visited.add(name) ? Optional.empty() : changingFields(program, model.get(), visited);
    }

    private static Optional<String> changingFields(Program program, ClassModel model, Set<String> visited) {
        for (FieldModel field : model.fields()) {
            if (field.flags().has(AccessFlag.STATIC)) {
                continue;
            }
            String name = Hierarchy.name(model) + "." + field.fieldName().stringValue();
            if (!field.flags().has(AccessFlag.FINAL)) {
                return Optional.of(name);
            }
            Optional<String> inside = changing(program, field.fieldTypeSymbol(), visited);
            if (inside.isPresent()) {
                return Optional.of(name + " (" + inside.get() + ")");
            }
        }
        return model.superclass().flatMap(entry -> changing(program, entry.asSymbol(), visited));
    }
}
