// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.isa;

import java.util.List;
import java.util.function.Function;

/**
 * Evaluates an arithmetic expression: numbers, characters, symbols and {@code .}, with the operators of C and their
 * precedence. A label that is not yet defined may be moved by a number; nothing else can be computed with it.
 */
final class Expression {
    private static final List<List<String>> BINARY_OPERATORS = List.of(
            List.of("|"), List.of("^"), List.of("&"), List.of("<<", ">>"), List.of("+", "-"), List.of("*", "/", "%"));

    private final Piece piece;
    private final Function<String, Value> symbols;
    private int index;

    private Expression(Piece piece, Function<String, Value> symbols) {
        this.piece = piece;
        this.symbols = symbols;
    }

    /**
     * A number, or the address of a label that is not yet known plus a number.
     *
     * @param label the label; empty for a number
     */
    record Value(String label, long number) {
        static Value of(long number) {
            return new Value("", number);
        }

        boolean isNumber() {
            return label.isEmpty();
        }
    }

    /** What is wrong, and at which index of the piece. */
    static final class Malformed extends Exception {
        private static final long serialVersionUID = 1;
        private final int index;

        Malformed(String message, int index) {
            super(message);
            this.index = index;
        }

        int index() {
            return index;
        }
    }

    /** The value of a piece. Symbols that the function does not know, it takes for labels to come. */
    static Value evaluate(Piece piece, Function<String, Value> symbols) throws Malformed {
        Expression expression = new Expression(piece, symbols);
        Value value = expression.binary(0);
        if (expression.index < piece.text().length()) {
            throw new Malformed(
                    "'" + piece.text().substring(expression.index) + "' is not expected here", expression.index);
        }
        return value;
    }

    private Value binary(int level) throws Malformed {
        if (level == BINARY_OPERATORS.size()) {
            return unary();
        }
        Value left = binary(level + 1);
        while (true) {
            int at = index;
            String operator = accept(BINARY_OPERATORS.get(level));
            if (operator.isEmpty()) {
                return left;
            }
            left = compute(operator, left, binary(level + 1), at);
        }
    }

    private static Value compute(String operator, Value left, Value right, int at) throws Malformed {
        if (operator.equals("+") && left.isNumber() && !right.isNumber()) {
            return compute(operator, right, left, at);
        }
        boolean moves = operator.equals("+") || operator.equals("-");
        if (!right.isNumber() || !(left.isNumber() || moves)) {
            String label = right.isNumber() ? left.label() : right.label();
            throw new Malformed("'" + label + "' is not defined above its use here", at);
        }
        long a = left.number();
        long b = right.number();
        if (b == 0 && (operator.equals("/") || operator.equals("%"))) {
            throw new Malformed("division by zero", at);
        }
        return new Value(
                left.label(),
                switch (operator) {
                    case "|" -> a | b;
                    case "^" -> a ^ b;
                    case "&" -> a & b;
                    case "<<" -> a << b;
                    case ">>" -> a >>> b;
                    case "+" -> a + b;
                    case "-" -> a - b;
                    case "*" -> a * b;
                    case "/" -> a / b;
                    default -> a % b;
                });
    }

    private Value unary() throws Malformed {
        int at = index;
        return switch (accept(List.of("-", "~", "+", "("))) {
            case "-" -> compute("-", Value.of(0), unary(), at);
            case "~" -> compute("^", Value.of(-1), unary(), at);
            case "+" -> unary();
            case "(" -> {
                Value value = binary(0);
                if (accept(List.of(")")).isEmpty()) {
                    throw new Malformed("the parenthesis is not closed", at);
                }
                yield value;
            }
            default -> primary();
        };
    }

    private Value primary() throws Malformed {
        skipSpace();
        String text = piece.text();
        int start = index;
        if (start < text.length() && text.charAt(start) == '\'') {
            return character();
        }
        while (index < text.length() && isWordCharacter(text.charAt(index))) {
            index++;
        }
        String word = text.substring(start, index);
        if (word.isEmpty()) {
            throw new Malformed("a number is missing", start);
        }
        return Character.isDigit(word.charAt(0)) ? Value.of(number(word, start)) : symbols.apply(word);
    }

    private Value character() throws Malformed {
        String text = piece.text();
        int start = index;
        int value;
        if (start + 1 < text.length() && text.charAt(start + 1) == '\\') {
            Escape escape = Escape.at(text, start + 1);
            value = escape.value();
            index = escape.end();
        } else {
            value = start + 1 < text.length() ? text.codePointAt(start + 1) : '\'';
            index = start + 1 + Character.charCount(value);
        }
        if (index >= text.length() || text.charAt(index) != '\'') {
            throw new Malformed("the character is not closed", start);
        }
        index++;
        return Value.of(value);
    }

    private static long number(String word, int at) throws Malformed {
        try {
            if (word.startsWith("0x") || word.startsWith("0X")) {
                return Long.parseUnsignedLong(word, 2, word.length(), 16);
            }
            if (word.startsWith("0b") || word.startsWith("0B")) {
                return Long.parseUnsignedLong(word, 2, word.length(), 2);
            }
            return Long.parseUnsignedLong(word);
        } catch (NumberFormatException e) {
            throw new Malformed("'" + word + "' is not a number of 64 bits", at);
        }
    }

    /** Takes the first of these operators that stands here, if one does; else answers an empty string. */
    private String accept(List<String> operators) {
        skipSpace();
        for (String operator : operators) {
            if (piece.text().startsWith(operator, index)) {
                index += operator.length();
                return operator;
            }
        }
        return "";
    }

    private void skipSpace() {
        while (index < piece.text().length()
                && Character.isWhitespace(piece.text().charAt(index))) {
            index++;
        }
    }

    private static boolean isWordCharacter(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '.' || c == '$';
    }
}
