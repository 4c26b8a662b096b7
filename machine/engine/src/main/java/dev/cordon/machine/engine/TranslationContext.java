// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

/**
 * What decides how a virtual address is translated, besides the tables in memory: the key of a TLB.
 *
 * @param guest whether both stages apply (V = 1, or as though)
 * @param privilege the effective privilege; machine level is not translated
 * @param sum whether supervisor level may touch user pages
 * @param mxr HS-level MXR: executable pages are readable, in both stages
 * @param guestMxr vsstatus.MXR: executable pages are readable in the VS-stage
 * @param atp satp, or vsatp for a guest
 * @param hgatp hgatp for a guest, else 0
 */
record TranslationContext(
        boolean guest, int privilege, boolean sum, boolean mxr, boolean guestMxr, long atp, long hgatp) {

    private static final int ASID_SHIFT = 44;
    private static final int VMID_MASK = 0x3fff;

    /** The context of instruction fetches, to which neither SUM nor MXR matters. */
    static TranslationContext fetch(HartState state) {
        return of(state, state.virtual, state.privilege, false, false, false);
    }

    /** The context of loads and stores: mstatus.MPRV may lend it another mode than the current one. */
    static TranslationContext data(HartState state) {
        if ((state.mstatus & Status.MPRV) != 0 && state.privilege == Privilege.MACHINE) {
            int privilege = (int) (state.mstatus >>> Status.MPP_SHIFT) & 3;
            return data(state, (state.mstatus & Status.MPV) != 0 && privilege != Privilege.MACHINE, privilege);
        }
        return data(state, state.virtual, state.privilege);
    }

    /** The context of HLV, HLVX and HSV: as though V = 1, at the privilege of hstatus.SPVP. */
    static TranslationContext guest(HartState state) {
        return data(state, true, (state.hstatus & Hstatus.SPVP) != 0 ? Privilege.SUPERVISOR : Privilege.USER);
    }

    private static TranslationContext data(HartState state, boolean guest, int privilege) {
        long status = guest ? state.vsstatus : state.mstatus;
        boolean sum = privilege == Privilege.SUPERVISOR && (status & Status.SUM) != 0;
        boolean mxr = (state.mstatus & Status.MXR) != 0;
        boolean guestMxr = guest && (state.vsstatus & Status.MXR) != 0;
        return of(state, guest, privilege, sum, mxr, guestMxr);
    }

    private static TranslationContext of(
            HartState state, boolean guest, int privilege, boolean sum, boolean mxr, boolean guestMxr) {
        if (privilege == Privilege.MACHINE) {
            return new TranslationContext(false, privilege, false, false, false, 0, 0);
        }
        return guest
                ? new TranslationContext(true, privilege, sum, mxr, guestMxr, state.vsatp, state.hgatp)
                : new TranslationContext(false, privilege, sum, mxr, false, state.satp, 0);
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
