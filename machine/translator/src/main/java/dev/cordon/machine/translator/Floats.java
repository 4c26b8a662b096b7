// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.translator;

/** What translated code may do with the floating-point unit where it was entered; each includes those before it. The engine answers it, translated code compares with it. */
public final class Floats {
    /** Nothing: FS is Off. */
    public static final int OFF = 0;

    /** Read its registers and fcsr. */
    public static final int READABLE = 1;

    /** Write them: FS is Dirty, so that nothing has to be noted. */
    public static final int WRITABLE = 2;

    /** Compute: the dynamic rounding mode is to nearest, too. */
    public static final int READY = 3;

    private Floats() {}

    /** What an instruction of F or D, or an access to fcsr, needs. */
    static int needed(GuestInstruction at) {
        return switch (at.instruction().format()) {
            case FLOAT_STORE, FLOAT_INSPECT -> READABLE;
            case FLOAT_LOAD, FLOAT_FROM_BITS -> WRITABLE;
            case CSR_REGISTER, CSR_IMMEDIATE -> FloatCsrEmitter.writes(at) ? WRITABLE : READABLE;
            default -> READY;
        };
    }
}
