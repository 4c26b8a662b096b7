// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

/**
 * What a hart remembers of memory: translations of addresses ("address-translation caches") and decoded code. Fences make it
 * forget, those of software (Privileged ISA, "Supervisor Memory-Management Fence Instruction"; H extension, "Hypervisor
 * Memory-Management Fence Instructions"; FENCE.I) and those of whoever drives the hart. Only the hart's own thread calls them.
 */
public final class Caches {
    private static final int DATA_TLBS = 32;
    private static final int CODE_TLBS = 16;

    /** Translations of loads and stores, by context. */
    final TlbPool<DataTlb> data = new TlbPool<>(DATA_TLBS, DataTlb::new);

    /** Translations of instruction fetches, by context. */
    final TlbPool<CodeTlb> fetch = new TlbPool<>(CODE_TLBS, CodeTlb::new);

    final CodeCache code;
    /** Where it is, is what it remembers. */
    private final Interpreter interpreter;

    Caches(CodeCache code, Interpreter interpreter) {
        this.code = code;
        this.interpreter = interpreter;
    }

    /** Forgets every cached translation, and makes this hart see all code in memory as it is now. */
    public void flushAll() {
        clearTranslations();
        fenceInstructions();
    }

    /** Forgets the translations of all guest-physical addresses of one VMID, and those combined from them; code as {@link #flushAll}. */
    public void flushGuest(int vmid) {
        flushTranslations(vmid);
        fenceInstructions();
    }

    /** Forgets the translations of one VMID, as {@link #flushGuest}, but no code. */
    public void flushTranslations(int vmid) {
        fenceGuestStage(false, vmid);
    }

    /**
     * FENCE.I: instructions fetched from now on are what memory holds now. From Java it is needed after anyone but this hart has written code
     * that it may have run before.
     */
    public void fenceInstructions() {
        code.fence();
        fetch.all().forEach(CodeTlb::fence);
        interpreter.leave();
    }

    /** Forgets all decoded code, and translations, since stores to it are no longer noticed. */
    void clearCode() {
        code.clear();
        clearTranslations();
        fetch.all().forEach(CodeTlb::forgetRegions);
    }

    /** Has everything interpreted again, until it is translated anew. */
    void detachCode() {
        code.detach();
        fetch.all().forEach(CodeTlb::forgetRegions);
    }

    /** Forgets all translations; whoever asks has the hart look its TLBs up anew. */
    void clearTranslations() {
        data.clear();
        fetch.clear();
    }

    /** SFENCE.VMA and HFENCE.VVMA: first-stage translations, of a guest those of the current VMID; rs1 and rs2 are as in SFENCE.VMA. */
    void fenceFirstStage(HartState state, boolean guest, int rs1, int rs2) {
        int vmid = TranslationContext.vmid(state.hgatp);
        int asid = (int) state.x[rs2] & 0xffff;
        fenceFirstStage(data, guest, vmid, rs2 == 0, asid, rs1 == 0, state.x[rs1]);
        fenceFirstStage(fetch, guest, vmid, rs2 == 0, asid, rs1 == 0, state.x[rs1]);
        interpreter.leave();
    }

    private static void fenceFirstStage(
            TlbPool<? extends Tlb> tlbs,
            boolean guest,
            int vmid,
            boolean anyAsid,
            int asid,
            boolean anyAddress,
            long address) {
        for (Tlb tlb : tlbs.all()) {
            TranslationContext context = tlb.context;
            if (context.guest() == guest && (!guest || context.vmid() == vmid) && (anyAsid || context.asid() == asid)) {
                if (anyAddress) {
                    tlb.clear();
                } else {
                    tlb.clear(address);
                }
            }
        }
    }

    /**
     * HFENCE.GVMA: all that depends on G-stage tables, of one VMID or of all; also where one address is fenced, since entries do not
     * know the guest-physical address that they passed.
     */
    void fenceGuestStage(boolean anyVmid, int vmid) {
        fenceGuestStage(data, anyVmid, vmid);
        fenceGuestStage(fetch, anyVmid, vmid);
        interpreter.leave();
    }

    private static void fenceGuestStage(TlbPool<? extends Tlb> tlbs, boolean anyVmid, int vmid) {
        for (Tlb tlb : tlbs.all()) {
            if (tlb.context.guest() && (anyVmid || tlb.context.vmid() == vmid)) {
                tlb.clear();
            }
        }
    }
}
