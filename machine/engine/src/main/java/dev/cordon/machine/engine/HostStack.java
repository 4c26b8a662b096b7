// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;

import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.AccessFlag;

/**
 * The Java stack of the current thread: how much of it is left. Java cannot tell, so some is used up by way of trial, and given back. To move the end of the stack costs next
 * to nothing, while to fill it does: so the trial consists of calls with large frames, nearly all of which stay empty. A frame is as large as the most that a method ever
 * keeps in it, which takes a method with very many variables, written at class initialization rather than by hand.
 */
public final class HostStack {
    /** What a frame holds: more would make the method too large for the compiler, which leaves out those above 8000 bytes. */
    private static final int VARIABLES = 480;

    private static final int FRAME = VARIABLES * Long.BYTES;

    /** One trial in so many fills its frames: a path that is never taken is not compiled, and its variables take no space. */
    private static final int FILLS = 1024;

    private static final ClassDesc TRIAL = ClassDesc.of(HostStack.class.getPackageName(), "StackTrial");
    private static final MethodTypeDesc DESCEND = MethodTypeDesc.of(CD_long, CD_int, CD_boolean, CD_long.arrayType());
    private static final long[] VALUES = new long[VARIABLES];
    private static final Trial INSTANCE = define();

    private static int trials;

    /** Calls itself {@code frames} times. */
    interface Trial {
        long descend(int frames, boolean fill, long[] values);
    }

    private HostStack() {}

    /** Whether at least {@code bytes} more of the stack can be used. Rounded up to whole frames of some 4 KiB. Any thread. */
    public static boolean holds(int bytes) {
        try {
            INSTANCE.descend(bytes / FRAME, ++trials % FILLS == 0, VALUES);
            return true;
        } catch (StackOverflowError e) {
            return false;
        }
    }

    private static Trial define() {
        byte[] bytes = ClassFile.of()
                .build(
                        TRIAL,
                        type -> type.withFlags(AccessFlag.FINAL, AccessFlag.SUPER)
                                .withInterfaceSymbols(ClassDesc.of(Trial.class.getName()))
                                .withMethodBody(
                                        "<init>",
                                        MethodTypeDesc.of(CD_void),
                                        0,
                                        code -> code.aload(0)
                                                .invokespecial(CD_Object, "<init>", MethodTypeDesc.of(CD_void))
                                                .return_())
                                .withMethodBody("descend", DESCEND, ClassFile.ACC_PUBLIC, HostStack::descend));
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            Class<?> type = lookup.defineHiddenClass(bytes, true).lookupClass();
            return (Trial) type.getDeclaredConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the Java virtual machine does not accept a class", e);
        }
    }

    /** {@code if (fill) { keep all values; descend; } else { descend; }}, each unless {@code frames} is 0. */
    private static void descend(CodeBuilder code) {
        Label go = code.newLabel();
        code.iload(1).ifne(go).lconst_0().lreturn().labelBinding(go);
        Label empty = code.newLabel();
        code.iload(2).ifeq(empty);
        for (int i = 0; i < VARIABLES; i++) {
            code.aload(3).sipush(i).laload().lstore(variable(i));
        }
        deeper(code);
        for (int i = 0; i < VARIABLES; i++) {
            code.lload(variable(i)).ladd();
        }
        code.lreturn().labelBinding(empty);
        deeper(code);
        code.lconst_1().ladd().lreturn();
    }

    private static int variable(int i) {
        return 4 + 2 * i;
    }

    private static void deeper(CodeBuilder code) {
        code.aload(0).iload(1).iconst_1().isub().iload(2).aload(3);
        code.invokevirtual(TRIAL, "descend", DESCEND);
    }
}
