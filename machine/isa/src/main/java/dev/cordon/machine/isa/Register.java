// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.isa;

import java.util.List;
import java.util.OptionalInt;

/** Register numbers by the names of the calling convention (RISC-V ABIs Specification), integer and floating point. */
public final class Register {
    public static final int ZERO = 0;
    public static final int RA = 1;
    public static final int SP = 2;
    public static final int GP = 3;
    public static final int TP = 4;
    public static final int T0 = 5;
    public static final int T1 = 6;
    public static final int T2 = 7;
    public static final int S0 = 8;
    public static final int S1 = 9;
    public static final int A0 = 10;
    public static final int A1 = 11;
    public static final int A2 = 12;
    public static final int A3 = 13;
    public static final int A4 = 14;
    public static final int A5 = 15;
    public static final int A6 = 16;
    public static final int A7 = 17;
    public static final int S2 = 18;
    public static final int S3 = 19;
    public static final int S4 = 20;
    public static final int S5 = 21;
    public static final int S6 = 22;
    public static final int S7 = 23;
    public static final int S8 = 24;
    public static final int S9 = 25;
    public static final int S10 = 26;
    public static final int S11 = 27;
    public static final int T3 = 28;
    public static final int T4 = 29;
    public static final int T5 = 30;
    public static final int T6 = 31;

    public static final int FT0 = 0;
    public static final int FT1 = 1;
    public static final int FT2 = 2;
    public static final int FT3 = 3;
    public static final int FT4 = 4;
    public static final int FT5 = 5;
    public static final int FT6 = 6;
    public static final int FT7 = 7;
    public static final int FS0 = 8;
    public static final int FS1 = 9;
    public static final int FA0 = 10;
    public static final int FA1 = 11;
    public static final int FA2 = 12;
    public static final int FA3 = 13;
    public static final int FA4 = 14;
    public static final int FA5 = 15;
    public static final int FA6 = 16;
    public static final int FA7 = 17;
    public static final int FS2 = 18;
    public static final int FS3 = 19;
    public static final int FS4 = 20;
    public static final int FS5 = 21;
    public static final int FS6 = 22;
    public static final int FS7 = 23;
    public static final int FS8 = 24;
    public static final int FS9 = 25;
    public static final int FS10 = 26;
    public static final int FS11 = 27;
    public static final int FT8 = 28;
    public static final int FT9 = 29;
    public static final int FT10 = 30;
    public static final int FT11 = 31;

    private static final List<String> NAMES = List.of(
            "zero", "ra", "sp", "gp", "tp", "t0", "t1", "t2", "s0", "s1", "a0", "a1", "a2", "a3", "a4", "a5", "a6",
            "a7", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9", "s10", "s11", "t3", "t4", "t5", "t6");

    private static final List<String> FLOAT_NAMES = List.of(
            "ft0", "ft1", "ft2", "ft3", "ft4", "ft5", "ft6", "ft7", "fs0", "fs1", "fa0", "fa1", "fa2", "fa3", "fa4",
            "fa5", "fa6", "fa7", "fs2", "fs3", "fs4", "fs5", "fs6", "fs7", "fs8", "fs9", "fs10", "fs11", "ft8", "ft9",
            "ft10", "ft11");

    private Register() {}

    /** The name of an integer register, 0 to 31. */
    public static String name(int register) {
        return NAMES.get(register);
    }

    /** The name of a floating-point register, 0 to 31. */
    public static String floatName(int register) {
        return FLOAT_NAMES.get(register);
    }

    /** The number of an integer register, given its name: a0, or x10; s0 is fp too. */
    public static OptionalInt number(String name) {
        return name.equals("fp") ? OptionalInt.of(S0) : number(name, NAMES, "x");
    }

    /** The number of a floating-point register, given its name: fa0, or f10. */
    public static OptionalInt floatNumber(String name) {
        return number(name, FLOAT_NAMES, "f");
    }

    private static OptionalInt number(String name, List<String> names, String prefix) {
        for (int register = 0; register < 32; register++) {
            if (name.equals(names.get(register)) || name.equals(prefix + register)) {
                return OptionalInt.of(register);
            }
        }
        return OptionalInt.empty();
    }
}
