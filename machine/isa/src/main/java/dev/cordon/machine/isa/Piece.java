// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.isa;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A stretch of one source line, without white space around it.
 *
 * @param text the characters
 * @param line the line, from 1
 * @param column where the first character stands, from 1
 */
record Piece(String text, int line, int column) {
    private static final Pattern LABEL = Pattern.compile("([A-Za-z_.$][\\w.$]*)\\s*:");
    private static final Pattern WORD = Pattern.compile("\\S*");
    private static final Pattern MEMORY = Pattern.compile("(.*)\\(\\s*(\\w+)\\s*\\)");

    /** A whole line without its comment. */
    static Piece ofLine(String line, int number) {
        int comment = find(line, '#', 0);
        return new Piece(line, number, 1).between(0, comment < 0 ? line.length() : comment);
    }

    boolean isEmpty() {
        return text.isEmpty();
    }

    /** The characters from one index to before another. */
    Piece between(int from, int to) {
        int start = from;
        int end = to;
        while (start < end && Character.isWhitespace(text.charAt(start))) {
            start++;
        }
        while (end > start && Character.isWhitespace(text.charAt(end - 1))) {
            end--;
        }
        return new Piece(text.substring(start, end), line, column + start);
    }

    /** The characters from an index on. */
    Piece from(int index) {
        return between(index, text.length());
    }

    /** The label that the piece begins with, without its colon; empty if there is none. */
    Piece label() {
        Matcher matcher = LABEL.matcher(text);
        return matcher.lookingAt() ? between(matcher.start(1), matcher.end(1)) : between(0, 0);
    }

    Piece firstWord() {
        Matcher matcher = WORD.matcher(text);
        return between(0, matcher.lookingAt() ? matcher.end() : 0);
    }

    /** What stands between commas, those in quotes and parentheses aside. */
    List<Piece> splitAtCommas() {
        List<Piece> pieces = new ArrayList<>();
        int start = 0;
        int comma;
        while ((comma = find(text, ',', start)) >= 0) {
            pieces.add(between(start, comma));
            start = comma + 1;
        }
        if (!isEmpty()) {
            pieces.add(from(start));
        }
        return pieces;
    }

    /**
     * Whether this is the address of a load or store: an offset, which may be missing, and a register in parentheses.
     */
    boolean isMemory() {
        Matcher matcher = MEMORY.matcher(text);
        return matcher.matches() && Register.number(matcher.group(2)).isPresent();
    }

    /** The register of a {@linkplain #isMemory memory} operand. */
    Piece memoryBase() {
        return between(text.lastIndexOf('(') + 1, text.length() - 1);
    }

    /** The offset of a {@linkplain #isMemory memory} operand; empty if it is missing. */
    Piece memoryOffset() {
        return between(0, text.lastIndexOf('('));
    }

    boolean isString() {
        return text.length() >= 2 && text.startsWith("\"") && text.endsWith("\"");
    }

    /** The bytes of a {@linkplain #isString string}, in UTF-8, with its escapes resolved. */
    byte[] stringBytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int index = 1;
        while (index < text.length() - 1) {
            if (text.charAt(index) == '\\') {
                Escape escape = Escape.at(text, index);
                bytes.write(escape.value());
                index = escape.end();
            } else {
                int character = text.codePointAt(index);
                bytes.writeBytes(Character.toString(character).getBytes(StandardCharsets.UTF_8));
                index += Character.charCount(character);
            }
        }
        return bytes.toByteArray();
    }

    /** Where a character first stands outside of quotes and parentheses, from an index on; -1 if nowhere. */
    private static int find(String text, char wanted, int from) {
        char quote = 0;
        int depth = 0;
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quote != 0) {
                i += c == '\\' ? 1 : 0;
                quote = c == quote ? 0 : quote;
            } else if (c == wanted && (depth == 0 || wanted == '#')) {
                return i;
            } else if (c == '"' || c == '\'') {
                quote = c;
            } else if (c == '(' || c == ')') {
                depth += c == '(' ? 1 : -1;
            }
        }
        return -1;
    }
}
