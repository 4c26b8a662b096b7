// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.cli;

import java.util.List;
import java.util.StringJoiner;

/** Writes JSON (RFC 8259), which is all that {@code --json} asks for. */
final class Json {
    private Json() {}

    /** An object of alternating keys and values; a value is a number, a truth value, or a text that gets quoted. */
    static String object(Object... keysAndValues) {
        StringJoiner members = new StringJoiner(", ", "{", "}");
        for (int i = 0; i < keysAndValues.length; i += 2) {
            Object value = keysAndValues[i + 1];
            boolean bare = value instanceof Number || value instanceof Boolean || value instanceof Raw;
            members.add(quote(keysAndValues[i].toString()) + ": " + (bare ? value : quote(value.toString())));
        }
        return members.toString();
    }

    /** Something that is JSON already. */
    record Raw(String json) {
        @Override
        public String toString() {
            return json;
        }
    }

    /** An array of what is JSON already. */
    static String array(List<String> elements) {
        return "[" + String.join(", ", elements) + "]";
    }

    /** A string literal. */
    static String quote(String text) {
        StringBuilder literal = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char each = text.charAt(i);
            switch (each) {
                case '"', '\\' -> literal.append('\\').append(each);
                case '\n' -> literal.append("\\n");
                case '\t' -> literal.append("\\t");
                default -> {
                    if (each < ' ') {
                        literal.append(String.format("\\u%04x", (int) each));
                    } else {
                        literal.append(each);
                    }
                }
            }
        }
        return literal.append('"').toString();
    }
}
