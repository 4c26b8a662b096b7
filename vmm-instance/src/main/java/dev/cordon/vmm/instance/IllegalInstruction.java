// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.vmm.instance;

import dev.cordon.microhypervisor.abi.RegisterGroup;
import dev.cordon.microhypervisor.abi.Utcb;

/**
 * The illegal-instruction exception of a guest. A virtual instruction is one that a hart without the hypervisor extension does not have, or not in that mode: so the guest gets
 * what such a hart raises, and does with its own program what it does there.
 */
final class IllegalInstruction {
    private static final long CAUSE = 2;

    // Fields of vsstatus.
    private static final long INTERRUPT_ENABLE = 1 << 1;
    private static final long PREVIOUS_INTERRUPT_ENABLE = 1 << 5;
    private static final long PREVIOUS_PRIVILEGE = 1 << 8;

    /** vstvec without its mode: exceptions go to the base in each. */
    private static final long BASE = ~3L;

    private IllegalInstruction() {}

    /** Makes the reply to the exit of a virtual instruction by which the guest takes the exception (privileged specification, "Trap Entry"); stval has the instruction already. */
    static void raise(Utcb utcb) {
        utcb.word(Utcb.VSSTATUS, status(utcb.word(Utcb.VSSTATUS), utcb.word(Utcb.PRIVILEGE)));
        utcb.word(Utcb.VSCAUSE, CAUSE);
        utcb.word(Utcb.VSEPC, utcb.word(Utcb.PC));
        utcb.word(Utcb.VSTVAL, utcb.word(Utcb.STVAL));
        utcb.word(Utcb.PC, utcb.word(Utcb.VSTVEC) & BASE);
        utcb.word(Utcb.PRIVILEGE, 1);
        utcb.groups(RegisterGroup.PC | RegisterGroup.SUPERVISOR);
    }

    private static long status(long before, long privilege) {
        long kept = before & ~(INTERRUPT_ENABLE | PREVIOUS_INTERRUPT_ENABLE | PREVIOUS_PRIVILEGE);
        return kept
                | ((before & INTERRUPT_ENABLE) == 0 ? 0 : PREVIOUS_INTERRUPT_ENABLE)
                | (privilege == 0 ? 0 : PREVIOUS_PRIVILEGE);
    }
}
