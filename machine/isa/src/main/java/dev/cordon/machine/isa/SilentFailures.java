// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.isa;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What fails silently on a variant of the instruction set: privileged instructions and CSR accesses that do nothing, or not all, where the real
 * one traps because the mode lacks the privilege (illegal-instruction and virtual-instruction exceptions). Popek and Goldberg call such
 * instructions sensitive but not privileged; with one of them, a trap-and-emulate monitor cannot keep up its illusion.
 *
 * <p>Where the mode has the privilege, nothing is changed. What is not there at all is illegal as ever.
 *
 * @param instructions those that do nothing; among {@link #ELIGIBLE}
 * @param accesses what an access to a CSR does, by the CSR's number
 */
public record SilentFailures(Set<Instruction> instructions, Map<Integer, Access> accesses) {
    /** The privileged instructions beside those that access CSRs. */
    static final Set<Instruction> ELIGIBLE = Set.of(
            Instruction.SRET,
            Instruction.MRET,
            Instruction.WFI,
            Instruction.SFENCE_VMA,
            Instruction.SINVAL_VMA,
            Instruction.SFENCE_W_INVAL,
            Instruction.SFENCE_INVAL_IR,
            Instruction.HFENCE_VVMA,
            Instruction.HFENCE_GVMA,
            Instruction.HINVAL_VVMA,
            Instruction.HINVAL_GVMA);

    /** The real instruction set: everything traps that should. */
    public static final SilentFailures NONE = new SilentFailures(Set.of(), Map.of());

    /**
     * What an access without the privilege does.
     *
     * @param reads whether the destination register gets the CSR's value; it is left alone otherwise
     * @param writes the bits of the CSR that are written all the same
     */
    public record Access(boolean reads, long writes) {
        /** Nothing. */
        public static final Access IGNORED = new Access(false, 0);
    }

    /** Copies its arguments. */
    public SilentFailures {
        instructions = Set.copyOf(instructions);
        accesses = Map.copyOf(accesses);
        if (!ELIGIBLE.containsAll(instructions)) {
            throw new IllegalArgumentException(instructions + " are not all privileged");
        }
    }

    /** Whether an instruction does nothing instead of trapping. */
    public boolean has(Instruction instruction) {
        return instructions.contains(instruction);
    }

    /** What an access to a CSR does instead of trapping; empty if it traps. */
    public Optional<Access> access(int csr) {
        return Optional.ofNullable(accesses.get(csr));
    }
}
