// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

import dev.cordon.machine.isa.Csr;

/**
 * The windows miselect and mireg, siselect and sireg, vsiselect and vsireg (AIA, "Control and Status Registers Added to Harts"): to
 * priorities of major interrupts, and to the IMSIC.
 */
final class IndirectCsrs {
    /** The select registers hold nine bits. */
    private static final long SELECT = 0x1ff;

    private static final int FIRST_PRIORITY = 0x30;
    private static final int LAST_PRIORITY = 0x3f;
    private static final int FIRST_OF_FILE = 0x70;
    /** The first register of a file that is there in 64 bits only every second time. */
    private static final int FIRST_ARRAY = 0x80;

    private static final int LAST_OF_FILE = 0xff;

    /** Interrupts for M-mode that can have a priority number: those that can be enabled and trap there, but for external ones. */
    private static final long MACHINE = (Interrupt.MACHINE & ~Interrupt.MEIP) | Interrupt.SUPERVISOR;

    private IndirectCsrs() {}

    static void define(CsrTable table) {
        table.define(
                Csr.MISELECT,
                (csrs, state) -> state.miselect,
                (csrs, state, value) -> state.miselect = (int) (value & SELECT));
        table.define(
                Csr.SISELECT,
                (csrs, state) -> state.siselect,
                (csrs, state, value) -> state.siselect = (int) (value & SELECT));
        table.define(
                Csr.VSISELECT,
                (csrs, state) -> state.vsiselect,
                (csrs, state, value) -> state.vsiselect = (int) (value & SELECT));
        table.define(
                Csr.MIREG,
                IndirectCsrs::readMachine,
                IndirectCsrs::writeMachine,
                (csrs, state, writes) -> exists(csrs, state.miselect) ? CsrTable.ALLOWED : Cause.ILLEGAL_INSTRUCTION);
        table.define(
                Csr.SIREG,
                (csrs, state) -> state.virtual ? readGuest(csrs, state) : readSupervisor(csrs, state),
                (csrs, state, value) -> {
                    if (state.virtual) {
                        writeGuest(csrs, state, value);
                    } else {
                        writeSupervisor(csrs, state, value);
                    }
                },
                (csrs, state, writes) -> state.virtual ? guardAsGuest(state) : guardSupervisor(csrs, state));
        table.define(
                Csr.VSIREG,
                IndirectCsrs::readGuest,
                IndirectCsrs::writeGuest,
                (csrs, state, writes) -> guardGuest(state));
    }

    // What there is.

    private static boolean isPriority(int select) {
        return select >= FIRST_PRIORITY && select <= LAST_PRIORITY;
    }

    private static boolean isFile(int select) {
        return select >= FIRST_OF_FILE && select <= LAST_OF_FILE;
    }

    /** Whether a number means a register that RV64 has not: the second half of one of 64 bits. */
    private static boolean isHalf(int select) {
        return (select & 1) != 0 && (isPriority(select) || select >= FIRST_ARRAY);
    }

    private static boolean exists(Csrs csrs, int select) {
        boolean known = isPriority(select) || (isFile(select) && csrs.imsic.exists());
        return known && !isHalf(select);
    }

    /** With bit 9 of mvien, M-mode has taken external interrupts for itself, and S-mode cannot reach its file. */
    static boolean isFileTaken(HartState state) {
        return state.privilege == Privilege.SUPERVISOR && !state.virtual && (state.mvien & Interrupt.SEIP) != 0;
    }

    private static int guardSupervisor(Csrs csrs, HartState state) {
        boolean taken = isFile(state.siselect) && isFileTaken(state);
        return exists(csrs, state.siselect) && !taken ? CsrTable.ALLOWED : Cause.ILLEGAL_INSTRUCTION;
    }

    /** Access to vsireg itself, which modes with V = 1 may not. */
    private static int guardGuest(HartState state) {
        return state.virtual || reachesFile(state) ? CsrTable.ALLOWED : Cause.ILLEGAL_INSTRUCTION;
    }

    /** Access to sireg with V = 1: what the hypervisor may have to emulate is a virtual instruction. */
    private static int guardAsGuest(HartState state) {
        if (state.privilege == Privilege.USER || reachesFile(state)) {
            return CsrTable.ALLOWED; // what less privilege means, the number says
        }
        return isPriority(state.vsiselect) || isFile(state.vsiselect)
                ? Cause.VIRTUAL_INSTRUCTION
                : Cause.ILLEGAL_INSTRUCTION;
    }

    private static boolean reachesFile(HartState state) {
        return isFile(state.vsiselect) && !isHalf(state.vsiselect) && Hstatus.vgein(state.hstatus) != 0;
    }

    // Values.

    private static long readMachine(Csrs csrs, HartState state) {
        return isPriority(state.miselect)
                ? priorities(state.machinePriorities, state.miselect)
                : csrs.imsic.read(IncomingMsiController.MACHINE, state.miselect);
    }

    private static void writeMachine(Csrs csrs, HartState state, long value) {
        if (isPriority(state.miselect)) {
            setPriorities(state.machinePriorities, state.miselect, value, configurable(csrs, MACHINE));
        } else {
            csrs.imsic.write(IncomingMsiController.MACHINE, state.miselect, value);
        }
        csrs.hart.interruptsChanged();
    }

    private static long readSupervisor(Csrs csrs, HartState state) {
        return isPriority(state.siselect)
                ? priorities(state.supervisorPriorities, state.siselect)
                : csrs.imsic.read(IncomingMsiController.SUPERVISOR, state.siselect);
    }

    private static void writeSupervisor(Csrs csrs, HartState state, long value) {
        if (isPriority(state.siselect)) {
            setPriorities(
                    state.supervisorPriorities, state.siselect, value, configurable(csrs, forSupervisor(csrs, state)));
        } else {
            csrs.imsic.write(IncomingMsiController.SUPERVISOR, state.siselect, value);
        }
        csrs.hart.interruptsChanged();
    }

    /** Interrupts for S-mode that can have a priority number: those that sie or hie can enable, but for external ones. */
    private static long forSupervisor(Csrs csrs, HartState state) {
        long ofGuests = Interrupt.ALWAYS_DELEGATED & csrs.claims.interrupts;
        return (Interrupt.SUPERVISOR & ~Interrupt.SEIP) | ofGuests | (state.mvien & Interrupt.LOCAL);
    }

    /** Without an IMSIC, which tells the priority of external interrupts, no priorities can be configured. */
    private static long configurable(Csrs csrs, long interrupts) {
        return csrs.imsic.exists() ? interrupts : 0;
    }

    private static long readGuest(Csrs csrs, HartState state) {
        return csrs.imsic.read(Hstatus.vgein(state.hstatus), state.vsiselect);
    }

    private static void writeGuest(Csrs csrs, HartState state, long value) {
        csrs.imsic.write(Hstatus.vgein(state.hstatus), state.vsiselect, value);
        csrs.hart.interruptsChanged();
    }

    /** Register iprio of eight interrupts, the first in the low byte. */
    private static long priorities(byte[] numbers, int select) {
        int first = 4 * (select - FIRST_PRIORITY) & -8;
        long value = 0;
        for (int i = 7; i >= 0; i--) {
            value = value << 8 | Byte.toUnsignedLong(numbers[first + i]);
        }
        return value;
    }

    private static void setPriorities(byte[] numbers, int select, long value, long configurable) {
        int first = 4 * (select - FIRST_PRIORITY) & -8;
        for (int i = 0; i < 8; i++) {
            if ((configurable >>> (first + i) & 1) != 0) {
                numbers[first + i] = (byte) (value >>> (8 * i));
            }
        }
    }
}
