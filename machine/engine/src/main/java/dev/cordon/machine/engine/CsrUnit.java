// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

import dev.cordon.machine.isa.Csr;
import dev.cordon.machine.isa.Instruction;
import dev.cordon.machine.isa.Operands;
import dev.cordon.machine.isa.SilentFailures;

/** The CSR instructions (Zicsr): who may access, and the read-modify-write; what a CSR is stands in the {@link CsrTable}. */
final class CsrUnit {
    private static final int READ_ONLY = 3;
    private static final int HYPERVISOR = 2;

    /** What an access does that is allowed. */
    private static final SilentFailures.Access FULL = new SilentFailures.Access(true, -1);

    private final Csrs csrs;
    private final Trap trap;

    CsrUnit(Csrs csrs, Trap trap) {
        this.csrs = csrs;
        this.trap = trap;
    }

    /** Does a CSR instruction; false if it traps. */
    boolean execute(HartState state, Instruction instruction, int word) {
        csrs.interrupts.absorb(); // so that read and write below see the same of an IMSIC
        int field = Operands.rs1(word);
        boolean immediate = instruction.compareTo(Instruction.CSRRWI) >= 0;
        long operand = immediate ? field : state.x[field];
        boolean replaces = instruction == Instruction.CSRRW || instruction == Instruction.CSRRWI;
        boolean writes = replaces || field != 0;
        int number = number(state, Operands.csr(word));
        CsrTable.Row row = CsrTable.TABLE.row(number);
        if (row == null || !csrs.claims.hasCsr(number)) {
            return trap.raise(Cause.ILLEGAL_INSTRUCTION, Integer.toUnsignedLong(word));
        }
        int cause = check(csrs, state, Operands.csr(word), row, writes);
        SilentFailures.Access access = cause == CsrTable.ALLOWED
                ? FULL
                : csrs.claims.silent.access(Operands.csr(word)).orElse(null);
        if (access == null) {
            return trap.raise(cause, Integer.toUnsignedLong(word));
        }
        int rd = Operands.rd(word);
        long old = replaces && rd == 0 ? 0 : row.read().of(csrs, state);
        if (writes && access.writes() != 0) {
            long modified =
                    replaces && access.writes() == -1 ? 0 : row.modified().of(csrs, state);
            long value = switch (instruction) {
                case CSRRS, CSRRSI -> modified | operand;
                case CSRRC, CSRRCI -> modified & ~operand;
                default -> operand;
            };
            row.write().to(csrs, state, CsrTable.merge(modified, value, access.writes()));
        }
        if (rd != 0 && access.reads()) {
            state.x[rd] = old;
        }
        return true;
    }

    /**
     * The CSR that a number means: with V = 1 those of VS-mode replace those of S-mode that they match. (Sireg and stopei see to that
     * themselves, for they refuse access for other reasons than vsireg and vstopei.)
     */
    private static int number(HartState state, int number) {
        if (!state.virtual) {
            return number;
        }
        return switch (number) {
            case Csr.SSTATUS -> Csr.VSSTATUS;
            case Csr.SIE -> Csr.VSIE;
            case Csr.STVEC -> Csr.VSTVEC;
            case Csr.SSCRATCH -> Csr.VSSCRATCH;
            case Csr.SEPC -> Csr.VSEPC;
            case Csr.SCAUSE -> Csr.VSCAUSE;
            case Csr.STVAL -> Csr.VSTVAL;
            case Csr.SIP -> Csr.VSIP;
            case Csr.STIMECMP -> Csr.VSTIMECMP;
            case Csr.SATP -> Csr.VSATP;
            case Csr.SISELECT -> Csr.VSISELECT;
            case Csr.STOPI -> Csr.VSTOPI;
            default -> number;
        };
    }

    /** The exception that an access to an existing CSR takes, or {@link CsrTable#ALLOWED}. */
    private static int check(Csrs csrs, HartState state, int number, CsrTable.Row row, boolean writes) {
        if (writes && number >>> 10 == READ_ONLY) {
            return Cause.ILLEGAL_INSTRUCTION;
        }
        int level = number >>> 8 & 3;
        if (level == Privilege.MACHINE && state.privilege != Privilege.MACHINE) {
            return Cause.ILLEGAL_INSTRUCTION;
        }
        int guarded = row.guard().check(csrs, state, writes);
        if (guarded == Cause.ILLEGAL_INSTRUCTION) {
            return guarded;
        }
        boolean allowed = switch (level) {
            case Privilege.USER -> true;
            case Privilege.SUPERVISOR -> state.privilege >= Privilege.SUPERVISOR;
            case HYPERVISOR -> state.privilege >= Privilege.SUPERVISOR && !state.virtual;
            default -> true;
        };
        if (!allowed) {
            return state.virtual ? Cause.VIRTUAL_INSTRUCTION : Cause.ILLEGAL_INSTRUCTION;
        }
        return guarded;
    }
}
