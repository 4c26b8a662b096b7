// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.benchmarks;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Options of a command line: each has a value, but for flags; what begins with no {@code --} is a word. */
final class Options {
    private final Map<String, String> values = new LinkedHashMap<>();
    private final List<String> words;

    Options(List<String> arguments, Set<String> known, Set<String> flags) {
        List<String> rest = new java.util.ArrayList<>();
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (!argument.startsWith("--")) {
                rest.add(argument);
            } else if (flags.contains(argument)) {
                values.put(argument, "");
            } else if (known.contains(argument) && i + 1 < arguments.size()) {
                values.put(argument, arguments.get(++i));
            } else {
                throw new IllegalArgumentException(
                        argument + (known.contains(argument) ? " needs a value" : " is no option; see README.md"));
            }
        }
        words = List.copyOf(rest);
    }

    List<String> words() {
        return words;
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    String value(String name, String otherwise) {
        return values.getOrDefault(name, otherwise);
    }

    int number(String name, int otherwise) {
        return Integer.parseInt(value(name, Integer.toString(otherwise)));
    }

    List<String> list(String name, String otherwise) {
        return List.of(value(name, otherwise).split(",", -1));
    }
}
