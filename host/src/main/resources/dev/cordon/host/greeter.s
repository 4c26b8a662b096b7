# SPDX-FileCopyrightText: The Cordon authors
# SPDX-License-Identifier: Apache-2.0
#
# A guest that minds its own business: it greets, takes five timer interrupts, and powers off.

main:   mv      s0, ra
        la      a0, greeting
        call    print
        li      s1, 5
again:  li      a0, TENTH
        call    sleep
        la      a0, tick
        addi    t0, s11, 48             # the digit of the count
        sb      t0, 5(a0)
        call    print
        bne     s11, s1, again
        la      a0, farewell
        call    print
        mv      ra, s0
        ret

greeting: .asciz "I run in a virtual machine and take five timer interrupts.\n"
tick:   .asciz  "tick ?\n"
farewell: .asciz "Whatever happened beside me, I did not notice. Powering off.\n"
