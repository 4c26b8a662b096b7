// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.isa;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Reads the ISA strings that people and tools write (Unprivileged ISA, "ISA Extension Naming Conventions"), in any order: letters
 * after {@code rv64}, longer names after underscores, the first also right after the letters; versions are ignored. G stands
 * for IMAFD with Zicsr and Zifencei, B for Zba, Zbb and Zbs. What an extension builds on comes with it, and Zicsr always
 * does, for there are no traps without. Parts of an extension bring the whole, and names of what every variant has bring nothing.
 */
final class IsaString {
    private static final String PREFIX = "rv64";

    /** A version after a letter, and one at the end of a name, which may have digits of its own. */
    private static final String LETTER_VERSION = "[0-9]+(p[0-9]+)?";

    private static final String NAME_VERSION = "[0-9]+p[0-9]+$";

    /** Parts of an extension that cannot be had without the rest. */
    private static final Map<String, Extension> PARTS = Map.of(
            "zmmul", Extension.M,
            "zaamo", Extension.A,
            "zalrsc", Extension.A,
            "zca", Extension.C,
            "zcd", Extension.C);

    /** What every variant has: modes, address translation, and properties that profiles give names to. */
    private static final Set<String> ALWAYS = Set.of(
            "s",
            "u",
            "sv39",
            "sv48",
            "svbare",
            "zic64b",
            "ziccif",
            "ziccrse",
            "ziccamoa",
            "zicclsm",
            "za64rs",
            "ssccptr",
            "sstvecd",
            "sstvala",
            "sscounterenw",
            "ssu64xl",
            "ssstrict");

    private final Set<Extension> extensions = EnumSet.of(Extension.ZICSR);
    private final Isa most;

    private IsaString(Isa most) {
        this.most = most;
    }

    /** The variant; at most so many extensions may be in it. */
    static Isa parse(String string, Isa most) {
        String lower = string.toLowerCase(Locale.ROOT);
        if (!lower.startsWith(PREFIX)) {
            throw new IllegalArgumentException(
                    "ISA '" + string + "' does not begin with rv64; write for instance rv64gc");
        }
        IsaString reader = new IsaString(most);
        String[] parts = lower.substring(PREFIX.length()).split("_", -1);
        String first = parts[0].replaceAll(LETTER_VERSION, "");
        int letters = first.indexOf('z') < 0 ? first.length() : first.indexOf('z');
        first.chars().limit(letters).forEach(letter -> reader.add(Character.toString(letter), string));
        parts[0] = first.substring(letters);
        for (int i = parts[0].isEmpty() ? 1 : 0; i < parts.length; i++) {
            reader.add(parts[i].replaceAll(NAME_VERSION, ""), string);
        }
        if (!reader.extensions.contains(Extension.I)) {
            throw new IllegalArgumentException(
                    "ISA '" + string + "' has neither I nor G after rv64; write for instance rv64gc");
        }
        return new Isa(reader.extensions);
    }

    private void add(String name, String string) {
        switch (name) {
            case "g" -> List.of("i", "m", "a", "d", "zifencei").forEach(part -> add(part, string));
            case "b" -> List.of("zba", "zbb", "zbs").forEach(part -> add(part, string));
            case "" ->
                throw new IllegalArgumentException(
                        "ISA '" + string + "' has no name after an underscore; write for instance rv64gc_zba");
            default -> {
                if (ALWAYS.contains(name)) {
                    return;
                }
                Extension extension = most.extensions().stream()
                        .filter(known -> known.isaName().equals(name) || known == PARTS.get(name))
                        .findAny()
                        .orElseThrow(() -> new IllegalArgumentException("ISA '" + string + "': '" + name
                                + "' is nothing that this machine has; it has "
                                + most.extensions().stream()
                                        .map(Extension::isaName)
                                        .collect(Collectors.joining(" "))));
                extensions.add(extension);
                if (extension == Extension.D) {
                    extensions.add(Extension.F);
                }
            }
        }
    }
}
