// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.abi;

/**
 * The transfer descriptor: a mask of register groups. A portal's descriptor says which groups the microhypervisor writes into the message of a VM exit; the
 * descriptor in the reply ({@link Utcb#groups()}) says which it reads back. Where each register lies is in {@link Utcb}. Bits that are not named here are
 * reserved and must be 0: 16 for the vector unit, 17 for the AIA, 18 for nested virtualization.
 */
public final class RegisterGroup {
    /** {@link Utcb#PC} and {@link Utcb#PRIVILEGE}. */
    public static final int PC = 1;
    /** scause, stval, htval, htinst of the trap. Not read back. */
    public static final int TRAP = 1 << 1;
    /** a0 to a7. */
    public static final int ARGUMENTS = 1 << 2;
    /** x1 to x31. */
    public static final int GENERAL = 1 << 3;
    /** f0 to f31 and fcsr. */
    public static final int FLOAT = 1 << 4;
    /** The supervisor CSRs of the guest: vsstatus, vsie, vstvec, vsscratch, vsepc, vscause, vstval, vsatp. */
    public static final int SUPERVISOR = 1 << 5;
    /** vstimecmp and htimedelta. */
    public static final int TIMER = 1 << 6;
    /** hvip. */
    public static final int INTERRUPTS = 1 << 7;
    /** hedeleg, hideleg, henvcfg, hcounteren: what the guest handles and has by itself. The microhypervisor masks what would concern others. */
    public static final int CONFIGURATION = 1 << 8;
    /** {@link Utcb#GUEST_SPACE}: the guest space that the vCPU runs on from now. Only read back. */
    public static final int GUEST_SPACE = 1 << 9;
    /** {@link Utcb#RUN_STATE}: whether the vCPU goes on. Only read back; without it, it does. */
    public static final int RUN_STATE = 1 << 10;
    /**
     * No registers: before the vCPU goes on, its pCPU forgets address translations and fetched instructions of the guest space, as by sfence.vma and fence.i in
     * the guest. Only read back.
     */
    public static final int FENCE = 1 << 11;
    /** All groups that are defined. */
    public static final int ALL = (1 << 12) - 1;

    private RegisterGroup() {}
}
