// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.translator;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;

import java.lang.classfile.CodeBuilder;
import java.lang.constant.MethodTypeDesc;

/** Writes accesses to elements of arrays of {@code long}, without checks. */
final class Elements {
    private static final MethodTypeDesc GET = MethodTypeDesc.of(CD_long, CD_Object, CD_long);
    private static final MethodTypeDesc PUT = MethodTypeDesc.of(CD_void, CD_Object, CD_long, CD_long);

    private final CodeBuilder code;
    private final long first;

    /** {@code first} is where in an array its first element lies. */
    Elements(CodeBuilder code, long first) {
        this.code = code;
        this.first = first;
    }

    /** At the entry of a region. */
    void enter() {
        code.invokestatic(Names.UNSAFE, "getUnsafe", MethodTypeDesc.of(Names.UNSAFE))
                .astore(Frame.UNSAFE);
        enter("x", Frame.X);
        code.aload(Frame.TLB).arraylength().pop();
    }

    /** Puts an array of the state into a variable, and has HotSpot know that it is not null, lest every access is one to anywhere. */
    void enter(String field, int array) {
        code.aload(Frame.STATE)
                .getfield(Names.STATE, field, Names.LONGS)
                .dup()
                .astore(array)
                .arraylength()
                .pop();
    }

    /** Pushes an element. */
    CodeBuilder get(int array, int index) {
        return code.aload(Frame.UNSAFE)
                .aload(array)
                .loadConstant(offset(index))
                .invokevirtual(Names.UNSAFE, "getLong", GET);
    }

    /** Pushes the element that lies so many more bytes from the beginning as a variable says. */
    CodeBuilder getFrom(int array, int index, int variable) {
        return code.aload(Frame.UNSAFE)
                .aload(array)
                .lload(variable)
                .loadConstant(offset(index))
                .ladd()
                .invokevirtual(Names.UNSAFE, "getLong", GET);
    }

    /** Sets an element to what a variable holds. */
    void put(int array, int index, int variable) {
        code.aload(Frame.UNSAFE)
                .aload(array)
                .loadConstant(offset(index))
                .lload(variable)
                .invokevirtual(Names.UNSAFE, "putLong", PUT);
    }

    private long offset(int index) {
        return first + (long) Long.BYTES * index;
    }
}
