// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.capabilities.manifest;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * A mapping of the manifest: its keys, each with a value, read by type. What is wrong is reported and reads as absent, so that
 * reading goes on and finds the rest.
 */
final class Section {

    private static final BigInteger LONG_MAXIMUM = BigInteger.valueOf(Long.MAX_VALUE);

    private final Findings findings;
    private final String path;
    private final Map<String, Node> values = new LinkedHashMap<>();

    private Section(Findings findings, String path) {
        this.findings = findings;
        this.path = path;
    }

    /** Reads the mapping at {@code path}; reports it and returns empty if {@code node} is none. */
    static Optional<Section> of(Findings findings, String path, Node node) {
        Section section = new Section(findings, path);
        if (node instanceof MappingNode mapping) {
            mapping.getValue().forEach(section::entry);
            return Optional.of(section);
        }
        String name = path.isEmpty() ? "the manifest" : quoted(path);
        String mend = path.isEmpty() ? "begin it with 'cordon: 1'" : "write a mapping";
        section.wrongType(node, name, "keys with values", mend);
        return Optional.empty();
    }

    private void entry(NodeTuple entry) {
        if (!(entry.getKeyNode() instanceof ScalarNode key)) {
            wrongType(entry.getKeyNode(), "a key", "a name", "write a plain word before the colon");
            return;
        }
        String name = key.getValue();
        if (values.containsKey(name)) {
            String what = "%s is there twice".formatted(quoted(name));
            findings.report(DiagnosticCode.DUPLICATE_KEY, findings.position(key), what, "keep one of them");
            return;
        }
        values.put(name, entry.getValueNode());
        findings.place(path(name), entry.getValueNode());
        findings.place(path(name) + KEY, key);
    }

    /** Marks, in the table of positions, a path as that of the key and not of the value. */
    static final String KEY = "#key";

    /** The path of the value of {@code key}. */
    String path(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    /** The keys that are there. */
    Collection<String> keys() {
        return values.keySet();
    }

    boolean has(String key) {
        return values.containsKey(key);
    }

    /** Reports every key that is not one of {@code known}, which {@code where} says. */
    void allow(List<String> known, String where) {
        for (String key : keys()) {
            if (!known.contains(key)) {
                String what = "%s is not a key of %s".formatted(quoted(key), where);
                String mend = Nearest.mend(key, known, "the keys are " + String.join(", ", known));
                findings.report(DiagnosticCode.UNKNOWN_KEY, path(key) + KEY, what, mend);
            }
        }
    }

    /** Reports that {@code key} is missing, if it is. */
    void require(String key, String mend) {
        if (!has(key)) {
            findings.report(DiagnosticCode.MISSING_KEY, path, "%s is missing".formatted(quoted(key)), mend);
        }
    }

    /** The mapping under {@code key}. */
    Optional<Section> section(String key) {
        return value(key).flatMap(node -> of(findings, path(key), node));
    }

    /** The text under {@code key}. */
    Optional<String> text(String key) {
        return value(key).flatMap(node -> {
            if (node instanceof ScalarNode scalar && scalar.getTag().equals(Tag.STR)) {
                return Optional.of(scalar.getValue());
            }
            wrongType(node, quoted(key), "text", "write text, in quotes if need be");
            return Optional.empty();
        });
    }

    /** The word under {@code key}, be it text or a number. */
    Optional<String> word(String key) {
        return value(key).flatMap(node -> {
            if (node instanceof ScalarNode scalar && !scalar.getTag().equals(Tag.NULL)) {
                return Optional.of(scalar.getValue());
            }
            wrongType(node, quoted(key), "a time", "write for instance 10ms");
            return Optional.empty();
        });
    }

    /** The whole numbers under {@code key}, of which there is at least one; empty if it is not there. */
    List<Integer> numbers(String key, String mend) {
        Optional<Node> node = value(key);
        if (node.isEmpty()) {
            return List.of();
        }
        List<Integer> numbers = new ArrayList<>();
        if (node.get() instanceof SequenceNode list && !list.getValue().isEmpty()) {
            for (Node element : list.getValue()) {
                if (element instanceof ScalarNode scalar && scalar.getTag().equals(Tag.INT)) {
                    numbers.add(clamp(clamp(new BigInteger(scalar.getValue()))));
                } else {
                    wrongType(element, "an element of " + quoted(key), "a whole number", mend);
                }
            }
        } else {
            wrongType(node.get(), quoted(key), "a list of whole numbers", mend);
        }
        return numbers;
    }

    /** The whole number under {@code key}, clamped to the range of a long. */
    OptionalLong number(String key, String mend) {
        Optional<Node> node = value(key);
        if (node.isEmpty()) {
            return OptionalLong.empty();
        }
        if (node.get() instanceof ScalarNode scalar && scalar.getTag().equals(Tag.INT)) {
            return OptionalLong.of(clamp(new BigInteger(scalar.getValue())));
        }
        wrongType(node.get(), quoted(key), "a whole number", mend);
        return OptionalLong.empty();
    }

    /** The size under {@code key}, in bytes. */
    OptionalLong size(String key) {
        Optional<Node> node = value(key);
        if (node.isEmpty()) {
            return OptionalLong.empty();
        }
        if (!(node.get() instanceof ScalarNode scalar) || scalar.getTag().equals(Tag.NULL)) {
            wrongType(node.get(), quoted(key), "a size", "write for instance 256M");
            return OptionalLong.empty();
        }
        OptionalLong size = MemorySize.parse(scalar.getValue());
        if (size.isEmpty()) {
            String what = "%s is no size".formatted(quoted(scalar.getValue()));
            String mend = "write a number with K, M, G, KiB, MiB or GiB, for instance 256M";
            findings.report(DiagnosticCode.BAD_SIZE, path(key), what, mend);
        }
        return size;
    }

    private Optional<Node> value(String key) {
        return Optional.ofNullable(values.get(key));
    }

    private void wrongType(Node node, String name, String expected, String mend) {
        String what = "%s is %s, not %s".formatted(name, describe(node), expected);
        findings.report(DiagnosticCode.WRONG_TYPE, findings.position(node), what, mend);
    }

    private static String describe(Node node) {
        return switch (node) {
            case SequenceNode list -> list.getValue().isEmpty() ? "an empty list" : "a list";
            case MappingNode _ -> "a mapping";
            case ScalarNode scalar when scalar.getTag().equals(Tag.NULL) -> "empty";
            case ScalarNode scalar when scalar.getTag().equals(Tag.STR) -> "text";
            case ScalarNode scalar when scalar.getTag().equals(Tag.BOOL) -> "true or false";
            default -> "a number";
        };
    }

    /** The number that an int has for {@code number}: the nearest. */
    static int clamp(long number) {
        return Math.clamp(number, Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    private static long clamp(BigInteger number) {
        return number.min(LONG_MAXIMUM).max(LONG_MAXIMUM.negate()).longValue();
    }

    static String quoted(String word) {
        String shown = word.length() <= 60 ? word : word.substring(0, 60) + "...";
        return "'" + shown.replaceAll("\\p{Cntrl}", "?") + "'";
    }
}
