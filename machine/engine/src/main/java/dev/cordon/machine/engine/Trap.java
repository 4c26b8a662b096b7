// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

/** The exception that an instruction is about to take. One per hart, filled anew each time, so that faults cost no allocation. */
final class Trap {
    int cause;
    /** What xtval receives. */
    long value;
    /** Whether {@link #value} is a guest virtual address. */
    boolean guestVirtual;
    /** The guest-physical address of a guest-page fault, else 0. */
    long guestPhysical;
    /** What mtinst or htinst receives. */
    long instruction;

    Trap() {}

    /** Fills in an exception that has nothing to do with addresses; answers false, what an instruction that traps answers. */
    boolean raise(int cause, long value) {
        return raise(cause, value, false);
    }

    /** Fills in an exception whose value is a virtual address, or stands for one. */
    boolean raise(int cause, long value, boolean guestVirtual) {
        this.cause = cause;
        this.value = value;
        this.guestVirtual = guestVirtual;
        guestPhysical = 0;
        instruction = 0;
        return false;
    }
}
