// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.translator;

/** The local variables of translated code. */
final class Frame {
    static final int STATE = 1;
    static final int TLB = 2;
    static final int RESERVATION = 3;
    /** The address of the page of the entry; all others are relative to it. */
    static final int BASE = 4;
    /** How many instructions may still run. */
    static final int LEFT = 6;
    /** Where to go on outside. */
    static final int PC = 7;
    /** The address of an access. */
    static final int ADDRESS = 9;
    /** What to add to it to reach the host's memory. */
    static final int ADDEND = 11;
    /** What an atomic has read or answers, or what the host's arithmetic says. */
    static final int OLD = 13;
    /** The integer registers of the state. */
    static final int X = 15;
    /** Its floating-point registers. */
    static final int F = 16;
    /** Which floating-point instructions may run here, as {@link Floats} numbers them. */
    static final int FLOATS = 17;
    /** What accesses memory without checks. */
    static final int UNSAFE = 18;
    /** Whether NX was raised when the region was entered; nothing clears it here. */
    static final int INEXACT = 19;

    /** Whether CBO.ZERO is enabled. */
    static final int MAY_ZERO = 20;

    /** Which way out is taken, as {@link RegionEmitter} packs it. */
    static final int EXIT = 21;

    private static final int REGISTERS = 23;
    private static final int MOST_SPANS = 16;

    /** The first variable that is free. */
    static final int FREE = REGISTERS + 2 * (Long.SIZE - 1);

    /** Where the registers of a block's {@link Span}s point to in the host's memory. */
    static final int SPANS = FREE + 4 * Pages.LIMIT;

    /** The first that is none. */
    static final int END = SPANS + 2 * MOST_SPANS;

    private Frame() {}

    /** The variable of a register, numbered as in {@link Effects}. */
    static int register(int number) {
        return REGISTERS + 2 * (number - 1);
    }
}
