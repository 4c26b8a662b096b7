// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.translator;

/** What translated code calls and extends, as class files name it: classes of the engine, which this room does not know, and those of {@code machine/isa}. */
final class Names {
    private static final String ENGINE = "dev/cordon/machine/engine/";
    private static final String ISA = "dev/cordon/machine/isa/";

    static final String REGION = ENGINE + "Translated";
    static final String SUPERCLASS = ENGINE + "RegionEntry";
    static final String MICRO_OP = ENGINE + "MicroOp";
    static final String TRANSLATED = ENGINE + "Region";
    static final String STATE = ENGINE + "HartState";
    static final String ORDER = ENGINE + "MemoryOrder";
    static final String RESERVATION = ENGINE + "Reservations$Holder";
    static final String FLOATS = ENGINE + "FloatUnit";
    static final String CACHE_BLOCKS = ENGINE + "CacheBlockUnit";

    static final String ALU = ISA + "Alu";
    static final String MUL_DIV = ISA + "MulDiv";
    static final String AMO = ISA + "Amo";
    static final String BITS = ISA + "Bits";
    static final String BINARY32 = ISA + "Binary32";
    static final String BINARY64 = ISA + "Binary64";
    static final String HOST32 = ISA + "Host32";
    static final String HOST64 = ISA + "Host64";
    static final String FLAGS = ISA + "FloatFlags";

    static final String LIST = "java/util/List";
    static final String LONG = "java/lang/Long";
    static final String LONGS = "[J";

    static final String UNARY = "(J)J";
    static final String BINARY = "(JJ)J";

    /** The JDK's own, since what it does costs HotSpot's compilers next to nothing (docs/design-decisions.md). */
    static final String UNSAFE = "jdk/internal/misc/Unsafe";

    /** Of the constructor: {@code (MicroOp original, Region region, List<CodePage> pages)}. */
    static final String ENTER = "(L" + MICRO_OP + ";L" + TRANSLATED + ";L" + LIST + ";)V";

    /** {@code int run(HartState state, long[] tlb, Reservations.Holder reservation, long base, int left)}. */
    static final String RUN = "(L" + STATE + ";" + LONGS + "L" + RESERVATION + ";JI)I";

    /** Of methods that look at the state and answer a {@code boolean}. */
    static final String ASKS_STATE = "(L" + STATE + ";)Z";

    private Names() {}
}
