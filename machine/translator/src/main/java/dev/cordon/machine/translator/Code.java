// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.translator;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * The code of a method, written instruction by instruction; each has the name that the Java Virtual Machine Specification gives it in chapter 6.
 *
 * <p>It does without an analysis of what was written, since regions need none: every local variable is defined where the method begins, and at a label the operand stack is empty. So all labels have the same
 * stack map frame (section 4.7.4). HotSpot verifies what comes of it.
 */
final class Code {
    private static final int BIPUSH = 0x10;
    private static final int SIPUSH = 0x11;
    private static final int LDC_W = 0x13;
    private static final int LDC2_W = 0x14;
    private static final int ILOAD = 0x15;
    private static final int LLOAD = 0x16;
    private static final int ALOAD = 0x19;
    private static final int ISTORE = 0x36;
    private static final int LSTORE = 0x37;
    private static final int ASTORE = 0x3a;
    private static final int IINC = 0x84;
    private static final int WIDE = 0xc4;
    private static final int GETFIELD = 0xb4;
    private static final int PUTFIELD = 0xb5;
    private static final int INVOKEVIRTUAL = 0xb6;
    private static final int INVOKESPECIAL = 0xb7;
    private static final int INVOKESTATIC = 0xb8;

    private static final int SAME_FRAME_EXTENDED = 251;
    private static final int FULL_FRAME = 255;
    private static final int SAME_FRAMES = 64;

    /** More operands than any instruction of a guest needs. */
    private static final int STACK = 16;

    private final ConstantPool constants;
    private final Locals locals;
    private final ByteBuffer body;
    private final List<Jump> jumps = new ArrayList<>();
    /** Where labels are. */
    private final TreeSet<Integer> places = new TreeSet<>();

    /** A jump, whose instruction begins at a place. */
    private record Jump(int from, Label to) {}

    /** Code of at most {@code size} bytes. */
    Code(ConstantPool constants, Locals locals, int size) {
        this.constants = constants;
        this.locals = locals;
        body = ByteBuffer.allocate(size);
    }

    /** How many bytes it takes so far. */
    int length() {
        return locals.definitions().length + body.position();
    }

    void bind(Label label) {
        label.bind(body.position());
        places.add(body.position());
    }

    Code push(int value) {
        if (value == (byte) value) {
            body.put((byte) BIPUSH).put((byte) value);
        } else if (value == (short) value) {
            body.put((byte) SIPUSH).putShort((short) value);
        } else {
            body.put((byte) LDC_W).putShort((short) constants.number(value));
        }
        return this;
    }

    Code push(long value) {
        if (value == (short) value) {
            return push((int) value).i2l();
        }
        body.put((byte) LDC2_W).putShort((short) constants.number(value));
        return this;
    }

    Code iload(int variable) {
        return access(ILOAD, variable);
    }

    Code lload(int variable) {
        return access(LLOAD, variable);
    }

    Code aload(int variable) {
        return access(ALOAD, variable);
    }

    Code istore(int variable) {
        locals.define(variable, Locals.INT);
        return access(ISTORE, variable);
    }

    Code lstore(int variable) {
        locals.define(variable, Locals.LONG);
        return access(LSTORE, variable);
    }

    /** What is stored has a class, or is an array, as {@code type} says. */
    Code astore(int variable, String type) {
        locals.define(variable, type);
        return access(ASTORE, variable);
    }

    private Code access(int operation, int variable) {
        body.put((byte) operation).put((byte) variable);
        return this;
    }

    /** Adds to an {@code int}. */
    Code iinc(int variable, int by) {
        if (by == (byte) by) {
            body.put((byte) IINC).put((byte) variable).put((byte) by);
        } else {
            body.put((byte) WIDE).put((byte) IINC).putShort((short) variable).putShort((short) by);
        }
        return this;
    }

    Code aconst_null() {
        return operation(0x01);
    }

    Code lconst_0() {
        return operation(0x09);
    }

    Code lconst_1() {
        return operation(0x0a);
    }

    Code pop() {
        return operation(0x57);
    }

    Code pop2() {
        return operation(0x58);
    }

    Code dup() {
        return operation(0x59);
    }

    Code ladd() {
        return operation(0x61);
    }

    Code lsub() {
        return operation(0x65);
    }

    Code lmul() {
        return operation(0x69);
    }

    Code land() {
        return operation(0x7f);
    }

    Code lor() {
        return operation(0x81);
    }

    Code lxor() {
        return operation(0x83);
    }

    Code lshl() {
        return operation(0x79);
    }

    Code lshr() {
        return operation(0x7b);
    }

    Code lushr() {
        return operation(0x7d);
    }

    Code lcmp() {
        return operation(0x94);
    }

    Code iadd() {
        return operation(0x60);
    }

    Code isub() {
        return operation(0x64);
    }

    Code imul() {
        return operation(0x68);
    }

    Code iand() {
        return operation(0x7e);
    }

    Code ixor() {
        return operation(0x82);
    }

    Code ishl() {
        return operation(0x78);
    }

    Code ishr() {
        return operation(0x7a);
    }

    Code iushr() {
        return operation(0x7c);
    }

    Code i2l() {
        return operation(0x85);
    }

    Code l2i() {
        return operation(0x88);
    }

    Code i2b() {
        return operation(0x91);
    }

    Code i2s() {
        return operation(0x93);
    }

    Code arraylength() {
        return operation(0xbe);
    }

    Code ireturn() {
        return operation(0xac);
    }

    Code return_() {
        return operation(0xb1);
    }

    private Code operation(int operation) {
        body.put((byte) operation);
        return this;
    }

    Code ifeq(Label to) {
        return jump(0x99, to);
    }

    Code ifne(Label to) {
        return jump(0x9a, to);
    }

    Code iflt(Label to) {
        return jump(0x9b, to);
    }

    Code ifge(Label to) {
        return jump(0x9c, to);
    }

    Code if_icmplt(Label to) {
        return jump(0xa1, to);
    }

    Code goto_(Label to) {
        return jump(0xa7, to);
    }

    private Code jump(int operation, Label to) {
        jumps.add(new Jump(body.position(), to));
        body.put((byte) operation).putShort((short) 0);
        return this;
    }

    Code getfield(String owner, String name, String descriptor) {
        return member(GETFIELD, constants.field(owner, name, descriptor));
    }

    Code putfield(String owner, String name, String descriptor) {
        return member(PUTFIELD, constants.field(owner, name, descriptor));
    }

    Code invokevirtual(String owner, String name, String descriptor) {
        return member(INVOKEVIRTUAL, constants.method(owner, name, descriptor));
    }

    Code invokespecial(String owner, String name, String descriptor) {
        return member(INVOKESPECIAL, constants.method(owner, name, descriptor));
    }

    Code invokestatic(String owner, String name, String descriptor) {
        return member(INVOKESTATIC, constants.method(owner, name, descriptor));
    }

    private Code member(int operation, int constant) {
        body.put((byte) operation).putShort((short) constant);
        return this;
    }

    /** Writes the attribute of this name (section 4.7.3). */
    void write(DataOutputStream to) throws IOException {
        jumps.forEach(jump -> body.putShort(jump.from + 1, (short) (jump.to.place() - jump.from)));
        byte[] definitions = locals.definitions();
        byte[] frames = frames(definitions.length);
        to.writeShort(constants.text("Code"));
        to.writeInt((3 * Short.BYTES) + Integer.BYTES + length() + frames.length);
        to.writeShort(STACK);
        to.writeShort(locals.size());
        to.writeInt(length());
        to.write(definitions);
        to.write(body.array(), 0, body.position());
        to.writeShort(0); // exception handlers
        to.write(frames);
    }

    /** What other attributes there are: a StackMapTable, unless there are no labels; the code written here begins at {@code start}. */
    private byte[] frames(int start) throws IOException {
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(frames);
        int previous = -1;
        for (int place : places) {
            int distance = start + place - previous - 1;
            if (previous < 0) {
                out.writeByte(FULL_FRAME);
                out.writeShort(distance);
                locals.write(out, constants);
                out.writeShort(0); // operands
            } else if (distance < SAME_FRAMES) {
                out.writeByte(distance);
            } else {
                out.writeByte(SAME_FRAME_EXTENDED);
                out.writeShort(distance);
            }
            previous = start + place;
        }
        ByteArrayOutputStream attributes = new ByteArrayOutputStream();
        DataOutputStream to = new DataOutputStream(attributes);
        to.writeShort(places.isEmpty() ? 0 : 1);
        if (!places.isEmpty()) {
            to.writeShort(constants.text("StackMapTable"));
            to.writeInt(Short.BYTES + frames.size());
            to.writeShort(places.size());
            frames.writeTo(to);
        }
        return attributes.toByteArray();
    }
}
