# SPDX-FileCopyrightText: The Cordon authors
# SPDX-License-Identifier: Apache-2.0
#
# What the guests of the built-in system share. It stands before the guest's own source, which defines `main`.
# The VMM enters in S-mode with interrupts off, a0 = hart id, a1 = device tree.

header:                                 # of a Linux Image, so that the VMM knows where this belongs
        j       start
        nop
        .dword  0x200000                # offset from the beginning of memory
        .dword  0x10000                 # bytes of memory, the stack included
        .dword  0                       # little-endian
        .word   2, 0                    # version 0.2
        .dword  0
        .ascii  "RISCV\0\0\0RSC\x05"
        .word   0

        .equ    STIE, 0x20              # sie: supervisor timer interrupt enable
        .equ    SIE, 2                  # sstatus: supervisor interrupt enable
        .equ    TENTH, 1000000          # ticks of 100 ns in a tenth of a second

start:  la      sp, header
        li      t0, 0x10000
        add     sp, sp, t0
        la      t0, trap
        csrw    stvec, t0
        li      s11, 0                  # how many timer interrupts have been taken
        call    main
        li      a0, 0                   # system reset: shutdown
        li      a1, 0                   # for no particular reason
        li      a6, 0
        li      a7, 0x53525354
        ecall

# Any trap: counts a timer interrupt and turns the timer off until it is wanted again. There should be no other trap; one
# that comes all the same ends in a loop that the VMM would see as a guest that never ends. Uses t6 alone.
        .balign 4
trap:   csrr    t6, scause
        bgez    t6, trap
        li      t6, STIE
        csrc    sie, t6
        addi    s11, s11, 1
        sret

# print(a0: text that ends with a zero byte): SBI debug console, repeated until all is written.
print:  mv      t0, a0
        mv      t1, a0
measure: lbu    t2, 0(t1)
        beqz    t2, write
        addi    t1, t1, 1
        j       measure
write:  beq     t0, t1, written
        sub     a0, t1, t0
        mv      a1, t0
        li      a2, 0
        li      a6, 0
        li      a7, 0x4442434e
        ecall
        bnez    a0, written             # there is no console: say nothing
        add     t0, t0, a1
        j       write
written: ret

# sleep(a0: ticks): SBI timer, and waits for its interrupt.
sleep:  csrr    t0, time
        add     a0, a0, t0
        li      a6, 0
        li      a7, 0x54494d45
        addi    t1, s11, 1              # the count that ends the sleep
        ecall
        li      t0, STIE
        csrs    sie, t0
asleep: wfi                             # wakes for an interrupt though sstatus holds it back, so none is missed
        csrsi   sstatus, SIE            # taken here
        csrci   sstatus, SIE
        bne     s11, t1, asleep
        ret
