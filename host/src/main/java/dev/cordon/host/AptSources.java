// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which Debian mirror the host itself uses: read from apt's sources, in both their formats (sources.list(5)), so that
 * images come from where the host's administrator lets packages come from.
 *
 * @param entries the enabled entries for binary packages, in file order
 */
record AptSources(List<Entry> entries) {
    /** One place that apt fetches binary packages from. */
    record Entry(String uri, List<String> suites, List<String> components) {}

    private static final Set<String> DEBIAN_SUITES = Set.of(
            "oldoldstable",
            "oldstable",
            "stable",
            "testing",
            "unstable",
            "sid",
            "bullseye",
            "bookworm",
            "trixie",
            "forky");

    /** Reads {@code sources.list} and {@code sources.list.d} of an apt configuration folder such as {@code /etc/apt}. */
    static AptSources read(Path folder) throws IOException {
        List<Entry> entries = new ArrayList<>();
        Path main = folder.resolve("sources.list");
        if (Files.isReadable(main)) {
            entries.addAll(oneLineFormat(Files.readString(main, StandardCharsets.ISO_8859_1)));
        }
        Path parts = folder.resolve("sources.list.d");
        if (Files.isDirectory(parts)) {
            for (Path part : sorted(parts)) {
                String text = Files.readString(part, StandardCharsets.ISO_8859_1);
                entries.addAll(part.toString().endsWith(".sources") ? deb822Format(text) : oneLineFormat(text));
            }
        }
        return new AptSources(List.copyOf(entries));
    }

    private static List<Path> sorted(Path parts) throws IOException {
        try (Stream<Path> files = Files.list(parts)) {
            return files.filter(Files::isReadable)
                    .filter(file ->
                            file.toString().endsWith(".list") || file.toString().endsWith(".sources"))
                    .sorted()
                    .toList();
        }
    }

    /** The mirror of Debian's main archive that the host uses; third parties and security updates do not count. */
    Optional<String> debianMirror() {
        return entries.stream()
                .filter(entry -> entry.components().contains("main"))
                .filter(entry -> entry.uri().matches(".*/debian/?")
                        || entry.suites().stream().anyMatch(DEBIAN_SUITES::contains))
                .map(Entry::uri)
                .findFirst();
    }

    /** {@code deb [options] uri suite component...}; a comment begins with a hash. */
    static List<Entry> oneLineFormat(String text) {
        return text.lines()
                .map(line -> line.replaceFirst("#.*", "")
                        .replaceFirst("\\[[^]]*]", "")
                        .strip())
                .map(line -> line.split("\\s+"))
                .filter(words -> words.length >= 4 && words[0].equals("deb"))
                .map(words ->
                        new Entry(words[1], List.of(words[2]), List.of(words).subList(3, words.length)))
                .toList();
    }

    /** Stanzas of {@code Key: value}, parted by empty lines; a line that begins with a space continues the one before. */
    static List<Entry> deb822Format(String text) {
        List<Entry> entries = new ArrayList<>();
        for (String stanza : text.split("\n\\s*\n", -1)) {
            Map<String, String> fields = fields(stanza);
            if (words(fields, "types").contains("deb")
                    && !fields.getOrDefault("enabled", "yes").matches("no|false|0")) {
                for (String uri : words(fields, "uris")) {
                    entries.add(new Entry(uri, words(fields, "suites"), words(fields, "components")));
                }
            }
        }
        return entries;
    }

    private static Map<String, String> fields(String stanza) {
        Map<String, String> fields = new HashMap<>();
        String key = "";
        for (String line : stanza.lines().filter(text -> !text.startsWith("#")).toList()) {
            int colon = line.indexOf(':');
            if (line.startsWith(" ") || line.startsWith("\t")) {
                fields.merge(key, line.strip(), (before, more) -> before + " " + more);
            } else if (colon > 0) {
                key = line.substring(0, colon).strip().toLowerCase(Locale.ROOT);
                fields.put(key, line.substring(colon + 1).strip());
            }
        }
        return fields;
    }

    private static List<String> words(Map<String, String> fields, String key) {
        return Arrays.stream(fields.getOrDefault(key, "").split("\\s+"))
                .filter(word -> !word.isEmpty())
                .toList();
    }
}
