// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.benchmarks;

import java.util.LinkedHashMap;
import java.util.Map;

/** Options of a command line, each with a value. */
final class Options {
    private final Map<String, String> values = new LinkedHashMap<>();

    Options(String[] arguments) {
        for (int i = 0; i < arguments.length; i += 2) {
            if (!arguments[i].startsWith("--") || i + 1 == arguments.length) {
                throw new IllegalArgumentException("an option and its value expected: " + arguments[i]);
            }
            values.put(arguments[i], arguments[i + 1]);
        }
    }

    String value(String name, String otherwise) {
        return values.getOrDefault(name, otherwise);
    }

    String value(String name) {
        String value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("option " + name + " is missing");
        }
        return value;
    }
}
