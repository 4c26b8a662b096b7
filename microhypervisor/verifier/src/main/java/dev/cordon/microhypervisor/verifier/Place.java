// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.verifier;

import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.Optional;
import java.util.function.Predicate;

/** A member of the program under verification, and what it may refer to. */
record Place(Program program, String className, String member) {
    private static final String FOREIGN = "it belongs neither to the program nor to the JDK";

    void refuse(String what, String why) {
        program.violations().add(new Violation(className, member, what, why));
    }

    /** Whether a type may be mentioned: a primitive one, one of the program, or one of the subset; or an array of it. */
    boolean isKnown(ClassDesc type) {
        ClassDesc element = Names.element(type);
        return element.isPrimitive()
                || program.hierarchy().isProgram(Names.of(element))
                || program.subset().permits(Names.of(element));
    }

    /** Refuses a type that may not be mentioned. */
    void mention(ClassDesc type, String how) {
        if (!isKnown(type)) {
            String name = Names.of(Names.element(type));
            refuse(how + " " + name, reason(name));
        }
    }

    private String reason(String name) {
        return name.startsWith("java") ? program.subset().reason(name) : FOREIGN;
    }

    /** Refuses a method or constructor that the program may not use. */
    void use(ClassDesc owner, String name, MethodTypeDesc type, String how) {
        if (owner.isArray()) {
            if (!name.equals("clone")) {
                refuse(how + " " + name + " of an array", program.subset().reason("java.lang.Object"));
            }
            return;
        }
        Optional<String> declaring = program.hierarchy().declaringMethod(owner, name, type);
        boolean typesKnown =
                isKnown(type.returnType()) && type.parameterList().stream().allMatch(this::isKnown);
        check(
                owner,
                how,
                "." + name + Names.parameters(type),
                declaring,
                at -> typesKnown && program.subset().permitsMethod(at, name, type));
    }

    /** Refuses a field that the program may not use. */
    void use(ClassDesc owner, String name, ClassDesc type) {
        Optional<String> declaring = program.hierarchy().declaringField(owner, name);
        check(
                owner,
                "uses",
                "." + name,
                declaring,
                at -> isKnown(type) && program.subset().permitsField(at, name));
    }

    private void check(
            ClassDesc owner, String how, String member, Optional<String> declaring, Predicate<String> permitted) {
        String at = declaring.orElse(Names.of(owner));
        if (declaring.isEmpty() || !(program.hierarchy().isProgram(at) || permitted.test(at))) {
            refuse(how + " " + at + member, reason(at));
        }
    }
}
