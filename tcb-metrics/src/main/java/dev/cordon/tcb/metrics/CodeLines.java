// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.tcb.metrics;

/**
 * Counts code lines of Java: lines that hold at least a part of a token. Blank lines and comments do not count, nor do
 * {@code import} and {@code package} lines. As the build formats all sources, the number does not depend on taste.
 */
final class CodeLines {
    private final String source;
    private int position;
    private int count;

    /** A token was seen on the line that is being read. */
    private boolean token;

    /** Still before the first token that is not of an import or of the package. */
    private boolean head = true;

    private CodeLines(String source) {
        this.source = source;
    }

    /** The code lines of one compilation unit. */
    static int count(String source) {
        CodeLines lines = new CodeLines(source);
        while (lines.position < source.length()) {
            lines.next();
        }
        lines.endLine();
        return lines.count;
    }

    private void next() {
        char c = source.charAt(position);
        if (c == '\n') {
            endLine();
            position++;
        } else if (Character.isWhitespace(c)) {
            position++;
        } else if (at("//")) {
            skipTo("\n", 2, 0);
        } else if (at("/*")) {
            skipTo("*/", 2, 2);
        } else if (head && (atWord("import") || atWord("package"))) {
            skipTo(";", 1, 1);
        } else {
            head = false;
            token = true;
            readToken(c);
        }
    }

    private void readToken(char c) {
        if (at("\"\"\"")) {
            readTextBlock();
        } else if (c == '"' || c == '\'') {
            position++;
            readToQuote(String.valueOf(c));
        } else {
            position++;
        }
    }

    private void readTextBlock() {
        position += 3;
        readToQuote("\"\"\"");
    }

    /** Reads to the end of a literal, whose lines count if they are not blank. */
    private void readToQuote(String quote) {
        while (position < source.length() && !at(quote)) {
            char c = source.charAt(position);
            if (c == '\n') {
                endLine();
            } else if (!Character.isWhitespace(c)) {
                token = true;
            }
            position += c == '\\' ? 2 : 1;
        }
        token = true;
        position += quote.length();
    }

    private boolean at(String text) {
        return source.startsWith(text, position);
    }

    private boolean atWord(String word) {
        int end = position + word.length();
        return at(word) && end < source.length() && !Character.isJavaIdentifierPart(source.charAt(end));
    }

    /** Moves behind the next occurrence of some text, whose lines count no more than before. */
    private void skipTo(String text, int from, int behind) {
        int found = source.indexOf(text, position + from);
        int end = found < 0 ? source.length() : found + behind;
        while (position < end) {
            if (source.charAt(position) == '\n') {
                endLine();
            }
            position++;
        }
    }

    private void endLine() {
        if (token) {
            count++;
        }
        token = false;
    }
}
