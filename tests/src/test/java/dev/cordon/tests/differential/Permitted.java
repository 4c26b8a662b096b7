// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.tests.differential;

import dev.cordon.machine.isa.Csr;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * A difference that both machines may have, or in which QEMU does not do as the specification says: some bits of some CSRs.
 *
 * @param csrs which registers
 * @param bits that may differ
 * @param section of the Privileged ISA where that is written
 * @param reason in a few words
 */
record Permitted(IntPredicate csrs, long bits, String section, String reason) {
    private static final long COUNTERS = 0xffff_fff8L;

    static final List<Permitted> TABLE = List.of(
            of(3L << 38, "Machine Status Registers", "QEMU 10.0 does not let software write GVA and MPV", Csr.MSTATUS),
            of(
                    0x3000,
                    "Machine Trap Delegation",
                    "QEMU can delegate LCOFI and SGEI, which we do not have",
                    Csr.MIDELEG),
            of(1L << 6, "Hypervisor Status", "QEMU does not set GVA for breakpoints", Csr.HSTATUS),
            of(-1L, "Machine Second Trap Value", "QEMU leaves what an earlier trap had", Csr.MTVAL2, Csr.HTVAL),
            of(-1L, "Hypervisor Trap Instruction Register", "QEMU does not let software write it", Csr.HTINST),
            of(-1L, "Hypervisor Interrupt Registers", "QEMU reads bits of mip there", Csr.HVIP),
            of(1L << 5, "Supervisor Interrupt Registers", "with Sstc, QEMU reads sip.STIP as zero", Csr.SIP),
            of(1, "Supervisor Exception Program Counter", "QEMU stores the lowest bit", Csr.MEPC, Csr.SEPC, Csr.VSEPC),
            of(3L << 4, "Environment Configuration", "reserved values of CBIE", Csr.MENVCFG, Csr.HENVCFG, Csr.SENVCFG),
            of(~0x1fffL, "Hypervisor Trap Delegation", "QEMU stores bits of AIA, which neither claims", Csr.HIDELEG),
            of(3L << 18, "Machine Trap Delegation", "QEMU can delegate exceptions that neither raises", Csr.MEDELEG),
            of(3L << 18, "Hypervisor Trap Delegation", "QEMU can delegate exceptions that neither raises", Csr.HEDELEG),
            of(COUNTERS, "Counter-Enable", "which counters there are", Csr.MCOUNTEREN, Csr.SCOUNTEREN, Csr.HCOUNTEREN),
            of(COUNTERS, "Machine Counter-Inhibit", "which counters there are", Csr.MCOUNTINHIBIT),
            of(1L << 60, "Machine Environment Configuration", "QEMU stores CDE without Smcdeleg", Csr.MENVCFG),
            of(1L << 63, "Virtual Supervisor Status", "QEMU does not compute SD there", Csr.VSSTATUS),
            new Permitted(
                    Permitted::isEventCounter,
                    -1L,
                    "Hardware Performance Monitor",
                    "QEMU counts events, our counters are zero"),
            new Permitted(
                    csr -> csr >= Csr.PMPADDR0 && csr < Csr.PMPADDR0 + 16,
                    -1L << 54,
                    "Physical Memory Protection CSRs",
                    "QEMU stores bits of no address"));

    private static Permitted of(long bits, String section, String reason, int... csrs) {
        List<Integer> list = new ArrayList<>();
        for (int csr : csrs) {
            list.add(csr);
        }
        return new Permitted(list::contains, bits, section, reason);
    }

    /** Whether it is one of the counters 3 to 31, or says what it counts. */
    static boolean isEventCounter(int csr) {
        int family = csr >>> 5;
        boolean counts = family == Csr.CYCLE >>> 5 || family == Csr.MCYCLE >>> 5 || family == Csr.MCOUNTINHIBIT >>> 5;
        return counts && (csr & 31) > 2;
    }

    /** The bits of a CSR that need not agree. */
    static long bits(int csr) {
        long all = 0;
        for (Permitted permitted : TABLE) {
            if (permitted.csrs.test(csr)) {
                all |= permitted.bits;
            }
        }
        return all;
    }
}
