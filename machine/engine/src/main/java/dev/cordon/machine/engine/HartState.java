// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

import dev.cordon.machine.isa.FloatFlags;
import dev.cordon.machine.isa.Register;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.stream.LongStream;

/**
 * The architectural state of one hart: a hart of the bare machine, or one vCPU of the core, which several vCPUs take turns on one
 * {@link Hart}.
 *
 * <p>Fields are raw storage, named by the specification. CSR instructions go through the WARL rules; whoever writes a field from
 * Java (only while no hart runs this state) writes legal values. CSRs that are views of others (sstatus, sie, sip, hip, vsie, ...)
 * have no storage here: {@link #mstatus}, {@link #mie}, {@link #mip} and {@link #hvip} hold them. Not thread-safe.
 */
public final class HartState {
    /** Index in {@link #x} that absorbs results written to x0, so that x[0] stays 0. */
    public static final int SINK = 32;

    /** Integer registers x0 to x31, and {@link #SINK}; the length is a power of two for the sake of masks. */
    public final long[] x = new long[64];

    /** Floating-point registers, NaN-boxed. */
    public final long[] f = new long[32];

    /** The accrued exception flags of {@link #fcsr()}. */
    final FloatFlags fflags = new FloatFlags();

    /** The rounding mode of {@link #fcsr()}. */
    int frm;

    /** Address of the next instruction. */
    public long pc;

    /** Nominal privilege: 0 user, 1 supervisor, 3 machine. */
    public int privilege = 3;

    /** The virtualization mode V: with privilege 0 and 1, VU-mode and VS-mode. */
    public boolean virtual;

    /** Instructions retired since the state was made; instructions that trap do not retire. The guest cannot write it. */
    public long retired;

    /** While the state runs: {@link #retired} when no instruction is left that may run. */
    long horizon;

    // Machine level.
    public long mstatus;
    public long medeleg;
    /** What the H extension adds is always delegated to HS-mode. */
    public long mideleg = Interrupt.ALWAYS_DELEGATED;

    public long mie;
    /** The bits of mip that software writes (SSIP, STIP, SEIP); the rest comes from lines, timers and {@link #hvip}. */
    public long mip;

    /** Interrupts that M-mode may inject where it does not delegate them (AIA). */
    public long mvien;
    /** The bits of mvip that {@link #mip} does not hold: 13 to 63, and SSIP while mvien has it. */
    public long mvip;

    public int miselect;
    /** Priority numbers of major interrupts that trap to M-mode, by code; 0 is the default order. */
    public final byte[] machinePriorities = new byte[64];

    public long mtvec;
    public long mscratch;
    public long mepc;
    public long mcause;
    public long mtval;
    public long mtval2;
    public long mtinst;
    public long mcounteren;
    public long mcountinhibit;
    public long menvcfg;
    /** mcycle less {@link #retired}; while inhibited, mcycle itself. */
    public long mcycle;
    /** minstret less {@link #retired}; while inhibited, minstret itself. */
    public long minstret;

    public final long[] pmpaddr = new long[16];
    public final byte[] pmpcfg = new byte[16];

    // Supervisor level (HS-mode).
    public long stvec;
    public long sscratch;
    public long sepc;
    public long scause;
    public long stval;
    public long satp;
    public long scounteren;
    public long senvcfg;
    /** Unsigned ticks; takes effect with menvcfg.STCE. */
    public long stimecmp = -1;

    /** The bits of sie for interrupts that mvien has, which are none of mie's. */
    public long filteredSie;

    public int siselect;
    /** Priority numbers of major interrupts that trap to HS-mode, by code. */
    public final byte[] supervisorPriorities = new byte[64];

    // Hypervisor.
    public long hstatus;
    public long hedeleg;
    public long hideleg;
    /** VSSIP (2), VSTIP (6), VSEIP (10) and with the AIA 13 to 63, as software injects them. */
    public long hvip;

    /** Interrupts, 13 to 63, that HS-mode may inject where it does not delegate them (AIA). */
    public long hvien;
    /** Fields of {@link VirtualInterruptControl}. */
    public long hvictl;

    public long hgeie;
    public long htval;
    public long htinst;
    public long hgatp;
    public long hcounteren;
    public long henvcfg;
    public long htimedelta;

    // Virtual supervisor.
    public long vsstatus;
    public long vstvec;
    public long vsscratch;
    public long vsepc;
    public long vscause;
    public long vstval;
    public long vsatp;
    /** Unsigned ticks of time + htimedelta; takes effect with henvcfg.STCE. */
    public long vstimecmp = -1;

    /** The bits of vsie for interrupts that hvien has, which are none of sie's. */
    public long filteredVsie;

    public int vsiselect;
    /** Priority numbers of major interrupts that trap to VS-mode, by code there; hviprio1 and hviprio2 show those that can be set. */
    public final byte[] guestPriorities = new byte[64];

    /** A hart at power-on: M-mode, everything that reset defines, the rest zero. */
    public HartState() {}

    /**
     * A vCPU about to enter VS-mode under {@link TrapRouting#EXIT}: whatever M-mode could withhold is granted, HS-level interrupts
     * are enabled, floating point is on for HS-level. What concerns the guest alone (hedeleg, hideleg, henvcfg, hcounteren, hgatp,
     * hstatus...) is left to the core, which fills it in.
     */
    public static HartState guest() {
        HartState state = new HartState();
        state.virtual = true;
        state.privilege = Privilege.SUPERVISOR;
        state.mstatus = Status.FS;
        state.mideleg = Interrupt.SUPERVISOR | Interrupt.VIRTUAL_SUPERVISOR;
        state.mie = Interrupt.SUPERVISOR;
        state.mcounteren = -1;
        state.menvcfg = EnvironmentConfiguration.MACHINE;
        return state;
    }

    /** What {@link #save} writes after the registers. */
    private static final List<String> AFTER_REGISTERS = List.of("pc", "the privilege", "V", "retired", "fcsr");

    /** Writes the whole state as words, in a fixed order and number. */
    public void save(LongConsumer out) {
        for (int i = 0; i < SINK; i++) {
            out.accept(x[i]);
        }
        LongStream.of(f).forEach(out);
        LongStream.of(pc, privilege, virtual ? 1 : 0, retired, fcsr()).forEach(out);
        LongStream.of(mstatus, medeleg, mideleg, mie, mip, mtvec, mscratch, mepc, mcause, mtval, mtval2, mtinst)
                .forEach(out);
        LongStream.of(mcounteren, mcountinhibit, menvcfg, mcycle, minstret).forEach(out);
        LongStream.of(pmpaddr).forEach(out);
        LongStream.of(mvien, mvip, miselect, filteredSie, siselect, hvien, hvictl, filteredVsie, vsiselect)
                .forEach(out);
        for (byte[] bytes : List.of(pmpcfg, machinePriorities, supervisorPriorities, guestPriorities)) {
            for (byte value : bytes) {
                out.accept(value);
            }
        }
        LongStream.of(stvec, sscratch, sepc, scause, stval, satp, scounteren, senvcfg, stimecmp)
                .forEach(out);
        LongStream.of(hstatus, hedeleg, hideleg, hvip, hgeie, htval, htinst, hgatp, hcounteren, henvcfg, htimedelta)
                .forEach(out);
        LongStream.of(vsstatus, vstvec, vsscratch, vsepc, vscause, vstval, vsatp, vstimecmp)
                .forEach(out);
    }

    /** What a word of {@link #save} is, by its index: the name of a register, or that it belongs to the CSRs. */
    public static String word(int index) {
        int beyond = index - SINK - 32;
        if (beyond >= 0) {
            return beyond < AFTER_REGISTERS.size() ? AFTER_REGISTERS.get(beyond) : "a CSR (word " + index + ")";
        }
        return index < SINK ? Register.name(index) : Register.floatName(index - SINK);
    }

    /** fcsr: fflags in bits 4:0, frm in bits 7:5. */
    public int fcsr() {
        return frm << 5 | fflags.bits;
    }

    /** Sets fcsr; bits above 7 are ignored. */
    public void fcsr(int value) {
        fflags.bits = value & 0x1f;
        frm = value >>> 5 & 7;
    }
}
