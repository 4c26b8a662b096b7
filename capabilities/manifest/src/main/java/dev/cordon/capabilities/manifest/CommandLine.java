// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.capabilities.manifest;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A kernel's command line: default parameters, then those of the user, which replace defaults of the same name. */
final class CommandLine {

    /** What Linux needs to speak from its first instruction on, and later through its UART. */
    private static final List<String> CONSOLE_DEFAULTS = List.of("earlycon=sbi", "console=ttyS0");

    private CommandLine() {}

    /** Returns the whole command line; a guest without a console gets no default parameters. */
    static String of(String append, boolean console) {
        List<String> own =
                Arrays.stream(append.split(" ")).filter(word -> !word.isEmpty()).toList();
        List<String> ownNames = own.stream().map(CommandLine::name).toList();
        List<String> words = new ArrayList<>(console ? CONSOLE_DEFAULTS : List.of());
        words.removeIf(word -> ownNames.contains(name(word)));
        if (!append.isBlank()) {
            words.add(append.strip());
        }
        return String.join(" ", words);
    }

    private static String name(String parameter) {
        int equals = parameter.indexOf('=');
        return equals < 0 ? parameter : parameter.substring(0, equals);
    }
}
