// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.tests.differential;

import dev.cordon.machine.isa.Assembler;
import dev.cordon.machine.isa.Csr;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What runs the cases one after the other, in M-mode: it resets the hart's state, lets the case's own code set it up, starts
 * the case in its mode, writes a record for every trap and steps over the instruction, and saves the state at the end.
 *
 * <p>A trap that is delegated enters a handler in S-mode or VS-mode which is an ECALL, so it comes here too; its record is
 * then that of the lower mode's CSRs.
 */
final class Monitor {
    /** In a7 with an ECALL: the case is done. */
    static final long END = 0x454e_4421;

    /** Kinds of record. */
    static final int MACHINE = 1;

    static final int HYPERVISOR = 2;
    static final int GUEST = 3;

    /** Why a case ended. */
    static final int DONE = 1;

    static final int LOG_FULL = 2;
    static final int LOST = 3;

    /** What each case begins with. */
    private static final List<String> ZERO = List.of(
            "henvcfg",
            "menvcfg",
            "mie",
            "medeleg",
            "mideleg",
            "mip",
            "satp",
            "hgatp",
            "vsatp",
            "hstatus",
            "hedeleg",
            "hideleg",
            "hvip",
            "hcounteren",
            "senvcfg",
            "mcounteren",
            "scounteren",
            "mcountinhibit",
            "stvec",
            "sscratch",
            "sepc",
            "scause",
            "stval",
            "vsstatus",
            "vstvec",
            "vsscratch",
            "vsepc",
            "vscause",
            "vstval",
            "htimedelta",
            "htval",
            "htinst",
            "mtval",
            "mtval2",
            "mtinst",
            "mcause",
            "pmpcfg0",
            "pmpcfg2");

    /** What is saved at the end. */
    static final List<Integer> SAVED = List.of(
            Csr.MSTATUS,
            Csr.MISA,
            Csr.MEDELEG,
            Csr.MIDELEG,
            Csr.MIE,
            Csr.MIP,
            Csr.MCOUNTEREN,
            Csr.MCOUNTINHIBIT,
            Csr.MEPC,
            Csr.MCAUSE,
            Csr.MTVAL,
            Csr.MTVAL2,
            Csr.MTINST,
            Csr.MENVCFG,
            Csr.SSTATUS,
            Csr.STVEC,
            Csr.SCOUNTEREN,
            Csr.SSCRATCH,
            Csr.SEPC,
            Csr.SCAUSE,
            Csr.STVAL,
            Csr.SIP,
            Csr.SIE,
            Csr.SATP,
            Csr.SENVCFG,
            Csr.STIMECMP,
            Csr.HSTATUS,
            Csr.HEDELEG,
            Csr.HIDELEG,
            Csr.HIE,
            Csr.HIP,
            Csr.HVIP,
            Csr.HGEIE,
            Csr.HGEIP,
            Csr.HCOUNTEREN,
            Csr.HTIMEDELTA,
            Csr.HTVAL,
            Csr.HTINST,
            Csr.HGATP,
            Csr.HENVCFG,
            Csr.VSSTATUS,
            Csr.VSIE,
            Csr.VSTVEC,
            Csr.VSSCRATCH,
            Csr.VSEPC,
            Csr.VSCAUSE,
            Csr.VSTVAL,
            Csr.VSIP,
            Csr.VSTIMECMP,
            Csr.VSATP,
            Csr.PMPCFG0,
            Csr.PMPCFG0 + 2,
            Csr.PMPADDR0,
            Csr.PMPADDR0 + 1,
            Csr.PMPADDR0 + 2,
            Csr.PMPADDR0 + 3,
            Csr.PMPADDR0 + 15);

    private static final String SOURCE = """
                .equ CURRENT, 256
                .equ NEXT, 264
                .equ LEFT, 272
                .equ RECORD_AT, 280
            _start:
                la   sp, trap
                csrw mtvec, sp
                li   s1, TABLE
                ld   s2, 0(s1)
                addi s1, s1, 8
            next:
                beqz s2, finish
                ld   s0, 0(s1)
                addi s1, s1, 8
                addi s2, s2, -1
                la   sp, save
                csrw mscratch, sp
                sd   s0, CURRENT(sp)
                sd   s1, NEXT(sp)
                sd   s2, LEFT(sp)
                li   t0, LOG
                add  t0, t0, s0
                sd   t0, RECORD_AT(sp)
                li   t0, 0x7800
                csrw mstatus, t0
                la   t0, reset
                csrw mepc, t0
                mret                      # clears MPV
            reset:
                li   t0, 0x2000000        # the CLINT: no software interrupt, no timer
                sw   zero, 0(t0)
                li   t0, 0x2004000
                li   t1, -1
                sd   t1, 0(t0)
                li   t0, 0x10000000       # the UART: no interrupts
                sb   zero, 1(t0)
                li   t0, 0xc200004        # the PLIC: claim and complete what is pending, disable all
                lw   t1, 0(t0)
                sw   t1, 0(t0)
                li   t0, 0xc201004
                lw   t1, 0(t0)
                sw   t1, 0(t0)
                li   t0, 0xc002000
                sw   zero, 0(t0)
                sw   zero, 0x80(t0)
                li   t0, 1 << 63          # timers while they are enabled, or QEMU leaves them pending
                csrw menvcfg, t0
                csrw henvcfg, t0
                li   t0, -1
                csrw stimecmp, t0
                csrw vstimecmp, t0
                csrw pmpaddr0, t0
                RESET
                li   t0, 0x1f
                csrw pmpcfg0, t0
                sfence.vma
                hfence.vvma
                hfence.gvma
                fence.i
                LOAD_F
                ld   t0, FCSR(s0)
                csrw fcsr, t0
                ld   t0, SETUP_ADDRESS(s0)
                jalr ra, 0(t0)
                la   sp, save
                ld   x31, CURRENT(sp)
                ld   t0, VIRTUAL(x31)
                bnez t0, start_guest
                LOAD_X
                mret
            start_guest:                  # not by MPV, which QEMU 10.0 does not let software write
                LOAD_X
                sret
            finish:
                li   t0, 0x100000
                li   t1, 0x5555
                sw   t1, 0(t0)
                j    finish

                .balign 4
            trap:
                csrrw sp, mscratch, sp
                SAVE_X
                csrr t0, mscratch
                sd   t0, 16(sp)
                csrw mscratch, sp
                ld   s0, CURRENT(sp)
                ld   s1, RECORD_AT(sp)
                csrr s2, mepc
                csrr s3, mcause
                li   s5, 0                # whether HS-mode took the trap
                ld   t0, HYPERVISOR_HANDLER(s0)
                li   t1, 9
                bne  t0, s2, from_guest
                beq  t1, s3, of_hypervisor
            from_guest:
                ld   t0, GUEST_HANDLER(s0)
                li   t1, 10
                bne  t0, s2, of_machine
                beq  t1, s3, of_guest
            of_machine:
                li   t0, 1
                sd   t0, 0(s1)
                sd   s3, 8(s1)
                sd   s2, 16(s1)
                csrr t0, mtval
                sd   t0, 24(s1)
                csrr t0, mtval2
                sd   t0, 32(s1)
                csrr t0, mtinst
                sd   t0, 40(s1)
                csrr t0, mstatus
                sd   t0, 48(s1)
                j    recorded
            of_hypervisor:
                li   t0, 2
                sd   t0, 0(s1)
                csrr s3, scause
                sd   s3, 8(s1)
                csrr s2, sepc
                sd   s2, 16(s1)
                csrr t0, stval
                sd   t0, 24(s1)
                csrr t0, htval
                sd   t0, 32(s1)
                csrr t0, htinst
                sd   t0, 40(s1)
                csrr t2, sstatus
                sd   t2, 48(s1)
                csrr t3, hstatus
                sd   t3, 56(s1)
                li   s5, 1
                j    recorded
            of_guest:
                li   t0, 3
                sd   t0, 0(s1)
                csrr s3, vscause
                sd   s3, 8(s1)
                csrr s2, vsepc
                sd   s2, 16(s1)
                csrr t0, vstval
                sd   t0, 24(s1)
                csrr t2, vsstatus
                sd   t2, 48(s1)
                li   t0, 0x1800           # MPV is set already
                csrc mstatus, t0
                andi t2, t2, 0x100
                slli t2, t2, 3
                csrs mstatus, t2
            recorded:
                addi s1, s1, RECORD
                sd   s1, RECORD_AT(sp)
                li   t6, 2
                sub  t0, s1, s0
                li   t1, LOG_LIMIT
                bgeu t0, t1, end
                bltz s3, interrupted
                addi t0, s3, -8           # 8 to 11: environment calls
                li   t1, 4
                bgeu t0, t1, step
                li   t6, 1
                ld   t0, 136(sp)
                li   t1, END
                beq  t0, t1, end
            step:
                li   t6, 3
                beqz s3, fetch
                li   t0, 1
                beq  s3, t0, fetch
                li   t0, 12
                beq  s3, t0, fetch
                li   t0, 20
                beq  s3, t0, fetch
                ld   t0, CODE_ADDRESS(s0)
                sub  t0, s2, t0
                li   t1, CODE_SIZE
                bgeu t0, t1, fetch
                li   t1, CODE
                add  t0, t0, t1
                add  t0, t0, s0
                lhu  t0, 0(t0)
                andi t0, t0, 3
                addi t0, t0, -3
                seqz t0, t0
                slli t0, t0, 1
                addi s2, s2, 2
                add  s2, s2, t0
                j    resume
            fetch:                        # there is nothing to step over: t3 may say where to go on
                ld   s2, 224(sp)
                ld   t0, CODE_ADDRESS(s0)
                sub  t0, s2, t0
                li   t1, CODE_SIZE
                bgeu t0, t1, end
                j    resume
            interrupted:
                csrw mie, zero
            resume:
                bnez s5, resume_by_sret
                csrw mepc, s2
                RESTORE_X
                ld   sp, 16(sp)
                mret
            resume_by_sret:
                csrw sepc, s2
                RESTORE_X
                ld   sp, 16(sp)
                sret
            end:
                sub  t0, s1, s0
                li   t1, LOG_END
                add  t1, t1, s0
                sd   t0, 0(t1)
                sd   t6, 8(t1)
                li   s4, END_X
                add  s4, s4, s0
                csrr t0, mstatus
                sd   t0, END_CSRS-END_X(s4)
                MOVE_X
                SAVE_CSRS
                li   t0, 0x6000
                csrs mstatus, t0
                SAVE_F
                csrr t0, fcsr
                sd   t0, END_FCSR-END_X(s4)
                ld   s1, NEXT(sp)
                ld   s2, LEFT(sp)
                j    next
                .balign 64
            save:
                .zero 512
            """;

    private Monitor() {}

    static byte[] code() {
        String source = SOURCE.replace(
                        "RESET",
                        lines(ZERO.stream().map(csr -> "csrw " + csr + ", zero").toList()))
                .replace("LOAD_F", each(0, 31, "fld f%d, F+%d(s0)"))
                .replace("LOAD_X", each(1, 31, "ld x%d, %d(x31)"))
                .replace("RESTORE_X", each(1, 31, 2, "ld x%d, %d(sp)"))
                .replace("SAVE_X", each(1, 31, 2, "sd x%d, %d(sp)"))
                .replace("MOVE_X", each(1, 31, "ld t0, %2$d(sp)\\nsd t0, %2$d(s4)".replace("\\n", "\n")))
                .replace("SAVE_CSRS", saveCsrs())
                .replace("SAVE_F", each(0, 31, "fsd f%d, END_F-END_X+%d(s4)"));
        return Assembler.parse("monitor.s", Layout.RAM, constants() + source).bytes();
    }

    private static String saveCsrs() {
        return IntStream.range(1, SAVED.size())
                .mapToObj(i -> "csrr t0, %s\nsd t0, END_CSRS-END_X+%d(s4)".formatted(Csr.name(SAVED.get(i)), 8 * i))
                .collect(Collectors.joining("\n"));
    }

    private static String each(int from, int to, String line) {
        return each(from, to, -1, line);
    }

    private static String each(int from, int to, int but, String line) {
        return IntStream.rangeClosed(from, to)
                .filter(i -> i != but)
                .mapToObj(i -> line.formatted(i, 8 * i))
                .collect(Collectors.joining("\n"));
    }

    private static String lines(List<String> lines) {
        return String.join("\n", lines);
    }

    private static String constants() {
        return """
                .equ TABLE, %d
                .equ F, %d
                .equ FCSR, %d
                .equ SETUP_ADDRESS, %d
                .equ HYPERVISOR_HANDLER, %d
                .equ GUEST_HANDLER, %d
                .equ CODE_ADDRESS, %d
                .equ VIRTUAL, %d
                .equ LOG_END, %d
                .equ LOG, %d
                .equ RECORD, %d
                .equ LOG_LIMIT, %d
                .equ END_X, %d
                .equ END_F, %d
                .equ END_FCSR, %d
                .equ END_CSRS, %d
                .equ CODE, %d
                .equ CODE_SIZE, %d
                .equ END, %d
                """.formatted(
                        Layout.TABLE,
                        Layout.F,
                        Layout.FCSR,
                        Layout.SETUP_ADDRESS,
                        Layout.HYPERVISOR_HANDLER,
                        Layout.GUEST_HANDLER,
                        Layout.CODE_ADDRESS,
                        Layout.VIRTUAL,
                        Layout.LOG_END,
                        Layout.LOG,
                        Layout.RECORD,
                        Layout.LOG_LIMIT,
                        Layout.END_X,
                        Layout.END_F,
                        Layout.END_FCSR,
                        Layout.END_CSRS,
                        Layout.CODE,
                        Layout.CODE_SIZE,
                        END);
    }
}
