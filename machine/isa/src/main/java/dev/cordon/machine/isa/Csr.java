// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.isa;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;

/**
 * The control and status registers of RV64, by number (Privileged ISA, "CSR Listing", and the specifications of the
 * extensions). That a register is listed says nothing of whether a hart has it.
 */
public final class Csr {
    // Floating point (F)

    public static final int FFLAGS = 0x001;
    public static final int FRM = 0x002;
    public static final int FCSR = 0x003;

    // Vector (V)

    public static final int VSTART = 0x008;
    public static final int VXSAT = 0x009;
    public static final int VXRM = 0x00a;
    public static final int VCSR = 0x00f;
    public static final int VL = 0xc20;
    public static final int VTYPE = 0xc21;
    public static final int VLENB = 0xc22;

    // Other unprivileged: Zicfiss, Zkr, Zcmt

    public static final int SSP = 0x011;
    public static final int SEED = 0x015;
    public static final int JVT = 0x017;

    // Unprivileged counters (Zicntr, Zihpm)

    public static final int CYCLE = 0xc00;
    public static final int TIME = 0xc01;
    public static final int INSTRET = 0xc02;
    /** The first of 29, to hpmcounter31. */
    public static final int HPMCOUNTER3 = 0xc03;

    // Supervisor trap setup and handling

    public static final int SSTATUS = 0x100;
    public static final int SIE = 0x104;
    public static final int STVEC = 0x105;
    public static final int SCOUNTEREN = 0x106;
    public static final int SENVCFG = 0x10a;
    public static final int SCOUNTINHIBIT = 0x120;
    public static final int SSCRATCH = 0x140;
    public static final int SEPC = 0x141;
    public static final int SCAUSE = 0x142;
    public static final int STVAL = 0x143;
    public static final int SIP = 0x144;
    public static final int STIMECMP = 0x14d;
    public static final int SCOUNTOVF = 0xda0;
    public static final int SATP = 0x180;
    public static final int SRMCFG = 0x181;
    public static final int SCONTEXT = 0x5a8;

    // Supervisor state enable (Ssstateen)

    public static final int SSTATEEN0 = 0x10c;
    public static final int SSTATEEN1 = 0x10d;
    public static final int SSTATEEN2 = 0x10e;
    public static final int SSTATEEN3 = 0x10f;

    // Supervisor indirect access and AIA (Sscsrind, Ssaia)

    public static final int SISELECT = 0x150;
    public static final int SIREG = 0x151;
    public static final int SIREG2 = 0x152;
    public static final int SIREG3 = 0x153;
    public static final int SIREG4 = 0x155;
    public static final int SIREG5 = 0x156;
    public static final int SIREG6 = 0x157;
    public static final int STOPEI = 0x15c;
    public static final int STOPI = 0xdb0;

    // Control transfer records (Ssctr)

    public static final int SCTRCTL = 0x14e;
    public static final int SCTRSTATUS = 0x14f;
    public static final int SCTRDEPTH = 0x15f;
    public static final int VSCTRCTL = 0x24e;
    public static final int MCTRCTL = 0x34e;

    // Hypervisor (H)

    public static final int HSTATUS = 0x600;
    public static final int HEDELEG = 0x602;
    public static final int HIDELEG = 0x603;
    public static final int HIE = 0x604;
    public static final int HTIMEDELTA = 0x605;
    public static final int HCOUNTEREN = 0x606;
    public static final int HGEIE = 0x607;
    public static final int HENVCFG = 0x60a;
    public static final int HTVAL = 0x643;
    public static final int HIP = 0x644;
    public static final int HVIP = 0x645;
    public static final int HTINST = 0x64a;
    public static final int HGATP = 0x680;
    public static final int HCONTEXT = 0x6a8;
    public static final int HGEIP = 0xe12;

    // Hypervisor state enable (Smstateen)

    public static final int HSTATEEN0 = 0x60c;
    public static final int HSTATEEN1 = 0x60d;
    public static final int HSTATEEN2 = 0x60e;
    public static final int HSTATEEN3 = 0x60f;

    // Hypervisor AIA

    public static final int HVIEN = 0x608;
    public static final int HVICTL = 0x609;
    public static final int HVIPRIO1 = 0x646;
    public static final int HVIPRIO2 = 0x647;

    // Virtual supervisor

    public static final int VSSTATUS = 0x200;
    public static final int VSIE = 0x204;
    public static final int VSTVEC = 0x205;
    public static final int VSSCRATCH = 0x240;
    public static final int VSEPC = 0x241;
    public static final int VSCAUSE = 0x242;
    public static final int VSTVAL = 0x243;
    public static final int VSIP = 0x244;
    public static final int VSTIMECMP = 0x24d;
    public static final int VSATP = 0x280;

    // Virtual supervisor indirect access and AIA

    public static final int VSISELECT = 0x250;
    public static final int VSIREG = 0x251;
    public static final int VSIREG2 = 0x252;
    public static final int VSIREG3 = 0x253;
    public static final int VSIREG4 = 0x255;
    public static final int VSIREG5 = 0x256;
    public static final int VSIREG6 = 0x257;
    public static final int VSTOPEI = 0x25c;
    public static final int VSTOPI = 0xeb0;

    // Machine information

    public static final int MVENDORID = 0xf11;
    public static final int MARCHID = 0xf12;
    public static final int MIMPID = 0xf13;
    public static final int MHARTID = 0xf14;
    public static final int MCONFIGPTR = 0xf15;

    // Machine trap setup and handling

    public static final int MSTATUS = 0x300;
    public static final int MISA = 0x301;
    public static final int MEDELEG = 0x302;
    public static final int MIDELEG = 0x303;
    public static final int MIE = 0x304;
    public static final int MTVEC = 0x305;
    public static final int MCOUNTEREN = 0x306;
    public static final int MENVCFG = 0x30a;
    public static final int MSCRATCH = 0x340;
    public static final int MEPC = 0x341;
    public static final int MCAUSE = 0x342;
    public static final int MTVAL = 0x343;
    public static final int MIP = 0x344;
    public static final int MTINST = 0x34a;
    public static final int MTVAL2 = 0x34b;
    public static final int MSECCFG = 0x747;

    // Machine state enable (Smstateen)

    public static final int MSTATEEN0 = 0x30c;
    public static final int MSTATEEN1 = 0x30d;
    public static final int MSTATEEN2 = 0x30e;
    public static final int MSTATEEN3 = 0x30f;

    // Machine indirect access and AIA (Smcsrind, Smaia)

    public static final int MVIEN = 0x308;
    public static final int MVIP = 0x309;
    public static final int MISELECT = 0x350;
    public static final int MIREG = 0x351;
    public static final int MIREG2 = 0x352;
    public static final int MIREG3 = 0x353;
    public static final int MIREG4 = 0x355;
    public static final int MIREG5 = 0x356;
    public static final int MIREG6 = 0x357;
    public static final int MTOPEI = 0x35c;
    public static final int MTOPI = 0xfb0;

    // Resumable non-maskable interrupts (Smrnmi)

    public static final int MNSCRATCH = 0x740;
    public static final int MNEPC = 0x741;
    public static final int MNCAUSE = 0x742;
    public static final int MNSTATUS = 0x744;

    // Physical memory protection

    /** The first of 16, to pmpcfg15; RV64 has the even ones alone. */
    public static final int PMPCFG0 = 0x3a0;

    /** The first of 64, to pmpaddr63. */
    public static final int PMPADDR0 = 0x3b0;

    // Machine counters

    public static final int MCYCLE = 0xb00;
    public static final int MINSTRET = 0xb02;
    /** The first of 29, to mhpmcounter31. */
    public static final int MHPMCOUNTER3 = 0xb03;

    public static final int MCOUNTINHIBIT = 0x320;
    public static final int MCYCLECFG = 0x321;
    public static final int MINSTRETCFG = 0x322;
    /** The first of 29, to mhpmevent31. */
    public static final int MHPMEVENT3 = 0x323;

    // Triggers and debug mode (Sdtrig, Sdext)

    public static final int TSELECT = 0x7a0;
    public static final int TDATA1 = 0x7a1;
    public static final int TDATA2 = 0x7a2;
    public static final int TDATA3 = 0x7a3;
    public static final int TINFO = 0x7a4;
    public static final int TCONTROL = 0x7a5;
    public static final int MCONTEXT = 0x7a8;
    public static final int MSCONTEXT = 0x7aa;
    public static final int DCSR = 0x7b0;
    public static final int DPC = 0x7b1;
    public static final int DSCRATCH0 = 0x7b2;
    public static final int DSCRATCH1 = 0x7b3;

    private static final Map<String, Integer> NUMBERS = numbers();

    private Csr() {}

    /** The name in assembly language, or the number in hexadecimal with 0x if the register has none. */
    public static String name(int csr) {
        String known = knownName(csr);
        return known.isEmpty() ? "0x" + Integer.toHexString(csr) : known;
    }

    /** The name in assembly language, empty if the register has none. */
    private static String knownName(int csr) {
        return switch (csr) {
            case FFLAGS -> "fflags";
            case FRM -> "frm";
            case FCSR -> "fcsr";
            case VSTART -> "vstart";
            case VXSAT -> "vxsat";
            case VXRM -> "vxrm";
            case VCSR -> "vcsr";
            case VL -> "vl";
            case VTYPE -> "vtype";
            case VLENB -> "vlenb";
            case SSP -> "ssp";
            case SEED -> "seed";
            case JVT -> "jvt";
            case CYCLE -> "cycle";
            case TIME -> "time";
            case INSTRET -> "instret";
            case SSTATUS -> "sstatus";
            case SIE -> "sie";
            case STVEC -> "stvec";
            case SCOUNTEREN -> "scounteren";
            case SENVCFG -> "senvcfg";
            case SCOUNTINHIBIT -> "scountinhibit";
            case SSCRATCH -> "sscratch";
            case SEPC -> "sepc";
            case SCAUSE -> "scause";
            case STVAL -> "stval";
            case SIP -> "sip";
            case STIMECMP -> "stimecmp";
            case SCOUNTOVF -> "scountovf";
            case SATP -> "satp";
            case SRMCFG -> "srmcfg";
            case SCONTEXT -> "scontext";
            case SSTATEEN0 -> "sstateen0";
            case SSTATEEN1 -> "sstateen1";
            case SSTATEEN2 -> "sstateen2";
            case SSTATEEN3 -> "sstateen3";
            case SISELECT -> "siselect";
            case SIREG -> "sireg";
            case SIREG2 -> "sireg2";
            case SIREG3 -> "sireg3";
            case SIREG4 -> "sireg4";
            case SIREG5 -> "sireg5";
            case SIREG6 -> "sireg6";
            case STOPEI -> "stopei";
            case STOPI -> "stopi";
            case SCTRCTL -> "sctrctl";
            case SCTRSTATUS -> "sctrstatus";
            case SCTRDEPTH -> "sctrdepth";
            case VSCTRCTL -> "vsctrctl";
            case MCTRCTL -> "mctrctl";
            case HSTATUS -> "hstatus";
            case HEDELEG -> "hedeleg";
            case HIDELEG -> "hideleg";
            case HIE -> "hie";
            case HTIMEDELTA -> "htimedelta";
            case HCOUNTEREN -> "hcounteren";
            case HGEIE -> "hgeie";
            case HENVCFG -> "henvcfg";
            case HTVAL -> "htval";
            case HIP -> "hip";
            case HVIP -> "hvip";
            case HTINST -> "htinst";
            case HGATP -> "hgatp";
            case HCONTEXT -> "hcontext";
            case HGEIP -> "hgeip";
            case HSTATEEN0 -> "hstateen0";
            case HSTATEEN1 -> "hstateen1";
            case HSTATEEN2 -> "hstateen2";
            case HSTATEEN3 -> "hstateen3";
            case HVIEN -> "hvien";
            case HVICTL -> "hvictl";
            case HVIPRIO1 -> "hviprio1";
            case HVIPRIO2 -> "hviprio2";
            case VSSTATUS -> "vsstatus";
            case VSIE -> "vsie";
            case VSTVEC -> "vstvec";
            case VSSCRATCH -> "vsscratch";
            case VSEPC -> "vsepc";
            case VSCAUSE -> "vscause";
            case VSTVAL -> "vstval";
            case VSIP -> "vsip";
            case VSTIMECMP -> "vstimecmp";
            case VSATP -> "vsatp";
            case VSISELECT -> "vsiselect";
            case VSIREG -> "vsireg";
            case VSIREG2 -> "vsireg2";
            case VSIREG3 -> "vsireg3";
            case VSIREG4 -> "vsireg4";
            case VSIREG5 -> "vsireg5";
            case VSIREG6 -> "vsireg6";
            case VSTOPEI -> "vstopei";
            case VSTOPI -> "vstopi";
            case MVENDORID -> "mvendorid";
            case MARCHID -> "marchid";
            case MIMPID -> "mimpid";
            case MHARTID -> "mhartid";
            case MCONFIGPTR -> "mconfigptr";
            case MSTATUS -> "mstatus";
            case MISA -> "misa";
            case MEDELEG -> "medeleg";
            case MIDELEG -> "mideleg";
            case MIE -> "mie";
            case MTVEC -> "mtvec";
            case MCOUNTEREN -> "mcounteren";
            case MENVCFG -> "menvcfg";
            case MSCRATCH -> "mscratch";
            case MEPC -> "mepc";
            case MCAUSE -> "mcause";
            case MTVAL -> "mtval";
            case MIP -> "mip";
            case MTINST -> "mtinst";
            case MTVAL2 -> "mtval2";
            case MSECCFG -> "mseccfg";
            case MSTATEEN0 -> "mstateen0";
            case MSTATEEN1 -> "mstateen1";
            case MSTATEEN2 -> "mstateen2";
            case MSTATEEN3 -> "mstateen3";
            case MVIEN -> "mvien";
            case MVIP -> "mvip";
            case MISELECT -> "miselect";
            case MIREG -> "mireg";
            case MIREG2 -> "mireg2";
            case MIREG3 -> "mireg3";
            case MIREG4 -> "mireg4";
            case MIREG5 -> "mireg5";
            case MIREG6 -> "mireg6";
            case MTOPEI -> "mtopei";
            case MTOPI -> "mtopi";
            case MNSCRATCH -> "mnscratch";
            case MNEPC -> "mnepc";
            case MNCAUSE -> "mncause";
            case MNSTATUS -> "mnstatus";
            case MCYCLE -> "mcycle";
            case MINSTRET -> "minstret";
            case MCOUNTINHIBIT -> "mcountinhibit";
            case MCYCLECFG -> "mcyclecfg";
            case MINSTRETCFG -> "minstretcfg";
            case TSELECT -> "tselect";
            case TDATA1 -> "tdata1";
            case TDATA2 -> "tdata2";
            case TDATA3 -> "tdata3";
            case TINFO -> "tinfo";
            case TCONTROL -> "tcontrol";
            case MCONTEXT -> "mcontext";
            case MSCONTEXT -> "mscontext";
            case DCSR -> "dcsr";
            case DPC -> "dpc";
            case DSCRATCH0 -> "dscratch0";
            case DSCRATCH1 -> "dscratch1";
            default -> nameInFamily(csr);
        };
    }

    private static String nameInFamily(int csr) {
        if (csr >= PMPCFG0 && csr < PMPCFG0 + 16) {
            return "pmpcfg" + (csr - PMPCFG0);
        }
        if (csr >= PMPADDR0 && csr < PMPADDR0 + 64) {
            return "pmpaddr" + (csr - PMPADDR0);
        }
        // Counters and events are numbered as in their bit of mcounteren, from 3 on.
        if (csr >= HPMCOUNTER3 && csr < HPMCOUNTER3 + 29) {
            return "hpmcounter" + (csr & 31);
        }
        if (csr >= MHPMCOUNTER3 && csr < MHPMCOUNTER3 + 29) {
            return "mhpmcounter" + (csr & 31);
        }
        if (csr >= MHPMEVENT3 && csr < MHPMEVENT3 + 29) {
            return "mhpmevent" + (csr & 31);
        }
        return "";
    }

    /** The number of the register of this name (lower case), if there is one. */
    public static OptionalInt number(String name) {
        Integer number = NUMBERS.get(name);
        return number == null ? OptionalInt.empty() : OptionalInt.of(number);
    }

    /** Whether the register can only be read: the upper two bits of its number say so. */
    public static boolean isReadOnly(int csr) {
        return csr >>> 10 == 3;
    }

    /**
     * The least privilege that may use the register: 0 user, 1 supervisor, 2 hypervisor and virtual supervisor, 3
     * machine.
     */
    public static int privilege(int csr) {
        return csr >>> 8 & 3;
    }

    private static Map<String, Integer> numbers() {
        Map<String, Integer> numbers = new HashMap<>();
        for (int csr = 0; csr < 4096; csr++) {
            String name = knownName(csr);
            if (!name.isEmpty()) {
                numbers.put(name, csr);
            }
        }
        return Map.copyOf(numbers);
    }
}
