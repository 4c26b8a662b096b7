// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

/** Fields of hvictl (AIA, "Virtual interrupts for VS level"). */
public final class VirtualInterruptControl {
    /** VTI: the hypervisor says which interrupt there is, beside external ones. */
    public static final long VTI = 1L << 30;

    public static final int IID_SHIFT = 16;
    public static final long IID = 0xfffL << IID_SHIFT;
    /** DPR: the default priority is lower than that of an external interrupt. */
    public static final long DPR = 1L << 9;
    /** IPRIOM: vstopi reports priorities. */
    public static final long IPRIOM = 1L << 8;

    public static final long IPRIO = 0xff;

    static final long WRITABLE = VTI | IID | DPR | IPRIOM | IPRIO;

    private VirtualInterruptControl() {}

    /** The code that a value has in its field IID. */
    static int iid(long hvictl) {
        return (int) ((hvictl & IID) >>> IID_SHIFT);
    }
}
