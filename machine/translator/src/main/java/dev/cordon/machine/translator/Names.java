// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.translator;

import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;

import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;

/** What translated code calls and extends: classes of the engine, which this room does not know, and those of {@code machine/isa}. */
final class Names {
    private static final String ENGINE = "dev.cordon.machine.engine.";
    private static final String ISA = "dev.cordon.machine.isa.";

    static final ClassDesc REGION = ClassDesc.of(ENGINE + "Translated");
    static final ClassDesc SUPERCLASS = ClassDesc.of(ENGINE + "RegionEntry");
    static final ClassDesc STATE = ClassDesc.of(ENGINE + "HartState");
    static final ClassDesc ORDER = ClassDesc.of(ENGINE + "MemoryOrder");
    static final ClassDesc RESERVATIONS = ClassDesc.of(ENGINE + "Reservations");
    static final ClassDesc FLOATS = ClassDesc.of(ENGINE + "FloatUnit");
    static final ClassDesc CACHE_BLOCKS = ClassDesc.of(ENGINE + "CacheBlockUnit");

    static final ClassDesc ALU = ClassDesc.of(ISA + "Alu");
    static final ClassDesc MUL_DIV = ClassDesc.of(ISA + "MulDiv");
    static final ClassDesc AMO = ClassDesc.of(ISA + "Amo");
    static final ClassDesc BITS = ClassDesc.of(ISA + "Bits");
    static final ClassDesc BINARY32 = ClassDesc.of(ISA + "Binary32");
    static final ClassDesc BINARY64 = ClassDesc.of(ISA + "Binary64");
    static final ClassDesc HOST32 = ClassDesc.of(ISA + "Host32");
    static final ClassDesc HOST64 = ClassDesc.of(ISA + "Host64");
    static final ClassDesc FLAGS = ClassDesc.of(ISA + "FloatFlags");

    static final ClassDesc LONG = ClassDesc.of("java.lang.Long");
    static final ClassDesc LONGS = CD_long.arrayType();

    static final MethodTypeDesc UNARY = MethodTypeDesc.of(CD_long, CD_long);
    static final MethodTypeDesc BINARY = MethodTypeDesc.of(CD_long, CD_long, CD_long);

    /** The JDK's own, since what it does costs HotSpot's compilers next to nothing (docs/design-decisions.md). */
    static final ClassDesc UNSAFE = ClassDesc.of("jdk.internal.misc.Unsafe");

    /** Of the constructor: {@code (MicroOp original, Region region, List<CodePage> pages)}. */
    static final MethodTypeDesc ENTER = MethodTypeDesc.of(
            CD_void, ClassDesc.of(ENGINE + "MicroOp"), ClassDesc.of(ENGINE + "Region"), ClassDesc.of("java.util.List"));

    /** {@code int run(HartState state, long[] tlb, Reservations reservations, long base, int left)}. */
    static final MethodTypeDesc RUN = MethodTypeDesc.of(CD_int, STATE, LONGS, RESERVATIONS, CD_long, CD_int);

    private Names() {}
}
