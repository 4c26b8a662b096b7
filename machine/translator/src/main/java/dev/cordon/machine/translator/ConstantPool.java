// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.translator;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;

/** The constants of a class file, each of them once (Java Virtual Machine Specification, section 4.4). Classes have their internal names, with slashes. */
final class ConstantPool {
    private static final int INTEGER = 3;
    private static final int LONG = 5;
    private static final int CLASS = 7;
    private static final int FIELD = 9;
    private static final int METHOD = 10;
    private static final int NAME_AND_TYPE = 12;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final DataOutputStream out = new DataOutputStream(bytes);
    private final Map<Object, Integer> known = new HashMap<>();
    private int next = 1;

    /** A constant that consists of others. */
    private record Composed(int tag, int first, int second) {}

    /** A field or method, so that it is found without its parts. */
    private record Member(int tag, String owner, String name, String descriptor) {}

    int text(String text) {
        Integer index = known.get(text);
        return index != null
                ? index
                : add(text, 1, () -> {
                    out.writeByte(1);
                    out.writeUTF(text);
                });
    }

    int number(int value) {
        Integer index = known.get(value);
        return index != null
                ? index
                : add(value, 1, () -> {
                    out.writeByte(INTEGER);
                    out.writeInt(value);
                });
    }

    int number(long value) {
        Integer index = known.get(value);
        return index != null
                ? index
                : add(value, 2, () -> {
                    out.writeByte(LONG);
                    out.writeLong(value);
                });
    }

    int type(String name) {
        return composed(CLASS, text(name), 0);
    }

    int field(String owner, String name, String descriptor) {
        return member(new Member(FIELD, owner, name, descriptor));
    }

    int method(String owner, String name, String descriptor) {
        return member(new Member(METHOD, owner, name, descriptor));
    }

    private int member(Member member) {
        Integer index = known.get(member);
        if (index != null) {
            return index;
        }
        int nameAndType = composed(NAME_AND_TYPE, text(member.name), text(member.descriptor));
        int made = composed(member.tag, type(member.owner), nameAndType);
        known.put(member, made);
        return made;
    }

    private int composed(int tag, int first, int second) {
        Composed composed = new Composed(tag, first, second);
        Integer index = known.get(composed);
        return index != null
                ? index
                : add(composed, 1, () -> {
                    out.writeByte(tag);
                    out.writeShort(first);
                    if (tag != CLASS) {
                        out.writeShort(second);
                    }
                });
    }

    private int add(Object constant, int places, Entry entry) {
        try {
            entry.write();
        } catch (IOException e) { // not in memory
            throw new UncheckedIOException(e);
        }
        int index = next;
        known.put(constant, index);
        next += places;
        return index;
    }

    void write(DataOutputStream to) throws IOException {
        to.writeShort(next);
        bytes.writeTo(to);
    }

    /** Writes a constant. */
    @FunctionalInterface
    private interface Entry {
        void write() throws IOException;
    }
}
