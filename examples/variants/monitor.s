# A virtual machine monitor as Popek and Goldberg describe it (1974): trap and emulate. It runs in M-mode; the guest's kernel, which
# believes that it is in S-mode, runs in U-mode. Every instruction with which that kernel touches sstatus, or returns from an
# interrupt, must trap, so that the monitor can do it to the guest's own, virtual state.
#
# The monitor has t0 to t2 for itself. It ends with what the guest's kernel found out: 0 if its critical section was whole, 1 if an
# interrupt came in it, 2 if none came at all; or with 3 if the guest did something that the monitor does not know.

        .equ  FINISHER, 0x100000
        .equ  SIE, 2

        .globl _start
_start:
        la    t0, trap
        csrw  mtvec, t0
        li    t0, -1                    # U-mode may use all memory
        csrw  pmpaddr0, t0
        li    t0, 0x1f
        csrw  pmpcfg0, t0
        la    t0, kernel                # and begins with the guest's kernel
        csrw  mepc, t0
        li    t0, 0x1800
        csrc  mstatus, t0
        mret

# The guest's kernel.

kernel:
        li    s0, 2                     # what it has found out: no interrupt yet
        li    s1, 1                     # in the critical section
        csrci sstatus, SIE              # mask interrupts
        ecall                           # here the device asks for an interrupt
        li    s1, 0                     # the critical section is over
        csrsi sstatus, SIE              # now the interrupt may come
        mv    a0, s0
        ebreak                          # power off

interrupt:                              # the guest's interrupt handler
        mv    s0, s1                    # was the critical section whole?
        sret

# The monitor.

        .balign 4
trap:
        csrr  t0, mcause
        li    t1, 8                     # environment call of U-mode: the guest's device
        beq   t0, t1, device
        li    t1, 3                     # breakpoint: the guest powers off
        beq   t0, t1, off
        li    t1, 2                     # illegal instruction: sensitive, and privileged as it should be
        bne   t0, t1, unknown
        csrr  t0, mtval
        li    t1, 0x10017073            # csrci sstatus, SIE
        beq   t0, t1, masked
        li    t1, 0x10016073            # csrsi sstatus, SIE
        beq   t0, t1, unmasked
        li    t1, 0x10200073            # sret
        beq   t0, t1, returns
unknown:
        li    a0, 3
        j     off

masked:
        la    t1, enabled
        sd    zero, 0(t1)
        j     next
unmasked:
        la    t1, enabled
        li    t0, 1
        sd    t0, 0(t1)
        j     next
device:
        la    t1, pending
        li    t0, 1
        sd    t0, 0(t1)
next:                                   # the guest goes on behind its instruction,
        csrr  t0, mepc
        addi  t0, t0, 4
        csrw  mepc, t0
inject:                                 # or takes the interrupt, if there is one and it is enabled
        la    t1, enabled
        ld    t0, 0(t1)
        la    t2, pending
        ld    t1, 0(t2)
        and   t0, t0, t1
        beqz  t0, resume
        sd    zero, 0(t2)
        la    t1, enabled
        sd    zero, 0(t1)
        csrr  t0, mepc
        la    t1, interrupted
        sd    t0, 0(t1)
        la    t0, interrupt
        csrw  mepc, t0
resume:
        mret
returns:                                # from the guest's handler
        la    t1, interrupted
        ld    t0, 0(t1)
        csrw  mepc, t0
        la    t1, enabled
        li    t0, 1
        sd    t0, 0(t1)
        j     inject

off:
        li    t0, FINISHER
        li    t1, 0x5555
        beqz  a0, write
        slli  a0, a0, 16
        li    t1, 0x3333
        or    t1, t1, a0
write:
        sw    t1, 0(t0)
        j     write

        .balign 8
enabled:     .dword 1                   # the guest's virtual sstatus.SIE
pending:     .dword 0                   # the guest's device wants an interrupt
interrupted: .dword 0                   # the guest's virtual sepc
