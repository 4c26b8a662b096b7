// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.isa;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Reads the ISA strings that people write (Unprivileged ISA, "ISA Extension Naming Conventions"), in any order: letters
 * after {@code rv64}, longer names after underscores. G stands for IMAFD with Zicsr and Zifencei, B for Zba, Zbb and
 * Zbs. What an extension builds on comes with it, and Zicsr always does, for there are no traps without.
 */
final class IsaString {
    private static final String PREFIX = "rv64";

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
        List<String> parts = List.of(lower.substring(PREFIX.length()).split("_", -1));
        parts.getFirst().chars().forEach(letter -> reader.add(Character.toString(letter), string));
        parts.stream().skip(1).forEach(name -> reader.add(name, string));
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
                Extension extension = most.extensions().stream()
                        .filter(known -> known.isaName().equals(name))
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
