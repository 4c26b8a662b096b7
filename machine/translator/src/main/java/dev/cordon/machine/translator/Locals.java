// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.translator;

import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/** The local variables of a method: its parameters, and those that it stores to, which get a value where it begins. */
final class Locals {
    static final String INT = "I";
    static final String LONG = "J";

    private static final int ACONST_NULL = 0x01;
    private static final int ICONST_0 = 0x03;
    private static final int LCONST_0 = 0x09;
    private static final int ISTORE = 0x36;
    private static final int LSTORE = 0x37;
    private static final int ASTORE = 0x3a;
    private static final int DEFINITION = 3;

    private static final int TOP = 0;
    private static final int INTEGER = 1;
    private static final int DOUBLE_WORD = 4;
    private static final int OBJECT = 7;

    private final TreeMap<Integer, String> types = new TreeMap<>();
    private final int parameters;

    /** Those of a method with these parameters, {@code this} being the first: {@link #INT}, {@link #LONG}, or the names of classes as in a class file. */
    Locals(String... parameters) {
        for (String type : parameters) {
            types.put(size(), type);
        }
        this.parameters = size();
    }

    /** Something of a type is stored to a variable. */
    void define(int variable, String type) {
        types.putIfAbsent(variable, type);
    }

    /** How many words they take. */
    int size() {
        return types.isEmpty() ? 0 : after(types.lastKey());
    }

    private int after(int variable) {
        return variable + (LONG.equals(types.get(variable)) ? 2 : 1);
    }

    /** Instructions that store something to each, so that all are defined from then on. */
    byte[] definitions() {
        Map<Integer, String> others = types.tailMap(parameters);
        byte[] code = new byte[DEFINITION * others.size()];
        int at = 0;
        for (Map.Entry<Integer, String> local : others.entrySet()) {
            code[at++] = (byte)
                    switch (local.getValue()) {
                        case INT -> ICONST_0;
                        case LONG -> LCONST_0;
                        default -> ACONST_NULL;
                    };
            code[at++] = (byte)
                    switch (local.getValue()) {
                        case INT -> ISTORE;
                        case LONG -> LSTORE;
                        default -> ASTORE;
                    };
            code[at++] = local.getKey().byteValue();
        }
        return code;
    }

    /** Writes them as a full frame has them (section 4.7.4). */
    void write(DataOutputStream to, ConstantPool constants) throws IOException {
        int count = 0;
        int word = 0;
        for (int variable : types.keySet()) {
            count += variable - word + 1;
            word = after(variable);
        }
        to.writeShort(count);
        word = 0;
        for (Map.Entry<Integer, String> local : types.entrySet()) {
            for (; word < local.getKey(); word++) {
                to.writeByte(TOP);
            }
            switch (local.getValue()) {
                case INT -> to.writeByte(INTEGER);
                case LONG -> to.writeByte(DOUBLE_WORD);
                default -> {
                    to.writeByte(OBJECT);
                    to.writeShort(constants.type(local.getValue()));
                }
            }
            word = after(local.getKey());
        }
    }
}
