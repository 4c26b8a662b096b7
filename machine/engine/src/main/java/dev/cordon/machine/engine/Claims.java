// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

import dev.cordon.machine.isa.Csr;
import dev.cordon.machine.isa.Extension;
import dev.cordon.machine.isa.Isa;
import dev.cordon.machine.isa.SilentFailures;
import java.util.BitSet;
import java.util.Locale;

/** What a hart's CSRs show of the extensions that it claims: misa, and fields that stay zero without their extension. */
final class Claims {
    /** Bits of misa for what is always there: 64-bit registers, S-mode and U-mode. */
    private static final long ALWAYS = 2L << 62 | letter("S") | letter("U");

    private static final int HYPERVISOR = 2;

    private static final int CSRS = 1 << 12;

    /** Counters hpmcounter3 to hpmcounter31. */
    private static final int EVENTS = 29;

    /** The value of misa, which cannot be changed. */
    final long misa;
    /** Writable fields of mstatus, MPP aside, and of its views. */
    final long status;
    /** Writable fields of menvcfg. */
    final long environment;
    /** Exceptions that medeleg can delegate, as far as extensions matter. */
    final long exceptions;
    /** Interrupts that there are, of 0 to 12. */
    final long interrupts;
    /** Interrupts of 13 to 63 that can be injected. */
    final long local;
    /** Bits of an instruction's address that need not be zero. */
    final long instructionAddress;

    /** What does not trap where it should. */
    final SilentFailures silent;

    private final Isa isa;
    /** Which CSRs are there. */
    private final BitSet csrs = new BitSet(CSRS);

    Claims(Isa isa, IncomingMsiController imsic) {
        this.isa = isa;
        this.silent = isa.silent();
        long letters = ALWAYS;
        for (Extension extension : isa.extensions()) {
            letters |= extension.isaName().length() == 1 ? letter(extension.isaName()) : 0;
        }
        misa = letters;
        status = without(Extension.F, Status.FS) & without(Extension.H, Status.GVA | Status.MPV);
        environment = without(Extension.ZICBOM, EnvironmentConfiguration.CBIE | EnvironmentConfiguration.CBCFE)
                & without(Extension.ZICBOZ, EnvironmentConfiguration.CBZE)
                & without(Extension.SVADU, EnvironmentConfiguration.ADUE)
                & without(Extension.SVPBMT, EnvironmentConfiguration.PBMTE)
                & without(Extension.SSTC, EnvironmentConfiguration.STCE);
        exceptions = without(
                Extension.H,
                1L << Cause.ECALL_FROM_VS
                        | 1L << Cause.INSTRUCTION_GUEST_PAGE_FAULT
                        | 1L << Cause.LOAD_GUEST_PAGE_FAULT
                        | 1L << Cause.VIRTUAL_INSTRUCTION
                        | 1L << Cause.STORE_GUEST_PAGE_FAULT);
        interrupts = without(Extension.H, Interrupt.ALWAYS_DELEGATED) & (imsic.guests() > 0 ? -1 : ~Interrupt.SGEIP);
        local = hasAia() ? Interrupt.LOCAL : 0;
        instructionAddress = isa.has(Extension.C) ? -2 : -4;
        for (int number = 0; number < CSRS; number++) {
            csrs.set(number, has(number));
        }
    }

    /** All ones, but for some bits if an extension is not claimed. */
    private long without(Extension extension, long bits) {
        return isa.has(extension) ? -1 : ~bits;
    }

    private static long letter(String name) {
        return 1L << (name.toLowerCase(Locale.ROOT).charAt(0) - 'a');
    }

    /** Whether the CSRs of the AIA for S-mode and VS-mode are there, which Smaia includes. */
    private boolean hasAia() {
        return isa.has(Extension.SSAIA) || isa.has(Extension.SMAIA);
    }

    /** Whether a CSR that this machine knows is there. */
    boolean hasCsr(int number) {
        return csrs.get(number);
    }

    private boolean has(int number) {
        boolean ofHypervisor = (number >>> 8 & 3) == HYPERVISOR || number == Csr.MTVAL2 || number == Csr.MTINST;
        if (ofHypervisor && !isa.has(Extension.H)) {
            return false;
        }
        return switch (number) {
            case Csr.FFLAGS, Csr.FRM, Csr.FCSR -> isa.has(Extension.F);
            case Csr.CYCLE, Csr.TIME, Csr.INSTRET -> isa.has(Extension.ZICNTR);
            case Csr.STIMECMP, Csr.VSTIMECMP -> isa.has(Extension.SSTC);
            case Csr.MISELECT, Csr.MIREG, Csr.MTOPEI, Csr.MTOPI, Csr.MVIEN, Csr.MVIP -> isa.has(Extension.SMAIA);
            case Csr.SISELECT,
                    Csr.SIREG,
                    Csr.STOPEI,
                    Csr.STOPI,
                    Csr.HVIEN,
                    Csr.HVICTL,
                    Csr.HVIPRIO1,
                    Csr.HVIPRIO2,
                    Csr.VSISELECT,
                    Csr.VSIREG,
                    Csr.VSTOPEI,
                    Csr.VSTOPI -> hasAia();
            default -> number < Csr.HPMCOUNTER3 || number >= Csr.HPMCOUNTER3 + EVENTS || isa.has(Extension.ZIHPM);
        };
    }
}
