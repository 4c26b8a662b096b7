// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.isa;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Reads assembly language, line by line, and drives an {@link Assembler}: labels and directives here, instructions
 * beside.
 */
final class AssemblyParser {
    private final Assembler assembler;
    private final String name;
    private final Map<String, Long> constants = new HashMap<>();
    private final InstructionParser instructions;

    AssemblyParser(Assembler assembler, String name) {
        this.assembler = assembler;
        this.name = name;
        this.instructions = new InstructionParser(assembler, this);
    }

    void parse(String source) {
        int number = 0;
        for (String line : source.lines().toList()) {
            number++;
            statement(Piece.ofLine(line, number));
        }
    }

    private void statement(Piece whole) {
        Piece statement = whole;
        Piece label = statement.label();
        while (!label.isEmpty()) {
            at(label);
            assembler.label(label.text());
            statement = statement.from(statement.text().indexOf(':') + 1);
            label = statement.label();
        }
        if (!statement.isEmpty()) {
            Piece word = statement.firstWord();
            List<Piece> operands = statement.from(word.text().length()).splitAtCommas();
            at(word);
            if (word.text().startsWith(".")) {
                directive(word, operands);
            } else {
                instructions.parse(word, operands);
            }
        }
    }

    private void directive(Piece directive, List<Piece> operands) {
        switch (directive.text()) {
            case ".ascii" -> operands.forEach(operand -> assembler.put(string(operand)));
            case ".asciz", ".string" ->
                operands.forEach(operand -> assembler.put(string(operand)).zero(1));
            case ".byte" -> operands.forEach(operand -> assembler.octet(number(operand)));
            case ".half" -> operands.forEach(operand -> assembler.half(number(operand)));
            case ".word" -> operands.forEach(this::word);
            case ".dword" -> operands.forEach(this::dword);
            case ".zero", ".space" -> assembler.zero(number(only(directive, operands)));
            case ".align" -> assembler.align(powerOfTwo(number(only(directive, operands))));
            case ".balign" -> assembler.align(number(only(directive, operands)));
            case ".equ", ".set" -> define(directive, operands);
            case ".globl", ".global", ".text", ".data", ".section", ".option" -> {}
            default -> throw assembler.error("unknown directive " + directive.text());
        }
    }

    private long powerOfTwo(long exponent) {
        if (exponent < 0 || exponent > 20) {
            throw assembler.error("alignment 2^" + exponent + " is out of range (2^0 to 2^20)");
        }
        return 1L << exponent;
    }

    private void define(Piece directive, List<Piece> operands) {
        if (operands.size() != 2) {
            throw assembler.error(directive.text() + " takes a name and a value");
        }
        Piece symbol = operands.getFirst();
        long value = number(operands.getLast());
        at(symbol);
        if (constants.putIfAbsent(symbol.text(), value) != null) {
            throw assembler.error("constant '" + symbol.text() + "' is defined twice");
        }
    }

    private Piece only(Piece directive, List<Piece> operands) {
        if (operands.size() != 1) {
            throw assembler.error(directive.text() + " takes one value");
        }
        return operands.getFirst();
    }

    private void word(Piece operand) {
        Expression.Value value = value(operand);
        if (!value.isNumber()) {
            assembler.refer(Fixup.Kind.WORD, value.label(), value.number());
        }
        assembler.word(value.isNumber() ? value.number() : 0);
    }

    private void dword(Piece operand) {
        Expression.Value value = value(operand);
        if (!value.isNumber()) {
            assembler.refer(Fixup.Kind.ADDRESS, value.label(), value.number());
        }
        assembler.dword(value.isNumber() ? value.number() : 0);
    }

    private byte[] string(Piece operand) {
        at(operand);
        if (!operand.isString()) {
            throw assembler.error("a string in double quotes is expected");
        }
        return operand.stringBytes();
    }

    /** The value of an expression, all of whose symbols must be known. */
    long number(Piece piece) {
        Expression.Value value = value(piece);
        if (!value.isNumber()) {
            throw assembler.error("'" + value.label() + "' is not defined above its use here");
        }
        return value.number();
    }

    /** The value of an expression, which may be relative to a label that is still to come. */
    Expression.Value value(Piece piece) {
        at(piece);
        try {
            return Expression.evaluate(piece, this::symbol);
        } catch (Expression.Malformed e) {
            at(piece.from(e.index()));
            throw assembler.error(String.valueOf(e.getMessage()));
        }
    }

    private Expression.Value symbol(String symbol) {
        Long constant = constants.get(symbol);
        if (constant != null) {
            return Expression.Value.of(constant);
        }
        if (symbol.equals(".")) {
            return Expression.Value.of(assembler.address());
        }
        Long address = assembler.labels().get(symbol);
        return address != null ? Expression.Value.of(address) : new Expression.Value(symbol, 0);
    }

    /** The number that a name stands for, if it is known. */
    int named(Piece piece, OptionalInt number, String what) {
        at(piece);
        return number.orElseThrow(() -> assembler.error("'" + piece.text() + "' is no " + what));
    }

    /** Says where messages stand from now on. */
    void at(Piece piece) {
        assembler.at(name + ":" + piece.line() + ":" + piece.column());
    }
}
