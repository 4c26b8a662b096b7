// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.translator;

/** Writes accesses to elements of arrays of {@code long}, without checks. */
final class Elements {
    private static final String GET = "(Ljava/lang/Object;J)J";
    private static final String PUT = "(Ljava/lang/Object;JJ)V";

    private final Code code;
    private final long first;

    /** {@code first} is where in an array its first element lies. */
    Elements(Code code, long first) {
        this.code = code;
        this.first = first;
    }

    /** At the entry of a region. */
    void enter() {
        code.invokestatic(Names.UNSAFE, "getUnsafe", "()L" + Names.UNSAFE + ";").astore(Frame.UNSAFE, Names.UNSAFE);
        enter("x", Frame.X);
        code.aload(Frame.TLB).arraylength().pop();
    }

    /** Puts an array of the state into a variable, and has HotSpot know that it is not null, lest every access is one to anywhere. */
    void enter(String field, int array) {
        code.aload(Frame.STATE)
                .getfield(Names.STATE, field, Names.LONGS)
                .dup()
                .astore(array, Names.LONGS)
                .arraylength()
                .pop();
    }

    /** Pushes an element. */
    Code get(int array, int index) {
        return code.aload(Frame.UNSAFE).aload(array).push(offset(index)).invokevirtual(Names.UNSAFE, "getLong", GET);
    }

    /** Pushes the element that lies so many more bytes from the beginning as a variable says. */
    Code getFrom(int array, int index, int variable) {
        return code.aload(Frame.UNSAFE)
                .aload(array)
                .lload(variable)
                .push(offset(index))
                .ladd()
                .invokevirtual(Names.UNSAFE, "getLong", GET);
    }

    /** Sets an element to what a variable holds. */
    void put(int array, int index, int variable) {
        code.aload(Frame.UNSAFE)
                .aload(array)
                .push(offset(index))
                .lload(variable)
                .invokevirtual(Names.UNSAFE, "putLong", PUT);
    }

    private long offset(int index) {
        return first + (long) Long.BYTES * index;
    }
}
