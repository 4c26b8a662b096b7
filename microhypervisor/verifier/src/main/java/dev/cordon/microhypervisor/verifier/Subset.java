// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.verifier;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.constant.MethodTypeDesc;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The part of the JDK that a program may use, as {@code subset.txt} lists it; the head of that file explains its
 * lines. Names of classes are binary names. Immutable.
 */
final class Subset {
    private static final String RESOURCE = "subset.txt";
    private static final String DEFAULT_REASON = "it is not on the list of what a program may use";

    /** What is said of one class, or of all classes of a package. */
    private record Entry(boolean mutable, List<String> permitted, List<String> excepted) {
        boolean permits(String name, String nameAndParameters) {
            Predicate<String> matches = pattern -> matches(pattern, name, nameAndParameters);
            return permitted.stream().anyMatch(matches) && excepted.stream().noneMatch(matches);
        }

        private static boolean matches(String pattern, String name, String nameAndParameters) {
            if (pattern.endsWith("*")) {
                return name.startsWith(pattern.substring(0, pattern.length() - 1));
            }
            return pattern.equals(pattern.contains("(") ? nameAndParameters : name);
        }
    }

    private final Map<String, Entry> classes = new HashMap<>();
    private final Map<String, String> reasons = new HashMap<>();

    private Subset(List<String> lines) {
        for (String line : lines) {
            if (line.startsWith("!")) {
                String[] words = line.substring(1).strip().split("\\s+", 2);
                reasons.put(words[0], words[1]);
            } else if (!line.isBlank() && !line.startsWith("#")) {
                addClass(line);
            }
        }
    }

    private void addClass(String line) {
        boolean mutable = line.startsWith("~");
        List<String> words =
                Arrays.asList((mutable ? line.substring(1) : line).strip().split("\\s+"));
        int minus = words.contains("-") ? words.indexOf("-") : words.size();
        List<String> permitted = List.copyOf(words.subList(1, minus));
        List<String> excepted = List.copyOf(words.subList(Math.min(minus + 1, words.size()), words.size()));
        classes.put(words.getFirst(), new Entry(mutable, permitted, excepted));
    }

    static Subset load() {
        try (InputStream in = Subset.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException(RESOURCE + " is missing beside " + Subset.class);
            }
            return new Subset(new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Subset of(String... lines) {
        return new Subset(new ArrayList<>(Arrays.asList(lines)));
    }

    private @Nullable Entry entry(String className) {
        Entry exact = classes.get(className);
        return exact != null ? exact : classes.get(className.substring(0, className.lastIndexOf('.') + 1) + "*");
    }

    /** Whether the class may be mentioned. */
    boolean permits(String className) {
        return entry(className) != null;
    }

    /** Whether objects of the class are known to change. */
    boolean isMutable(String className) {
        Entry entry = entry(className);
        return entry != null && entry.mutable();
    }

    /** Whether a field that the class declares may be used. */
    boolean permitsField(String className, String name) {
        Entry entry = entry(className);
        return entry != null && entry.permits(name, name);
    }

    /** Whether a method or constructor that the class declares may be used. */
    boolean permitsMethod(String className, String name, MethodTypeDesc type) {
        Entry entry = entry(className);
        return entry != null && entry.permits(name, name + Names.parameters(type));
    }

    /** Why something that this class declares is refused. */
    String reason(String className) {
        String longest = "";
        for (String prefix : reasons.keySet()) {
            if (className.startsWith(prefix) && prefix.length() > longest.length()) {
                longest = prefix;
            }
        }
        return reasons.getOrDefault(longest, DEFAULT_REASON);
    }
}
