// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.isa;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A backslash and what belongs to it, in a string or character.
 *
 * @param value the byte that it stands for
 * @param end the index after it
 */
record Escape(int value, int end) {
    private static final Pattern OCTAL = Pattern.compile("\\\\([0-3]?[0-7]{1,2})");
    private static final Pattern HEXADECIMAL = Pattern.compile("\\\\x([0-9a-fA-F]{1,2})");
    private static final String LETTERS = "abtnvfre";
    private static final String MEANINGS = "\007\b\t\n\013\f\r\033";

    /** The escape at a backslash; a character without a meaning of its own stands for itself. */
    static Escape at(String text, int backslash) {
        Matcher octal = OCTAL.matcher(text).region(backslash, text.length());
        if (octal.lookingAt()) {
            return new Escape(Integer.parseInt(octal.group(1), 8), octal.end());
        }
        Matcher hexadecimal = HEXADECIMAL.matcher(text).region(backslash, text.length());
        if (hexadecimal.lookingAt()) {
            return new Escape(Integer.parseInt(hexadecimal.group(1), 16), hexadecimal.end());
        }
        char escaped = backslash + 1 < text.length() ? text.charAt(backslash + 1) : '\\';
        int letter = LETTERS.indexOf(escaped);
        return new Escape(letter < 0 ? escaped : MEANINGS.charAt(letter), Math.min(backslash + 2, text.length()));
    }
}
