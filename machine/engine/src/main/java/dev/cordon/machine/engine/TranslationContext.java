// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

/**
 * What decides how a virtual address is translated, besides the tables in memory: the key of a TLB. Modes are numbers, so that a hart finds the TLB of its mode without making an object.
 *
 * @param mode the bits below: the effective privilege, of which machine level is not translated, and what else matters in it
 * @param atp satp, or vsatp for a guest
 * @param hgatp hgatp for a guest, else 0
 */
record TranslationContext(int mode, long atp, long hgatp) {
    /** That of no hart. */
    static final TranslationContext NONE = new TranslationContext(-1, 0, 0);

    /** All modes are below this. */
    static final int MODES = 1 << 6;

    private static final int PRIVILEGE = 3;
    /** Both stages apply (V = 1, or as though). */
    private static final int GUEST = 1 << 2;
    /** Supervisor level may touch user pages. */
    private static final int SUM = 1 << 3;
    /** HS-level MXR: executable pages are readable, in both stages. */
    private static final int MXR = 1 << 4;
    /** vsstatus.MXR: executable pages are readable in the VS-stage. */
    private static final int GUEST_MXR = 1 << 5;

    private static final int ASID_SHIFT = 44;
    private static final int VMID_MASK = 0x3fff;

    /** The mode of instruction fetches, to which neither SUM nor MXR matters. */
    static int fetch(HartState state) {
        return state.virtual ? state.privilege | GUEST : state.privilege;
    }

    /** The mode of loads and stores: mstatus.MPRV may lend them another one than the current. */
    static int data(HartState state) {
        if ((state.mstatus & Status.MPRV) != 0 && state.privilege == Privilege.MACHINE) {
            int privilege = (int) (state.mstatus >>> Status.MPP_SHIFT) & PRIVILEGE;
            return data(state, (state.mstatus & Status.MPV) != 0, privilege);
        }
        return data(state, state.virtual, state.privilege);
    }

    /** The mode of HLV, HLVX and HSV: as though V = 1, at the privilege of hstatus.SPVP. */
    static int guest(HartState state) {
        return data(state, true, (state.hstatus & Hstatus.SPVP) != 0 ? Privilege.SUPERVISOR : Privilege.USER);
    }

    private static int data(HartState state, boolean guest, int privilege) {
        if (privilege == Privilege.MACHINE) {
            return privilege;
        }
        long status = guest ? state.vsstatus : state.mstatus;
        int mode = privilege;
        mode |= guest ? GUEST : 0;
        mode |= privilege == Privilege.SUPERVISOR && (status & Status.SUM) != 0 ? SUM : 0;
        mode |= (state.mstatus & Status.MXR) != 0 ? MXR : 0;
        mode |= guest && (state.vsstatus & Status.MXR) != 0 ? GUEST_MXR : 0;
        return mode;
    }

    /** The context in which a hart is in a mode. */
    static TranslationContext of(HartState state, int mode) {
        return new TranslationContext(mode, atp(state, mode), hgatp(state, mode));
    }

    /** Whether a hart that is in a mode is in this context. */
    boolean is(HartState state, int current) {
        return mode == current && atp == atp(state, current) && hgatp == hgatp(state, current);
    }

    private static long atp(HartState state, int mode) {
        if ((mode & PRIVILEGE) == Privilege.MACHINE) {
            return 0;
        }
        return (mode & GUEST) != 0 ? state.vsatp : state.satp;
    }

    private static long hgatp(HartState state, int mode) {
        return (mode & GUEST) != 0 ? state.hgatp : 0;
    }

    boolean guest() {
        return (mode & GUEST) != 0;
    }

    int privilege() {
        return mode & PRIVILEGE;
    }

    boolean sum() {
        return (mode & SUM) != 0;
    }

    boolean mxr() {
        return (mode & MXR) != 0;
    }

    boolean guestMxr() {
        return (mode & GUEST_MXR) != 0;
    }

    int asid() {
        return (int) (atp >>> ASID_SHIFT) & 0xffff;
    }

    int vmid() {
        return vmid(hgatp);
    }

    static int vmid(long hgatp) {
        return (int) (hgatp >>> ASID_SHIFT) & VMID_MASK;
    }
}
