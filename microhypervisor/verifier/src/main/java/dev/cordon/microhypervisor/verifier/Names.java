// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.verifier;

import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.stream.Collectors;

/** Names as a user reads them. */
final class Names {
    private Names() {}

    /** The binary name of a class or interface: {@code java.util.Map$Entry}. */
    static String of(ClassDesc type) {
        String descriptor = type.descriptorString();
        return descriptor.substring(1, descriptor.length() - 1).replace('/', '.');
    }

    /** The binary name that an internal one stands for. */
    static String of(String internalName) {
        return internalName.replace('/', '.');
    }

    /** Simple names of parameter types in parentheses: {@code (String,Object[])}. */
    static String parameters(MethodTypeDesc type) {
        return type.parameterList().stream().map(ClassDesc::displayName).collect(Collectors.joining(",", "(", ")"));
    }

    /** What an array is made of in the end; the type itself if it is no array. */
    static ClassDesc element(ClassDesc type) {
        ClassDesc element = type;
        while (element.isArray()) {
            element = element.componentType();
        }
        return element;
    }
}
