// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.translator;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** The class file of a region (Java Virtual Machine Specification, chapter 4): a final class with a constructor and one method. */
final class RegionClass {
    private static final int MAGIC = 0xcafebabe;
    /** Of Java 25. */
    private static final int VERSION = 69;

    private static final int FINAL = 0x10;
    private static final int SUPER = 0x20;
    private static final int CONSTRUCTOR_BYTES = 16;

    private final ConstantPool constants = new ConstantPool();

    /** The method's code. */
    final Code code;

    /** A class whose method has code of at most so many bytes. */
    RegionClass(int size) {
        code = new Code(
                constants,
                new Locals(Names.REGION, Names.STATE, Names.LONGS, Names.RESERVATION, Locals.LONG, Locals.INT),
                size);
    }

    byte[] bytes() {
        try {
            return write();
        } catch (IOException e) { // not in memory
            throw new UncheckedIOException(e);
        }
    }

    private byte[] write() throws IOException {
        ByteArrayOutputStream members = new ByteArrayOutputStream();
        write(new DataOutputStream(members));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeInt(MAGIC);
        out.writeShort(0);
        out.writeShort(VERSION);
        constants.write(out);
        members.writeTo(out);
        return bytes.toByteArray();
    }

    /** Writes what follows the constants, which are complete only then. */
    private void write(DataOutputStream out) throws IOException {
        out.writeShort(FINAL | SUPER);
        out.writeShort(constants.type(Names.REGION));
        out.writeShort(constants.type(Names.SUPERCLASS));
        out.writeShort(0); // interfaces
        out.writeShort(0); // fields
        out.writeShort(2); // methods
        method(out, 0, "<init>", Names.ENTER, constructor());
        method(out, FINAL, "run", Names.RUN, code);
        out.writeShort(0); // attributes
    }

    private Code constructor() {
        Locals locals = new Locals(Names.REGION, Names.MICRO_OP, Names.TRANSLATED, Names.LIST);
        return new Code(constants, locals, CONSTRUCTOR_BYTES)
                .aload(0)
                .aload(1)
                .aload(2)
                .aload(3)
                .invokespecial(Names.SUPERCLASS, "<init>", Names.ENTER)
                .return_();
    }

    private void method(DataOutputStream out, int flags, String name, String descriptor, Code code) throws IOException {
        out.writeShort(flags);
        out.writeShort(constants.text(name));
        out.writeShort(constants.text(descriptor));
        out.writeShort(1); // attributes
        code.write(out);
    }
}
